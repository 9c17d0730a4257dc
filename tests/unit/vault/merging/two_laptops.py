"""One vault on two laptops: `here` and `there` begin as copies of each other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prevent_desktop.casework.merge_report import MergeReport
from prevent_desktop.casework.record_kinds import KINDS
from prevent_desktop.vault.copies.progress import SILENT, Progress
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.merging import merging
from prevent_desktop.vault.merging.other_copy import leave_other, take_other
from prevent_desktop.vault.merging.state import Meaning
from prevent_desktop.vault.vault import Vault, utc_now
from tests.unit.vault.examples import later

MEANING = Meaning(
    unite={"words": lambda ours, theirs: "".join(sorted({*ours, *theirs}))},
    told=frozenset({"practitioner"}),
    version_order=lambda version: tuple(map(int, version.split("."))),
)


@dataclass(frozen=True)
class Laptop:
    folder: Path
    key: VaultKey

    @contextmanager
    def opened(self, now: Callable[[], datetime] = utc_now) -> Iterator[Vault]:
        with Vault.open(self.folder, self.key, now=now) as vault:
            yield vault

    def join(self, other: Laptop | Path, *, minute: int = 600, progress: Progress = SILENT) -> MergeReport:
        """Look, bring the files, take all in."""
        with self.opened() as vault:
            return join(vault, other, minute=minute, progress=progress)


def join(
    vault: Vault,
    other: Laptop | Path,
    *,
    minute: int = 600,
    progress: Progress = SILENT,
    meaning: Meaning = MEANING,
) -> MergeReport:
    folder = other if isinstance(other, Path) else other.folder
    try:
        copy = take_other(vault.folder, vault.key, folder, progress)
        looked = merging.look(vault, copy, meaning, at=later(minute), progress=progress)
        merging.stage_files(copy, looked, progress)
        return merging.join(vault, copy, meaning, at=later(minute), progress=progress)
    finally:
        leave_other(vault.folder)


def second_laptop(here: Laptop, folder: Path) -> Laptop:
    """Copy the closed vault to another laptop."""
    shutil.copytree(here.folder, folder)
    return Laptop(folder, here.key)


RECORDS = {
    kind.table: ", ".join(kind.key)
    for kind in KINDS
    if kind.table in {"questionnaires", "person_texts", "record_texts"}
    or (kind.copy is not None and kind.table != "merge_conflicts")  # which side is ours differs
}


def records(vault: Vault) -> dict[str, list[tuple[object, ...]]]:
    """All that both laptops must agree on."""
    vault.responses.index_drafts()
    found = {}
    for table, key in RECORDS.items():
        rows = vault.database.rows(f"SELECT * FROM {table} ORDER BY {key}")  # noqa: S608 - our own names
        found[table] = [_values(table, dict(row)) for row in rows]
    return found


def _values(table: str, row: dict[str, object]) -> tuple[object, ...]:
    """The words by which search finds a person may stand in another order."""
    if table == "person_texts":
        row["details"] = sorted(str(row["details"]).split())
    return tuple(value for name, value in row.items() if name != "row")

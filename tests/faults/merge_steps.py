"""Kills the joining of two copies of a vault at each of its steps (FAULTS 4).

    python -m tests.faults merge_steps [--runs 1] [--seed 1] [--every 1]

A step is each file that is opened, renamed or removed, and each SQL statement. A child joins the copy from another
laptop and dies at step 1, then at step 2, and so on until it comes to its end; of the kills at a step (`--runs`), the
first comes exactly there and the others up to two milliseconds later. After each kill the vault opens, is whole, and
has the records and change-sets from before or those from after, with nothing left beside it; the other copy has not changed by
a byte; and joining again brings all of it. One case is shared with a team, and both laptops have written in it. The control commits row by row, and must be caught.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import JOINING_NAME, Vault
from tests.faults.harness import ask, memory_folder
from tests.faults.killed_steps import WithoutTransaction, every_option, is_caught, kill_at_every_step
from tests.unit.vault.examples import a_form, a_note, answers, keep_case, later
from tests.unit.vault.folders import snapshot
from tests.unit.vault.merging import two_laptops
from tests.unit.vault.merging.laptops_in_team import Copied, meaning_of
from tests.unit.vault.merging.two_laptops import Laptop, records, second_laptop

Records = dict[str, list[tuple[object, ...]]]


def all_records(vault: Vault) -> Records:
    """With the change-sets, and what is asked about."""
    sets = vault.database.rows("SELECT vault, number, digest FROM team_sets ORDER BY 1, 2, 3")
    asked = vault.database.rows("SELECT id, sides FROM team_conflicts ORDER BY id")
    return {**records(vault), "team_sets": list(map(tuple, sets)), "team_conflicts": list(map(tuple, asked))}


def join(vault: Vault, other: Path) -> None:
    """As a member of a team."""
    two_laptops.join(vault, other, meaning=meaning_of(Copied("sam", vault, minute=600), "again"))


@dataclass(frozen=True)
class Pair:
    """A vault and its copy from another laptop, as they are before each kill, and what they come to."""

    place: Path
    example: Path
    other: Path
    key: VaultKey
    before: Records
    after: Records
    bytes_there: dict[str, bytes]

    @classmethod
    def make(cls, folder: Path) -> Pair:
        """Both have new notes, a file, and another draft."""
        here = Laptop(
            folder / "example",
            create_vault(folder / "example", "violet tractor lamp seventeen", cost=FLOOR_COST).key,
        )
        with here.opened() as vault:
            case = keep_case(vault)
            vault.responses.add(a_form(case, answers("begun")))
            vault.audit.append("form.started", case.id)
            shared = keep_case(vault)
            vault.responses.add(a_form(shared, answers("begun together")))
            Copied("sam", vault).share(shared.id)
        there = second_laptop(here, folder / "other")
        for number, laptop in enumerate((here, there)):
            with laptop.opened() as vault:
                vault.notes.add(a_note(case, f"note {number}"))
                for draft in vault.responses.drafts():
                    vault.responses.save_draft(draft.id, answers(f"draft {number}"), "s", 1, 5, later(number))
                vault.attachments.add(
                    io.BytesIO(bytes([number]) * 9000), case_id=case.id, file_name=f"{number}", media_type="x/y", at=later(number),
                )  # fmt: skip
                vault.audit.append("note.written", case.id)
        pair = cls(folder / "place", here.folder, there.folder, here.key, {}, {}, snapshot(there.folder))
        pair.prepare()
        with pair.opened() as vault:
            before = all_records(vault)
            join(vault, there.folder)
            after = all_records(vault)
            assert len(after["team_conflicts"]) == 1, "both laptops wrote in the shared case"
        return replace(pair, before=before, after=after)

    def prepare(self) -> None:
        """Begin anew."""
        shutil.rmtree(self.place, ignore_errors=True)
        shutil.copytree(self.example, self.place)

    @contextmanager
    def opened(self) -> Iterator[Vault]:
        with Vault.open(self.place, self.key) as vault:
            yield vault

    def work(self) -> None:
        with self.opened() as vault:
            join(vault, self.other)

    def check(self) -> None:
        """Before or after, whole, with nothing beside it; and it can be finished."""
        with self.opened() as vault:
            assert not (self.place / JOINING_NAME).exists()
            integrity.check(vault)
            found = all_records(vault)
            assert found in (self.before, self.after), "half of it came"
            join(vault, self.other)
            assert all_records(vault) == self.after, "the second joining did not finish it"
            assert integrity.check(vault).stray_files == ()
        assert snapshot(self.other) == self.bytes_there, "the other copy changed"


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="merge_steps", runs=1, more=every_option)
    failures, kills = [], 0
    with tempfile.TemporaryDirectory(dir=memory_folder()) as name:
        pair = Pair.make(Path(name))
        try:
            kills = kill_at_every_step(pair, asked.options.every, asked.runs, asked.chance)
        except (PreventDesktopError, AssertionError) as error:
            failures.append(f"{type(error).__name__}: {error}")
        caught = is_caught(WithoutTransaction(pair), every=7)
    return asked.tell(failures, runs=kills, controls={"rows kept one by one": caught})

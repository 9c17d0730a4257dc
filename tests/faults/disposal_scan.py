"""Disposes of people and looks for every word that was ever written about them, in every page and file in clear.

    python -m tests.faults disposal_scan [--runs 20] [--people 6]

Each run fills a vault with people who have a word of their own in every field, table, attachment and pack, and
disposes of one: of the whole person, or of one case after the other. Then each page of the database and its log is
decrypted here, each attachment is opened, and the words are looked for as 8-bit text, UTF-16 and base64, while the
vault is open and after it was closed: none may be there, and all of the others' words that were there before must be.
The controls leave out what a disposal does (the log is not emptied; deleted bytes are not blanked and the file is not
written anew; the search keeps its entries; a sealed file stays): each must be caught.
"""

from __future__ import annotations

import contextlib
import io
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

from prevent_desktop.casework.disposal import Ground
from prevent_desktop.errors import SealingError
from prevent_desktop.sealing import Identity, open_sealed
from prevent_desktop.vault import disposing
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.demo.demo_organisation import RETENTION_RULES
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.retention import dispose as disposal
from prevent_desktop.workflows.retention.disposal_preview import Target
from prevent_desktop.workflows.retention.dispose import Wish, dispose, finish_disposals
from tests.faults.decrypted_pages import pages_in_clear, words_in
from tests.faults.harness import ask
from tests.unit.workflows.subject_access.full_person import FullPerson, keep_full_person

PASSPHRASE = "violet tractor lamp seventeen"
WISH = Wish(ground=Ground.PERIOD_OVER, throw_drafts_away=True, date_is_right=True)
_EACH = 7
"""Of the others' words each seventh is looked for."""


@dataclass(frozen=True)
class Example:
    """An empty vault, to be copied for each run."""

    folder: Path
    key: VaultKey

    @classmethod
    def make(cls, folder: Path) -> Example:
        return cls(folder, create_vault(folder, PASSPHRASE, cost=FLOOR_COST).key)


@dataclass(frozen=True)
class Filled:
    """A vault full of people, one of whom goes."""

    folder: Path
    key: VaultKey
    people: list[FullPerson]
    gone: FullPerson
    identity: Identity

    def words_left(self, words: Sequence[str]) -> set[str]:
        """Which of the words stand in the database, its log or a sealed file."""
        return words_in(self._in_clear(), words)

    def _in_clear(self) -> Iterator[bytes]:
        yield from pages_in_clear(self.folder / "vault.db", self.key.raw)
        for path in (self.folder / "attachments").glob("*.age"):
            plain = io.BytesIO()
            with path.open("rb") as sealed, contextlib.suppress(SealingError):
                open_sealed(sealed, plain, [self.identity])
            yield plain.getvalue()


def fill(example: Example, folder: Path, chance: random.Random, people: int) -> Filled:
    shutil.copytree(example.folder, folder)
    with Vault.open(folder, example.key) as vault:
        settings.save_retention_rules(vault, RETENTION_RULES)
        filled = [keep_full_person(vault, chance, cases=chance.randint(1, 3)) for _ in range(people)]
        vault.responses.index_drafts()  # else a search in between would take the earlier words of drafts away
        if chance.random() < 0.3:  # a copy from before a migration holds everything
            shutil.copy2(folder / "vault.db", folder / "vault.db.before-migration")
        identity = vault.attachments.files._identity
    return Filled(folder, example.key, filled, chance.choice(filled), identity)


def dispose_of(vault: Vault, gone: FullPerson, *, by_case: bool) -> None:
    now = datetime.now(UTC)
    targets = [Target(person_id=gone.person.id, case_id=case.id) for case in gone.cases]
    for target in targets if by_case else [Target(person_id=gone.person.id)]:
        dispose(vault, None, target, WISH, now=now)
        finish_disposals(vault, None, now=now)


def missed(example: Example, place: Path, chance: random.Random, people: int) -> Iterator[str]:
    """What is wrong after one disposal, in words."""
    filled = fill(example, place / "vault", chance, people)
    others = [word for one in filled.people if one is not filled.gone for word in one.words.made[::_EACH]]
    stood = filled.words_left(others)
    with Vault.open(filled.folder, filled.key) as vault:
        dispose_of(vault, filled.gone, by_case=chance.random() < 0.5)
        while_open = filled.words_left(filled.gone.words.made)
        for search in (filled.gone.person.surname, filled.gone.words.made[-1]):
            if vault.search(search):
                yield f"the search finds {search}"
    after = filled.words_left([*filled.gone.words.made, *others])
    left = (while_open | after) & set(filled.gone.words.made)
    if left:
        yield f"{len(left)} words of the person are left"
    if stood - after:
        yield f"{len(stood - after)} words of others are lost"
    if (filled.folder / "vault.db.before-migration").exists():
        yield "the copy from before the migration is left"
    sealed = {path.stem for path in (filled.folder / "attachments").glob("*.age")}
    if not sealed.isdisjoint(filled.gone.files):
        yield "a sealed file is left"


def _log_is_kept() -> Any:
    return mock.patch.object(disposal, "trace_steps", return_value=())


def _file_is_kept() -> Any:
    from prevent_desktop.vault.attachment_files import AttachmentFiles

    return mock.patch.object(AttachmentFiles, "destroy", return_value=None)


def _index_is_kept() -> Any:
    """No trigger takes the words out, and the index is not built anew."""
    remove_rows = disposing.remove_rows

    def without_index(vault: Vault, *arguments: Any, **more: Any) -> object:
        for name in ("record_texts_removed", "person_texts_removed"):
            vault.database.run(f"DROP TRIGGER {name}")
        mock.patch.object(disposing, "INDEXES", ()).start()
        return remove_rows(vault, *arguments, **more)

    return mock.patch.object(disposal, "remove_rows", without_index)


def _bytes_are_kept() -> Any:
    """Deleted bytes are not blanked, and the file is not written anew but only brought up to date."""

    def only_checkpoint(database: Database) -> None:
        database.checkpoint()

    return mock.patch.object(Database, "rewrite", only_checkpoint)


def caught(example: Example, place: Path, broken: Callable[[], Any], *, blanking: bool = True) -> bool:
    """Whether a disposal that leaves something out is noticed."""
    filled = fill(example, place / "vault", random.Random(5), 1)
    try:
        with broken(), Vault.open(filled.folder, filled.key) as vault:
            if not blanking:
                vault.database.run("PRAGMA secure_delete = OFF")
            dispose_of(vault, filled.gone, by_case=False)
            return bool(filled.words_left(filled.gone.words.made))
    finally:
        mock.patch.stopall()
        shutil.rmtree(place / "vault")


def controls(example: Example, place: Path) -> dict[str, object]:
    return {
        "the log is kept": caught(example, place, _log_is_kept),
        "deleted bytes are kept": caught(example, place, _bytes_are_kept, blanking=False),
        "the search keeps its entries": caught(example, place, _index_is_kept),
        "a sealed file is kept": caught(example, place, _file_is_kept),
    }


def main(arguments: list[str]) -> int:
    asked = ask(
        arguments, __doc__, name="disposal_scan", runs=20,
        more=lambda parser: parser.add_argument("--people", type=int, default=6),
    )  # fmt: skip
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        example = Example.make(Path(name) / "example")
        for run in asked.turns():
            place = Path(name) / str(run)
            failures += missed(example, place, asked.chance, asked.options.people)
            shutil.rmtree(place)
        found = controls(example, Path(name))
    return asked.tell(failures, controls=found)

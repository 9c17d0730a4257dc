"""Flips bits, cuts files and blanks blocks of a vault and of a backup; each harm must be noticed (FAULTS 5).

    python -m tests.faults vault_flips --runs 100000 [--seed 1] [--workers 2]

After each harm the vault is opened and checked, as at unlocking and then beside whoever works, or the backup is checked
as before restoring; an error of ours must come, and not a byte may change. Of each fifth harmed vault what is left is opened read-only: every row that it shows
must be a row of the whole vault, and where one is missing it must say so. Controls: a plain SQLite database with the
same records, whose own check must miss some; and the encrypted database read without our checks.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import multiprocessing
import os
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.errors import (
    AuditChainError,
    BackupError,
    DatabaseDamagedError,
    HeaderDamagedError,
    VaultError,
)
from prevent_desktop.vault import integrity
from prevent_desktop.vault.copies.backup import backup_source, write_backup
from prevent_desktop.vault.copies.backup_place import BackupPlace, find_backups
from prevent_desktop.vault.copies.restore import check_backup
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.damage.opening import open_what_is_left
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME, SLOTS_NAME, VaultKey, read_slots
from prevent_desktop.vault.sql_errors import database_damaged
from prevent_desktop.vault.vault import Vault
from tests.faults.harness import Asked, ask
from tests.unit.vault.examples import NOW, a_form, a_note, an_event, answers, keep_case

_NOTICED = (AuditChainError, DatabaseDamagedError, HeaderDamagedError)
_BLOCK = 512
_SALVAGED_EACH = 5
_CONTROL_RUNS = 200
_OWN_TABLES = (
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
)

Rows = dict[str, frozenset[tuple[object, ...]]]


@dataclass(frozen=True)
class Example:
    """A closed vault with some of everything in it, and a backup of it on a stick."""

    folder: Path
    key: VaultKey

    @classmethod
    def make(cls, folder: Path) -> Example:
        key = create_vault(folder, "violet tractor lamp seventeen", cost=FLOOR_COST).key
        with Vault.open(folder, key) as vault:
            case = keep_case(vault)
            vault.events.add(an_event(case))
            vault.responses.add(a_form(case, answers(*(f"answer {number} " * 20 for number in range(30)))))
            for number in range(30):
                vault.notes.add(a_note(case, f"note {number} " * 100))
            vault.attachments.add(
                io.BytesIO(b"evidence" * 5000), case_id=case.id, file_name="a.bin", media_type="x/y", at=NOW
            )
            vault.audit.append("form.finalised", case.id)
            place = BackupPlace(folder.with_name("stick"), b"\x07" * 16)
            place.make()
            write_backup(
                backup_source(vault), place.free_name(NOW), made_at=NOW, shared_attachments=place.attachments
            )
        return cls(folder, key)

    @property
    def stick(self) -> Path:
        """Where the backup is."""
        return self.folder.with_name("stick")

    def copied_to(self, folder: Path) -> Example:
        """The same example elsewhere."""
        shutil.copytree(self.folder.parent, folder)
        return Example(folder / self.folder.name, self.key)

    def files(self) -> list[Path]:
        """Every file that says something; the lock is empty."""
        found = (*sorted(self.folder.rglob("*")), *sorted(self.stick.rglob("*")))
        return [path for path in found if path.is_file() and path.stat().st_size]

    def is_noticed(self, harmed_file: Path) -> bool:
        """Whether what a person would do next with the harmed file tells them."""
        if self.stick in harmed_file.parents:
            return self._backup_is_refused()
        try:
            read_slots(self.folder)
            with Vault.open(self.folder, self.key) as vault:
                integrity.check_at_unlock(vault)
                integrity.check(vault)  # what goes on beside whoever works, to its end
        except _NOTICED:
            return True
        return False

    def _backup_is_refused(self) -> bool:
        found = find_backups(self.stick)
        try:
            return not found or bool(check_backup(found[0], self.key))
        except (BackupError, *_NOTICED):
            return True

    def rows(self) -> Rows:
        """Every row of the whole vault."""
        with Vault.open(self.folder, self.key) as vault:
            return _rows(vault)

    def untrue_in_what_is_left(self, truth: Rows) -> Iterator[str]:
        """What the read-only opening shows that is not so, and what it hides without saying so, in words."""
        try:
            left = open_what_is_left(self.folder, self.key, database_damaged())
        except VaultError:
            return
        with left:
            shown, findings = _rows(left), left.findings
        assert findings is not None
        for table, rows in shown.items():
            made_by_us = {row for row in rows if row[0] in findings.placeholders}
            if not table.endswith("_texts") and not rows - made_by_us <= truth[table]:
                yield f"{table} shows what was never written"
        if any(len(rows) < len(truth[table]) for table, rows in shown.items()) and not findings.lost:
            yield "rows are missing, and nothing says so"


def _rows(vault: Vault) -> Rows:
    tables = [row["name"] for row in vault.database.rows(_OWN_TABLES)]
    return {
        table: frozenset(tuple(row) for row in vault.database.rows(f"SELECT * FROM {table}"))  # noqa: S608 - our own names
        for table in tables
    }


def harmed(content: bytes, chance: random.Random) -> bytes:
    """`content` with one bit flipped, its end cut off, or a block blanked."""
    kind = chance.choices(("flip", "cut", "blank"), (8, 1, 1))[0]
    place = chance.randrange(len(content))
    if kind == "cut":
        return content[:place]
    changed = bytearray(content)
    if kind == "blank":
        changed[place : place + _BLOCK] = bytes(len(changed[place : place + _BLOCK]))
    else:
        changed[place] ^= 1 << chance.randrange(8)
    return bytes(changed)


def missed_in_vault(example: Example, runs: int, chance: random.Random) -> Iterator[str]:
    """Every harm that nobody noticed, that was made worse, or that led to something untrue, in words."""
    truth = example.rows()
    whole = {path: path.read_bytes() for path in example.files()}
    if example.is_noticed(example.folder) or example.is_noticed(example.stick / "x"):
        yield "the whole vault or its backup does not pass"
    whole = {path: path.read_bytes() for path in example.files()}
    for run in range(runs):
        path = chance.choice(list(whole))
        harm = harmed(whole[path], chance)
        if harm == whole[path]:
            continue
        path.write_bytes(harm)
        if not example.is_noticed(path):
            yield f"run {run}: {path.name}"
        if run % _SALVAGED_EACH == 0 and path.parent == example.folder and path.name != SLOTS_NAME:
            yield from (f"run {run}: {path.name}: {words}" for words in example.untrue_in_what_is_left(truth))
        yield from _mend(example, whole, path, harm, run)
    if example.is_noticed(example.folder):
        yield "the whole vault does not pass any more"


def _mend(example: Example, whole: dict[Path, bytes], path: Path, harm: bytes, run: int) -> Iterator[str]:
    """Tell what was written over meanwhile, and make all whole again."""
    for each, content in whole.items():
        expected = harm if each == path else content
        if each.read_bytes() != expected:
            yield f"run {run}: {each.name} was written over after harm to {path.name}"
        if each == path or each.read_bytes() != content:
            each.write_bytes(content)
    for stray in set(example.files()) - set(whole):
        yield f"run {run}: {stray.name} was left behind"
        stray.unlink()


def missed_in_plain_database(path: Path, runs: int, chance: random.Random) -> int:
    """How many flips SQLite's own check does not see."""
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        database.execute("CREATE TABLE notes (text)")
        database.executemany(
            "INSERT INTO notes VALUES (?)", [(f"note {number} " * 100,) for number in range(30)]
        )
    whole, missed = path.read_bytes(), 0
    for _ in range(runs):
        path.write_bytes(harmed(whole, chance))
        with (
            contextlib.closing(sqlite3.connect(path)) as database,
            contextlib.suppress(
                sqlite3.DatabaseError, UnicodeDecodeError
            ),  # what it says may hold harmed bytes
        ):
            missed += database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return missed


def missed_without_our_checks(example: Example, runs: int, chance: random.Random) -> int:
    """How many flips nobody sees who opens the encrypted database alone and reads who is in it."""
    path, missed = example.folder / DATABASE_NAME, 0
    whole = path.read_bytes()
    for _ in range(runs):
        path.write_bytes(harmed(whole, chance))
        with (
            contextlib.suppress(VaultError),
            contextlib.closing(Database.open_unchanging(path, example.key)) as database,
        ):
            database.rows("SELECT * FROM people")
            missed += 1
    path.write_bytes(whole)
    return missed


def _work(job: tuple[Example, Path, int, int]) -> list[str]:
    example, folder, runs, seed = job
    return list(missed_in_vault(example.copied_to(folder), runs, random.Random(seed)))


def _in_workers(asked: Asked, example: Example, ground: Path) -> list[str]:
    workers = max(1, min(asked.options.workers, asked.runs))
    share = -(-asked.runs // workers)
    jobs = [
        (
            example,
            ground / f"worker-{number}",
            min(share, asked.runs - number * share),
            asked.chance.getrandbits(32),
        )
        for number in range(workers)
    ]
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        return [words for told in pool.map(_work, jobs, chunksize=1) for words in told]


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N")


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="vault_flips", runs=1000, more=_options)
    memory = Path("/dev/shm")  # noqa: S108 - a disk in memory, where there is one
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        ground = Path(name)
        example = Example.make(ground / "example" / "vault")
        missed = _in_workers(asked, example, ground)
        plain = missed_in_plain_database(ground / "plain.db", _CONTROL_RUNS, asked.chance)
        bare = missed_without_our_checks(example, _CONTROL_RUNS, asked.chance)
    return asked.tell(
        missed,
        controls={
            "a plain database": plain and f"{plain} of {_CONTROL_RUNS} missed",
            "without our checks": bare and f"{bare} of {_CONTROL_RUNS} missed",
        },
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

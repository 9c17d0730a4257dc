"""Flips bits, cuts files and blanks blocks of a vault; each harm must be noticed (FAULTS 5).

    python -m tests.faults vault_flips --runs 100000 [--seed 1]

After each harm the vault is opened and checked as a person would have it checked; an error of ours must come, and
the harmed file must stay as it is. The control is a plain SQLite database with the same records, whose own check
must miss some of the flips. Ends with 0 when every harm was noticed and the control missed some.
"""

from __future__ import annotations

import contextlib
import io
import random
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.errors import AuditChainError, DatabaseDamagedError, HeaderDamagedError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from tests.faults.harness import ask
from tests.unit.vault.examples import NOW, a_form, a_note, an_event, answers, keep_case

_NOTICED = (AuditChainError, DatabaseDamagedError, HeaderDamagedError)
_BLOCK = 512


@dataclass(frozen=True)
class Example:
    """A closed vault with some of everything in it."""

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
        return cls(folder, key)

    def files(self) -> list[Path]:
        """Every file that says something; the lock is empty."""
        return [path for path in sorted(self.folder.rglob("*")) if path.is_file() and path.stat().st_size]

    def is_noticed(self) -> bool:
        try:
            with Vault.open(self.folder, self.key) as vault:
                integrity.check(vault)
        except _NOTICED:
            return True
        return False


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
    """Every harm that nobody noticed, in words."""
    whole = {path: path.read_bytes() for path in example.files()}
    for run in range(runs):
        path = chance.choice(list(whole))
        harm = harmed(whole[path], chance)
        path.write_bytes(harm)
        if harm != whole[path] and not example.is_noticed():
            yield f"run {run}: {path.name}"
        if path.read_bytes() != harm:
            yield f"run {run}: {path.name} was written over"
        path.write_bytes(whole[path])
    if example.is_noticed():
        yield "the whole vault does not pass"


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
            contextlib.suppress(sqlite3.DatabaseError),
        ):
            missed += database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    return missed


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="vault_flips", runs=1000)
    with tempfile.TemporaryDirectory() as name:
        missed = list(missed_in_vault(Example.make(Path(name) / "vault"), asked.runs, asked.chance))
        control = missed_in_plain_database(Path(name) / "plain.db", 200, asked.chance)
    return asked.tell(missed, controls={"a plain database": control and f"{control} of 200 missed"})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Kills the making of a vault, a change of passphrase, each migration and a backup at each of their steps (FAULTS 4).

    python -m tests.faults vault_steps --runs 200 [--seed 1] [--every 1] [--only migrating]

A step is each file that is opened, renamed or removed, and each SQL statement. The work runs in a child that dies at
step 1, then at step 2, and so on until it comes to its end; after each kill, what is on the disk must be as before or
as after, whole, and the same work must then succeed. Of the kills at a step (`--runs`), the first comes exactly there
and the others up to two milliseconds later, inside what SQLite and the system do then. Every vault of an earlier schema
is brought up through all its migrations this way, and every row of it must be as before or as after.

Two broken ones must be caught: a slot file written in place, and migrations that are committed one by one. Ends with 0
when all that holds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.errors import PreventDesktopError, VaultMissingError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.copies.backup import back_up
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys import key_slots
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import VaultKey, change_passphrase, unlock_key
from prevent_desktop.vault.keys.slot_file import SlotKind
from prevent_desktop.vault.migrating import Migration, our_migrations, schema_version, statements
from prevent_desktop.vault.vault import Vault
from tests.faults.harness import ask, memory_folder
from tests.faults.killed_steps import every_option, is_caught, kill_at_every_step
from tests.unit.vault.examples import a_note, keep_case
from tests.unit.vault.released import RELEASED, Rows, copy_files, copy_of, rows_of

OLD, NEW = "violet tractor lamp seventeen", "another lamp for seventeen tractors"


@dataclass(frozen=True)
class Ground:
    """An empty place, and a vault with a note in it to be copied there."""

    place: Path
    example: Path
    key: VaultKey

    @property
    def vault(self) -> Path:
        return self.place / "vault"

    def clear(self, *, with_vault: bool) -> None:
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir()
        if with_vault:
            shutil.copytree(self.example, self.vault)

    def require_whole(self, folder: Path, migrations: Sequence[Migration] | None = None) -> int:
        """Open and check the vault in `folder`; its schema version."""
        with Vault.open(folder, self.key, migrations=migrations) as vault:
            integrity.check(vault)
            (case,) = vault.cases.open_cases()
            assert [note.text for note in vault.notes.of_case(case.id)] == ["kept through all of it"]
            return schema_version(vault.database)


class Creation:
    """A vault is made: not there, or whole."""

    name = "making a vault"

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def prepare(self) -> None:
        self._ground.clear(with_vault=False)

    def work(self) -> None:
        create_vault(self._ground.vault, OLD, cost=FLOOR_COST)

    def check(self) -> None:
        try:
            key = unlock_key(self._ground.vault, OLD)
        except VaultMissingError:
            self.work()
            key = unlock_key(self._ground.vault, OLD)
        with Vault.open(self._ground.vault, key) as vault:
            integrity.check(vault)
        assert [path.name for path in self._ground.place.iterdir()] == ["vault"]


class PassphraseChange:
    """The passphrase changes: the old one opens the vault or the new one, and never neither."""

    name = "changing the passphrase"

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def prepare(self) -> None:
        self._ground.clear(with_vault=True)

    def work(self) -> None:
        change_passphrase(self._ground.vault, self._ground.key, NEW)

    def check(self) -> None:
        before = key_slots.read_slots(self._ground.example)
        now = key_slots.read_slots(self._ground.vault)
        assert now.slot(SlotKind.RECOVERY) == before.slot(SlotKind.RECOVERY)
        passphrase = OLD if now == before else NEW
        assert unlock_key(self._ground.vault, passphrase) == self._ground.key
        self._ground.require_whole(self._ground.vault)
        assert not list(self._ground.vault.glob("*.part"))


class PassphraseChangeInPlace(PassphraseChange):
    """The control: the slot file is written over where it stands."""

    name = "a slot file written in place"

    def work(self) -> None:
        def in_place(target: Path, content: bytes) -> None:
            os.truncate(target, 0)
            target.write_bytes(content)

        vars(key_slots)["write_replacing"] = in_place
        super().work()


class MigrationOfSchema:
    """A vault of an earlier schema is brought up: every row as it was, or as all migrations leave it."""

    def __init__(self, ground: Ground, version: int) -> None:
        self.name = f"migrating from {version}"
        self._ground = ground
        self._version = version
        self._vault = ground.place / "vault"
        ground.clear(with_vault=False)
        self._key = copy_of(version, self._vault)
        self._before = rows_of(self._vault, self._key)
        Vault.open(self._vault, self._key).close()
        self._after = rows_of(self._vault, self._key)

    def prepare(self) -> None:
        self._ground.clear(with_vault=False)
        copy_files(self._version, self._vault)

    def work(self) -> None:
        Vault.open(self._vault, self._key).close()

    def check(self) -> None:
        database = Database.open(self._vault / key_slots.DATABASE_NAME, self._key)
        version = schema_version(database)
        database.close()
        newest = our_migrations()[-1].number
        assert version in {self._version, newest}, f"half a schema: {version}"
        rows = rows_of(self._vault, self._key)
        assert rows == (self._before if version == self._version else self._after), "rows are lost or changed"
        with Vault.open(self._vault, self._key) as vault:
            integrity.check(vault)
            assert schema_version(vault.database) == newest
        assert _without_what_a_check_writes(rows_of(self._vault, self._key)) == _without_what_a_check_writes(
            self._after
        )


def _without_what_a_check_writes(rows: Rows) -> Rows:
    return {table: found for table, found in rows.items() if table not in {"settings", "audit"}}


class MigrationOneByOne(MigrationOfSchema):
    """The control: each statement of a migration is kept by itself."""

    def work(self) -> None:
        database = Database.open(self._vault / key_slots.DATABASE_NAME, self._key)
        for migration in our_migrations():
            if migration.number > schema_version(database):
                for statement in statements(migration.sql):
                    database.run(statement)
                database.run(f"PRAGMA user_version = {migration.number}")
        database.close()


class Backup:
    """A backup is made: not there, or whole; the vault itself is whole."""

    name = "making a backup"

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def prepare(self) -> None:
        self._ground.clear(with_vault=True)

    def work(self) -> None:
        with Vault.open(self._ground.vault, self._ground.key) as vault:
            back_up(vault, self._ground.place / "backup")

    def check(self) -> None:
        self._ground.require_whole(self._ground.vault)
        if not (self._ground.place / "backup").exists():
            self.work()
        self._ground.require_whole(self._ground.place / "backup")
        assert {path.name for path in self._ground.place.iterdir()} == {"vault", "backup"}


def _more(parser: argparse.ArgumentParser) -> None:
    every_option(parser)
    parser.add_argument("--only", default="", help="only what begins with this word, such as migrating")


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="vault_steps", runs=1, more=_more)
    failures, kills = [], 0
    with tempfile.TemporaryDirectory(dir=memory_folder()) as name:
        example = Path(name) / "example"
        ground = Ground(Path(name) / "place", example, create_vault(example, OLD, cost=FLOOR_COST).key)
        with Vault.open(example, ground.key) as vault:
            vault.notes.add(a_note(keep_case(vault), "kept through all of it"))
        works: list[Creation | PassphraseChange | MigrationOfSchema | Backup] = [
            MigrationOfSchema(ground, version) for version in RELEASED
        ]
        works += [Creation(ground), PassphraseChange(ground), Backup(ground)]
        for tried in works:
            if not tried.name.startswith(asked.options.only):
                continue
            try:
                done = kill_at_every_step(tried, asked.options.every, asked.runs, asked.chance)
            except (PreventDesktopError, AssertionError) as error:
                failures.append(f"{tried.name}: {type(error).__name__}: {error}")
                continue
            kills += done
            print(f"{tried.name}: whole after each of {done} kills", flush=True)
        caught = {
            PassphraseChangeInPlace.name: is_caught(PassphraseChangeInPlace(ground)),
            "migrations kept statement by statement": is_caught(MigrationOneByOne(ground, RELEASED[-1])),
        }
    return asked.tell(failures, runs=kills, controls=caught)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

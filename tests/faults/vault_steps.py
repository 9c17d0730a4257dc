"""Kills the making of a vault, a change of passphrase, a migration and a backup at each of their steps (FAULTS 4).

    python -m tests.faults.vault_steps [--every 1]

A step is each file that is opened, renamed or removed, and each SQL statement. The work runs in a child that kills
itself at step 1, then at step 2, and so on until it comes to its end; after each kill, what is on the disk must be
as before or as after, whole, and the same work must then succeed. The same is done with a slot file written in
place, which must be caught. Ends with 0 when all that holds.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prevent_desktop.errors import HeaderDamagedError, VaultMissingError, WrongSecretError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.copies.backup import back_up
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys import key_slots
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import VaultKey, change_passphrase, unlock_key
from prevent_desktop.vault.keys.slot_file import SlotKind
from prevent_desktop.vault.migrating import Migration, our_migrations, schema_version
from prevent_desktop.vault.vault import Vault
from tests.unit.vault.examples import a_note, keep_case

OLD, NEW = "violet tractor lamp seventeen", "another lamp for seventeen tractors"
_FILE_STEPS = frozenset(
    {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "shutil.rmtree"}
)


class Steps:
    """Counts the steps of this process, and kills it at the one that was chosen."""

    def __init__(self, last: int) -> None:
        self._left = last

    def watch(self) -> None:
        sys.addaudithook(lambda event, _arguments: self._step() if event in _FILE_STEPS else None)
        run = Database.run

        def counted(database: Database, sql: str, parameters: Any = ()) -> Any:
            self._step()
            return run(database, sql, parameters)

        Database.run = counted  # type: ignore[method-assign,assignment]  # mypy cannot bind it

    def _step(self) -> None:
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def killed_at(step: int, work: Callable[[], object]) -> bool:
    """Do `work` in a child that kills itself at `step`; False where it came to its end before."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            Steps(step).watch()
            work()
            status = 0
        finally:
            os._exit(status)  # the parent reads the status
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.waitstatus_to_exitcode(status) == 0, f"the work failed at step {step}"
    return False


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

    name = "control: a slot file written in place"

    def work(self) -> None:
        def in_place(target: Path, content: bytes) -> None:
            os.truncate(target, 0)
            target.write_bytes(content)

        vars(key_slots)["write_replacing"] = in_place
        super().work()


class MigrationOfSchema:
    """The schema is brought up: the old one or the new one, with all records."""

    name = "migrating"
    steps = (
        *our_migrations(),
        Migration(our_migrations()[-1].number + 1, "CREATE TABLE one (a TEXT) STRICT;\nDROP INDEX notes_by_case;\n"),
        Migration(our_migrations()[-1].number + 2, "ALTER TABLE notes ADD COLUMN seen TEXT;\nCREATE INDEX o ON one (a);\n"),
    )  # fmt: skip

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def prepare(self) -> None:
        self._ground.clear(with_vault=True)

    def work(self) -> None:
        Vault.open(self._ground.vault, self._ground.key, migrations=self.steps).close()

    def check(self) -> None:
        database = Database.open(self._ground.vault / key_slots.DATABASE_NAME, self._ground.key)
        version = schema_version(database)
        names = {row["name"] for row in database.rows("SELECT name FROM sqlite_schema")}
        database.close()
        newest = self.steps[-1].number
        assert version in {newest - 2, newest}
        assert ("notes_by_case" in names) == (version != newest)
        assert ("o" in names) == (version == newest)
        assert self._ground.require_whole(self._ground.vault, self.steps) == newest


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


Tried = Creation | PassphraseChange | MigrationOfSchema | Backup


def kill_at_every_step(tried: Tried, every: int, first: int = 1) -> int:
    """How many kills it took to come to the end."""
    kills, step = 0, first
    while True:
        tried.prepare()
        if not killed_at(step, tried.work):
            tried.check()
            return kills
        tried.check()
        kills, step = kills + 1, step + every


def is_caught(tried: Tried) -> bool:
    """Whether the check notices that the work is broken."""
    try:
        kill_at_every_step(tried, 1)
    except (HeaderDamagedError, WrongSecretError, AssertionError):
        return True
    return False


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--every", type=int, default=1, help="kill at every so many steps only")
    parser.add_argument("--runs", type=int, default=1)
    chosen = parser.parse_args(list(arguments))
    with tempfile.TemporaryDirectory() as name:
        example = Path(name) / "example"
        ground = Ground(Path(name) / "place", example, create_vault(example, OLD, cost=FLOOR_COST).key)
        with Vault.open(example, ground.key) as vault:
            vault.notes.add(a_note(keep_case(vault), "kept through all of it"))
        for tried in (Creation(ground), PassphraseChange(ground), MigrationOfSchema(ground), Backup(ground)):
            print(
                f"{tried.name}: whole after each of {kill_at_every_step(tried, chosen.every)} kills",
                flush=True,
            )
        caught = is_caught(PassphraseChangeInPlace(ground))
        print(f"{PassphraseChangeInPlace.name}: {'caught' if caught else 'NOT CAUGHT'}")
    return 0 if caught else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

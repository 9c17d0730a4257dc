"""Kills a process that writes into the vault, at random moments, and looks at what is left (FAULTS 1).

    python -m tests.faults vault_kills --runs 10000 [--seed 1]

The writer saves a draft, a note and an audit entry in one transaction, now and then an attachment, and names the
number of each save once it has returned. After each kill nothing that was named may be missing, and nothing may be
half there. The same is done with two broken writers, which must be caught: one names the number before it saves,
one before its transaction ends. Ends with 0 when the sound writer lost nothing and both broken ones were caught.
"""

from __future__ import annotations

import dataclasses
import io
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from prevent_desktop.casework.case import Case
from prevent_desktop.vault import integrity
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from tests.faults.harness import ask, fork, was_killed
from tests.unit.vault.examples import NOW, a_form, a_note, answers, keep_case

_LONGEST_LIFE = 0.08  # seconds from the fork to the kill: the opening is well inside it
_RUNS_ON_ONE_VAULT = 100
_ATTACHMENT_EVERY = 7
_CHECK_EVERY = 10
_MOST_CONTROL_RUNS = 400

Acknowledge = Callable[[int], None]
Writer = Callable[[Vault, int, Acknowledge], None]


@dataclasses.dataclass(frozen=True)
class Ground:
    """A vault with one case and one draft, to be copied for each series of kills."""

    folder: Path
    key: VaultKey
    case: Case
    response_id: str


def prepare(folder: Path) -> Ground:
    """Make the vault; its draft says that nothing was saved yet."""
    key = create_vault(folder, "violet tractor lamp seventeen", cost=FLOOR_COST).key
    with Vault.open(folder, key) as vault:
        case = keep_case(vault)
        form = dataclasses.replace(a_form(case, answers("0")), place="0")
        vault.responses.add(form)
    return Ground(folder, key, case, form.id)


class Writers:
    """A sound writer and two broken ones."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def sound(self, vault: Vault, number: int, acknowledge: Acknowledge) -> None:
        with vault.transaction():
            self._save(vault, number)
        acknowledge(number)

    def names_before_saving(self, vault: Vault, number: int, acknowledge: Acknowledge) -> None:
        acknowledge(number)
        with vault.transaction():
            self._save(vault, number)

    def names_before_committing(self, vault: Vault, number: int, acknowledge: Acknowledge) -> None:
        with vault.transaction():
            self._save(vault, number)
            acknowledge(number)

    def _save(self, vault: Vault, number: int) -> None:
        case = self._ground.case
        content = answers(str(number), "and what was typed " * 40)
        vault.responses.save_draft(self._ground.response_id, content, str(number), 0, 0, NOW)
        vault.notes.add(dataclasses.replace(a_note(case, f"note {number}"), id=f"note-{number}"))
        vault.audit.append("draft.saved", self._ground.response_id, str(number))
        if number % _ATTACHMENT_EVERY == 0:
            vault.attachments.add(
                io.BytesIO(str(number).encode() * 500),
                case_id=case.id,
                file_name=str(number),
                media_type="x/y",
                at=NOW,
            )


def write_until_killed(ground: Ground, write: Writer, pipe: int) -> None:
    """The child: go on from where the vault stands."""

    def acknowledge(number: int) -> None:
        os.write(pipe, b"%d\n" % number)

    vault = Vault.open(ground.folder, ground.key)
    number = saved_number(vault, ground)
    while True:
        number += 1
        write(vault, number, acknowledge)


def saved_number(vault: Vault, ground: Ground) -> int:
    """Which save the draft holds."""
    return int(vault.responses.get(ground.response_id).place)


def kill_once(ground: Ground, write: Writer, life: float) -> int:
    """Start a writer, kill it after `life` seconds; the last number that it named (0 where it named none)."""
    reading, writing = os.pipe()
    child = fork(lambda: write_until_killed(ground, write, writing))
    os.close(writing)
    time.sleep(life)
    os.kill(child, signal.SIGKILL)
    with os.fdopen(reading, "rb") as pipe:
        named = pipe.read().split()
    assert was_killed(child), "the writer ended by itself"
    return int(named[-1]) if named else 0


def lost(ground: Ground, named: int, *, thorough: bool) -> bool:
    """Whether something that was named is missing; AssertionError where something is half there."""
    with Vault.open(ground.folder, ground.key) as vault:
        saved = saved_number(vault, ground)
        notes = {note.text for note in vault.notes.of_case(ground.case.id)}
        assert notes == {f"note {number}" for number in range(1, saved + 1)}
        assert vault.audit.verify() == saved + 1
        assert len(vault.attachments.of_case(ground.case.id)) == saved // _ATTACHMENT_EVERY
        if thorough:
            integrity.check(vault)
    return saved < named


class Series:
    """Kills of one writer, one after the other, each going on from where the last one left the vault."""

    def __init__(self, ground: Ground, write_name: str, chance: random.Random) -> None:
        self._start = ground
        self._ground = dataclasses.replace(ground, folder=ground.folder.with_name(write_name))
        self._write = getattr(Writers(self._ground), write_name)
        self._chance = chance
        self._runs = 0

    def kill(self) -> tuple[int, bool]:
        """One more kill: the last number that was named, and whether something named is lost."""
        if self._runs % _RUNS_ON_ONE_VAULT == 0:
            shutil.rmtree(self._ground.folder, ignore_errors=True)
            shutil.copytree(self._start.folder, self._ground.folder)
        named = kill_once(self._ground, self._write, self._chance.uniform(0, _LONGEST_LIFE))
        is_lost = lost(self._ground, named, thorough=self._runs % _CHECK_EVERY == 0)
        self._runs += 1
        return named, is_lost


def control(series: Series) -> int | None:
    """After how many kills a broken writer was caught; None where it never was."""
    return next((run for run in range(1, _MOST_CONTROL_RUNS + 1) if series.kill()[1]), None)


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="vault_kills", runs=200)
    with tempfile.TemporaryDirectory() as name:
        ground = prepare(Path(name) / "ground")
        sound = Series(ground, "sound", asked.chance)
        kills = [sound.kill() for _ in range(asked.runs)]
        losses, busy = sum(is_lost for _, is_lost in kills), sum(named > 0 for named, _ in kills)
        print(f"{busy} of {asked.runs} kills came after a save was named")
        caught: dict[str, object] = {}
        for broken in ("names_before_saving", "names_before_committing"):
            after = control(Series(ground, broken, asked.chance))
            caught[broken] = after and f"after {after} kills"
    return asked.tell(losses if busy else ["no kill came after a save"], controls=caught)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

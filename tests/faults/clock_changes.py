"""The computer's clock is changed by anything from seconds to ten years, both ways, between sittings and within them (FAULTS 18).

    python -m tests.faults clock_changes --runs 1000 [--seed 1]

Each run is a sitting at the vault by a clock that was set anew: unlocking, a look at the clock, a note, a draft, a pack
put into the outbox and tried there, wrong passphrases and the wait after them, a backup and the rotation of backups, the
list of what may be disposed of; in the middle of half of them the clock jumps again. The zone changes too, summer time
included. All of it happens in one vault by the program's workflows with an injected clock (what `unlock.open_vault` does is
done here by hand, since it reads the device clock). Then: everything is there and the audit has it in the order in which
it was done, whatever the times say; the clock is doubted exactly when it does not fit; no pack waits longer than the
longest wait, no passphrase neither; no backup goes but by the rule and one is due in time; nothing is offered for disposal
before its day without a doubt about the clock beside it.

Broken on purpose, and to be caught: one that never doubts the clock, one that takes the audit's order from its times, one
whose wait after wrong passphrases trusts the clock alone.
"""

from __future__ import annotations

import itertools
import math
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from prevent_desktop import data_files
from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.clock_doubt import LONG_REST
from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.casework.keeping import Which
from prevent_desktop.casework.notes import Source
from prevent_desktop.delivery.backoff import LONGEST_WAIT as LONGEST_OUTBOX_WAIT
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import WrongSecretError
from prevent_desktop.vault import integrity
from prevent_desktop.vault.copies.rotation import Keep, to_remove
from prevent_desktop.vault.creation import create_vault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.vault_key import VaultKey
from prevent_desktop.vault.keys.wrong_tries import LONGEST_WAIT, WrongTries
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import backup_plan
from prevent_desktop.workflows.clock_watch import DOUBTED, SLACK, WrongClock, confirm_clock, look_at_clock
from prevent_desktop.workflows.demo.demo_organisation import RETENTION_RULES
from prevent_desktop.workflows.forms import fill_form
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, FormLibrary
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people import people
from prevent_desktop.workflows.record import writing
from prevent_desktop.workflows.retention.keeping import keeping_list
from tests.faults.harness import ask

_YEARS = timedelta(days=3653)
_ZONES = ("UTC", "Europe/London", "America/New_York", "Pacific/Kiritimati")
_START = datetime(2026, 10, 25, 0, 20, tzinfo=UTC)  # forty minutes before summer time ends in London


class Clock:
    """The device clock: true time goes on by itself, `off` is how wrong it is; zones change what is shown alone."""

    def __init__(self) -> None:
        self.true = _START
        self.off = timedelta()

    def __call__(self) -> datetime:
        self.true += timedelta(seconds=1)
        return self.true + self.off

    def jump(self, chance: random.Random) -> None:
        """Set it anew, or right; sometimes another zone."""
        self.true += timedelta(minutes=chance.choice([1, 90, 60 * 24]))
        self.off = chance.choice(
            [
                timedelta(), timedelta(), timedelta(), _YEARS, -_YEARS, timedelta(seconds=-3), timedelta(hours=1),
                timedelta(hours=-1), _YEARS * chance.uniform(-1, 1), timedelta(minutes=chance.uniform(-9, 9)),
            ]
        )  # fmt: skip
        os.environ["TZ"] = chance.choice(_ZONES)
        if hasattr(time, "tzset"):
            time.tzset()


class Program:
    """What is tried; the broken ones do one thing otherwise."""

    def doubts(self, vault: Vault, now: datetime) -> WrongClock | None:
        return look_at_clock(vault, now=now)

    def order(self, vault: Vault) -> list[str]:
        """The subjects of all that was done, in the order in which it was done."""
        return [entry.subject for entry in vault.audit.entries()]

    def tries(self, folder: Path, clock: Clock, uptime: float) -> WrongTries:
        return WrongTries(folder, clock=lambda: clock().timestamp(), uptime=lambda: uptime)


class NeverDoubts(Program):
    def doubts(self, vault: Vault, now: datetime) -> WrongClock | None:
        del vault, now
        return None


class OrdersByTime(Program):
    def order(self, vault: Vault) -> list[str]:
        return [entry.subject for entry in sorted(vault.audit.entries(), key=lambda entry: entry.at)]


class _TrustingTries(WrongTries):
    def seconds_left(self) -> float:
        kept = self._read()
        return LONGEST_WAIT - (self._clock() - kept.at) if kept.count else 0.0


class WaitsByTheClock(Program):
    def tries(self, folder: Path, clock: Clock, uptime: float) -> WrongTries:
        return _TrustingTries(folder, clock=lambda: clock().timestamp(), uptime=lambda: uptime)


CONTROLS = {
    "never doubts": NeverDoubts,
    "orders by time": OrdersByTime,
    "waits by the clock": WaitsByTheClock,
}


@dataclass
class World:
    """One vault and outbox, and what was done there."""

    folder: Path
    key: VaultKey
    program: Program
    clock: Clock = field(default_factory=Clock)
    done: list[str] = field(default_factory=list)
    backups: list[datetime] = field(default_factory=list)
    draft: str = ""
    case_id: str = ""
    newest_draft: str = ""
    misled: bool = False
    """Whether somebody said of a wrong clock that it is right: then it counts."""

    @classmethod
    def make(cls, folder: Path, program: Program) -> World:
        world = cls(
            folder,
            create_vault(folder / "vault", "violet tractor lamp seventeen", cost=FLOOR_COST).key,
            program,
        )
        world.clock.true = datetime.now(UTC) + timedelta(minutes=1)  # the vault was made by the device clock
        with Vault.open(folder / "vault", world.key, now=world.clock) as vault:
            settings.save_retention_rules(vault, RETENTION_RULES)
            closed = people.add_person(
                vault, forenames="Gone", surname="Away", birth_date=None, now=world.clock()
            )[1]
            vault.cases.set_status(closed.id, CaseStatus.NOT_REFERRED, at=world.clock())
            case = people.add_person(
                vault, forenames="Still", surname="Here", birth_date=None, now=world.clock()
            )[1]
            library = FormLibrary(data_files.forms())
            world.case_id = case.id
            world.draft = fill_form.start_form(
                vault, library, form_id=LEAD_CHECK, case_id=case.id, now=world.clock()
            ).id
        return world

    def sit(self, number: int, chance: random.Random) -> None:
        """One sitting. AssertionError where something is lost, out of order, expired or not told."""
        self.clock.jump(chance)
        with Vault.open(self.folder / "vault", self.key, now=self.clock) as vault:
            integrity.check_at_unlock(vault)
            vault.audit.append("vault.unlocked", "")
            self._look(vault)
            self._write(vault, number)
            if chance.random() < 0.5:
                self.clock.jump(chance)
                self._look(vault)
                self._write(vault, number + 500_000)
            self._disposal(vault)
            self._backups(vault)
            if chance.random() < 0.2:
                confirm_clock(vault)
                self.misled = abs(self.clock.off) > timedelta(days=1)
            self._check(vault)
        self._outbox(number)
        self._wait(chance)

    def _look(self, vault: Vault) -> None:
        now = self.clock()
        confirmed = int(vault.settings.get("clock-confirmed") or 0)
        entries = [entry.at for entry in vault.audit.entries() if entry.position > confirmed]
        behind = bool(entries) and max(entries) > now + SLACK
        told = self.program.doubts(vault, now)
        if behind:
            assert told is not None, f"the clock is behind, and nobody is told: {now}"
            assert vault.audit.entries()[-1].action == DOUBTED
            assert told.words
        leapt = any(
            later - earlier > 2 * LONG_REST and now - earlier > 2 * LONG_REST and max(entries) <= later
            for earlier, later in zip(entries[-2:], entries[-1:], strict=False)
        )
        assert told is not None or not leapt, f"the clock leapt, and nobody is told: {now}"
        if self.clock.off == timedelta() and told is not None:
            assert behind or any(at > now for at in entries) or _rested(entries), "a right clock is doubted"

    def _write(self, vault: Vault, number: int) -> None:
        note = writing.write_note(
            vault,
            case_id=self.case_id,
            text=f"note {number}",
            source=Source.TOLD,
            author="Sam",
            now=self.clock(),
        )
        self.done.append(note.id)
        self.newest_draft = (
            f'{{"resourceType": "QuestionnaireResponse", "status": "in-progress", "language": "x-{number}"}}'
        )
        fill_form.save_draft(
            vault, self.draft, content=self.newest_draft, place=str(number), sections_done=0, sections_total=0,
            now=self.clock(),
        )  # fmt: skip

    def _check(self, vault: Vault) -> None:
        assert {note.id for note in vault.notes.of_case(self.case_id)} == set(self.done), "a note is lost"
        wanted = set(self.done)
        assert [each for each in self.program.order(vault) if each in wanted] == self.done, (
            "the order is lost"
        )
        assert vault.responses.get(self.draft).content == self.newest_draft, "an older draft stands"
        vault.audit.verify_tail()

    def _disposal(self, vault: Vault) -> None:
        listed = keeping_list(vault, Which.DUE, now=self.clock(), limit=10)
        if listed.cases and not self.misled:
            assert listed.doubt is not None, "offered for disposal before its day, by a wrong clock"

    def _backups(self, vault: Vault) -> None:
        now = self.clock()
        plan = backup_plan.BackupPlan(place=self.folder, every_days=backup_plan.EACH_DAY)
        last = self.backups[-1] if self.backups else None
        if last is not None and not timedelta() <= now - last < timedelta(days=1):
            assert plan.is_due(last, now), "no backup is due, because of a wrong clock"
        backup_plan.remember_last(vault, now, self.folder)
        assert not backup_plan.reminds(vault, now)
        self.backups.append(now)
        going = to_remove(self.backups, Keep(), now)
        assert now not in going, "the newest backup goes"
        assert all(at <= now for at in going), "a backup goes that the clock takes for one from the future"
        left = [at for at in self.backups if at not in going]
        assert len({at.date() for at in left}) >= min(7, len({at.date() for at in self.backups})), (
            "too few are left"
        )
        self.backups = left

    def _outbox(self, number: int) -> None:
        with Spool.open(self.folder / "outbox", clock=self.clock) as spool:
            pack_id = new_pack_id()
            spool.queue(
                pack_id, b"sealed" + str(number).encode(), endpoint="file:///nowhere", receipt_certificate=""
            )
            now = self.clock()
            found: set[str] = set()
            while lease := spool.claim(now, besides=found):
                found.add(lease.item.pack_id)
                lease.wait(now + LONGEST_OUTBOX_WAIT)
            assert pack_id in found, "a new pack is not due"
            waits = spool.next_due(self.clock())
            assert waits is not None
            assert waits <= self.clock() + 2 * LONGEST_OUTBOX_WAIT, "the outbox waits for years"
            spool.send_now()

    def _wait(self, chance: random.Random) -> None:
        """Three wrong tries, then the clock jumps and the computer is started anew."""
        uptime = 1_000.0
        tries = self.program.tries(self.folder / "vault", self.clock, uptime)
        for _try in range(3):
            try:
                with self.program.tries(self.folder / "vault", self.clock, uptime).one_try():
                    _wrong()
            except WrongSecretError:
                uptime += LONGEST_WAIT
        self.clock.jump(chance)
        left = self.program.tries(
            self.folder / "vault", self.clock, chance.choice([1.0, uptime])
        ).seconds_left()
        assert math.isfinite(left)
        assert left <= LONGEST_WAIT, f"a passphrase waits {left:.0f} seconds"
        tries.clear()


def _wrong() -> None:
    raise WrongSecretError("", "", "")


def _rested(entries: Sequence[datetime]) -> bool:
    return any(abs(later - earlier) > LONG_REST for earlier, later in itertools.pairwise(entries))


_SITTINGS_IN_ONE_VAULT = 100


def failures_of(
    program: Program, runs: int, chance: random.Random, *, until_found: bool = False
) -> list[str]:
    """What went wrong in each sitting; a new vault each hundred, and after a failure."""
    found: list[str] = []
    done = 0
    while done < runs and not (until_found and found):
        with tempfile.TemporaryDirectory() as name:
            world = World.make(Path(name), program)
            for number in range(min(_SITTINGS_IN_ONE_VAULT, runs - done)):
                done += 1
                try:
                    world.sit(number, chance)
                except Exception as error:  # noqa: BLE001 - whatever it is, a wrong clock did it
                    found.append(
                        f"sitting {number}, clock off by {world.clock.off}: {type(error).__name__}: {error}"
                    )
                    break
    return found


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="clock_changes", runs=100)
    zone = os.environ.get("TZ")
    found = failures_of(Program(), asked.runs, asked.chance)
    caught = {}
    for name, broken in CONTROLS.items():
        first = failures_of(broken(), 100, asked.chance, until_found=True)
        caught[name] = first[0] if first else ""
    if zone is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = zone
    return asked.tell(found, controls=caught)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The clock jumps by up to ten years, both ways, while the courier is at work, between rounds and within one (FAULTS 18).

    python -m tests.faults courier_clocks --runs 1000 [--seed 1]

Each run is an outbox with the real courier and a real folder mailbox. Packs are queued, held, sent first; the mailbox is away
at times; the receiver answers late; and at any look at the clock it may have jumped, its zone and summer time with it. Then:
the list is in the order in which packs were queued, whatever the times say; no pack waits longer than the longest wait; what
needs somebody says so in words and goes on by itself; a row leaves the list only after its time in the record; whoever
arrived is asked about. Once the clock is right and the mailbox there, all packs have their receipts within a few rounds,
and each lies there once, whole.

Broken on purpose, and to be caught: an outbox that believes each next try, one that takes its order from its times, one
that lets rows leave by the clock alone, one that asks for no answers once the clock says that it is too late.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from unittest import mock

from prevent_desktop.casework.identifiers import new_pack_id
from prevent_desktop.delivery.backoff import LONGEST_WAIT
from prevent_desktop.delivery.clock import to_millis
from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.outbox import answer_box, orders, spool
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.delivery.outbox.sending_settings import stays_on_the_list
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports.folder import FolderTransport
from prevent_desktop.files.durable import digest_of
from tests.faults.clock_changes import Clock
from tests.faults.harness import ask
from tests.unit.delivery.receivers import Receiver

_CHUNK = 400
_STEPS = 25
_ROUNDS_TO_END = 6
_IN_THE_MIDDLE = 0.02
"""How likely the clock is to have jumped at one look at it."""


class JumpyClock(Clock):
    """It may jump whenever somebody looks."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance
        self.jumpy = True
        self.jumps = 0

    def __call__(self) -> datetime:
        if self.jumpy and self._chance.random() < _IN_THE_MIDDLE:
            self.jump(self._chance)
        return super().__call__()

    def jump(self, chance: random.Random) -> None:
        """See `Clock`; how often is counted."""
        self.jumps += 1
        super().jump(chance)

    def right(self) -> None:
        """Right again, and it stays so."""
        self.jumpy = False
        self.off = timedelta()


Listed = Callable[[Spool], tuple[SpoolItem, ...]]


def _as_listed(opened: Spool) -> tuple[SpoolItem, ...]:
    return opened.items()


@dataclass
class World:
    """One outbox, one receiver, one clock."""

    folder: Path
    chance: random.Random
    listed: Listed = _as_listed
    queued: list[str] = field(default_factory=list)
    recorded: dict[str, tuple[datetime, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = JumpyClock(self.chance)
        self.receiver = Receiver.make()
        self.mailbox = FolderMailbox.create(self.folder / "mailbox")
        self.away = self.folder / "away"

    def run(self) -> None:
        """One run; AssertionError where a rule was broken."""
        with Spool.open(self.folder / "outbox", clock=self.clock) as opened:
            courier = Courier(
                opened,
                {"file": FolderTransport(chunk=_CHUNK)},
                clock=self.clock,
                random=random.Random(self.chance.random()),
            )
            for _step in range(_STEPS):
                self._step(opened, courier)
                self._check(opened)
            self._end(opened, courier)

    def _step(self, opened: Spool, courier: Courier) -> None:
        match self.chance.randrange(8):
            case 0 if len(self.queued) < 4:
                self._queue(opened)
            case 1:
                self.clock.jump(self.chance)
            case 2:
                self._carry_away()
            case 3:
                self._answer()
            case 4:
                self._decide(opened)
            case 5:
                self._record(opened)
            case _:
                courier.run_once()

    def _queue(self, opened: Spool) -> None:
        pack_id = new_pack_id()
        opened.queue(
            pack_id,
            self.chance.randbytes(self.chance.randrange(1, 4 * _CHUNK)),
            endpoint=self.mailbox.endpoint,
            receipt_certificate=self.receiver.certificate_pem,
        )
        self.queued.append(pack_id)

    def _carry_away(self) -> None:
        """The stick is pulled out, or put in again."""
        here, there = self.mailbox.folder, self.away
        if here.exists():
            here.rename(there)
        else:
            there.rename(here)

    def _answer(self) -> None:
        if not self.mailbox.folder.exists():
            return
        for path in self.mailbox.incoming.path.glob("P-*"):
            pack_id = path.name.partition(".")[0]
            receipt = self.mailbox.receipt_path(pack_id)
            if not receipt.exists():
                receipt.write_text(self.receiver.receipt(pack_id, digest_of(path)))

    def _decide(self, opened: Spool) -> None:
        for pack_id in self.queued:
            item = opened.get(pack_id)
            if item is not None and item.held:
                opened.orders.let_go(pack_id)
            elif item is not None and item.may_hold:
                self.chance.choice([opened.orders.hold, opened.orders.send_first])(pack_id)

    def _record(self, opened: Spool) -> None:
        for item in opened.items():
            if item.state is State.DELIVERED and item.recorded_at is None:
                opened.orders.recorded(item.pack_id)
                self.recorded[item.pack_id] = (self.clock.true, self.clock.jumps)

    def _check(self, opened: Spool) -> None:
        items = self.listed(opened)
        here = [item.pack_id for item in reversed(items)]
        for pack_id in self.queued:
            since, jumps = self.recorded.get(pack_id, (self.clock.true, self.clock.jumps))
            stays = stays_on_the_list(opened.settings)
            # Each jump to another day may cost one of the days on which somebody could have seen the row.
            over = self.clock.true - since + timedelta(days=self.clock.jumps - jumps) >= stays
            assert pack_id in here or over, "a row left before its time"
        order = [pack_id for pack_id in self.queued if pack_id in here]
        assert order == here, "the list is out of order"
        now = self.clock()
        due = opened.next_due(now)
        leases = [item for item in items if item.state is State.SENDING]
        assert due is None or leases or self._is_soon(opened, due, now), "the outbox waits for years"
        watched = {watch.pack_id for watch in opened.answer_box.watched()}
        arrived = {item.pack_id for item in items if item.state is State.DELIVERED}
        assert arrived <= watched, "nobody asks for answers any more"
        for item in items:
            assert item.state is not State.NEEDS_YOU or item.reason is not None

    def _is_soon(self, opened: Spool, due: datetime, now: datetime) -> bool:
        """A try that lies beyond any wait counts as one that is due: it is what the claim says."""
        if due <= now + 2 * LONGEST_WAIT:
            return True
        lease = opened.claim(now)
        if lease is None:
            return False
        lease.release()
        return True

    def _end(self, opened: Spool, courier: Courier) -> None:
        self.clock.right()
        if self.away.exists():
            self._carry_away()
        for pack_id in self.queued:
            item = opened.get(pack_id)
            if item is not None and item.held:
                opened.orders.let_go(pack_id)
        for _round in range(_ROUNDS_TO_END):
            courier.run_once()
            self._answer()
            self.clock.true += LONGEST_WAIT
        self._check(opened)
        left = {item.pack_id: item for item in opened.items()}
        for pack_id, item in left.items():
            assert item.state is State.DELIVERED, f"{item.state.value} with the clock right again"
            copies = list(self.mailbox.incoming.path.glob(f"*{pack_id}*"))
            assert [digest_of(copy) for copy in copies] == [item.digest], "not once and whole at the receiver"


@contextmanager
def _believes_each_next_try() -> Iterator[None]:
    def believing(now: datetime) -> dict[str, int]:
        return {"now": to_millis(now), "farthest": 1 << 60}

    with mock.patch.object(spool, "_due_parameters", believing):
        yield


@contextmanager
def _leaves_by_the_clock_alone() -> Iterator[None]:
    with mock.patch.object(orders, "_days_to_see", return_value=0):
        yield


@contextmanager
def _asks_no_more_by_the_clock() -> Iterator[None]:
    with mock.patch.object(answer_box, "_ASKED_AFTER_THE_END", 1):
        yield


def _by_time(opened: Spool) -> tuple[SpoolItem, ...]:
    return tuple(sorted(opened.items(), key=lambda item: item.queued_at, reverse=True))


@dataclass(frozen=True)
class Broken:
    """What is broken on purpose while the runs are done."""

    around: Callable[[], AbstractContextManager[None]] = nullcontext
    listed: Listed = _as_listed


CONTROLS: Mapping[str, Broken] = {
    "believes each next try": Broken(_believes_each_next_try),
    "takes its order from its times": Broken(listed=_by_time),
    "lets rows leave by the clock alone": Broken(_leaves_by_the_clock_alone),
    "asks no more once the clock says so": Broken(_asks_no_more_by_the_clock),
}


def failures_of(broken: Broken, runs: int, chance: random.Random, *, until_found: bool = False) -> list[str]:
    """What went wrong in each run."""
    found: list[str] = []
    with broken.around():
        for number in range(runs):
            with tempfile.TemporaryDirectory() as name:
                world = World(Path(name), chance, broken.listed)
                try:
                    world.run()
                except Exception as error:  # noqa: BLE001 - whatever it is, a wrong clock did it
                    found.append(
                        f"run {number}, clock off by {world.clock.off}: {type(error).__name__}: {error}"
                    )
            if until_found and found:
                break
    return found


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="courier_clocks", runs=100)
    zone = os.environ.get("TZ")
    found = failures_of(Broken(), asked.runs, asked.chance)
    caught = {}
    for name, broken in CONTROLS.items():
        first = failures_of(broken, 300, asked.chance, until_found=True)
        caught[name] = first[0] if first else ""
    if zone is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = zone
    if hasattr(time, "tzset"):
        time.tzset()
    return asked.tell(found, controls=caught)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

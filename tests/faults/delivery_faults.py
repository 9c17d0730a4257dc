"""Packs through a bad line to a real tus server, sent by two processes on one outbox, with faults on all sides.

    python -m tests.faults delivery_faults --runs 10000 [--packs 1000] [--seed 1] [--control CONTROL]

Connections are cut, answers are lost, come twice, late, or are old ones; requests come again; the sending processes
and the server are killed by SIGKILL; the receiver's disk and the sender's are full. Each pack has to arrive exactly
once, byte for byte, with exactly one receipt, and no fault may cost more than one chunk. Each of ``--runs`` is a fault;
afterwards broken senders go through some of them, and have to be caught (``--control`` runs one of them through all).
"""

from __future__ import annotations

import argparse
import errno
import os
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.delivery.outbox.database import disk_trouble
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.signed.receipts import verify_receipt
from prevent_desktop.errors import SpoolError
from tests.faults.delivery_parts import Reception, Trouble
from tests.faults.harness import ask, memory_folder
from tests.faults.http_relay import Harm, HttpRelay, Mishap
from tests.faults.relay_books import Exchange, Reply
from tests.faults.sender_process import ROUND, SENDERS, Sender, nursery
from tests.faults.small_disk import SmallDisk, why_no_small_disk
from tests.interop.tus_parts import TusServer
from tests.unit.delivery.receivers import Receiver

CHUNK = 16 * 1024
CHUNKS = 12
SENDER_KILL, SERVER_KILL, SERVER_FULL, OUR_FULL = (
    "sender killed", "server killed", "receiver's disk full", "sender's disk full",
)  # fmt: skip
KINDS = {
    Harm.CUT: 24, Harm.LOST_ANSWER: 20, Harm.DUPLICATE: 8, Harm.TWICE: 8, Harm.OLD_ANSWER: 8, Harm.OVERTAKEN: 8,
    SENDER_KILL: 10, SERVER_KILL: 4, SERVER_FULL: 5, OUR_FULL: 5,
}  # fmt: skip
FULL = disk_trouble(OSError(errno.ENOSPC, ""), Path()).title
_AT_ONCE = 40  # packs in the outbox that are not delivered
_SENDERS = 2
_STALL = 150  # rounds of the senders in which nothing at all moves on
_ENOUGH = 100  # problems: more say nothing new
_LOOK = 0.02  # seconds
_TIGHT = 0.7  # seconds that a disk stays full at the most


@dataclass(frozen=True)
class Outcome:
    """What a run came to. `problems` is empty when all held."""

    packs: int
    happened: Counter[str]
    resent: int
    harmed: int
    largest_chunk: int
    exchanges: int
    rounds: int
    left_out: str
    seconds: float
    problems: tuple[str, ...]


class Trial:
    """One run: everything that takes part in it, and the loop that looks after it."""

    def __init__(self, folder: Path, stack: ExitStack, trouble: Trouble, packs: int, control: str) -> None:
        self._trouble = trouble
        self._packs = packs
        self._receiver = Receiver.make()
        self._disks: dict[str, SmallDisk] = {}
        megabytes = 64 + packs * (CHUNKS + 4) * CHUNK // 1_000_000
        for name in ("receiver", "outbox"):
            if not why_no_small_disk():
                self._disks[name] = stack.enter_context(SmallDisk(folder / name, megabytes))
        self._server = stack.enter_context(TusServer(folder / "receiver" / "house"))
        self._outbox = folder / "outbox" / "spool"
        self._reception = Reception(self._server, self._receiver)
        self._restarting = threading.Lock()
        self._filling = threading.Lock()
        self._relay = stack.enter_context(HttpRelay(lambda: self._server.port, self._fate, self._told))
        self._nursery = nursery()
        self._control = control
        self._senders: list[Sender] = []
        self._filled_at: dict[str, float] = {}
        self._sent: dict[str, str] = {}
        self._next: tuple[str, bytes] | None = None
        self._broken = ""
        self._delivered = 0
        self.rounds = 0
        self.problems: list[str] = []

    def run(self) -> None:
        """Until all is delivered and all faults have happened, or nothing moves on any more."""
        quiet_since = 0
        last: tuple[object, ...] = ()
        while not (self._is_done() or self._broken or self._relay.broken or len(self.problems) > _ENOUGH):
            self._keep_senders()
            self._feed()
            self._reception.look(besides=self._last())
            self._relieve_late()
            self._delivered = self._count_delivered()
            carried = self._relay.books.furthest.total()
            self._trouble.sent = carried / (self._packs * CHUNKS * CHUNK)
            now = (self._delivered, len(self._sent), carried, self._trouble.happened.total())
            if now != last:
                last, quiet_since = now, self.rounds
            if self.rounds - quiet_since > _STALL and not self._filled_at:
                self.problems.append(f"nothing moves on any more: {self._delivered} delivered")
                break
            time.sleep(_LOOK)
        for sender in self._senders:
            self._note(sender.stop())

    def outcome(self, seconds: float) -> Outcome:
        """Judge what came of it."""
        books = self._relay.books
        self._note(self._relay.broken and f"the line itself broke: {self._relay.broken}")
        self.problems += books.problems(self._trouble.happened.total())
        self._judge()
        return Outcome(
            self._packs, self._trouble.happened, books.resent.total(), books.harmed.total(), books.largest_chunk,
            books.exchanges.total(), self.rounds, "" if self._disks else why_no_small_disk(), seconds,
            tuple(self.problems),
        )  # fmt: skip

    def _last(self) -> str:
        """The pack whose receipt is held back as long as there are faults to come."""
        return "" if self._trouble.is_over else f"P-{self._packs - 1:06}"

    def _is_done(self) -> bool:
        return self._delivered == self._packs

    def _fate(self, exchange: Exchange) -> Mishap | None:
        if (chosen := self._trouble.next()) is None:
            return None
        kind, place = chosen
        if kind in set(Harm):
            return Mishap(Harm(kind), place, lambda: self._trouble.happens(kind))
        if kind in {SENDER_KILL, SERVER_KILL}:
            kill = self._kill_sender if kind == SENDER_KILL else self._kill_server
            return Mishap(Harm.CUT, place, kill)
        if kind == SERVER_FULL and exchange.method in {"PATCH", "POST"}:
            self._fill("receiver")
        if kind == OUR_FULL:
            self._fill("outbox")
        return None

    def _kill_server(self) -> None:
        self._trouble.happens(SERVER_KILL)
        with self._restarting:
            self._server.kill()
            self._server.start()

    def _kill_sender(self) -> None:
        senders = list(self._senders)
        if senders:
            self._trouble.happens(SENDER_KILL)
            senders[self._trouble.chance(len(senders))].kill()

    def _fill(self, name: str) -> None:
        with self._filling:
            if self._disks and name not in self._filled_at:
                self._disks[name].fill()
                self._filled_at[name] = time.monotonic()

    def _relieve(self, name: str, kind: str) -> None:
        """Somebody has met the full disk."""
        with self._filling:
            if self._filled_at.pop(name, None) is not None:
                self._trouble.happens(kind)
                self._disks[name].relieve()

    def _disk_trouble(self, title: str) -> None:
        """The outbox has told of trouble: the full disk, in these words, and no other. It may be a moment old."""
        if title != FULL or not self._disks:
            self.problems.append(f"the outbox: {title}")
        self._relieve("outbox", OUR_FULL)

    def _relieve_late(self) -> None:
        with self._filling:
            for name, since in tuple(self._filled_at.items()):
                if time.monotonic() - since > _TIGHT:
                    self._disks[name].relieve()
                    del self._filled_at[name]

    def _told(self, exchange: Exchange, reply: Reply | None) -> None:
        if exchange.method in {"PATCH", "POST"} and reply is not None and reply.status >= 500:
            self._relieve("receiver", SERVER_FULL)

    def _keep_senders(self) -> None:
        for sender in tuple(self._senders):
            for word in sender.heard():
                if word == ROUND:
                    self.rounds += 1
                else:
                    self._disk_trouble(word)
            if not sender.is_running:
                self._senders.remove(sender)
                self._broken = sender.bury()
                self._note(self._broken)
        while len(self._senders) < _SENDERS:
            self._senders.append(Sender(self._nursery, self._outbox, CHUNK, self._control))

    def _feed(self) -> None:
        """Queue what is next, as a person does who tries again when the disk was full."""
        if len(self._sent) == self._packs or len(self._sent) - self._delivered >= _AT_ONCE:
            return
        number = len(self._sent)
        pack_id, sealed = self._next or (f"P-{number:06}", os.urandom(CHUNKS * CHUNK + number % CHUNK))
        self._next = pack_id, sealed
        try:
            with Spool.open(self._outbox) as spool:
                item = spool.queue(
                    pack_id, sealed,
                    endpoint=self._relay.endpoint, receipt_certificate=self._receiver.certificate_pem,
                )  # fmt: skip
        except SpoolError as error:
            self._disk_trouble(error.title)
            return
        self._next = None
        self._sent[pack_id] = item.digest

    def _count_delivered(self) -> int:
        if len(self._reception.digests) == self._delivered:
            return self._delivered
        try:
            with Spool.open(self._outbox) as spool:
                return sum(item.state is State.DELIVERED for item in spool.items())
        except SpoolError:
            return self._delivered

    def _note(self, problem: str) -> None:
        if problem:
            self.problems.append(problem)

    def _judge(self) -> None:
        with Spool.open(self._outbox) as spool:
            items = {item.pack_id: item for item in spool.items()}
            left = len(list((self._outbox / "packs").glob("*.age")))
        if set(items) != set(self._sent):
            self.problems.append(f"the outbox lists {len(items)} packs of {len(self._sent)}")
        for item in items.values():
            if item.state is not State.DELIVERED:
                self.problems.append(f"{item.pack_id} is {item.state}: {item.what_happens_next}")
                continue
            verify_receipt(
                item.receipt, self._receiver.certificate_pem,
                pack_id=item.pack_id, sealed_digest=self._sent[item.pack_id],
            )  # fmt: skip
        if self._reception.digests != self._sent:
            self.problems.append(
                f"{len(self._reception.digests)} of {self._packs} packs arrived byte for byte"
            )
        if doubled := [pack_id for pack_id, times in self._reception.arrived.items() if times > 1]:
            self.problems.append(f"{len(doubled)} packs arrived more than once: {doubled[:5]}")
        if self._reception.damaged:
            self.problems.append(f"damaged on the way: {self._reception.damaged[:5]}")
        if (receipts := len(list(self._server.receipts.iterdir()))) != self._packs:
            self.problems.append(f"there are {receipts} receipts for {self._packs} packs")
        if left and not self.problems:
            self.problems.append(f"{left} sealed files stayed behind")
        if not self._trouble.is_over:
            self.problems.append(f"only {self._trouble.happened.total()} faults happened")


def run(folder: Path, *, packs: int, faults: int, seed: int = 0, control: str = "none") -> Outcome:
    """Send `packs` packs through at least `faults` faults, and judge what came of it."""
    kinds: dict[str, int] = {
        kind: weight
        for kind, weight in KINDS.items()
        if not (why_no_small_disk() and kind in {SERVER_FULL, OUR_FULL})
    }
    started = time.monotonic()
    with ExitStack() as stack:
        trial = Trial(folder, stack, Trouble(faults, seed, kinds), packs, control)
        trial.run()
        return trial.outcome(time.monotonic() - started)


def main(arguments: Sequence[str]) -> int:
    """Run by command; exit 0 when all held and the broken senders were caught."""
    asked = ask(arguments, __doc__, name="delivery_faults", runs=500, more=_more)
    packs = asked.options.packs or max(2, asked.runs // 10)

    def once(packs: int, faults: int, control: str) -> Outcome:
        with tempfile.TemporaryDirectory(dir=memory_folder(), prefix="delivery-faults-") as folder:
            return run(Path(folder), packs=packs, faults=faults, seed=asked.seed, control=control)

    outcome = once(packs, asked.runs, asked.options.control)
    print(f"{outcome.packs} packs, {outcome.happened.total()} faults: {dict(outcome.happened)}")
    print(
        f"{outcome.exchanges} requests, {outcome.harmed} chunks that did not end well; {outcome.resent} bytes were sent"
        f" again in all, {outcome.resent / max(1, outcome.happened.total()):.0f} a fault, chunk {outcome.largest_chunk}"
    )
    if outcome.left_out:
        print(f"  left out, the full disks: {outcome.left_out}")
    caught = {}
    for control in sorted(set(SENDERS) - {"none"}):
        turns = (once(6, 40, control).problems for _turn in range(5))
        caught[control] = next((problems[0] for problems in turns if problems), "")
    return asked.tell(outcome.problems, runs=outcome.happened.total(), controls=caught)


def _more(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--packs", type=int, default=0, help="how many packs; a tenth of the runs by itself")
    parser.add_argument("--control", choices=SENDERS, default="none", help="a sender that must be caught")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""One large pack through many cuts, sent by the real program: ``prevent-desktop outbox send``, started again each time.

    python -m tests.faults large_pack_cuts --runs 100 [--megabytes 500] [--seed 1]

Each of ``--runs`` is a cut, spread over the whole of the pack: the connection ends in the middle of a chunk, or before its
answer, or the sending program is killed by SIGKILL, or the server is. The pack has to arrive once, byte for byte, and no cut
may cost more than the chunk that was on its way. A sender that forgets where it was has to be caught.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from prevent_desktop.delivery.outbox.database import FILE_NAME
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.files.durable import digest_of, write_atomically
from prevent_desktop.workflows.places import Places
from tests.faults.harness import ask
from tests.faults.http_relay import Harm, HttpRelay, Mishap
from tests.faults.relay_books import Exchange
from tests.interop.tus_parts import TusServer
from tests.unit.delivery.receivers import PACK, Receiver

SENDER_KILL, SERVER_KILL = "sender killed", "server killed"
KINDS = (Harm.CUT, SENDER_KILL, Harm.LOST_ANSWER, Harm.CUT, SENDER_KILL, SERVER_KILL)
_PIECE = 1_000_000
_MORE_ATTEMPTS = 20  # than cuts; a cut of the server may cost two


@dataclass(frozen=True)
class Outcome:
    """What a run came to. `problems` is empty when all held."""

    happened: Counter[str]
    resent: int
    largest_chunk: int
    attempts: int
    seconds: float
    problems: tuple[str, ...]


class Trial:
    """One large pack on its way."""

    def __init__(self, folder: Path, stack: ExitStack, megabytes: int, cuts: int, *, forgets: bool) -> None:
        self._data = folder / "data"
        self._size = megabytes * _PIECE
        self._step = self._size // (cuts + 1)
        self._places = [self._size * (number + 1) // (cuts + 1) for number in range(cuts)]
        self._kinds = [KINDS[number % len(KINDS)] for number in range(cuts)]
        self._forgets = forgets
        self._receiver = Receiver.make()
        self._server = stack.enter_context(TusServer(folder / "receiver"))
        self._relay = stack.enter_context(HttpRelay(lambda: self._server.port, self._fate))
        self._guard = threading.Lock()
        self._sender: subprocess.Popen[bytes] | None = None
        self._outbox = Places.of(self._data).spool
        self.happened: Counter[str] = Counter()
        self.cuts = cuts

    def run(self) -> Outcome:
        """Send until it is delivered, or too many attempts have been made."""
        started = time.monotonic()
        with Spool.open(self._outbox) as spool:
            digest = spool.queue(
                PACK, spool.stage(self._content()),
                endpoint=self._relay.endpoint, receipt_certificate=self._receiver.certificate_pem,
            ).digest  # fmt: skip
        attempts = 0
        while self._state() is not State.DELIVERED and attempts < self.cuts + _MORE_ATTEMPTS:
            attempts += 1
            self._send_once()
            self._answer(digest)
        return Outcome(
            self.happened, self._relay.books.resent.total(), self._relay.books.largest_chunk, attempts,
            time.monotonic() - started, tuple(self._problems(digest)),
        )  # fmt: skip

    def _content(self) -> Iterator[bytes]:
        for _megabyte in range(self._size // _PIECE):
            yield os.urandom(_PIECE)

    def _fate(self, exchange: Exchange) -> Mishap | None:
        with self._guard:
            if exchange.method != "PATCH" or not self._places:
                return None
            inside = self._places[0] - exchange.offset
            # An answer is lost of a small chunk: a large one would carry the pack past the places of other cuts.
            is_lost = self._kinds[0] == Harm.LOST_ANSWER
            if exchange.length > self._step if is_lost else inside >= exchange.length:
                return None
            self._places.pop(0)
            kind = self._kinds.pop(0)
        place = max(0.0, inside / exchange.length)
        if kind == SENDER_KILL:
            return Mishap(Harm.CUT, place, lambda: self._kills(kind))
        if kind == SERVER_KILL:
            return Mishap(Harm.CUT, place, lambda: self._kills(kind))
        return Mishap(Harm(kind), 0.0 if kind == Harm.LOST_ANSWER else place, lambda: self._counts(kind))

    def _counts(self, kind: str) -> None:
        self.happened[kind] += 1

    def _kills(self, kind: str) -> None:
        self._counts(kind)
        if kind == SERVER_KILL:
            self._server.kill()
            self._server.start()
        elif self._sender is not None:
            self._sender.kill()

    def _send_once(self) -> None:
        if self._forgets:
            with closing(sqlite3.connect(self._outbox / FILE_NAME)) as connection, connection:
                connection.execute("UPDATE items SET upload_url = '', acknowledged = 0 WHERE state <> 'sent'")
        with Spool.open(self._outbox) as spool:
            spool.send_now()
        command = [sys.executable, "-m", "prevent_desktop", "outbox", "send", "--data", str(self._data)]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as self._sender:
            self._sender.wait()

    def _state(self) -> State:
        with Spool.open(self._outbox) as spool:
            item = spool.get(PACK)
            assert item is not None
            return item.state

    def _answer(self, digest: str) -> None:
        if any(digest_of(upload.path) == digest for upload in self._server.whole_uploads()):
            receipt = self._receiver.receipt(PACK, digest)
            write_atomically(self._server.receipts / f"{PACK}.jws", receipt.encode())

    def _problems(self, digest: str) -> Iterator[str]:
        yield from self._relay.books.problems(self.happened.total())
        if (state := self._state()) is not State.DELIVERED:
            yield f"the pack is {state}"
        whole = [digest_of(upload.path) for upload in self._server.whole_uploads()]
        if whole != [digest]:
            yield f"{whole.count(digest)} of {len(whole)} whole uploads are the pack, byte for byte"
        if self.happened.total() != self.cuts:
            yield f"only {self.happened.total()} cuts happened"


def run(folder: Path, *, megabytes: int, cuts: int, forgets: bool = False) -> Outcome:
    """Send one pack of so many megabytes through so many cuts; `forgets` is the control."""
    with ExitStack() as stack:
        return Trial(folder, stack, megabytes, cuts, forgets=forgets).run()


def main(arguments: Sequence[str]) -> int:
    """Run by command; exit 0 when all held and the sender that forgets was caught."""
    asked = ask(arguments, __doc__, name="large_pack_cuts", runs=10, more=_more)
    megabytes = asked.options.megabytes or 5 * asked.runs
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(Path(folder), megabytes=megabytes, cuts=asked.runs)
    print(f"{megabytes} MB through {outcome.happened.total()} cuts: {dict(outcome.happened)}")
    print(
        f"{outcome.attempts} starts of the program; {outcome.resent / 1e6:.1f} MB were sent again in all,"
        f" {outcome.resent / 1e6 / max(1, outcome.happened.total()):.2f} MB a cut;"
        f" the largest chunk had {outcome.largest_chunk / 1e6:.1f} MB"
    )
    with tempfile.TemporaryDirectory() as folder:
        broken = run(Path(folder), megabytes=20, cuts=5, forgets=True)
    caught = {"a sender that forgets": broken.problems[0] if broken.problems else ""}
    return asked.tell(outcome.problems, runs=outcome.happened.total(), controls=caught)


def _more(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--megabytes", type=int, default=0, help="the pack's size; five for each cut by itself"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

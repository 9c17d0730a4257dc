"""Packs through a bad line to a real tus server: cuts, lost answers, duplicates, server kills, couriers that vanish.

    python -m tests.faults delivery_faults --runs 10000 [--packs 1000] [--seed 1] [--control CONTROL]

Each pack has to arrive exactly once, byte for byte, with exactly one receipt, and no cut may cost more than one
chunk. Each run is a fault; afterwards two broken senders go through some of them, and have to be caught (``--control``
runs one of them through all).
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO, Self, cast

from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.items import SpoolItem, State
from prevent_desktop.delivery.receipts import verify_receipt
from prevent_desktop.delivery.spool import Spool
from prevent_desktop.delivery.transports import Journal, Parcel
from prevent_desktop.delivery.transports.tus import TusTransport
from tests.faults.harness import ask
from tests.interop.tus_parts import BadLine, Cut, Reception, TusServer
from tests.unit.delivery.receivers import Receiver

CHUNK = 16 * 1024
CHUNKS = 12
KINDS = {"cut": 45, "lost answer": 35, "duplicate": 12, "vanished courier": 5, "server kill": 3}


class ForgetfulTransport(TusTransport):
    """A broken sender: it begins anew each time."""

    def upload(self, parcel: Parcel, journal: Journal) -> None:
        super().upload(replace(parcel, upload_url="", offset=0), journal)


class DeafTransport(TusTransport):
    """A broken sender: it never finds a receipt."""

    def receipt(self, parcel: Parcel) -> bytes | None:
        super().receipt(parcel)
        return None


CONTROLS: dict[str, Callable[..., TusTransport]] = {
    "none": TusTransport,
    "forgetful": ForgetfulTransport,
    "deaf": DeafTransport,
}


class VanishedError(BaseException):
    """The courier's process is gone: nothing is let go of, nothing is written down."""


class NoWait(random.Random):
    """The shortest wait that the back-off allows."""

    def uniform(self, a: float, b: float) -> float:
        return min(a, b)


@dataclass
class Watch:
    """What was read of each pack: how far, and how much of it twice in one attempt."""

    furthest: Counter[str] = field(default_factory=Counter)
    resent: list[int] = field(default_factory=list)

    def begins_at(self, pack_id: str, offset: int) -> None:
        self.resent.append(max(0, self.furthest[pack_id] - offset))


class WatchedFile:
    """A sealed file that tells the watch where reading begins and how far it comes."""

    def __init__(self, file: BinaryIO, pack_id: str, watch: Watch) -> None:
        self._file = file
        self._pack_id = pack_id
        self._watch = watch

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self._file.close()

    def seek(self, offset: int) -> int:
        self._watch.begins_at(self._pack_id, offset)
        return self._file.seek(offset)

    def read(self, size: int) -> bytes:
        piece = self._file.read(size)
        self._watch.furthest[self._pack_id] = max(self._watch.furthest[self._pack_id], self._file.tell())
        return piece


class WatchedSpool(Spool):
    """The real spool; only the reading of sealed files is watched."""

    watch: Watch

    def open_sealed(self, item: SpoolItem) -> BinaryIO:
        return cast("BinaryIO", WatchedFile(super().open_sealed(item), item.pack_id, self.watch))


class Trouble:
    """Decides what goes wrong next, until so many things have gone wrong."""

    def __init__(self, server: TusServer, faults: int, seed: int) -> None:
        self._server = server
        self._wanted = faults
        self._random = random.Random(seed)
        self._restarting = threading.Lock()
        self.happened: Counter[str] = Counter()
        self.vanish = False

    @property
    def is_over(self) -> bool:
        return self.happened.total() >= self._wanted

    def fate(self) -> Cut | None:
        if self.is_over:
            return None
        kind = self._random.choices(list(KINDS), weights=list(KINDS.values()))[0]
        after = self._random.randrange(3 * CHUNK)
        if kind == "lost answer":
            return Cut(self._random.randrange(900), upward=False, then=lambda: self._happens(kind))
        return Cut(after, upward=True, then=lambda: self._happens(kind), twice=kind == "duplicate")

    def _happens(self, kind: str) -> None:
        self.happened[kind] += 1
        if kind == "server kill":
            with self._restarting:
                self._server.kill()
                self._server.start()
        if kind == "vanished courier":
            self.vanish = True

    def listen(self, _pack_id: str, _offset: int, _size: int) -> None:
        if self.vanish:
            self.vanish = False
            raise VanishedError


@dataclass(frozen=True)
class Outcome:
    """What a run came to. `problems` is empty when all held."""

    packs: int
    happened: Counter[str]
    resent: int
    most_resent: int
    rounds: int
    seconds: float
    problems: tuple[str, ...]


def run(folder: Path, *, packs: int, faults: int, seed: int = 0, control: str = "none") -> Outcome:
    """Send `packs` packs through at least `faults` faults, and judge what came of it."""
    receiver = Receiver.make()
    watch = Watch()
    started = time.monotonic()
    with TusServer(folder / "receiver") as server:
        trouble = Trouble(server, faults, seed)
        reception = Reception(server, receiver)
        transport = CONTROLS[control](largest_chunk=CHUNK)
        with BadLine(lambda: server.port, trouble.fate) as line:
            queued = _queue(folder / "outbox", packs, line.endpoint, receiver)
            limit = 100 + 10 * faults // packs
            rounds = _send(folder / "outbox", trouble, reception, transport, watch, limit)
        with Spool.open(folder / "outbox") as spool:
            problems = _judge(spool, reception, queued, watch, receiver)
        if not trouble.is_over:
            problems.append(f"only {trouble.happened.total()} faults happened")
    return Outcome(
        packs,
        trouble.happened,
        sum(watch.resent),
        max(watch.resent, default=0),
        rounds,
        time.monotonic() - started,
        tuple(problems),
    )


def _queue(outbox: Path, packs: int, endpoint: str, receiver: Receiver) -> dict[str, str]:
    with Spool.open(outbox) as spool:
        items = [
            spool.queue(
                f"P-{number:06}",
                os.urandom(CHUNKS * CHUNK + number),
                endpoint=endpoint,
                receipt_certificate=receiver.certificate_pem,
            )
            for number in range(packs)
        ]
    return {item.pack_id: item.digest for item in items}


def _send(
    outbox: Path, trouble: Trouble, reception: Reception, transport: TusTransport, watch: Watch, limit: int
) -> int:
    """Round after round, until all is delivered or the limit is reached; return the rounds."""
    for number in range(1, limit + 1):
        with WatchedSpool.open(outbox) as spool:
            spool.watch = watch
            courier = Courier(spool, {"http": transport}, random=NoWait(), listener=trouble.listen)
            with suppress(VanishedError):
                courier.run_once()
            reception.answer_all()
            left = [item for item in spool.items() if item.state not in {State.DELIVERED, State.NEEDS_YOU}]
        if not left:
            return number
        time.sleep(0.01)
    return limit


def _judge(
    spool: Spool, reception: Reception, queued: dict[str, str], watch: Watch, receiver: Receiver
) -> list[str]:
    problems = []
    for item in spool.items():
        if item.state is not State.DELIVERED:
            problems.append(f"{item.pack_id} is {item.state}: {item.what_happens_next}")
            continue
        verify_receipt(
            item.receipt, receiver.certificate_pem, pack_id=item.pack_id, sealed_digest=queued[item.pack_id]
        )
    if reception.answered != queued:
        problems.append(f"{len(reception.answered)} of {len(queued)} packs arrived byte for byte")
    if len(list(reception.server.receipts.iterdir())) != len(queued):
        problems.append("there is not exactly one receipt for each pack")
    whole = Counter(upload.pack_id for upload in reception.server.whole_uploads())
    if doubled := [pack_id for pack_id, times in whole.items() if times > 1]:
        problems.append(f"{len(doubled)} packs arrived more than once")
    if (most := max(watch.resent, default=0)) > CHUNK:
        problems.append(f"a fault cost {most} bytes, more than one chunk of {CHUNK}")
    return problems


def main(arguments: Sequence[str]) -> int:
    """Run by command; exit 0 when all held and the broken senders were caught."""
    asked = ask(arguments, __doc__, name="delivery_faults", runs=500, more=_more)
    packs = asked.options.packs or max(2, asked.runs // 10)
    with tempfile.TemporaryDirectory() as folder:
        outcome = run(
            Path(folder), packs=packs, faults=asked.runs, seed=asked.seed, control=asked.options.control
        )
    print(f"{outcome.packs} packs, {outcome.happened.total()} faults: {dict(outcome.happened)}")
    print(
        f"resent {outcome.resent} bytes in all, at most {outcome.most_resent} after one fault (chunk {CHUNK})"
        f", {outcome.rounds} rounds"
    )
    caught = {}
    for control in sorted(set(CONTROLS) - {"none"}):
        with tempfile.TemporaryDirectory() as folder:
            broken = run(Path(folder), packs=2, faults=16, seed=asked.seed, control=control)
        caught[control] = broken.problems[0] if broken.problems else ""
    return asked.tell(outcome.problems, runs=outcome.happened.total(), controls=caught)


def _more(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--packs", type=int, default=0, help="how many packs; a tenth of the runs by itself")
    parser.add_argument("--control", choices=CONTROLS, default="none", help="a sender that must be caught")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

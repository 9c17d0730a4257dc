"""Packs over slow, late, lossy lines: sender and server in two network namespaces, TLS between them.

    python -m tests.faults slow_links --runs 12 [--seed 1] [--seconds 10]

Each of ``--runs`` is one pack over one of the lines, as large as the line carries in ``--seconds``. It has to arrive once,
byte for byte, with one receipt; what an attempt costs that is cut is at most one chunk; and no chunk is larger than what
the line carries in a few seconds, once it is known. A sender that forgets where it was has to be caught.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.files.durable import digest_of, write_atomically
from tests.faults.harness import ROOT, ask
from tests.faults.network_namespaces import FAR, Line, Namespaces, why_no_namespaces
from tests.interop.tus_parts import TusServer
from tests.unit.delivery.receivers import PACK, Receiver
from tests.unit.delivery.strange_servers import Authority

LINES = (
    Line(name="a phone far from its mast", up=64, down=128, delay=0.3, jitter=0.1, loss=0.01),
    Line(name="a car", up=256, down=1000, delay=0.06, jitter=0.08, loss=0.04),
    Line(name="a cellar", up=192, down=500, delay=0.03, jitter=0.02, loss=0.08),
    Line(name="a school's line", up=512, down=4000, delay=0.02),
    Line(name="a satellite", up=1000, down=4000, delay=0.3, jitter=0.02, loss=0.005),
    Line(
        name="a train in a tunnel", up=512, down=2000, delay=0.05, jitter=0.03, loss=0.01,
        away=(50_000, 3.0), resets=(100_000, 200_000, 280_000),
    ),
)  # fmt: skip
TUNNEL = LINES[-1]
_FIRST = 256 * 1024  # the first chunk, before anything is known of a line
_SECONDS = 3.0  # of the line are in a chunk afterwards
_TOLERANCE = 1.5
_PATIENCE = 30.0  # seconds without an answer
_MOST_ATTEMPTS = 60


@dataclass
class Sent:
    """What the sender said."""

    attempts: Counter[str] = field(default_factory=Counter)
    chunks: list[int] = field(default_factory=list)
    again: list[int] = field(default_factory=list)

    def hear(self, line: bytes) -> None:
        with suppress(ValueError):
            said = json.loads(line)
            if "attempt" in said:
                self.attempts[said["attempt"]] += 1
            if "chunk" in said:
                self.chunks.append(said["chunk"])
            if said.get("again"):
                self.again.append(said["again"])


@dataclass(frozen=True)
class Outcome:
    """What one pack's way came to. `problems` is empty when all held."""

    line: Line
    size: int
    seconds: float
    sent: Sent
    carried: int
    lost: int
    overtaken: int
    ended: int
    problems: tuple[str, ...]

    def __str__(self) -> str:
        ideal = self.size / self.line.bytes_a_second
        return (
            f"{self.line.name:28} {self.size / 1000:6.0f} kB in {self.seconds:5.1f} s (at the line's pace {ideal:4.1f} s);"
            f" chunks up to {max(self.sent.chunks, default=0) / 1000:.0f} kB; {self.carried} packets, {self.lost} lost,"
            f" {self.overtaken} overtaken, {self.ended} connections ended; attempts {dict(self.sent.attempts)}; again {sum(self.sent.again) / 1000:.0f} kB"
        )


def run(folder: Path, line: Line, *, seconds: float, seed: int, control: str = "none") -> Outcome:
    """Bring one pack over `line`."""
    receiver = Receiver.make()
    authority = Authority.make()
    authority.server_context(folder, host=FAR)
    trusted = folder / "authority.pem"
    trusted.write_bytes(authority.certificate.public_bytes(Encoding.PEM))
    content = os.urandom(int(line.bytes_a_second * seconds))
    with Namespaces(line, seed) as namespaces:
        server = TusServer(
            folder / "receiver", prefix=namespaces.far_prefix, host=FAR, tls=folder / "server.pem"
        )
        with server, Spool.open(folder / "outbox") as spool:
            item = spool.queue(
                PACK, content, endpoint=server.endpoint, receipt_certificate=receiver.certificate_pem
            )
            started = time.monotonic()
            sent = _send(folder, namespaces, server, receiver, trusted, control)
            took = time.monotonic() - started
            after = spool.get(PACK)
            assert after is not None
            problems = _judge(line, server, item.digest, after.state, sent, took, len(content))
    return Outcome(
        line,
        len(content),
        took,
        sent,
        namespaces.carried,
        namespaces.lost,
        namespaces.overtaken,
        namespaces.ended,
        tuple(problems),
    )


def _send(
    folder: Path, namespaces: Namespaces, server: TusServer, receiver: Receiver, trusted: Path, control: str
) -> Sent:
    sent = Sent()
    module = [sys.executable, "-m", "tests.faults.slow_sender"]
    command = [
        *namespaces.near_prefix,
        *module,
        str(folder / "outbox"),
        str(trusted),
        str(_PATIENCE),
        control,
    ]
    over = threading.Event()
    reception = threading.Thread(target=_answer, args=(server, receiver, over))
    reception.start()
    try:
        with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT) as sender:
            assert sender.stdout is not None
            for said in sender.stdout:
                sent.hear(said)
                if sent.attempts.total() > _MOST_ATTEMPTS:
                    sender.kill()
    finally:
        over.set()
        reception.join()
    return sent


def _answer(server: TusServer, receiver: Receiver, over: threading.Event) -> None:
    """The receiver: a receipt for each whole upload."""
    answered: set[str] = set()
    while not over.wait(0.2):
        for upload in server.uploads(besides=answered):
            if upload.received == upload.size:
                receipt = receiver.receipt(upload.pack_id, digest_of(upload.path))
                write_atomically(server.receipts / f"{upload.pack_id}.jws", receipt.encode())
                answered.add(upload.path.name)


def _judge(
    line: Line, server: TusServer, digest: str, state: State, sent: Sent, took: float, size: int
) -> Iterator[str]:
    if state is not State.DELIVERED:
        yield f"{line.name}: the pack is {state} after {sent.attempts.total()} attempts: {dict(sent.attempts)}"
    begun = [upload for upload in server.uploads() if upload.received]
    if len(begun) != 1:
        yield f"{line.name}: the pack was begun {len(begun)} times"
    if [digest_of(upload.path) for upload in server.whole_uploads()] != [digest]:
        yield f"{line.name}: the pack did not arrive once, byte for byte"
    largest = max(sent.chunks, default=0)
    if largest > max(_FIRST, _TOLERANCE * _SECONDS * line.bytes_a_second):
        yield f"{line.name}: a chunk of {largest} bytes does not follow the line"
    if max(sent.again, default=0) > largest:
        yield f"{line.name}: {max(sent.again)} bytes were sent again at once, more than a chunk of {largest}"
    if took < 0.7 * size / line.bytes_a_second:
        yield f"{line.name}: the line was not as slow as it should have been"


def main(arguments: Sequence[str]) -> int:
    """Run by command; exit 0 when all held and the sender that forgets was caught."""
    asked = ask(arguments, __doc__, name="slow_links", runs=len(LINES), more=_more)
    if reason := why_no_namespaces():
        print(f"not run: {reason}")
        return 1
    problems: list[str] = []
    for number in range(asked.runs):
        outcome = _once(LINES[number % len(LINES)], asked.options.seconds, asked.seed + number)
        print(outcome, flush=True)
        problems += outcome.problems
    broken = _once(TUNNEL, 5.0, asked.seed, "forgetful")
    caught = {"a sender that forgets": broken.problems[0] if broken.problems else ""}
    return asked.tell(problems, controls=caught)


def _once(line: Line, seconds: float, seed: int, control: str = "none") -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        return run(Path(folder), line, seconds=seconds, seed=seed, control=control)


def _more(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seconds", type=float, default=10.0, help="how long a pack takes at a line's own pace"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How fast a pack leaves, against curl and a bare httpx request to the same tus server on this machine; memory; idling.

    python -m tests.benchmarks.bench_delivery [--megabytes 300] [--rounds 7] [--packs 1000] [--idle 65] [--only PART …]

Ours is all of it, as the program does it: the claim, OPTIONS, POST, each chunk with its offset committed to disk, the
receipt asked for. The baselines send the same bytes in one PATCH with no record at all. The ways are timed in turn, and what
is judged is the median of the ratios within a turn, so that other load on the machine meets both. The aims: at most 1.2
times curl, in clear and by TLS 1.3; memory that does not grow from pack to pack; at most 0.1 % of a processor while idle.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import sqlite3
import ssl
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.serialization import Encoding

from prevent_desktop.delivery.connection.http_connection import HttpConnections
from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.outbox.database import FILE_NAME
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports.tus import TusTransport
from prevent_desktop.workflows.sending.deliver import make_courier
from tests.interop.tus_parts import Reception, TusServer, why_no_tus_server
from tests.unit.delivery.receivers import Receiver
from tests.unit.delivery.strange_servers import Authority

PIECE = 256 * 1024
HEADERS = {"Tus-Resumable": "1.0.0"}
PATCH_HEADERS = {**HEADERS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
MOST_TIMES_CURL = 1.2
MOST_GROWTH_MB = 10.0
MOST_LATER_GROWTH_MB = 1.0
MOST_IDLE_SHARE = 0.001
PARTS = ("speed", "memory", "idle")
_DELIVERED, _UNANSWERED = 200, 10


class Other:
    """The other end: the server, and for TLS the authority that vouches for it."""

    def __init__(self, stack: ExitStack, folder: Path, *, tls: bool) -> None:
        folder.mkdir()
        self.authority = folder / "authority.pem"
        self._trust: ssl.SSLContext | None = None
        if tls:
            authority = Authority.make()
            authority.server_context(folder)
            self.authority.write_bytes(authority.certificate.public_bytes(Encoding.PEM))
            self._trust = authority.trusting_context()
        pem = folder / "server.pem" if tls else None
        self.server = stack.enter_context(TusServer(folder / "receiver", tls=pem))
        self.client = stack.enter_context(
            httpx.Client(verify=self._trust or True, timeout=60, trust_env=False)
        )

    def create(self, size: int) -> str:
        """A new upload, for the baselines."""
        answer = self.client.post(self.server.endpoint, headers={**HEADERS, "Upload-Length": str(size)})
        path = httpx.URL(answer.headers["location"]).path
        return str(httpx.URL(self.server.endpoint).copy_with(path=path))

    def courier(self, spool: Spool) -> Courier:
        """As the program makes it; for TLS with the trust of the test alone."""
        if self._trust is None:
            return make_courier(spool)
        return Courier(spool, {"https": TusTransport(HttpConnections(context=self._trust))})

    def empty(self) -> None:
        """Take away what arrived."""
        for upload in self.server.store.iterdir():
            upload.unlink()


def pieces(path: Path) -> Iterator[bytes]:
    """A file in pieces."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def by_httpx(other: Other, path: Path) -> float:
    """One PATCH by httpx."""
    size = path.stat().st_size
    started = time.perf_counter()
    headers = {**PATCH_HEADERS, "Content-Length": str(size)}
    answer = other.client.patch(other.create(size), headers=headers, content=pieces(path))
    assert answer.headers["upload-offset"] == str(size)
    return time.perf_counter() - started


def by_curl(other: Other, path: Path) -> float:
    """One PATCH by curl, its start included."""
    curl = shutil.which("curl")
    assert curl is not None
    size = path.stat().st_size
    started = time.perf_counter()
    url = other.create(size)
    headers = [part for name, value in PATCH_HEADERS.items() for part in ("-H", f"{name}: {value}")]
    trust = ["--cacert", str(other.authority)] if url.startswith("https") else []
    command = [curl, "-sS", "-f", "-X", "PATCH", "-T", str(path), "-H", "Expect:", *headers, *trust, url]
    subprocess.run(command, check=True)
    return time.perf_counter() - started


def by_courier(other: Other, path: Path) -> float:
    """The whole way of the program, from the claim to the question for the receipt."""
    receiver = Receiver.make()
    with tempfile.TemporaryDirectory() as folder, Spool.open(Path(folder)) as spool:
        with path.open("rb") as sealed:
            spool.queue(
                "P-BENCH",
                sealed,
                endpoint=other.server.endpoint,
                receipt_certificate=receiver.certificate_pem,
            )
        courier = other.courier(spool)
        started = time.perf_counter()
        courier.run_once()
        taken = time.perf_counter() - started
        assert spool.items()[0].state is State.SENT
    return taken


def write_random(path: Path, size: int) -> None:
    """A file that nothing can make smaller."""
    with path.open("wb") as file:
        while size > 0:
            size -= file.write(os.urandom(min(size, 1_000_000)))


def emptied(measure: Callable[[Other, Path], float], other: Other, path: Path) -> float:
    """Measure, and leave room for the next."""
    taken = measure(other, path)
    other.empty()
    return taken


def speed(folder: Path, megabytes: int, rounds: int) -> list[str]:
    """Print how fast each way is; what is over the aim."""
    ways: dict[str, Callable[[Other, Path], float]] = {"courier": by_courier, "httpx": by_httpx}
    if shutil.which("curl"):
        ways["curl"] = by_curl
    large, small = folder / "large", folder / "small"
    write_random(large, megabytes * 1_000_000)
    write_random(small, 100_000)
    over = []
    for tls in (False, True):
        with ExitStack() as stack:
            name = "TLS 1.3" if tls else "in clear"
            other = Other(stack, folder / name, tls=tls)
            emptied(by_courier, other, large)  # what is imported and made once
            turns = [
                {way: emptied(measure, other, large) for way, measure in ways.items()} for _ in range(rounds)
            ]
            for way in ways:
                median = statistics.median(turn[way] for turn in turns)
                ratios = sorted(turn["courier"] / turn[way] for turn in turns)
                ratio = statistics.median(ratios)
                print(
                    f"{name:8} {way:8} {median:6.2f} s  {megabytes / median:6.0f} MB/s"
                    f"  ours / {way} = {ratio:.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
                )
                if way == "curl" and ratio > MOST_TIMES_CURL:
                    over.append(f"{name}: {ratio:.2f} times curl, more than {MOST_TIMES_CURL}")
            times = [emptied(by_courier, other, small) for _ in range(rounds)]
            print(f"{name:8} 100 kB from queued to sent: {statistics.median(times) * 1000:.0f} ms")
    return over


def memory(folder: Path, packs: int, megabytes: int) -> list[str]:
    """Deliver many packs from one process, receipts and all; print what it holds on the way."""
    receiver = Receiver.make()
    over = []
    with ExitStack() as stack:
        other = Other(stack, folder / "memory", tls=False)
        reception = Reception(other.server, receiver)
        spool = stack.enter_context(Spool.open(folder / "outbox"))
        courier = other.courier(spool)
        held: dict[int, float] = {}
        marks = {packs * part // 10 for part in (1, 2, 4, 6, 8, 10)}
        for number in range(1, packs + 1):
            spool.queue(
                f"P-{number:06}",
                os.urandom(50_000),
                endpoint=other.server.endpoint,
                receipt_certificate=receiver.certificate_pem,
            )
            courier.run_once()
            reception.answer_all()
            spool.send_now()
            courier.run_once()
            other.empty()
            if number in marks:
                gc.collect()
                held[number] = resident_mb()
        delivered = sum(item.state is State.DELIVERED for item in spool.items())
        print(f"{delivered} of {packs} packs delivered; resident memory: {in_words(held)}")
        first, *_between, later, _almost, last = held.values()
        # At first caches fill up, and the allocator takes memory in steps; afterwards nothing may be added pack by pack.
        if last - later > MOST_LATER_GROWTH_MB or last - first > MOST_GROWTH_MB:
            over.append(
                f"memory grew by {last - first:.1f} MB, {last - later:.1f} MB of them in the last packs"
            )
        large = folder / "large"
        write_random(large, megabytes * 1_000_000)
        before = resident_mb()
        peak = Peak()
        by_courier(other, large)
        print(f"one pack of {megabytes} MB takes {peak.end() - before:.1f} MB more while it is sent")
    return over


def in_words(held: dict[int, float]) -> str:
    """What was held after how many packs."""
    return ", ".join(f"{megabytes:.1f} MB after {number}" for number, megabytes in held.items())


class Peak:
    """The most that this process holds until `end`, looked at a hundred times a second."""

    def __init__(self) -> None:
        self._most = resident_mb()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(0.01):
            self._most = max(self._most, resident_mb())

    def end(self) -> float:
        """The most, in megabytes."""
        self._over.set()
        self._thread.join()
        return self._most


def resident_mb() -> float:
    """What this process holds of the machine's memory now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_000_000


def idle(folder: Path, seconds: float) -> list[str]:
    """The share of a processor that the courier takes of an outbox in which nothing is to be sent.

    In it are packs whose receivers are asked for answers now and then, over the last hundred days, and a few that wait for
    their receipts.
    """
    with ExitStack() as stack:
        other = Other(stack, folder / "idle", tls=False)
        outbox = folder / "idle-outbox"
        spool = stack.enter_context(Spool.open(outbox))
        fill(other, spool, outbox)
        stop, wake = threading.Event(), threading.Event()
        thread = threading.Thread(target=make_courier(spool).run, args=(stop, wake))
        thread.start()
        time.sleep(2)
        before = time.process_time()
        time.sleep(seconds)
        share = (time.process_time() - before) / seconds
        stop.set()
        thread.join()
    print(
        f"idle courier over {seconds:.0f} s, {_DELIVERED} packs to ask about, {_UNANSWERED} that wait for a receipt:"
        f" {share * 100:.3f} % of a processor"
    )
    return [f"{share * 100:.3f} % of a processor while idle"] if share > MOST_IDLE_SHARE else []


def fill(other: Other, spool: Spool, outbox: Path) -> None:
    """Packs that were delivered, and some that wait; then as if time had gone by."""
    receiver = Receiver.make()
    reception = Reception(other.server, receiver)
    courier = other.courier(spool)
    for number in range(_DELIVERED + _UNANSWERED):
        spool.queue(
            f"P-{number:06}",
            os.urandom(2_000),
            endpoint=other.server.endpoint,
            receipt_certificate=receiver.certificate_pem,
        )
        if number == _DELIVERED - 1:
            courier.run_once()
            reception.answer_all()
            spool.send_now()
            courier.run_once()
    courier.run_once()
    now = datetime.now(UTC)
    with closing(sqlite3.connect(outbox / FILE_NAME)) as connection, connection:
        names = [row[0] for row in connection.execute("SELECT pack_id FROM watches ORDER BY pack_id")]
        for number, name in enumerate(names):
            age = timedelta(days=1 + 99 * number / len(names))
            due = timedelta(hours=6 * (number + 1) / len(names))
            connection.execute(
                "UPDATE watches SET news_at = ?, next_at = ? WHERE pack_id = ?",
                (millis(now - age), millis(now + due), name),
            )
        later = millis(now + timedelta(minutes=10))
        connection.execute("UPDATE items SET next_try_at = ? WHERE state = 'sent'", (later,))
    states = [item.state for item in spool.items()]
    counted = {state.value: states.count(state) for state in set(states)}
    assert states.count(State.DELIVERED) == _DELIVERED == len(names), f"{counted}, {len(names)} watched"


def millis(moment: datetime) -> int:
    """As the spool's database keeps a moment."""
    return int(moment.timestamp() * 1000)


def main() -> int:
    """Run by command; exit 1 where an aim is missed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--packs", type=int, default=1000)
    parser.add_argument("--idle", type=float, default=65.0, help="seconds")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    chosen = parser.parse_args()
    if reason := why_no_tus_server():
        print(reason)
        return 1
    over: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "speed" in chosen.only:
            over += speed(folder, chosen.megabytes, chosen.rounds)
        if "memory" in chosen.only:
            over += memory(folder, chosen.packs, chosen.megabytes)
        if "idle" in chosen.only:
            over += idle(folder, chosen.idle)
    for miss in over:
        print(f"MISSED {miss}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())

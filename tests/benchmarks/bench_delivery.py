"""How fast a pack leaves, against curl and a bare httpx request to the same tus server on this machine.

    python -m tests.benchmarks.bench_delivery [--megabytes 200] [--rounds 5]

Ours is all of it: the claim, OPTIONS, POST, each chunk with its offset committed to disk, the receipt asked for. The
baselines send the same bytes in one PATCH with no record at all. Also printed: the peak memory of our side, the
processor time of an idle courier, and a small pack from queued to sent.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx

from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.items import State
from prevent_desktop.delivery.spool import Spool
from prevent_desktop.delivery.transports.tus import TusTransport
from tests.interop.tus_parts import TusServer, why_no_tus_server
from tests.unit.delivery.receivers import Receiver

PIECE = 256 * 1024
HEADERS = {"Tus-Resumable": "1.0.0"}
PATCH_HEADERS = {**HEADERS, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}


def create(server: TusServer, size: int) -> str:
    answer = httpx.post(server.endpoint, headers={**HEADERS, "Upload-Length": str(size)})
    return answer.headers["location"]


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def by_httpx(server: TusServer, path: Path) -> float:
    size = path.stat().st_size
    started = time.perf_counter()
    headers = {**PATCH_HEADERS, "Content-Length": str(size)}
    answer = httpx.patch(create(server, size), headers=headers, content=pieces(path), timeout=60)
    assert answer.headers["upload-offset"] == str(size)
    return time.perf_counter() - started


def by_curl(server: TusServer, path: Path) -> float:
    curl = shutil.which("curl")
    assert curl is not None
    size = path.stat().st_size
    started = time.perf_counter()
    url = create(server, size)
    headers = [part for name, value in PATCH_HEADERS.items() for part in ("-H", f"{name}: {value}")]
    subprocess.run(
        [curl, "-sS", "-f", "-X", "PATCH", "-T", str(path), "-H", "Expect:", *headers, url], check=True
    )
    return time.perf_counter() - started


def by_courier(server: TusServer, path: Path) -> float:
    receiver = Receiver.make()
    with tempfile.TemporaryDirectory() as folder, Spool.open(Path(folder)) as spool:
        with path.open("rb") as sealed:
            spool.queue(
                "P-BENCH", sealed, endpoint=server.endpoint, receipt_certificate=receiver.certificate_pem
            )
        started = time.perf_counter()
        Courier(spool, {"http": TusTransport()}).run_once()
        taken = time.perf_counter() - started
        assert spool.items()[0].state is State.SENT
    return taken


def write_random(path: Path, megabytes: int) -> None:
    with path.open("wb") as file:
        for _megabyte in range(megabytes):
            file.write(os.urandom(1_000_000))


def emptied(server: TusServer, measure: Callable[[TusServer, Path], float], path: Path) -> float:
    taken = measure(server, path)
    for upload in server.store.iterdir():
        upload.unlink()
    return taken


def idle_share(seconds: float) -> float:
    """The share of a processor that an idle courier takes."""
    with tempfile.TemporaryDirectory() as folder, Spool.open(Path(folder)) as spool:
        stop, wake = threading.Event(), threading.Event()
        thread = threading.Thread(target=Courier(spool, {}).run, args=(stop, wake))
        thread.start()
        time.sleep(0.5)
        before = time.process_time()
        time.sleep(seconds)
        used = time.process_time() - before
        stop.set()
        thread.join()
    return used / seconds


def peak_memory_mb() -> float:
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    if reason := why_no_tus_server():
        print(reason)
        return 1
    ways: dict[str, Callable[[TusServer, Path], float]] = {"courier": by_courier, "httpx": by_httpx}
    if shutil.which("curl"):
        ways["curl"] = by_curl
    with tempfile.TemporaryDirectory() as folder, TusServer(Path(folder) / "receiver") as server:
        large, small = Path(folder) / "large", Path(folder) / "small"
        write_random(large, chosen.megabytes)
        small.write_bytes(os.urandom(100_000))
        before = peak_memory_mb()
        emptied(server, by_courier, large)
        print(
            f"peak memory grew by {peak_memory_mb() - before:.0f} MB over one pack of {chosen.megabytes} MB"
        )
        times = {
            name: [emptied(server, measure, large) for _ in range(chosen.rounds)]
            for name, measure in ways.items()
        }
        medians = {name: statistics.median(taken) for name, taken in times.items()}
        for name, median in medians.items():
            print(
                f"{name:8} {median:6.2f} s  {chosen.megabytes / median:6.0f} MB/s"
                f"  ours / {name} = {medians['courier'] / median:.2f}"
            )
        small_times = [emptied(server, by_courier, small) for _ in range(chosen.rounds)]
        print(f"100 kB from queued to sent: {statistics.median(small_times) * 1000:.0f} ms")
    print(f"idle courier: {idle_share(5.0) * 100:.3f} % of a processor")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""How many packs a second the receiving end takes in, by 1, 2 and 4 processes of the real program on one store.

    python -m tests.benchmarks.bench_inbox [--packs 300] [--workers 1,2,4] [--idle 10] [--bucket]

The packs are made by the real program: tagged PDF, signed, sealed to a hybrid key. Two tables:

- ``inbox run``: so many processes are started at once on a full store, and come to their end; their start counts.
- ``inbox run --watch``: so many services wait on an empty store, all packs come at once, and the time until the last receipt is
  taken; then SIGTERM ends them, and each must end with 0.

With ``--bucket`` a third one: ``inbox run s3://…`` on the same packs in Ceph's radosgw, in memory on this machine, where it is installed.

The baseline is the least that a receiver could do, in this process, with everything imported: open, verify, write the PDF with
one fsync, sign a receipt, write it with one fsync; no claims, nothing written whole or not at all, nothing taken away.
After each measurement it is proved that every pack was kept exactly once, by one worker, with one receipt that verifies.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it has no types

from prevent_desktop.delivery.desk_stores.boto_bucket import BotoBucket
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.sealing import open_bytes
from prevent_desktop.workflows.receiving.answering import receipt_for
from tests.benchmarks.inbox_ground import Ground, command, environment, make_ground
from tests.interop.receiver_parts import LoopbackReceiver, why_no_bucket
from tests.unit.workflows.receiving.packs_in import NOW

_WARM = 10
_LONGEST = 600.0


@dataclass(frozen=True)
class Taken:
    """One measurement. `seconds` by the clock, `cpu` of all workers together, `peak` of the largest one in MB."""

    workers: int
    seconds: float
    cpu: float
    peak: float
    more: str = ""


def bare(ground: Ground, folder: Path) -> tuple[float, float]:
    """Seconds a pack of the baseline: by the clock, and of a processor."""
    folder.mkdir()
    receiver = ground.desk.receiver

    def one(pack_id: str) -> None:
        sealed = (ground.sealed / f"{pack_id}.pdf.age").read_bytes()
        pdf = open_bytes(sealed, receiver.identities)
        verify_pack(pdf, receiver.trusted)
        receipt = receipt_for(receiver, pack_id, ground.digests[pack_id], now=NOW)
        for name, content in ((f"{pack_id}.pdf", pdf), (f"{pack_id}.jws", receipt.encode())):
            with (folder / name).open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())

    ids = list(ground.pdfs)
    for pack_id in ids[:_WARM]:
        one(pack_id)
    started, cpu = time.perf_counter(), time.process_time()
    for pack_id in ids:
        one(pack_id)
    return (time.perf_counter() - started) / len(ids), (time.process_time() - cpu) / len(ids)


def once(ground: Ground, folder: Path, workers: int) -> Taken:
    """``inbox run`` on a full store."""
    mailbox, output = FolderMailbox.create(folder / "mailbox"), folder / "out"
    ground.fill(mailbox)
    with processes(ground, folder, workers) as started:
        begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        told = ended(started, folder)
        seconds = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    prove(ground, mailbox, output, [each for text in told for each in json.loads(text)])
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(workers, seconds, used, after.ru_maxrss / 1024)


def watching(ground: Ground, folder: Path, workers: int, idle: float) -> Taken:
    """``inbox run --watch`` on an empty store that fills at once."""
    mailbox, output = FolderMailbox.create(folder / "mailbox"), folder / "out"
    with processes(ground, folder, workers, "--watch", "--every", "0.5") as started:
        seen = [psutil.Process(process.pid) for process in started]
        until_idle(seen)
        idle_cpu = share(seen, idle)
        begun, before = time.perf_counter(), cpu_of(seen)
        ground.fill(mailbox)
        memory = wait_for_all(ground, mailbox, seen)
        seconds, used = time.perf_counter() - begun, cpu_of(seen) - before
        for process in started:
            process.send_signal(signal.SIGTERM)
        told = ended(started, folder)
    outcomes = [json.loads(line) for text in told for line in text.splitlines()]
    prove(ground, mailbox, output, outcomes)
    return Taken(
        workers,
        seconds,
        used,
        memory[-1],
        f"idle {idle_cpu:.2%}, memory {memory[0]:.0f} → {memory[-1]:.0f} MB",
    )


def bucket(ground: Ground, folder: Path, workers: int, told: Mapping[str, str]) -> Taken:
    """``inbox run`` on a full bucket."""
    folder.mkdir()
    address = f"s3://{told['bucket']}/{folder.name}"
    store = BotoBucket.open(address, endpoint=told["endpoint"])
    for pack_id in ground.pdfs:
        store.create(f"{pack_id}.pdf.age", (ground.sealed / f"{pack_id}.pdf.age").read_bytes())
    with processes(ground, folder, workers, "--endpoint", told["endpoint"], place=address) as started:
        begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        said = ended(started, folder)
        seconds = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    mailbox = FolderMailbox.create(
        folder / "mailbox"
    )  # what is in the bucket now, to be proved as a folder is
    for listed in store.list("receipts/"):
        (mailbox.folder / listed.key).write_bytes(store.read(listed.key, at_most=10_000) or b"")
    assert {each.key.partition("/")[0] for each in store.list()} <= {"receipts", "claims"}
    prove(ground, mailbox, folder / "out", [each for text in said for each in json.loads(text)])
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Taken(workers, seconds, used, after.ru_maxrss / 1024)


@contextmanager
def store_of_s3(folder: Path) -> Iterator[Mapping[str, str]]:
    """A real radosgw, and how to get in."""
    with LoopbackReceiver(folder, "--store", "s3") as receiver:
        told = receiver.told["bucket"]
        os.environ |= {
            "AWS_ACCESS_KEY_ID": told["access_key"],
            "AWS_SECRET_ACCESS_KEY": told["secret_key"],
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        yield told


@contextmanager
def processes(
    ground: Ground, folder: Path, workers: int, *more: str, place: str = ""
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """So many workers of the real program; whatever happens, none of them outlives the measurement."""
    places = [place or str(folder / "mailbox"), "-o", str(folder / "out")]
    line = command("inbox", "run", *ground.options, *places, "--json", *more)
    started = []
    for number in range(workers):
        with (folder / f"told-{number}").open("wb") as told:
            started.append(subprocess.Popen(line, env=environment(), stdout=told))
    try:
        yield started
    finally:
        for process in started:
            if process.poll() is None:
                process.kill()
                process.wait()


def ended(started: Sequence[subprocess.Popen[bytes]], folder: Path) -> list[str]:
    """What each of them said, once all have come to a good end."""
    assert [process.wait(_LONGEST) for process in started] == [0] * len(started)
    return [(folder / f"told-{number}").read_text() for number in range(len(started))]


def until_idle(seen: Sequence[psutil.Process]) -> None:
    """Wait until every worker has everything imported and only looks."""
    used = 0.0
    while (now := cpu_of(seen)) - used > 0.05 * len(seen) or not used:
        used = now
        time.sleep(1.5)


def wait_for_all(ground: Ground, mailbox: FolderMailbox, seen: Sequence[psutil.Process]) -> list[float]:
    """Until the last receipt is there and nothing lies where it came in; the memory of the largest worker, on the way."""
    memory = []
    while len(list(mailbox.receipts_folder.glob("P-*"))) < len(ground.pdfs) or any(
        mailbox.incoming.path.iterdir()
    ):
        time.sleep(0.05)
        if len(list(mailbox.receipts_folder.glob("P-*"))) > len(ground.pdfs) // 3:
            memory.append(largest(seen))
    return [*memory, largest(seen)]


def largest(seen: Sequence[psutil.Process]) -> float:
    return max(float(each.memory_info().rss) for each in seen) / 1e6


def cpu_of(seen: Sequence[psutil.Process]) -> float:
    return float(sum(each.cpu_times().user + each.cpu_times().system for each in seen))


def share(seen: Sequence[psutil.Process], seconds: float) -> float:
    """The share of a processor that an idle service takes, with a look each half second."""
    before = cpu_of(seen)
    time.sleep(seconds)
    return (cpu_of(seen) - before) / seconds / len(seen)


def prove(ground: Ground, mailbox: FolderMailbox, output: Path, outcomes: list[dict[str, str]]) -> None:
    """Every pack was kept exactly once, by one worker, as it came, with one receipt."""
    kept = Counter(each["pack"] for each in outcomes if each["result"] == "kept")
    assert kept == Counter(list(ground.pdfs)), "not exactly once"
    assert {each["result"] for each in outcomes} <= {"kept", "with-another"}
    assert not ground.findings(mailbox, output)


def show(title: str, taken: Sequence[Taken], packs: int, bare_seconds: float, bare_cpu: float) -> None:
    print(f"\n{title}")
    print("workers  seconds  packs/s  by the clock / bare  processor a pack  / bare  peak MB")
    for one in taken:
        print(
            f"{one.workers:7}  {one.seconds:7.2f}  {packs / one.seconds:7.0f}"
            f"  {one.seconds / packs / bare_seconds:19.2f}"
            f"  {one.cpu / packs * 1000:13.1f} ms  {one.cpu / packs / bare_cpu:6.2f}  {one.peak:7.0f}  {one.more}"
        )


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--packs", type=int, default=300)
    parser.add_argument("--workers", default="1,2,4")
    parser.add_argument("--idle", type=float, default=10.0)
    parser.add_argument("--bucket", action="store_true")
    asked = parser.parse_args(arguments)
    if asked.bucket and why_no_bucket():
        print(why_no_bucket())
        return 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        begun = time.perf_counter()
        ground = make_ground(folder / "ground", asked.packs)
        size = sum(each.stat().st_size for each in ground.sealed.iterdir()) / asked.packs
        print(
            f"{asked.packs} packs of {size / 1000:.0f} kB, made in {(time.perf_counter() - begun) / asked.packs * 1000:.0f} ms each"
        )
        by_clock, by_cpu = bare(ground, folder / "bare")
        print(
            f"bare: {1 / by_clock:.0f} packs/s, {by_clock * 1000:.1f} ms a pack, {by_cpu * 1000:.1f} ms of a processor"
        )
        numbers = [int(each) for each in asked.workers.split(",")]
        taken = [once(ground, folder / f"once-{each}", each) for each in numbers]
        show("inbox run, start included", taken, asked.packs, by_clock, by_cpu)
        taken = [watching(ground, folder / f"watch-{each}", each, asked.idle) for each in numbers]
        show("inbox run --watch", taken, asked.packs, by_clock, by_cpu)
        if asked.bucket:
            with store_of_s3(folder / "s3") as told:
                taken = [bucket(ground, folder / f"bucket-{each}", each, told) for each in numbers]
            show("inbox run s3://…, start included", taken, asked.packs, by_clock, by_cpu)
    print("\neach pack kept exactly once, by one worker, with one receipt that verifies: proved each time")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

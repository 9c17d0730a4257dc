"""Files that eat time or memory come in at a desk and are opened (FAULTS 24, 25): each costs its confined process alone.

    python -m tests.faults costly_packs --runs 500 [--seed 1]

Each run makes one of `costly_files`, in a size by chance that was not tried before, seals it to a receiver, and lets it come in before a genuine pack: the file must
stand aside and the pack be kept. Then its pages are counted, drawn and read, its facts and its files read. Each question must end within 10
seconds of the processor (the program ends it after 8, by `confined.asking.SECONDS`) and 500 MB of the process that answers it, and in a refusal in words or an answer; nothing of it may be seen in
the memory of this process. Now and then the process is killed from outside while it reads a genuine pack: that one must be tried again.

The limit by the clock on the wall is left out (eight times that of the processor; what it ends is only tried again): on a machine
with many busy processes it would come first. The control reads some of the files as the program once did, in its own process: it must break the same limits.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from unittest import mock

import psutil  # type: ignore[import-untyped]  # it ships no types

from prevent_desktop.confined.asking import ConfinedProcesses
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.packs.opening import extract_each
from prevent_desktop.packs.pack_facts import read_facts
from prevent_desktop.packs.preview import page_count, page_image, page_text
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.receiving.outcomes import SetAside
from tests.faults.costly_files import KINDS, double_kids, huge_index_written_otherwise
from tests.faults.harness import PeakMemory, ask, memory_folder
from tests.unit.workflows.receiving.packs_in import NOW, Desk, make_desk, take_all

SECONDS, MEGABYTES, OWN_MEGABYTES = 10.0, 500.0, 150.0
WAYS = ("count", "draw", "words", "facts", "files")
FIRST = "P-000000000000.pdf.age"
_GLANCE_SECONDS = 0.02
_ALONE = """
import resource, sys
from io import BytesIO
import time
from pyhanko.pdf_utils.reader import PdfFileReader
data, seconds = sys.stdin.buffer.read(), int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds, -1))
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, -1))
reader = PdfFileReader(BytesIO(data), strict=True)
list(reader.embedded_regular_signatures)
"""


@dataclass
class Cost:
    """What the processes that answer took at most, as seen from outside."""

    seconds: float = 0.0
    megabytes: float = 0.0

    def look(self) -> None:
        """At all of them, now: the copies that answer; what made them read no strange byte."""
        for process in _children(os.getpid()):
            for number in _children(process):
                with suppress(psutil.Error):
                    copy = psutil.Process(number)
                    times = copy.cpu_times()
                    self.seconds = max(self.seconds, times.user + times.system)
                    self.megabytes = max(self.megabytes, copy.memory_info().rss / 1e6)


def _children(process: int) -> list[int]:
    """Whom it started, by the kernel's own list: to look through all processes fifty times a second costs half a core."""
    found: list[int] = []
    with suppress(OSError):  # it has ended meanwhile
        for thread in Path(f"/proc/{process}/task").iterdir():
            found += map(int, (thread / "children").read_text(encoding="ascii").split())
    return found


@contextmanager
def watched(cost: Cost) -> Iterator[None]:
    """Look again and again."""
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(_GLANCE_SECONDS):
            cost.look()

    looker = threading.Thread(target=look)
    looker.start()
    try:
        yield
    finally:
        ended.set()
        looker.join()


@contextmanager
def unhurried() -> Iterator[None]:
    """By the clock on the wall there is an hour for each second of the processor, so that a busy machine changes nothing."""
    with mock.patch.dict(ConfinedProcesses.ask.__kwdefaults__, patience=3_600.0):
        yield


@dataclass
class Outcome:
    """What came of all runs."""

    failures: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    dearest: dict[str, Cost] = field(default_factory=dict)


def try_kind(
    desk: Desk, kind: str, size: int, folder: Path, outcome: Outcome, *, ways: Sequence[str] = WAYS
) -> None:
    """Let one file come in, and open it in these ways."""
    data, cost = KINDS[kind][0](size), Cost()
    what = f"{kind} {size} ({len(data)} bytes)"
    with watched(cost), unhurried():
        outcome.failures += [f"{what}: {each}" for each in _comes_in(desk, data, folder)]
        for name in ways:
            try:
                _opened(name, data)
            except PreventDesktopError as error:
                outcome.refused[type(error).__name__] += 1
            except Exception as error:  # noqa: BLE001 - that is the finding
                outcome.failures.append(f"{what}: {name}: {error!r}")
    if cost.seconds > SECONDS or cost.megabytes > MEGABYTES:
        outcome.failures.append(f"{what}: {cost}")
    dearest = outcome.dearest.setdefault(kind, Cost())
    dearest.seconds, dearest.megabytes = (
        max(dearest.seconds, cost.seconds),
        max(dearest.megabytes, cost.megabytes),
    )


def cases(chance: random.Random) -> Iterator[tuple[str, int]]:
    """Kinds in turn, each in all of its sizes in any order: the same bytes twice say nothing new."""
    left = {kind: chance.sample(sizes, len(sizes)) for kind, (_make, sizes) in KINDS.items()}
    while left:
        for kind in tuple(left):
            yield kind, left[kind].pop()
            if not left[kind]:
                del left[kind]


def _opened(way: str, data: bytes) -> object:
    match way:
        case "count":
            return page_count(data)
        case "draw":
            return page_image(data, 0, 1_200)
        case "words":
            return page_text(data, 0)
        case "facts":
            return read_facts(BytesIO(data))
        case _:
            return [sum(map(len, pieces)) for _name, _kind, pieces in extract_each(BytesIO(data))]


def _comes_in(desk: Desk, data: bytes, folder: Path) -> list[str]:
    """What is not as it should be: the file aside with its reason, the pack behind it kept."""
    mailbox = FolderMailbox.create(folder / "mailbox")
    desk.put(mailbox, desk.seal(data), FIRST)
    desk.put(mailbox)
    came = list(take_all(desk.receiver, mailbox, folder / "out", clock=lambda: NOW))
    found = [] if [type(each) for each in came] == [SetAside, Kept] else [f"came in as {came}"]
    left = [path.name for path in mailbox.incoming.path.iterdir()]
    return found + ([f"left behind {left}"] if left else [])


def killed_once(desk: Desk, folder: Path) -> list[str]:
    """The process is killed from outside while it reads a genuine pack, which is kept all the same the next time."""
    mailbox = FolderMailbox.create(folder / "mailbox")
    desk.put(mailbox)
    with _killing(1):
        (first,) = take_all(desk.receiver, mailbox, folder / "out", clock=lambda: NOW)
    (second,) = take_all(desk.receiver, mailbox, folder / "out", clock=lambda: NOW)
    return (
        [] if isinstance(second, Kept) and not isinstance(first, SetAside) else [f"killed: {first}, {second}"]
    )


@contextmanager
def _killing(times: int) -> Iterator[None]:
    """Kill that which answers the next questions."""
    from prevent_desktop.confined import asking

    left, read = [times], asking._read

    def killing(file: BinaryIO, offset: int, size: int) -> bytes:
        if left[0]:
            left[0] -= 1
            for child in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):
                    child.kill()
        return read(file, offset, size)

    asking._read = killing
    try:
        yield
    finally:
        asking._read = read


def alone(data: bytes, seconds: int) -> str:
    """How a process without confinement ends that reads it, given so many seconds and 1 GB; empty where it ends well."""
    done = subprocess.run(
        [sys.executable, "-c", _ALONE, str(seconds)], input=data, capture_output=True, check=False
    )
    if done.returncode == 0:
        return ""
    return f"exit {done.returncode} {done.stderr[-60:].decode(errors='replace').strip()}".strip()


def controls(seconds: int) -> dict[str, str]:
    """Files that a process without confinement does not read within these limits, by the signal that ends it."""
    return {
        "double kids, read without confinement": alone(double_kids(60), seconds),
        "huge index, read without confinement": alone(huge_index_written_otherwise(12), seconds),
    }


def main(arguments: Sequence[str]) -> int:
    """Do what the command line asks; the exit code."""
    asked = ask(arguments, __doc__, name="costly_packs", runs=60)
    desk, outcome, own = make_desk(), Outcome(), PeakMemory()
    for run, (kind, size) in zip(asked.turns(), cases(asked.chance), strict=False):
        with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
            try_kind(desk, kind, size, Path(folder), outcome)
        if run % len(KINDS) == 0:
            with tempfile.TemporaryDirectory(dir=memory_folder()) as folder:
                outcome.failures += killed_once(desk, Path(folder))
    for kind, cost in outcome.dearest.items():
        print(f"  {kind:30} {cost.seconds:5.1f} s {cost.megabytes:5.0f} MB")
    print(f"  refused: {dict(outcome.refused)}; this process at most {own.megabytes:.0f} MB more")
    if own.megabytes > OWN_MEGABYTES:
        outcome.failures.append(f"this process took {own.megabytes:.0f} MB more")
    return asked.tell(outcome.failures, controls=controls(int(SECONDS)))

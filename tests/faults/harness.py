"""What every harness of this folder shares: how it is asked, how it tells what came of it, and children to be killed.

A harness is a module with `main(arguments) -> int`: it reads ``--runs N --seed S`` by `ask`, does that many (where it
goes by `Asked.turns`, until ``--minutes M`` are over, and the runs of several seeds add up), tries the same on something that is broken on purpose (the control), and ends with `Asked.tell`, which prints one line

    name: runs=… failures=… seconds=… machine=…

and gives the exit code: 1 where something failed, or where a control was not caught.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_SEEDS = 1 << 32
_MOST_TOLD = 20
_MOST_TRIES = 3
_WORD_EVERY = 120.0  # seconds


@dataclass(frozen=True)
class Asked:
    """What the command line asked of a harness."""

    name: str
    runs: int
    seed: int
    options: argparse.Namespace
    chance: random.Random
    started: float = field(default_factory=time.monotonic)
    _done: list[int] = field(default_factory=list)

    def turns(self) -> Iterator[int]:
        """The number of each run, until all are done or the time is over; says now and then how far it has come."""
        told = self.started
        for number in range(self.runs):
            now = time.monotonic()
            if self.options.minutes and now - self.started > self.options.minutes * 60:
                print(f"  {number} of {self.runs} in the time there was", flush=True)
                return
            if now - told > _WORD_EVERY:
                told = now
                print(f"  {number} of {self.runs} after {now - self.started:.0f} s", flush=True)
            self._done.append(number)
            yield number

    def found(self, failure: object) -> None:
        """Print one finding at once, so that it is known whatever becomes of the runs after it."""
        print(f"  FAILED {failure}", flush=True)

    def tell(
        self,
        failures: Sequence[object] | int,
        *,
        runs: int | None = None,
        controls: Mapping[str, object] | None = None,
    ) -> int:
        """Print the failures (those that are a number were told as they were found), what became of each control, and the summary line; the exit code.

        `runs` is how many there really were where that is neither what was asked for nor the number of `turns`; a
        control is caught where its value is true.
        """
        told = [] if isinstance(failures, int) else list(failures)
        for failure in told[:_MOST_TOLD]:
            self.found(failure)
        caught = controls or {}
        for control, how in caught.items():
            print(f"  control {control}: {_in_words(how)}")
        count = failures if isinstance(failures, int) else len(told)
        seconds = time.monotonic() - self.started
        print(
            f"{self.name}: runs={(len(self._done) or self.runs) if runs is None else runs} failures={count}"
            f" seconds={seconds:.0f} seed={self.seed} machine={machine()}",
            flush=True,
        )
        return 0 if count == 0 and all(caught.values()) else 1


def ask(
    arguments: Sequence[str],
    doc: str | None,
    *,
    name: str,
    runs: int,
    more: Callable[[argparse.ArgumentParser], object] = lambda _parser: None,
) -> Asked:
    """Read the command line of the harness `name`; `runs` is its number where none is asked for, `more` adds options."""
    parser = argparse.ArgumentParser(
        prog=f"python -m tests.faults {name}",
        description=doc,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--runs", type=int, default=runs, metavar="N")
    parser.add_argument("--seed", type=int, default=None, metavar="S", help="the same seed tries the same")
    parser.add_argument(
        "--minutes", type=float, default=0.0, metavar="M", help="end after so many, where the harness can"
    )
    more(parser)
    options = parser.parse_args(list(arguments))
    seed = random.SystemRandom().randrange(_SEEDS) if options.seed is None else options.seed
    return Asked(name, options.runs, seed, options, random.Random(seed))


def _in_words(how: object) -> str:
    if not how:
        return "NOT CAUGHT"
    return "caught" if how is True else f"caught ({how})"


def machine() -> str:
    """This machine in one word: processors, memory, kernel and Python."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30 if hasattr(os, "sysconf") else 0
    return (
        f"{platform.machine()},{os.cpu_count()}-cores,{memory}-GiB,{platform.system()}-{platform.release()}"
        f",Python-{platform.python_version()}"
    )


def memory_folder() -> Path | None:
    """Where files cost no disk; None where the system has no such place."""
    shared = Path("/dev/shm")  # noqa: S108 - what a harness makes and takes away again by the thousand
    return shared if shared.is_dir() else None


class PeakMemory:
    """How much memory this process took on at its most since this was made; what it held before does not count."""

    def __init__(self) -> None:
        with contextlib.suppress(
            OSError
        ):  # Linux counts the peak anew; elsewhere it stays that of the whole process
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        self._before = _memory("VmRSS")

    @property
    def megabytes(self) -> float:
        """The peak so far."""
        return _memory("VmHWM") - self._before


def _memory(name: str) -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        import resource  # not on Windows, where unit tests use what else is here

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith(name))
    return int(line.split()[1]) / 1024


def any_size(chance: random.Random, most: int, *, least: int = 1) -> int:
    """A size for what is made to hurt: the most itself one time in ten, otherwise small ones as often as large ones.

    So each run is another case; with a few fixed sizes thousands of runs would try the same ones again.
    """
    return most if chance.random() < 0.1 else round(least * (most / least) ** chance.random())


def processor_seconds(work: Callable[[], object], limit: float) -> float:
    """What `work` costs the processor; where that is over `limit`, the least of three times.

    A core that is shared with other processes makes the same work cost more, never less. `work` may be called again.
    """
    took: list[float] = []
    while not took or (min(took) > limit and len(took) < _MOST_TRIES):
        begin = time.process_time()
        work()
        took.append(time.process_time() - begin)
    return min(took)


class ChildFailedError(Exception):
    """A child of a harness ended otherwise than by a kill or in good order."""


def fork(work: Callable[[], object]) -> int:
    """A child that does `work` and ends, with 0 or, after an error, which it prints, with 1; its process id.

    It has the parent's imports, so that a run costs no start of Python. Nothing of the parent's ends with it: no
    `finally`, no `atexit`, no test's teardown.
    """
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        work()
        status = 0
    except BaseException as error:
        sys.excepthook(type(error), error, error.__traceback__)
        raise
    finally:
        sys.stderr.flush()
        os._exit(status)


def was_killed(child: int) -> bool:
    """Wait for a child: whether a kill ended it, or its own alarm; False where it came to its end.

    ChildFailedError where it failed: that is no finding, and catches no control.
    """
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        ended = os.WTERMSIG(status)
        if ended not in {signal.SIGKILL, signal.SIGALRM}:
            raise ChildFailedError(f"signal {ended} ended the child")
        return True
    if os.waitstatus_to_exitcode(status):
        raise ChildFailedError("the child ended by an error of its own, which it has printed")
    return False


def run_small(name: str, runs: int, *more: str, seconds: float = 300) -> str:
    """Run a harness as its command does, in a process of its own: what it printed. For the tests in CI.

    AssertionError, with all that it printed, where it ended with anything but 0.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", name, "--runs", str(runs), *more],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=seconds,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout

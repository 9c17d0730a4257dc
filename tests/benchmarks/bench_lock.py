"""How fast the screen is blank, and how fast the unlock screen of the fresh process is there (FAULTS 10).

    python -m tests.benchmarks.bench_lock --locks 20

The real program in a real window under Xvfb (without it: offscreen), with a form on the desk. Aims at the 99th
percentile: blank within 50 ms, unlock screen with the keyboard in it within 700 ms. The baseline, measured in the same
run, is a bare start of the same Python with PySide6 and no window: what no fresh process can do without. On Linux the
processor time is told too, which a machine that is busy with other things stretches less.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.e2e.driving import Home, Program, Xvfb, why_no_window
from tests.e2e.main_job import MainJob

_ALL_THREADS = 2
"""CPUCLOCK_SCHED of Linux's kernel, for a process and not one thread."""


@dataclass
class Measured:
    """Seconds of each blank, of each lock until the fresh process has the keyboard, and the processor seconds of both."""

    blanks: list[float] = field(default_factory=list)
    fresh: list[float] = field(default_factory=list)
    blanked: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)

    @property
    def newest(self) -> str:
        """The last lock, in words."""
        blank, blanked, fresh, worked = (
            f"{seconds[-1] * 1000:.0f}" for seconds in (self.blanks, self.blanked, self.fresh, self.worked)
        )
        return f"blank {blank} ms (processor {blanked}), unlock screen {fresh} ms (processor {worked})"


def measure(screen: Mapping[str, str], locks: int, folder: Path) -> Measured:
    """Lock so often."""
    measured = Measured()
    folder.mkdir()
    with Program(Home(folder), screen) as program:
        job = MainJob(program)
        job.create_vault()
        job.begin_screening()
        for number in range(locks):
            if number:
                job.unlock()
                program.tab_to("To finish")
                program.press("Return")
                program.see("Danger first")
            worked = worked_for(program.pid)
            measured.blanks.append(program.time_press("F9"))
            measured.blanked.append(worked_for(program.pid) - worked)
            program.press("F9")
            program.write("typed just before the lock")
            begun, worked = time.perf_counter(), worked_for(program.pid)
            program.press("Ctrl+L")
            program.wait_for_fresh_process()
            measured.fresh.append(time.perf_counter() - begun)
            measured.worked.append(worked_for(program.pid) - worked)
            print(f"lock {number + 1}: {measured.newest}", flush=True)
    return measured


def worked_for(pid: int) -> float:
    """Processor seconds of a process, of all its threads; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0.0
    return time.clock_gettime(~pid << 3 | _ALL_THREADS)  # clock_getcpuclockid(3), which Python does not have


def bare_start() -> float:
    """Seconds that Python needs to import Qt's widgets and end."""
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", "import PySide6.QtWidgets"], check=True)
    return time.perf_counter() - begun


def told(name: str, seconds: Sequence[float], aim_ms: int) -> str:
    worst = sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * 0.99))]
    return (
        f"{name}: median {median(seconds) * 1000:.0f} ms, p99 {worst * 1000:.0f} ms (aim p99 ≤ {aim_ms} ms)"
    )


def run(screen: Mapping[str, str], locks: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        measured = measure(screen, locks, Path(name) / "laptop")
    bare = median(bare_start() for _start in range(5))
    print(f"{locks} locks of the real program ({screen['QT_QPA_PLATFORM']})")
    print(told("blank painted", measured.blanks, 50))
    print(told("unlock screen of the fresh process", measured.fresh, 700))
    print(
        f"its processor time: median {median(measured.worked) * 1000:.0f} ms, most {max(measured.worked) * 1000:.0f} ms"
    )
    print(
        f"bare import of PySide6.QtWidgets: {bare * 1000:.0f} ms; ratio {median(measured.fresh) / bare:.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--locks", type=int, default=20)
    locks = parser.parse_args().locks
    if why_no_window():
        run({"QT_QPA_PLATFORM": "offscreen"}, locks)
        return
    server = Xvfb()
    try:
        run({"QT_QPA_PLATFORM": "xcb", "DISPLAY": server.display}, locks)
    finally:
        server.close()


if __name__ == "__main__":
    main()

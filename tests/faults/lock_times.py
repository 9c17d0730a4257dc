"""How soon the screen is blank, and how soon the fresh unlock screen has the keyboard, lock after lock (FAULTS 10).

    python -m tests.faults lock_times --runs 200

Measured as `tests.benchmarks.bench_lock` does it, on the real program; the figures are the 99th of 100: 50 ms and 700 ms.
They are those of a machine that does nothing else: where others kept the processor busy for more than a tenth of the time, the
program's own processor time is judged in place of the clock, and that is said. The control holds the program still for a moment in the middle of a
blank, and must be over the limit.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.benchmarks.bench_lock import measure
from tests.e2e.driving import Home, Program, Xvfb, why_no_window
from tests.e2e.main_job import MainJob
from tests.faults.harness import Asked, ask

BLANK, UNLOCK_SCREEN = 0.050, 0.700
"""Seconds, at the 99th percentile."""
_HELD = 0.5
_BUSY = 0.1
_OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


def too_slow(name: str, seconds: Sequence[float], limit: float) -> list[str]:
    """What is over the limit at the 99th percentile, in words."""
    worst = sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * 0.99))]
    print(f"{name}: {worst * 1000:.0f} ms at the 99th percentile of {len(seconds)}, limit {limit * 1000:.0f}")
    return [f"{name}: {worst * 1000:.0f} ms"] if worst > limit else []


def waited_for_a_processor() -> float:
    """Seconds since the start of the system in which anything that could run had to wait (Linux's pressure of `cpu`)."""
    pressure = Path("/proc/pressure/cpu")
    if not pressure.exists():
        return 0.0
    return int(pressure.read_text(encoding="ascii").partition("total=")[2].split()[0]) / 1e6


def held_blank(screen: Mapping[str, str], folder: Path) -> float:
    """Seconds of a blank during which the program was held still."""
    folder.mkdir()
    with Program(Home(folder), screen) as program:
        MainJob(program).create_vault()
        os.kill(program.pid, signal.SIGSTOP)
        threading.Timer(_HELD, os.kill, (program.pid, signal.SIGCONT)).start()
        begun = time.perf_counter()
        program.time_press("F9")
        return time.perf_counter() - begun


def _run(asked: Asked, screen: Mapping[str, str]) -> int:
    with tempfile.TemporaryDirectory() as name:
        begun, waited = time.monotonic(), waited_for_a_processor()
        measured = measure(screen, asked.runs, Path(name) / "laptop")
        busy = (waited_for_a_processor() - waited) / (time.monotonic() - begun)
        slow = too_slow("blank", measured.blanks, BLANK)
        slow += too_slow("unlock screen", measured.fresh, UNLOCK_SCREEN)
        if busy > _BUSY:
            print(f"something waited for a processor in {busy:.0%} of the time, so processor time is judged:")
            slow = too_slow("blank, processor time", measured.blanked, BLANK)
            slow += too_slow("unlock screen, processor time", measured.worked, UNLOCK_SCREEN)
        caught = too_slow("control, held still", [held_blank(screen, Path(name) / "control")], BLANK)
    return asked.tell(slow, controls={"held still in a blank": caught and caught[0]})


def main(arguments: Sequence[str]) -> int:
    asked = ask(arguments, __doc__, name="lock_times", runs=20)
    if why_no_window():
        return _run(asked, _OFFSCREEN)
    server = Xvfb()
    try:
        return _run(asked, {"QT_QPA_PLATFORM": "xcb", "DISPLAY": server.display})
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

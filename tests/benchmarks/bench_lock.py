"""How long a lock takes: until the screen is blank, and until the unlock screen of the fresh process has the keyboard.

Run: ``python -m tests.benchmarks.bench_lock [LOCKS]`` (50 by default). FAULTS number 10 asks for 50 ms and 700 ms at
the 99th percentile. Both are also given as ratios: to painting the same window once more, and to a bare start of
Python with a PySide6 window, measured in the same run.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication, QLabel

from prevent_desktop.app import QT_ARGUMENTS
from prevent_desktop.data_files import resources
from prevent_desktop.ui.shell.house import House
from prevent_desktop.ui.shell.rooms import Room
from prevent_desktop.ui.shell.window import AppWindow
from prevent_desktop.ui.theme import Appearance, Theme
from tests.benchmarks.bench_start import BARE, seconds_until_painted
from tests.e2e.driving import Program
from tests.faults.lock_memory import PASSPHRASE, make_home


def blank_seconds(rounds: int) -> tuple[list[float], list[float]]:
    """From the key to a painted blank, and a plain repaint of the same window."""
    app = QApplication(["bench-lock", *QT_ARGUMENTS])
    theme = Theme(app, resources())
    theme.choose(Appearance.LIGHT, 100)
    window = AppWindow()
    window.show_house(House({Room.GUIDANCE: lambda: QLabel("words " * 2000)}))
    window.show()
    app.processEvents()
    blanks, repaints = [], []
    for _round in range(rounds):
        began = time.perf_counter()
        window.blank.blank()
        blanks.append(time.perf_counter() - began)
        window.blank.uncover()
        app.processEvents()
        began = time.perf_counter()
        window.repaint()
        repaints.append(time.perf_counter() - began)
    return blanks, repaints


def lock_seconds(rounds: int) -> list[float]:
    """From Ctrl+L, in the middle of a word, to an unlock screen that takes keys."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        home, _key = make_home(Path(folder))
        with Program(home, {"QT_QPA_PLATFORM": "offscreen"}) as program:
            for _round in range(rounds):
                program.write(PASSPHRASE)
                program.press("Return")
                program.see("To finish")
                program.press("Ctrl+2", "Ctrl+N")
                program.fill("Forenames", "half a na")
                began = time.perf_counter()
                program.press("Ctrl+L")
                program.wait_for_fresh_process()
                found.append(time.perf_counter() - began)
    return found


def _row(name: str, seconds: Sequence[float], baseline: float, aim: int) -> None:
    ordered = sorted(seconds)
    highest = ordered[min(len(ordered) - 1, round(0.99 * len(ordered)))]
    median = statistics.median(seconds)
    print(
        f"{name:<34}{median * 1000:8.1f} ms median {highest * 1000:8.1f} ms p99 (aim {aim}) "
        f"ratio {median / baseline:5.2f}"
    )


def main() -> None:
    """Print both."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    blanks, repaints = blank_seconds(rounds)
    bare = statistics.median(seconds_until_painted(BARE) for _round in range(9))
    _row("blank painted", blanks, statistics.median(repaints), 50)
    _row("unlock screen takes keys", lock_seconds(rounds), bare, 700)


if __name__ == "__main__":
    main()

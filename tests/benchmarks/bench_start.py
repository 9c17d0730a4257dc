"""From starting Python to the painted unlock screen, against a bare PySide6 window painted in the same way.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.bench_start [rounds]``. Aim: at most 1.5 times as long.
Each round starts two fresh processes one after the other; the medians and their ratio are printed.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_REPOSITORY = Path(__file__).resolve().parents[2]

BARE = """
import sys
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow
app = QApplication(sys.argv[:1])
window = QMainWindow()
window.setCentralWidget(QLabel("Unlock"))
window.resize(1366, 768)
window.show()
window.repaint()
app.processEvents()
print("painted", flush=True)
sys.stdin.read()
"""

OURS = """
import gc, sys
gc.disable()  # as __main__ does
import prevent_desktop.ui  # likewise
from pathlib import Path
from PySide6.QtWidgets import QApplication
from prevent_desktop.app import QT_ARGUMENTS, AppOptions, Desktop
from prevent_desktop.ui.widgets.accessible_roles import tell_roles
app = QApplication([*sys.argv[:1], *QT_ARGUMENTS])
tell_roles()
desktop = Desktop(app, AppOptions(data=Path(sys.argv[1])), fresh_process=lambda: None)
desktop.window.show_first(desktop.unlock_screen)
desktop.window.show()
desktop.window.repaint()
app.processEvents()
print("painted", flush=True)
sys.stdin.read()
"""


def seconds_until_painted(program: str, *arguments: str) -> float:
    """Start a fresh Python with `program` and wait for its word."""
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=_REPOSITORY,
        env={**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")},
    )
    assert process.stdout is not None
    assert process.stdin is not None
    word = process.stdout.readline()
    took = time.perf_counter() - began
    process.kill()
    process.wait()
    process.stdin.close()
    process.stdout.close()
    assert word == b"painted\n", word
    return took


def main() -> None:
    """Print both medians and the ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        vault = Path(folder, "vaults", "a")
        vault.mkdir(parents=True)
        (vault / "slots.json").write_text("{}")  # a vault to unlock; it is not read before the passphrase
        for program in (BARE, OURS):
            seconds_until_painted(program, folder)
        pairs = [
            (seconds_until_painted(BARE), seconds_until_painted(OURS, folder)) for _round in range(rounds)
        ]
    bare = statistics.median(pair[0] for pair in pairs)
    ours = statistics.median(pair[1] for pair in pairs)
    print(f"bare PySide6 window     {bare * 1000:7.1f} ms (median of {rounds})")
    print(f"unlock screen painted   {ours * 1000:7.1f} ms")
    print(f"ratio                   {ours / bare:7.2f}   (aim: at most 1.5)")


if __name__ == "__main__":
    main()

"""From starting Python to the painted unlock screen, against a bare PySide6 window painted in the same way.

Run: ``QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.bench_start [rounds]``. Aim: at most 1.5 times as long.
Each round starts two fresh processes one after the other; the medians and their ratio are printed. On Linux so is what
the whole program holds once it rests, while nobody is there to unlock. Aim: at most 120 MB.
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
_LOOKS = 10
"""So often it is looked whether the program rests; then what it holds is taken as it is."""

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
gc.disable()  # this and the next line in the order of __main__
import prevent_desktop.ui.window.quick_imports
from PySide6.QtWidgets import QApplication
from prevent_desktop import app

def painted(desktop):
    QApplication.sendPostedEvents()  # no timers: they begin what comes after
    desktop.window.repaint()
    print("painted", flush=True)
    exec(sys.stdin.read())
    sys.exit()

app.Desktop._begin_in_background = painted
from prevent_desktop.__main__ import main
sys.argv = ["prevent-desktop"]
main()
"""
"""The program itself, up to what begins once its first screen is painted. What it is sent then, it does, and ends."""


LOCKED = """
import sys
from prevent_desktop.__main__ import main
sys.argv = ["prevent-desktop"]
main()
"""


def start(program: str, data: str) -> subprocess.Popen[bytes]:
    """A fresh Python with `program`, on the data folder `data`."""
    platform = os.environ.get("QT_QPA_PLATFORM", "offscreen")
    return subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=_REPOSITORY,
        env={**os.environ, "QT_QPA_PLATFORM": platform, "PREVENT_DESKTOP_DATA": data},
    )


def seconds_until_painted(program: str, data: str) -> float:
    """Start `program` and wait for its word."""
    began = time.perf_counter()
    process = start(program, data)
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


def megabytes_at_rest(data: str) -> float:
    """The resident memory of the whole program once its processor time stands still."""
    with start(LOCKED, data) as process:
        folder, used = Path("/proc", str(process.pid)), [""]
        for _look in range(_LOOKS):  # on a slow machine a cursor that blinks is some processor time in each
            if (now := (folder / "stat").read_text().split()[13:15]) == used:
                break
            used = now
            time.sleep(2)
        resident = (folder / "status").read_text().split("VmRSS:")[1].split()[0]
        process.kill()
    return int(resident) / 1000


def lay_vault(data: Path) -> None:
    """Something to unlock; it is not read before the passphrase."""
    vault = data / "vaults" / "a"
    vault.mkdir(parents=True)
    (vault / "slots.json").write_text("{}")


def main() -> None:
    """Print both medians and the ratio."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    with tempfile.TemporaryDirectory() as folder:
        lay_vault(Path(folder))
        for program in (BARE, OURS):
            seconds_until_painted(program, folder)
        pairs = [
            (seconds_until_painted(BARE, folder), seconds_until_painted(OURS, folder))
            for _round in range(rounds)
        ]
        resident = megabytes_at_rest(folder) if sys.platform == "linux" else None
    bare = statistics.median(pair[0] for pair in pairs)
    ours = statistics.median(pair[1] for pair in pairs)
    print(f"bare PySide6 window     {bare * 1000:7.1f} ms (median of {rounds})")
    print(f"unlock screen painted   {ours * 1000:7.1f} ms")
    print(f"ratio                   {ours / bare:7.2f}   (aim: at most 1.5)")
    if resident is not None:
        print(f"locked and at rest      {resident:7.1f} MB   (aim: at most 120)")


if __name__ == "__main__":
    main()

"""PySide6 6.12 gives references to True away; on Python 3.11 that would end the process."""

from __future__ import annotations

import subprocess
import sys

_EMIT = """
from PySide6.QtCore import QObject, Signal
class Source(QObject):
    fired = Signal(bool)
source = Source()
for _number in range(200_000):
    source.fired.emit(True)
print("alive")
"""


def test_a_process_outlives_two_hundred_thousand_signals() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", "import prevent_desktop.ui\n" + _EMIT], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout.strip()) == (0, "alive"), ran.stderr

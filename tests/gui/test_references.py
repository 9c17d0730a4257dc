"""The PySide6 that the lock names holds its references: 6.12.0 gives them away, and Python 3.11 then aborts."""

from __future__ import annotations

import subprocess
import sys

_USE = """
from PySide6.QtCore import QObject, Signal
class Source(QObject):
    fired = Signal(bool)
source = Source()
for _number in range(200_000):
    source.fired.emit(True)
    source.fired.emit(False)
    source.property("nothing")
print("alive")
"""


def test_a_process_outlives_hundreds_of_thousands_of_calls_and_ends_in_peace() -> None:
    ran = subprocess.run([sys.executable, "-c", _USE], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.strip()) == (0, "alive"), ran.stderr

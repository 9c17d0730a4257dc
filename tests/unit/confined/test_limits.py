"""The time that a confined process has: each question's own, whatever those before have used."""

from __future__ import annotations

import subprocess
import sys

_BURN = """
import time
from prevent_desktop.confined.limits import allow_seconds
def burn(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
"""


def ends_well(code: str) -> bool:
    return subprocess.run([sys.executable, "-c", _BURN + code], check=False).returncode == 0


def test_a_later_question_has_its_own_time() -> None:
    assert ends_well("for question in range(3):\n    allow_seconds(2)\n    burn(1.2)")


def test_a_question_that_takes_longer_ends_with_the_process() -> None:
    assert not ends_well("allow_seconds(1)\nburn(5)")

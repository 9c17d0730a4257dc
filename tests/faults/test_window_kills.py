from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.window
def test_the_killed_program_shows_every_saved_word_again_and_keeps_each_pack_once() -> None:
    """A small number; `python -m tests.faults.window_kills --runs 20` is a larger one."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.window_kills", "--runs", "2"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 lost a saved word" in done.stdout
    assert ": caught" in done.stdout

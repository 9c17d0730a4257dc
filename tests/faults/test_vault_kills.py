from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks its writers")
def test_no_named_save_is_lost_when_the_writer_is_killed_and_broken_writers_are_caught() -> None:
    """A small number; `python -m tests.faults.vault_kills --runs 10000` is the full one."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.vault_kills", "--runs", "40"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 lost one" in done.stdout
    assert done.stdout.count("caught after") == 2

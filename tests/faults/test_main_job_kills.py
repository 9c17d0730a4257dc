from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks its workers")
def test_a_killed_main_job_goes_on_and_loses_and_doubles_nothing_and_broken_workers_are_caught() -> None:
    """A small number; `python -m tests.faults.main_job_kills --runs 200` is the full one."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.main_job_kills", "--runs", "20"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing lost, each pack and receipt once" in done.stdout
    assert done.stdout.count(": caught after") == 3

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks the work that it kills")
def test_a_kill_at_any_step_leaves_the_vault_as_before_or_as_after() -> None:
    """Some of the steps; `python -m tests.faults.vault_steps` tries every one."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.vault_steps", "--every", "37"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=180,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("whole after each of") == 4
    assert "in place: caught" in done.stdout

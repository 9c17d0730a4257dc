from __future__ import annotations

import os

import pytest

from tests.faults.harness import run_small


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks the work that it kills")
def test_a_kill_at_any_step_leaves_the_vault_as_before_or_as_after_and_broken_ones_are_caught() -> None:
    """Some of the steps; `python -m tests.faults vault_steps --runs 200` tries every one 200 times."""
    told = run_small("vault_steps", 2, "--every", "53")
    assert " failures=0 " in told
    assert told.count("whole after each of") == 5
    assert told.count(": caught (") == 2

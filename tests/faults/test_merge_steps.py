from __future__ import annotations

import os

import pytest

from tests.faults.harness import run_small


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks the work that it kills")
def test_a_joining_killed_at_any_step_leaves_the_vault_as_before_or_as_after() -> None:
    """Some of the steps; `python -m tests.faults merge_steps --runs 3` tries every one three times."""
    told = run_small("merge_steps", 1, "--every", "61")
    assert " failures=0 " in told
    assert "rows kept one by one: caught (" in told

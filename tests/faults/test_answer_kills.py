from __future__ import annotations

import os

import pytest

from tests.faults.harness import run_small


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks the work that it kills")
def test_a_decision_is_kept_with_its_case_or_not_at_all_and_sent_once_whenever_it_was_killed() -> None:
    """Some of the steps; `python -m tests.faults answer_kills --runs 3` tries every one three times."""
    told = run_small("answer_kills", 1, "--every", "41")
    assert " failures=0 " in told
    assert told.count(": caught (") == 5

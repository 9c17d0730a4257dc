from __future__ import annotations

import os

import pytest

from tests.faults.harness import run_small


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks the work that it kills")
def test_a_pack_s_facts_are_in_the_record_in_whole_or_not_at_all_whenever_it_was_killed() -> None:
    """Some of the steps; `python -m tests.faults facts_kills --runs 3` tries every one three times."""
    told = run_small("facts_kills", 1, "--every", "41")
    assert " failures=0 " in told
    assert told.count("form by form, ") == told.count(": caught (") == 2

from __future__ import annotations

import os

import pytest

from tests.faults.harness import run_small


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks its children")
def test_no_saved_word_is_lost_when_the_form_page_is_killed_and_the_control_is_caught() -> None:
    """A small number; `python -m tests.faults program_kills --runs 10000` is the full one."""
    told = run_small("program_kills", 8, "--seed", "2")
    assert "runs=8 failures=0 " in told
    assert ": caught (after" in told

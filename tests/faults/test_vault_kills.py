from __future__ import annotations

import os

import pytest

from tests.faults.harness import run_small


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks its writers")
def test_no_named_save_is_lost_when_the_writer_is_killed_and_broken_writers_are_caught() -> None:
    """A small number; `python -m tests.faults vault_kills --runs 10000` is the full one."""
    told = run_small("vault_kills", 40)
    assert "runs=40 failures=0 " in told
    assert told.count(": caught (after") == 2

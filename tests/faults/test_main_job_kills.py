from __future__ import annotations

import os

import pytest

from tests.faults.harness import run_small


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks its workers")
def test_a_killed_main_job_goes_on_and_loses_and_doubles_nothing_and_broken_workers_are_caught() -> None:
    """A small number; `python -m tests.faults main_job_kills --runs 1000` is the full one."""
    told = run_small("main_job_kills", 20)
    assert " failures=0 " in told
    assert told.count(": caught (after") == 3

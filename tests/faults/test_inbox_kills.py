from __future__ import annotations

import os

import pytest

from tests.faults.harness import run_small


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks its workers")
def test_no_receipt_is_given_for_a_pack_that_is_not_kept_and_broken_workers_are_caught() -> None:
    """A small number; `python -m tests.faults inbox_kills --runs 500` is the full one."""
    told = run_small("inbox_kills", 4)
    assert " failures=0 " in told
    assert told.count(": caught (") == 4

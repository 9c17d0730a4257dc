from __future__ import annotations

import os

import pytest

from tests.faults.harness import run_small
from tests.interop.receiver_parts import why_no_bucket


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks its workers")
@pytest.mark.skipif(bool(why_no_bucket()), reason=why_no_bucket() or "-")
def test_workers_on_a_bucket_keep_each_pack_once_whoever_is_killed_and_broken_ones_are_caught() -> None:
    """A small number; `python -m tests.faults bucket_kills --runs 200` is the full one."""
    told = run_small("bucket_kills", 8)
    assert " failures=0 " in told
    assert told.count(": caught (") == 2

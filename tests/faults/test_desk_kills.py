from __future__ import annotations

import os

import pytest

from tests.faults.harness import run_small


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks its workers")
def test_a_pack_that_one_vault_of_a_desk_lacks_still_lies_there_and_broken_ones_are_caught() -> None:
    """A small number; `python -m tests.faults desk_kills --runs 100` is the full one."""
    told = run_small("desk_kills", 2)
    assert " failures=0 " in told
    assert told.count(": caught (") == 2

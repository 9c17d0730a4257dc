"""Some kills of a vault that writes into a team's mailbox, and the controls that the harness has to catch."""

from __future__ import annotations

import sys

import pytest

from tests.faults.harness import run_small
from tests.faults.team_store_kills import CONTROLS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it forks")


def test_a_killed_writer_leaves_all_or_nothing_and_what_it_was_told_is_done_is_there() -> None:
    """A small number; `python -m tests.faults team_store_kills --runs 2000` is the full one."""
    told = run_small("team_store_kills", 40, "--seed", "2")
    assert " failures=0 " in told
    assert told.count(": caught (after") == len(CONTROLS)

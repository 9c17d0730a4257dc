"""Some placements in folders that others can write, and the controls that the harness has to catch."""

from __future__ import annotations

import sys

import pytest

from tests.faults.harness import run_small
from tests.faults.shared_folders import CONTROLS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pipes, devices and owners are POSIX's")


def test_what_others_put_into_our_folders_harms_nothing_outside_and_holds_nothing_up() -> None:
    """A small number; `python -m tests.faults shared_folders --runs 2000` is the full one."""
    told = run_small("shared_folders", 40, "--seed", "2")
    assert " failures=0 " in told
    assert told.count(": caught (after") == len(CONTROLS)

from __future__ import annotations

import sys

import pytest

from tests.faults.harness import run_small


@pytest.mark.skipif(sys.platform != "linux", reason="small disks and limits for files are Linux's")
def test_nothing_is_lost_where_the_disk_takes_nothing_more_and_the_controls_are_caught() -> None:
    """A small number; `python -m tests.faults full_disk --runs 1000` is the full one."""
    assert "failures=0" in run_small("full_disk", 8, "--seed", "4", "--control-runs", "4")

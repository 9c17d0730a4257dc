from __future__ import annotations

import os
import sys

import pytest

from tests.faults.harness import run_small

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="it forks, and looks at processes as Linux shows them"
)


def test_one_vault_has_one_instance_and_one_person() -> None:
    """A small number; `python -m tests.faults two_instances --runs 1000` is the full one."""
    printed = run_small("two_instances", 3)
    assert "control a lock that locks nothing: caught" in printed
    assert ("control folders open to others: caught" in printed) is (os.geteuid() == 0)

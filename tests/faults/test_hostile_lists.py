"""A small number of the runs of `tests.faults.hostile_lists`, and the proof that it can catch something."""

from __future__ import annotations

import sys

import pytest

from tests.faults.hostile_lists import attack, control
from tests.faults.list_makers import MAKERS

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="memory of processes is counted as Linux does"
)

_LARGE = {"cells without end", "a bomb", "a small part that is large"}
"""They take seconds to make."""


def test_no_hostile_list_is_taken_in_part() -> None:
    kinds = [kind for kind in MAKERS if kind not in _LARGE]
    outcome = attack(range(len(kinds)), 2, kinds=kinds)
    assert outcome.findings == []
    assert outcome.taken > 0
    assert outcome.told > 0
    assert outcome.refused > 0


@pytest.mark.parametrize("name", ["lines left out", "no bounds"])
def test_the_harness_catches_what_is_broken_on_purpose(name: str) -> None:
    assert control(name)

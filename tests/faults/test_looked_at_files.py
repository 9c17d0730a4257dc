"""A small number of the runs of `tests.faults.looked_at_files`, and the proof that it can catch something."""

from __future__ import annotations

import sys

import pytest

from tests.faults.looked_at_files import CONTROLS, attack, control

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are held by Linux")


def test_no_file_hurts_whoever_looks_at_it() -> None:
    outcome = attack(runs=3, seed=2)
    assert outcome.findings == []
    assert outcome.refused > 0


@pytest.mark.parametrize("name", CONTROLS)
def test_the_harness_catches_what_is_broken_on_purpose(name: str) -> None:
    assert control(name)

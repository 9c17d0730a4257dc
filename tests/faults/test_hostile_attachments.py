"""A small number of the runs of `tests.faults.hostile_attachments`, and the proof that it can catch something."""

from __future__ import annotations

import sys

import pytest

from tests.faults.hostile_attachments import CONTROLS, attack, control

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory of processes is read from /proc")


def test_no_hostile_attachment_hurts() -> None:
    outcome = attack(runs=12, seed=2)
    assert outcome.findings == []
    assert outcome.taken > 0
    assert outcome.refused > 0


@pytest.mark.parametrize("name", CONTROLS)
def test_the_harness_catches_what_is_broken_on_purpose(name: str) -> None:
    assert control(name, runs=24)

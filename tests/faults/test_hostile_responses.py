"""A small number of the runs of `tests.faults.hostile_responses`, and the proof that the harness can catch something."""

from __future__ import annotations

import pytest

from tests.faults.hostile_responses import ATTACKS, CONTROLS, HANGING, attack_at_random


def test_no_hostile_response_hurts() -> None:
    outcome = attack_at_random(runs=range(4 * len(ATTACKS)), seed=1, limit=HANGING)
    assert outcome.findings == []
    assert outcome.judged > 0
    assert outcome.refused > 0


@pytest.mark.parametrize("control", sorted(CONTROLS))
def test_the_harness_catches_a_judge_that_is_broken_on_purpose(control: str) -> None:
    outcome = attack_at_random(runs=range(8 * len(ATTACKS)), seed=1, work=CONTROLS[control], until_found=True)
    assert outcome.findings

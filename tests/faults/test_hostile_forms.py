"""A small number of the runs of `tests.faults.hostile_forms`, and the proof that the harness can catch something."""

from __future__ import annotations

import pytest

from tests.faults.hostile_forms import CONTROLS, HANGING, attack_at_random


def test_no_hostile_form_hurts() -> None:
    outcome = attack_at_random(runs=range(60), seed=1, limit=HANGING)
    assert outcome.findings == []
    assert outcome.loaded > 0
    assert outcome.refused > 0


@pytest.mark.parametrize("control", sorted(CONTROLS))
def test_the_harness_catches_a_loader_that_is_broken_on_purpose(control: str) -> None:
    outcome = attack_at_random(runs=range(60), seed=1, work=CONTROLS[control], until_found=True)
    assert outcome.findings

"""A small number of the runs of `tests.faults.sealing_tamper`, and the proof that the harness can catch something."""

from __future__ import annotations

import pytest

from tests.faults.sealing_tamper import CONTROLS, tamper_at_random


def test_no_tampered_file_is_opened_and_none_releases_a_byte() -> None:
    outcome = tamper_at_random(runs=500, seed=1)
    assert outcome.refused.total() == 500
    assert outcome.findings == 0


@pytest.mark.parametrize("control", sorted(CONTROLS))
def test_the_harness_catches_an_opener_that_is_broken_on_purpose(control: str) -> None:
    outcome = tamper_at_random(runs=500, seed=1, opener=CONTROLS[control])
    assert outcome.accepted or outcome.released

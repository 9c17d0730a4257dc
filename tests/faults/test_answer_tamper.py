"""A small number of the runs of `tests.faults.answer_tamper`, and the proof that the harness can catch something."""

from __future__ import annotations

import random

import pytest

from tests.faults.answer_tamper import CONTROLS, tamper


def test_no_changed_answer_is_taken() -> None:
    found = tamper(400, random.Random(1))
    assert found.failures == []
    assert found.refused.total() == 400
    assert len(found.refused) == 13


@pytest.mark.parametrize("control", sorted(CONTROLS))
def test_the_harness_catches_an_opener_that_is_broken_on_purpose(control: str) -> None:
    assert tamper(300, random.Random(1), CONTROLS[control]).failures

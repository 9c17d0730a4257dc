"""A few of the runs of `tests.faults.withheld_words`, and the proof that the harness can catch something."""

from __future__ import annotations

import random

import pytest

from tests.faults.withheld_words import CONTROLS, caught, one_run


def test_what_is_kept_back_is_in_no_byte_of_a_pack_and_the_rest_is() -> None:
    chance = random.Random(1)
    assert [one_run(chance) for _pack in range(3)] == [[], [], []]


@pytest.mark.parametrize("control", sorted(CONTROLS))
def test_the_harness_catches_a_removal_that_is_broken_on_purpose(control: str) -> None:
    assert caught(CONTROLS[control], random.Random(1))

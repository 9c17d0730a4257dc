"""A small number of the sittings of `tests.faults.clock_changes`, and its broken programs that must be caught."""

from __future__ import annotations

import random

import pytest

from tests.faults.clock_changes import CONTROLS, Program, failures_of

pytestmark = pytest.mark.usefixtures("zone_of_before")


def test_nothing_is_lost_out_of_order_or_expired_by_a_wrong_clock_and_it_is_told() -> None:
    assert failures_of(Program(), 12, random.Random(1)) == []


@pytest.mark.parametrize("control", sorted(CONTROLS))
def test_the_harness_catches_what_is_broken_on_purpose(control: str) -> None:
    assert failures_of(CONTROLS[control](), 40, random.Random(1), until_found=True)

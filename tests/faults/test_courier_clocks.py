"""A small number of the runs of `tests.faults.courier_clocks`, and its broken outboxes that must be caught."""

from __future__ import annotations

import random

import pytest

from tests.faults.courier_clocks import CONTROLS, Broken, failures_of

pytestmark = pytest.mark.usefixtures("zone_of_before")


def test_no_pack_waits_for_years_or_leaves_too_early_and_all_arrive_once_the_clock_is_right() -> None:
    assert failures_of(Broken(), 15, random.Random(1)) == []


@pytest.mark.parametrize("control", sorted(CONTROLS))
def test_the_harness_catches_what_is_broken_on_purpose(control: str) -> None:
    assert failures_of(CONTROLS[control], 150, random.Random(1), until_found=True)

"""A small number of the runs of `tests.faults.courier_clocks`, and its broken outboxes that must be caught."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import pytest

from tests.faults.courier_clocks import CONTROLS, Broken, failures_of


@pytest.fixture(autouse=True)
def _zone_of_before() -> Iterator[None]:
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None)
    if before is not None:
        os.environ["TZ"] = before
    if hasattr(time, "tzset"):
        time.tzset()


def test_no_pack_waits_for_years_or_leaves_too_early_and_all_arrive_once_the_clock_is_right() -> None:
    assert failures_of(Broken(), 15, random.Random(1)) == []


@pytest.mark.parametrize("control", sorted(CONTROLS))
def test_the_harness_catches_what_is_broken_on_purpose(control: str) -> None:
    assert failures_of(CONTROLS[control], 150, random.Random(1), until_found=True)

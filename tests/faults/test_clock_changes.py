"""A small number of the sittings of `tests.faults.clock_changes`, and its broken programs that must be caught."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator

import pytest

from tests.faults.clock_changes import CONTROLS, Program, failures_of


@pytest.fixture(autouse=True)
def _zone_of_before() -> Iterator[None]:
    before = os.environ.get("TZ")
    yield
    os.environ.pop("TZ", None)
    if before is not None:
        os.environ["TZ"] = before
    if hasattr(time, "tzset"):
        time.tzset()


def test_nothing_is_lost_out_of_order_or_expired_by_a_wrong_clock_and_it_is_told() -> None:
    assert failures_of(Program(), 12, random.Random(1)) == []


@pytest.mark.parametrize("control", sorted(CONTROLS))
def test_the_harness_catches_what_is_broken_on_purpose(control: str) -> None:
    assert failures_of(CONTROLS[control](), 40, random.Random(1), until_found=True)

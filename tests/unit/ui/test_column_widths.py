"""Widths of columns that somebody changes by keyboard: the table stays as wide as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.ui.widgets.column_widths import LEAST_SHARE, resized

WIDTHS = st.lists(st.integers(1, 900), min_size=2, max_size=8)


@given(WIDTHS, st.data(), st.floats(-1, 1, allow_nan=False))
def test_the_others_give_way_and_nothing_is_lost(widths: list[int], data: st.DataObject, by: float) -> None:
    number = data.draw(st.integers(0, len(widths) - 1))
    before = [width / sum(widths) for width in widths]
    after = resized(widths, number, by)
    assert sum(after) == pytest.approx(1)
    assert all(now >= min(LEAST_SHARE, was) - 1e-9 for was, now in zip(before, after, strict=True))
    assert (after[number] - before[number]) * by >= -1e-9
    others = [place for place in range(len(widths)) if place != number]
    assert all((after[place] - before[place]) * by <= 1e-9 for place in others)


def test_a_step_that_there_is_room_for_is_that_step() -> None:
    assert resized([100, 100], 0, 0.1) == pytest.approx((0.6, 0.4))
    assert resized([50, 25, 25], 0, -0.1) == pytest.approx((0.4, 0.3, 0.3))
    assert resized([100], 0, 0.1) == (1,)

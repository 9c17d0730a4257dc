"""Where the rows of a column stand is the sum of what is above them, whatever was measured, forgotten or scaled."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.ui.forms.column.row_heights import Row, RowHeights

HEIGHTS = st.lists(st.integers(1, 300), min_size=1, max_size=30)
MEASURED = st.lists(st.tuples(st.integers(0, 29), st.integers(1, 300)), max_size=20)


def stands_right(rows: RowHeights, heights: list[int]) -> bool:
    """Whether each row begins where those above it end, and is found by any px of it."""
    tops = [sum(heights[:index]) for index in range(len(heights))]
    return all(
        (rows.top(index), rows.height(index), rows.bottom(index)) == (top, height, top + height)
        and rows.at(top) == rows.at(top + height - 1) == index
        for index, (top, height) in enumerate(zip(tops, heights, strict=True))
    ) and rows.whole == sum(heights)


@given(HEIGHTS, MEASURED)
def test_each_row_stands_below_the_others_and_keeps_what_was_measured(
    heights: list[int], measured: list[tuple[int, int]]
) -> None:
    rows, known = RowHeights(), list(heights)
    rows.set_rows([Row(key, height) for key, height in enumerate(heights)])
    for key, height in measured:
        if key < len(known):
            assert rows.measure(key, height) == (known[key] != height)
            known[key] = height
            assert stands_right(rows, known)
    rows.set_rows([Row(key, height) for key, height in enumerate(heights)])
    assert stands_right(rows, known)
    rows.forget_measures(2)
    assert stands_right(rows, [2 * height for height in known])
    rows.set_rows([Row(key, height) for key, height in enumerate(heights)])
    assert stands_right(rows, heights)


def test_beyond_its_ends_are_the_first_and_the_last_row_and_an_empty_column_has_none() -> None:
    rows = RowHeights()
    assert (rows.whole, 0 in rows) == (1, False)
    rows.set_rows([Row("a", 10), Row("b", 20)])
    assert (rows.at(-5), rows.at(500), rows.index("b")) == (0, 1, 1)
    rows.start_over()
    assert rows.keys == []
    assert "a" not in rows

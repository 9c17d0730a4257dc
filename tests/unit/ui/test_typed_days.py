"""What is said of a day that was typed in three boxes."""

from datetime import date

import pytest

from prevent_desktop.ui.components.typed_days import day_of, no_day_words


def test_a_whole_day_is_read() -> None:
    assert day_of("2026-11-24") == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Give day, month and year"),
        ("2026-11", "Give day, month and year"),
        ("3//2026", "Give day, month and year"),
        ("2026-02-31", "There is no such day. Check day and month"),
        ("2026-13-01", "There is no such day. Check day and month"),
        ("31/1/26", "Write the year in full, such as 2026"),
        ("3/nov/2026", "Give day, month and year"),
    ],
)
def test_what_is_no_day_is_told_by_what_is_wrong_with_it(text: str, said: str) -> None:
    assert day_of(text) is None
    assert no_day_words(text) == said


def test_where_it_may_stay_empty_that_is_said() -> None:
    assert no_day_words("", optional=True) == "Give day, month and year, or leave all three empty"
    assert no_day_words("2026-02-31", optional=True) == "There is no such day. Check day and month"

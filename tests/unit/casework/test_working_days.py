"""Working days: the bank holidays of the four nations, breaks, years that nobody announced, and clocks that change."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.casework.received_pack import decision_due
from prevent_desktop.casework.working_days import LAST_ANNOUNCED, Break, Nation, WorkingDays, caution
from tests.unit.workflows.receiving.test_day_for_answer import PACK

ENGLAND, FRIDAY = WorkingDays(), date(2026, 11, 27)
CHRISTMAS = Break(date(2026, 12, 21), date(2027, 1, 1))
TERM = WorkingDays(breaks=(CHRISTMAS,))


@pytest.fixture
def in_london(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """On a machine whose clock is set to the United Kingdom's time."""
    monkeypatch.setenv("TZ", "Europe/London")
    _read_zone()
    yield
    monkeypatch.undo()
    _read_zone()


def _read_zone() -> None:
    if hasattr(time, "tzset"):
        time.tzset()


def local(text: str) -> datetime:
    """A moment on this machine's clock."""
    return datetime.fromisoformat(text).astimezone()


def test_weekends_are_no_working_days() -> None:
    assert ENGLAND.after(FRIDAY) == date(2026, 11, 30)
    assert ENGLAND.after(FRIDAY, 0) == ENGLAND.after(FRIDAY, 1)
    assert ENGLAND.after(FRIDAY, 6) == date(2026, 12, 7)


# GOV.UK, "UK bank holidays", the lists of 2026 and 2027.
@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 4, 6), "ENG WLS NIR"),  # Easter Monday
        (date(2026, 11, 30), "SCT"),  # St Andrew's Day
        (date(2026, 3, 17), "NIR"),  # St Patrick's Day
        (date(2026, 7, 13), "NIR"),  # Battle of the Boyne, substitute day
        (date(2026, 8, 3), "SCT"),  # Summer bank holiday
        (date(2026, 8, 31), "ENG WLS NIR"),  # Summer bank holiday
        (date(2026, 1, 2), "SCT"),  # 2 January
        (date(2026, 12, 28), "ENG WLS SCT NIR"),  # Boxing Day, substitute day
        (date(2027, 12, 27), "ENG WLS SCT NIR"),  # Christmas Day, substitute day
        (date(2026, 5, 5), ""),
    ],
)
def test_each_nation_keeps_its_own_bank_holidays(day: date, off: str) -> None:
    assert {nation for nation in Nation if not WorkingDays(nation).has(day)} == set(off.split())


@pytest.mark.parametrize("typed", [date(9999, 12, 28), date.max])
def test_after_a_day_at_the_end_of_the_calendar_comes_its_last(typed: date) -> None:
    assert ENGLAND.after(typed, 5) == date.max


def test_nobody_is_there_in_a_break_and_others_are() -> None:
    last_day_of_term = date(2026, 12, 18)
    assert TERM.after(last_day_of_term) == date(2027, 1, 4)
    assert TERM.of_others.after(last_day_of_term) == date(2026, 12, 21)
    with pytest.raises(ValueError, match="ends before"):
        Break(CHRISTMAS.last, CHRISTMAS.first)


def test_a_year_that_was_not_announced_is_told() -> None:
    assert caution([]) == caution([date(LAST_ANNOUNCED, 12, 31)]) == ""
    late = date(LAST_ANNOUNCED + 1, 1, 2)
    assert caution([FRIDAY, late]).startswith(f"The bank holidays of {late.year} are not announced yet")


@pytest.mark.usefixtures("in_london")
@pytest.mark.parametrize(
    ("came", "due"),
    [
        ("2026-11-26T16:40", "2026-11-27T16:40"),
        ("2026-03-27T16:40", "2026-03-30T16:40"),  # the clocks go forward in between: 71 hours
        ("2026-10-23T16:40", "2026-10-26T16:40"),  # and back: 73 hours
        ("2026-10-22T23:59", "2026-10-23T23:59"),
        ("2026-12-24T09:00", "2026-12-29T09:00"),
    ],
)
def test_a_desk_has_one_working_day_from_when_a_pack_came(came: str, due: str) -> None:
    found, at = decision_due(replace(PACK, received_at=local(came)), ENGLAND), local(due)
    assert (found.day, found.at, found.counted) == (at.date(), at, True)
    assert not found.is_over(at)
    assert found.is_over(at + timedelta(minutes=1))


def test_what_came_while_nobody_was_there_is_due_by_the_end_of_the_next_working_day() -> None:
    came = replace(PACK, received_at=local("2026-11-28T10:00"))
    found = decision_due(came, ENGLAND)
    assert (found.day, found.at) == (date(2026, 11, 30), None)
    assert not found.is_over(local("2026-11-30T23:59"))
    assert decision_due(came, WorkingDays(Nation.SCOTLAND)).day == date(2026, 12, 1)


@given(
    st.datetimes(datetime.fromisoformat("2026-01-01"), datetime.fromisoformat("2028-12-01")),
    st.timedeltas(timedelta(0), timedelta(days=9)),
    st.sampled_from([WorkingDays(nation, TERM.breaks) for nation in Nation]),
)
def test_what_came_later_is_never_due_earlier(came: datetime, later: timedelta, days: WorkingDays) -> None:
    first, second = (days.moment_after(at.astimezone()) for at in (came, came + later))
    assert first <= second
    assert first > came.astimezone()

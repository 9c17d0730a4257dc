from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.partial_dates import PartialDate, has_day_everywhere, moment_on

DATES = st.one_of(
    st.builds(PartialDate, st.integers(1, 9999)),
    st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12)),
    st.dates().map(PartialDate.of),
)


@pytest.mark.parametrize("text", ["2026", "2026-11", "2026-11-24", "2024-02-29", "0001-01-01", "9999-12-31"])
def test_a_date_reads_and_writes_itself(text: str) -> None:
    assert PartialDate.parse(text).isoformat() == text
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-1", "2026-13", "2026-00", "2026-11-00", "2026-11-31", "2026-02-29", "0000", "2026-11-24T", " 2026", "２０２６", "2026/11"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.parse(text)


def test_a_day_needs_its_month() -> None:
    with pytest.raises(ValueError, match="a day needs its month"):
        PartialDate(2026, None, 24)


@pytest.mark.parametrize(("month", "day"), [(0, None), (13, None), (11, 0), (11, 31)])
def test_a_day_that_no_calendar_has_is_refused(month: int, day: int | None) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate(2026, month, day)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-11-24", date(2026, 11, 24), date(2026, 11, 24)),
    ],
)
def test_a_date_knows_the_days_that_it_can_mean(text: str, earliest: date, latest: date) -> None:
    found = PartialDate.parse(text)
    assert (found.earliest, found.latest) == (earliest, latest)


@given(DATES)
def test_every_date_comes_back_and_its_days_are_in_order(found: PartialDate) -> None:
    assert PartialDate.parse(found.isoformat()) == found
    assert found.earliest <= found.latest
    assert (found.latest - found.earliest) < timedelta(days=366)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (PartialDate(2012, 5, 3), date(2026, 5, 2), 13),
        (PartialDate(2012, 5, 3), date(2026, 5, 3), 14),
        (PartialDate(2012, 5), date(2026, 5, 1), 14),
        (PartialDate(2012), date(2026, 1, 1), 14),
        (PartialDate(2012, 2, 29), date(2026, 2, 28), 13),
    ],
)
def test_an_age_counts_from_the_earliest_day(born: PartialDate, day: date, age: int) -> None:
    assert born.age_on(day) == age


@given(st.dates(), st.times())
def test_every_day_has_a_moment_on_this_machines_clock_and_it_is_of_that_day(day: date, at: time) -> None:
    """On Windows too, which knows local times of 1970 to 3000 alone."""
    moment = moment_on(day, at)
    assert abs(moment.replace(tzinfo=None) - datetime.combine(day, at)) <= timedelta(
        hours=1
    )  # a clock that was put on
    assert moment.utcoffset() is not None
    if date(1970, 2, 1) < day < date(3000, 12, 1):
        assert moment == datetime.combine(day, at).astimezone()


@given(st.datetimes(timezones=st.just(UTC)))
def test_what_has_a_day_everywhere_has_one_here(moment: datetime) -> None:
    if has_day_everywhere(moment):
        for zone in (None, timezone(timedelta(hours=14)), timezone(-timedelta(hours=12))):
            assert abs(moment.astimezone(zone).date() - moment.date()) <= timedelta(days=1)


@pytest.mark.parametrize("moment", [datetime(1970, 1, 1, tzinfo=UTC), datetime(3000, 12, 29, tzinfo=UTC)])
def test_the_first_and_the_last_moment_can_be_shown_here(moment: datetime) -> None:
    assert has_day_everywhere(moment)
    assert moment.astimezone() == moment


@pytest.mark.parametrize("year", [1, 1969, 3001, 9999])
def test_years_that_windows_has_no_local_time_for_are_shown_nowhere(year: int) -> None:
    assert not has_day_everywhere(datetime(year, 6, 1, tzinfo=UTC))

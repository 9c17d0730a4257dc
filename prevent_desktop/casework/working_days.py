"""Days on which an office is open: Monday to Friday (bank holidays are not known to the program)."""

from __future__ import annotations

from datetime import date, timedelta

_SATURDAY = 5


def next_working_day(day: date) -> date:
    """The next Monday to Friday after `day`."""
    following = day + timedelta(days=1)
    while following.weekday() >= _SATURDAY:
        following += timedelta(days=1)
    return following


def working_days_after(day: date, number: int) -> date:
    """The day that is `number` working days after `day`; at least one."""
    for _count in range(max(1, number)):
        day = next_working_day(day)
    return day

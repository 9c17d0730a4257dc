"""Dates and times as values: the clock, and what becomes one.

The library gives the clock as text, takes a thirteenth month for a month, and writes a date out further than it is known.
Source: FHIRPath 2.0.0, sections 5.5 and 5.9.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from fhirpathpy.engine.invocations import datetime as theirs
from fhirpathpy.engine.nodes import FP_DateTime, FP_Time, ResourceNode
from fhirpathpy.engine.util import get_data

from prevent_desktop.questionnaire.expressions.arithmetic import MOMENT, padded

MOMENTS: Final = frozenset({"date", "dateTime", "instant", "time"})
"""FHIR's types of dates and times."""
_FIRST_DAY: Final = "0001-01-01"


def now(ctx: Any, values: list[Any]) -> FP_DateTime:
    """`now`."""
    return FP_DateTime(theirs.now(ctx, values))


def today(ctx: Any, values: list[Any]) -> FP_DateTime:
    """`today`."""
    return FP_DateTime(theirs.today(ctx, values))


def time_of_day(ctx: Any, values: list[Any]) -> FP_Time:
    """`timeOfDay`."""
    return FP_Time(theirs.timeOfDay(ctx, values))


def to_date(_ctx: Any, values: list[Any]) -> Any:
    """`toDate`: the date of a date and time, too."""
    text = _text_of(values).partition("T")[0]
    return FP_DateTime(text) if _is_moment(text, dated=True) else []


def to_date_time(_ctx: Any, values: list[Any]) -> Any:
    """`toDateTime`: of a date, too, which is as far as it is known then."""
    text = _text_of(values)
    return FP_DateTime(text) if _is_moment(text, dated=True) else []


def to_time(_ctx: Any, values: list[Any]) -> Any:
    """`toTime`."""
    text = _text_of(values).removeprefix("T")
    return FP_Time(text) if _is_moment(text, dated=False) else []


def _converts(convert: Callable[[Any, list[Any]], Any]) -> Callable[[Any, list[Any]], Any]:
    def converts(ctx: Any, values: list[Any]) -> Any:
        return convert(ctx, values) != [] if values else []

    return converts


def _text_of(values: list[Any]) -> str:
    one = get_data(values[0]) if len(values) == 1 else None
    return str(one.asStr) if isinstance(one, FP_DateTime | FP_Time) else one if isinstance(one, str) else ""


def _is_moment(text: str, *, dated: bool) -> bool:
    """Whether it is a date (and time), or a time of day alone, that calendar and clock have."""
    found = MOMENT.fullmatch(text)
    if found is None or (found["date"] is not None) is not dated:
        return False
    try:
        _clock(found)
    except ValueError:
        return False
    return True


def text_of_moment(value: Any) -> str | None:
    """The text of a date or time, as a literal has it or as FHIR's own; None for anything else."""
    data = get_data(value)
    if isinstance(data, FP_DateTime | FP_Time):
        return str(data.asStr)
    is_one = isinstance(value, ResourceNode) and value.path in MOMENTS and isinstance(data, str)
    return data if is_one else None


def compare_moments(one: str, other: str) -> int | None:
    """-1, 0 or 1 where a date or time is before, the same as or after another; None where one does not say enough.

    ValueError where one of them is none, or a date stands beside a time of day. Source: 6.1.1 and 6.2.
    """
    first, second = MOMENT.fullmatch(one), MOMENT.fullmatch(other)
    if first is None or second is None or (first["date"] is None) is not (second["date"] is None):
        raise ValueError
    zoned = bool(first["zone"] and second["zone"])
    steps, others = _steps(first, zoned=zoned), _steps(second, zoned=zoned)
    for step, its in zip(steps, others, strict=False):
        if step != its:
            return -1 if step < its else 1
    return 0 if len(steps) == len(others) else None


def _steps(found: re.Match[str], *, zoned: bool) -> list[Any]:
    """Year, month, day, hour, minute and second, as far as they are known; of UTC where it is said how far from it."""
    clock = _clock(found)
    if zoned:
        clock = datetime.fromisoformat(
            f"{clock.isoformat()}{found['zone'].replace('Z', '+00:00')}"
        ).astimezone(UTC)
    steps: list[Any] = [clock.year, clock.month, clock.day, clock.hour, clock.minute]
    steps.append((clock.second, clock.microsecond))
    of_day = len(found["time"].split(":")) if found["time"] else 0
    return steps[: len(found["date"].split("-")) + of_day] if found["date"] else steps[3 : 3 + of_day]


def _clock(found: re.Match[str]) -> datetime:
    """The first moment of a date and time; ValueError where calendar or clock have none."""
    date = found["date"] or _FIRST_DAY
    return datetime.fromisoformat(f"{date}{_FIRST_DAY[len(date) :]}T{padded(found['time'])}")


ENTRIES: Final[dict[str, dict[str, Any]]] = {
    "now": {"fn": now},
    "today": {"fn": today},
    "timeOfDay": {"fn": time_of_day},
    "toDate": {"fn": to_date},
    "toDateTime": {"fn": to_date_time},
    "toTime": {"fn": to_time},
    "convertsToDate": {"fn": _converts(to_date)},
    "convertsToDateTime": {"fn": _converts(to_date_time)},
    "convertsToTime": {"fn": _converts(to_time)},
}
"""Our own functions, by the names that expressions call them by."""

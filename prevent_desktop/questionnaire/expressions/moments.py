"""Dates and times as values: the clock, and what becomes one.

The library gives the clock as text, takes a thirteenth month for a month, and writes a date out further than it is known.
Source: FHIRPath 2.0.0, sections 5.5 and 5.9.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from fhirpathpy.engine.invocations import datetime as theirs
from fhirpathpy.engine.nodes import FP_DateTime, FP_Time
from fhirpathpy.engine.util import get_data

from prevent_desktop.questionnaire.expressions.arithmetic import MOMENT, padded

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
    date = found["date"] or _FIRST_DAY
    try:
        datetime.fromisoformat(f"{date}{_FIRST_DAY[len(date) :]}T{padded(found['time'])}")
    except ValueError:
        return False
    return True


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

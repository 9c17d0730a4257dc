"""Dates and times: reading, comparing and moving them, what becomes one, and the clock.

A date or time keeps its precision and its zone. What is finer than the precision counts in whole steps of it: 24 months
are 2 years. Source: FHIRPath 2.0.0, sections 4.1.4 to 4.1.6, 5.5, 5.9, 6.1, 6.2 and 6.7.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from prevent_desktop.questionnaire.expressions.element_types import MOMENTS
from prevent_desktop.questionnaire.expressions.limits import Run
from prevent_desktop.questionnaire.expressions.signatures import Function
from prevent_desktop.questionnaire.expressions.values import Element, Moment, data_of

_MOMENT: Final = re.compile(
    r"(?:(?P<date>\d{4}(?:-\d\d(?:-\d\d)?)?)(?:T(?=\d)|$)|T?(?=\d\d(?::|$)))"
    r"(?P<time>(?!24)\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?)?(?P<zone>Z|[+-]\d\d:\d\d)?"
)
"""No 24:00 (FHIR R4, dateTime), which Python takes for the next day from 3.14 on."""
_MILLISECONDS: Final = {
    "wk": 604_800_000,
    "d": 86_400_000,
    "h": 3_600_000,
    "min": 60_000,
    "s": 1_000,
    "ms": 1,
}
_DAY: Final = _MILLISECONDS["d"]
_DAYS_OF_MONTH: Final = 30
_DAYS_OF_YEAR: Final = 365
_MONTHS: Final = 12
_FIRST_DAY: Final = "0001-01-01"
_WITHOUT_DATE: Final = "1970-01-01"
_YEAR, _MONTH, _DAY_LONG = 4, 7, 10
"""How many characters a date has that is a year, a month or a day."""


def moment_of(text: str, *, dated: bool | None = None) -> Moment | None:
    """The date or time (`dated`: only a date, or only a time of day) that is written so, if calendar and clock have it."""
    found = _MOMENT.fullmatch(text)
    if found is None or dated is (found["date"] is None):
        return None
    try:
        _clock(found)
    except ValueError:
        return None
    kind = "Time" if found["date"] is None else "DateTime" if found["time"] else "Date"
    return Moment(text.removeprefix("T"), kind)


def text_of_moment(value: Any) -> str | None:
    """The text of a date or time, as a literal has it or as FHIR's own; None for anything else."""
    if isinstance(value, Moment):
        return value.text
    is_one = isinstance(value, Element) and value.type in MOMENTS and isinstance(value.data, str)
    return value.data if is_one else None


def moved(moment: str, amount: Decimal, unit: str) -> Moment:
    """A date, date and time, or time of day, `amount` of `unit` (a UCUM code) later; ValueError where there is none."""
    found = _MOMENT.fullmatch(moment)
    if found is None or unit not in {"a", "mo", *_MILLISECONDS}:
        raise ValueError
    date, time, zone = found["date"], found["time"], found["zone"] or ""
    if date is None:
        if unit in {"a", "mo"}:
            raise ValueError
        start = datetime.fromisoformat(f"{_WITHOUT_DATE}T{_padded(time)}")
        return Moment(_shaped(start + _span(amount, unit, time), None, time) + zone, "Time")
    start = datetime.fromisoformat(f"{date}{'-01-01'[: _DAY_LONG - len(date)]}T{_padded(time)}")
    months = _whole_months(amount, unit, date)
    later = start + _span(amount, unit, time) if months is None else _months_later(start, months)
    return Moment(_shaped(later, date, time) + zone, "DateTime" if time else "Date")


def _whole_months(amount: Decimal, unit: str, date: str) -> int | None:
    """How many months later, where that is all that the unit or the precision of the date lets count."""
    if unit in {"a", "mo"}:
        months = int(amount) * (_MONTHS if unit == "a" else 1)
    elif len(date) < _DAY_LONG:
        days = int(amount * _MILLISECONDS[unit] / _DAY)
        months = int(days / _DAYS_OF_MONTH) if len(date) == _MONTH else int(days / _DAYS_OF_YEAR) * _MONTHS
    else:
        return None
    return int(months / _MONTHS) * _MONTHS if len(date) == _YEAR else months


def _months_later(start: datetime, months: int) -> datetime:
    year, month = divmod(start.year * _MONTHS + start.month - 1 + months, _MONTHS)
    last = calendar.monthrange(year, month + 1)[1]
    return start.replace(year=year, month=month + 1, day=min(start.day, last))


def _span(amount: Decimal, unit: str, time: str | None) -> timedelta:
    """How much later, in whole steps of what the time is known to."""
    step = _DAY if time is None else {2: 3_600_000, 5: 60_000, 8: 1_000}.get(len(time), 1)
    counted = amount if unit in {"s", "ms"} else int(amount)
    return timedelta(milliseconds=int(counted * _MILLISECONDS[unit] / step) * step)


def _padded(time: str | None) -> str:
    """A time of day to the microsecond, or midnight."""
    whole, _dot, fraction = (time or "00").partition(".")
    return whole + ":00:00"[len(whole) - 2 :] + (f".{fraction:0<6.6}" if fraction else "")


def _shaped(moment: datetime, date: str | None, time: str | None) -> str:
    parts = [] if date is None else [moment.date().isoformat()[: len(date)]]
    if time is not None:
        parts.append(moment.time().isoformat(timespec="microseconds")[: min(len(time), 12)])
    return "T".join(parts)


def compare_moments(one: str, other: str) -> int | None:
    """-1, 0 or 1 where a date or time is before, the same as or after another; None where one does not say enough.

    ValueError where one of them is none, or a date stands beside a time of day. Source: 6.1.1 and 6.2.
    """
    first, second = _MOMENT.fullmatch(one), _MOMENT.fullmatch(other)
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
    return datetime.fromisoformat(f"{date}{_FIRST_DAY[len(date) :]}T{_padded(found['time'])}")


def _now(run: Run, _values: list[Any]) -> Moment:
    return Moment(run.now.isoformat(timespec="milliseconds"), "DateTime")


def _today(run: Run, _values: list[Any]) -> Moment:
    return Moment(run.now.date().isoformat(), "Date")


def _time_of_day(run: Run, _values: list[Any]) -> Moment:
    return Moment(run.now.time().isoformat(timespec="milliseconds"), "Time")


def _to_date(values: list[Any]) -> Moment | None:
    """Of a date and time, too."""
    return moment_of(_text_in(values).partition("T")[0], dated=True)


def _to_date_time(values: list[Any]) -> Moment | None:
    """Of a date, too, which is as far as it is known then."""
    found = moment_of(_text_in(values), dated=True)
    return found and Moment(found.text, "DateTime")


def _to_time(values: list[Any]) -> Moment | None:
    return moment_of(_text_in(values), dated=False)


def _text_in(values: list[Any]) -> str:
    one = values[0] if len(values) == 1 else None
    text = one.text if isinstance(one, Moment) else data_of(one)
    return text if isinstance(text, str) else ""


CONVERSIONS: Final[dict[str, Callable[[list[Any]], Any]]] = {
    "Date": _to_date,
    "DateTime": _to_date_time,
    "Time": _to_time,
}
FUNCTIONS: Final = {
    "now": Function(_now, uses_run=True),
    "today": Function(_today, uses_run=True),
    "timeOfDay": Function(_time_of_day, uses_run=True),
}

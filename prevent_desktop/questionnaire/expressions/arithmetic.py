"""`+`, `-`, `*` and `/` with dates, times and quantities, which the library adds in some precisions only, or not at all.

A date or time keeps its precision and its zone. What is finer than the precision counts in whole steps of it: 24 months
are 2 years. Source: FHIRPath 2.0.0, sections 6.6 and 6.7.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from fhirpathpy.engine.invocations import math as theirs
from fhirpathpy.engine.nodes import FP_DateTime, FP_Quantity, FP_Time
from fhirpathpy.engine.util import get_data, is_number

from prevent_desktop.questionnaire.expressions.quantities import (
    code_of,
    is_quantity,
    multiplied,
    summed,
)
from prevent_desktop.questionnaire.expressions.trouble import not_worked_out
from prevent_desktop.translation import _

MOMENT: Final = re.compile(
    r"(?:(?P<date>\d{4}(?:-\d\d(?:-\d\d)?)?)(?:T(?=\d)|$)|T?(?=\d\d(?::|$)))"
    r"(?P<time>\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?)?(?P<zone>Z|[+-]\d\d:\d\d)?"
)
_YEAR_FIRST: Final = re.compile(r"\d{4}")
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
_CALENDAR_ONLY: Final = frozenset({"'a'", "'mo'"})
_WITHOUT_DATE: Final = "1970-01-01"
_YEAR, _MONTH, _DAY_LONG = 4, 7, 10
"""How many characters a date has that is a year, a month or a day."""


def plus(ctx: Any, left: list[Any], right: list[Any]) -> Any:
    """`+`."""
    return _summed(ctx, left, right, 1, theirs.plus)


def minus(ctx: Any, left: list[Any], right: list[Any]) -> Any:
    """`-`."""
    return _summed(ctx, left, right, -1, theirs.minus)


def times(_ctx: Any, left: list[Any], right: list[Any]) -> Any:
    """`*`, of numbers, of a quantity and a number, or of two quantities."""
    one, other = _one(left), _one(right)
    if is_number(one) and is_quantity(other):
        one, other = other, one
    if is_quantity(one) and is_number(other):
        return _quantity(_amount(one) * Decimal(other), one)
    if is_quantity(one) and is_quantity(other):
        return _or_empty(multiplied(one, other, 1))
    return _number(one) * _number(other)


def divided(_ctx: Any, left: list[Any], right: list[Any]) -> Any:
    """`/`, exactly where the library uses binary fractions; empty for a division by nothing."""
    one, divisor = _one(left), _one(right)
    if is_quantity(divisor) and (is_quantity(one) or is_number(one)):
        return _or_empty(multiplied(one, divisor, -1))
    by = _number(divisor)
    if by == 0:
        return []
    if is_quantity(one):
        return _quantity(_amount(one) / Decimal(by), one)
    return Decimal(_number(one)) / Decimal(by)


def moved(moment: str, amount: Decimal, unit: str) -> str:
    """A date, date and time, or time of day, `amount` of `unit` (a UCUM code) later; ValueError where there is none."""
    found = MOMENT.fullmatch(moment)
    if found is None or unit not in {"a", "mo", *_MILLISECONDS}:
        raise ValueError
    date, time, zone = found["date"], found["time"], found["zone"] or ""
    if date is None:
        if unit in {"a", "mo"}:
            raise ValueError
        start = datetime.fromisoformat(f"{_WITHOUT_DATE}T{padded(time)}")
        return _shaped(start + _span(amount, unit, time), None, time) + zone
    start = datetime.fromisoformat(f"{date}{'-01-01'[: _DAY_LONG - len(date)]}T{padded(time)}")
    months = _whole_months(amount, unit, date)
    if months is not None:
        return _shaped(_months_later(start, months), date, time) + zone
    return _shaped(start + _span(amount, unit, time), date, time) + zone


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


def padded(time: str | None) -> str:
    """A time of day to the microsecond, or midnight."""
    whole, _dot, fraction = (time or "00").partition(".")
    return whole + ":00:00"[len(whole) - 2 :] + (f".{fraction:0<6.6}" if fraction else "")


def _shaped(moment: datetime, date: str | None, time: str | None) -> str:
    parts = [] if date is None else [moment.date().isoformat()[: len(date)]]
    if time is not None:
        parts.append(moment.time().isoformat(timespec="microseconds")[: min(len(time), 12)])
    return "T".join(parts)


def _summed(ctx: Any, left: list[Any], right: list[Any], sign: int, other_ways: Callable[..., Any]) -> Any:
    one, other = _one(left), _one(right)
    if is_quantity(other) and isinstance(one, str | FP_DateTime | FP_Time):
        if isinstance(other, FP_Quantity) and other.unit in _CALENDAR_ONLY:
            raise not_worked_out(_("It adds to a date what is no number of years, months, days or hours."))
        text = one if isinstance(one, str) else one.asStr
        later = moved(text, sign * _amount(other), _unit(other))
        return FP_DateTime(later) if _YEAR_FIRST.match(text) else FP_Time(later)
    if is_quantity(one) and is_quantity(other):
        total = summed(one, other, sign)
        if total is None:
            raise not_worked_out(_("It adds two quantities that measure different things."))
        return total
    return other_ways(ctx, [one], [other])


def _one(values: list[Any]) -> Any:
    if len(values) != 1:
        raise not_worked_out(_("It expects one value and finds several."))
    return get_data(values[0])


def _or_empty(quantity: FP_Quantity | None) -> Any:
    return [] if quantity is None else quantity


def _number(value: Any) -> Any:
    if not is_number(value):
        raise not_worked_out(_("It calculates with something that is no number."))
    return value


def _amount(quantity: Any) -> Decimal:
    return Decimal(quantity["value"] if isinstance(quantity, Mapping) else quantity.value)


def _unit(quantity: Any) -> str:
    if isinstance(quantity, Mapping):
        return str(quantity.get("code") or code_of(quantity.get("unit")))
    return code_of(quantity.unit)


def _quantity(amount: Decimal, like: Any) -> Any:
    return FP_Quantity(amount, f"'{_unit(like)}'" if isinstance(like, Mapping) else like.unit)


_TWO: Final[dict[str, Any]] = {"arity": {2: ["Any", "Any"]}, "nullable": True}
ENTRIES: Final[dict[str, dict[str, Any]]] = {
    "+": {"fn": plus, **_TWO},
    "-": {"fn": minus, **_TWO},
    "*": {"fn": times, **_TWO},
    "/": {"fn": divided, **_TWO},
}
"""Our own operators, with their arguments as the library describes them."""

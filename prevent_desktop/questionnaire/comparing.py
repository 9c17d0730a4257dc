"""Compares an answer with another value, as FHIR R4's conditions and limits do: unlike things never match.

Two dates that are known to different precision compare only as far as both are known; where that does not decide it,
the comparison is undecided, and an undecided condition does not hold.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import time
from decimal import Decimal
from typing import Final

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.items import Operator
from prevent_desktop.questionnaire.units import UCUM, Unit, in_base_units, unit_of
from prevent_desktop.questionnaire.values import (
    Absent,
    Coding,
    DateTimeValue,
    Quantity,
    Reference,
    Unparsed,
    Value,
)

_HOLDS: Final[Mapping[Operator, Callable[[int, int], bool]]] = {
    Operator.EQUAL: operator.eq,
    Operator.GREATER: operator.gt,
    Operator.LESS: operator.lt,
    Operator.GREATER_OR_EQUAL: operator.ge,
    Operator.LESS_OR_EQUAL: operator.le,
}


def condition_holds(answers: Sequence[Value], condition: Operator, expected: Value) -> bool:
    """Whether the answers of a question meet a condition.

    FHIR R4: `exists` is about whether there is a value ("not known" is none); `!=` holds where no answer is equal,
    so also where there is none; every other operator holds where at least one answer meets it.
    """
    values = [answer for answer in answers if not isinstance(answer, Absent | Unparsed)]
    if condition is Operator.EXISTS:
        return bool(values) is expected
    if condition is Operator.NOT_EQUAL:
        return not any(holds(value, Operator.EQUAL, expected) for value in values)
    return any(holds(value, condition, expected) for value in values)


def holds(value: Value, condition: Operator, expected: Value) -> bool:
    """Whether `value` stands in that relation to `expected`; False where it cannot be decided."""
    order = compare(value, expected)
    if order is None:
        return condition is Operator.EQUAL and _same(value, expected)
    return _HOLDS[condition](order, 0)


def _same(value: Value, expected: Value) -> bool:
    match value, expected:
        case Coding(), Coding():
            return value.means(expected)
        case Coding(code=None, display=words), str():
            return words == expected
        case Reference(), Reference():
            return value.reference == expected.reference
        case Quantity(), Quantity():
            return value == expected
        case _:
            return type(value) is type(expected) and value == expected


def compare(value: Value, expected: Value) -> int | None:
    """Below, at or above 0 as `value` is less, equal or greater; None where the two have no order that is known."""
    match value, expected:
        case (bool(), _) | (_, bool()):
            return None
        case (int() | Decimal(), int() | Decimal()) | (time(), time()) | (str(), str()):
            return (value > expected) - (value < expected)  # type: ignore[operator]
        case Quantity(), Quantity():
            return _quantities(value, expected)
        case Quantity(value=Decimal() as amount), int() | Decimal():
            return compare(amount, expected)
        case (PartialDate() | DateTimeValue(), PartialDate() | DateTimeValue()):
            return _moments(value, expected)
        case _:
            return None


def exceeds(value: Value, limit: Value, sign: int) -> bool:
    """Whether `value` is certainly above `limit` (`sign` 1) or below it (-1). An amount may be said as ``< 5``."""
    if isinstance(value, Quantity) and value.comparator:
        bare = compare(replace(value, comparator=None), limit)
        if bare is None or not value.comparator.startswith(">" if sign > 0 else "<"):
            return False
        return bare * sign > 0 or (bare == 0 and value.comparator in {"<", ">"})
    order = compare(value, limit)
    return order is not None and order * sign > 0


def _quantities(value: Quantity, expected: Quantity) -> int | None:
    if value.value is None or expected.value is None or value.comparator or expected.comparator:
        return None
    if same_unit(value, expected):
        return compare(value.value, expected.value)
    units = _units(value, expected)
    if units is None:
        return None
    amount, other = in_base_units(value.value, units[0]), in_base_units(expected.value, units[1])
    return None if amount is None or other is None else (amount > other) - (amount < other)


def same_unit(value: Quantity, expected: Quantity) -> bool:
    """Whether both are in the same unit, by code where both have one, else by its words; or the other names none."""
    if value.code is not None and expected.code is not None:
        return value.code == expected.code and value.system == expected.system
    names = {expected.unit, expected.code}
    return names == {None} or value.unit in names - {None} or value.code in names - {None}


def is_convertible(value: Quantity, expected: Quantity) -> bool:
    """Whether both measure the same kind of thing, in the same unit or in units that UCUM relates."""
    return same_unit(value, expected) or _units(value, expected) is not None


def _units(value: Quantity, expected: Quantity) -> tuple[Unit, Unit] | None:
    one, other = _unit(value), _unit(expected)
    return None if one is None or other is None or one.dimension != other.dimension else (one, other)


def _unit(value: Quantity) -> Unit | None:
    return unit_of(value.code) if value.code is not None and value.system in {UCUM, None} else None


def _moments(value: PartialDate | DateTimeValue, expected: PartialDate | DateTimeValue) -> int | None:
    if isinstance(value, DateTimeValue) and isinstance(expected, DateTimeValue):
        moment, other = value.instant, expected.instant
        if moment is not None and other is not None:
            return (moment > other) - (moment < other)
    whole = _whole(value) and _whole(expected)
    return _dates(_date(value), _date(expected), decided_when_equal=whole)


def _whole(value: PartialDate | DateTimeValue) -> bool:
    return isinstance(value, PartialDate) or not value.has_time


def _date(value: PartialDate | DateTimeValue) -> PartialDate:
    return value.date if isinstance(value, DateTimeValue) else value


def _dates(value: PartialDate, expected: PartialDate, *, decided_when_equal: bool) -> int | None:
    for part, other in zip(
        (value.year, value.month, value.day), (expected.year, expected.month, expected.day), strict=True
    ):
        if part is None or other is None:
            return 0 if part is other and decided_when_equal else None
        if part != other:
            return 1 if part > other else -1
    return 0 if decided_when_equal else None

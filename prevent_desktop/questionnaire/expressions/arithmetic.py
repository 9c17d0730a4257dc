"""Calculating: `+`, `-`, `*`, `/`, `div` and `mod`, the functions of numbers, and those that add many up.

Decimals are exact as far as their 28 digits go. Source: FHIRPath 2.0.0, sections 5.7, 6.6, 6.7 and 7.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import reduce
from typing import Any, Final

from prevent_desktop.questionnaire.expressions.comparisons import before
from prevent_desktop.questionnaire.expressions.limits import too_much
from prevent_desktop.questionnaire.expressions.moments import moved, text_of_moment
from prevent_desktop.questionnaire.expressions.quantities import (
    code_of,
    is_quantity,
    multiplied,
    quantity_of,
    summed,
)
from prevent_desktop.questionnaire.expressions.signatures import (
    Function,
    Take,
    checked_number,
    on_number,
    one_of,
)
from prevent_desktop.questionnaire.expressions.trouble import does_not_fit, not_worked_out
from prevent_desktop.questionnaire.expressions.values import Quantity, data_of, is_number
from prevent_desktop.translation import _

_MOST_PLACES: Final = 28
_CALENDAR_ONLY: Final = frozenset({"'a'", "'mo'"})


def _plus(one: Any, other: Any) -> Any:
    if isinstance(data_of(one), str) and isinstance(data_of(other), str):
        return data_of(one) + data_of(other)
    return _summed(one, other, 1)


def _minus(one: Any, other: Any) -> Any:
    return _summed(one, other, -1)


def _summed(one: Any, other: Any, sign: int) -> Any:
    left, right = data_of(one), data_of(other)
    if is_number(left) and is_number(right):
        return left + sign * right
    amount = quantity_of(other) if is_quantity(other) else None
    if amount is None:
        raise does_not_fit()
    text = text_of_moment(one) or left
    if isinstance(text, str):
        if amount is right and amount.unit in _CALENDAR_ONLY:
            raise not_worked_out(_("It adds to a date what is no number of years, months, days or hours."))
        return moved(text, sign * amount.value, code_of(amount.unit))
    start = quantity_of(one) if is_quantity(one) else None
    if start is None:
        raise does_not_fit()
    total = summed(start, amount, sign)
    if total is None:
        raise not_worked_out(_("It adds two quantities that measure different things."))
    return total


def _times(one: Any, other: Any) -> Any:
    """Of numbers, of a quantity and a number, or of two quantities."""
    if is_quantity(one) or is_quantity(other):
        return _scaled(one, other, 1)
    return checked_number(data_of(one)) * checked_number(data_of(other))


def _divided(one: Any, other: Any) -> Any:
    """Nothing for a division by nothing."""
    if is_quantity(one) or is_quantity(other):
        return _scaled(one, other, -1)
    by = checked_number(data_of(other))
    return None if by == 0 else Decimal(checked_number(data_of(one))) / Decimal(by)


def _scaled(one: Any, other: Any, exponent: int) -> Quantity | None:
    """Two quantities, or one and a number, multiplied (`exponent` 1) or divided (-1)."""
    left, right = quantity_of(one), quantity_of(other)
    if left is None or right is None:
        raise does_not_fit()
    if is_number(data_of(one)) and exponent > 0:
        left, right = right, left
    elif not is_number(data_of(other)):
        return multiplied(left, right, exponent)
    by = right.value
    if exponent < 0 and by == 0:
        return None
    return Quantity(left.value * by if exponent > 0 else left.value / by, left.unit)


def _whole_parts(one: Any, other: Any) -> Any:
    """Towards zero."""
    number, by = checked_number(data_of(one)), checked_number(data_of(other))
    return None if by == 0 else int(Decimal(number) // Decimal(by))


def _remainder(one: Any, other: Any) -> Any:
    """With the sign of what is divided."""
    number, by = checked_number(data_of(one)), checked_number(data_of(other))
    if by == 0:
        return None
    left = Decimal(number) % Decimal(by)
    return int(left) if isinstance(number, int) and isinstance(by, int) else left


def negated(values: list[Any]) -> Any:
    """What a minus sign makes of one number or quantity."""
    one = data_of(one_of(values))
    if one is None:
        return None
    if isinstance(one, Quantity):
        return Quantity(-one.value, one.unit)
    if not is_number(one):
        raise not_worked_out(_("A minus sign stands before something that is no number."))
    return -one


def _absolute(one: Any) -> Any:
    data = data_of(one)
    return Quantity(abs(data.value), data.unit) if isinstance(data, Quantity) else abs(checked_number(data))


def _whole(rounding: str) -> Function:
    return on_number(lambda number: int(Decimal(number).to_integral_value(rounding)))


def _rounded(number: Any, places: int = 0) -> Decimal:
    """Halves away from zero; whole without `places`."""
    if not 0 <= places <= _MOST_PLACES:
        raise too_much()
    return Decimal(number).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def _power(base: Any, exponent: Any) -> Any:
    """Of fractions too; nothing where no real number comes out."""
    if base < 0 and exponent != int(exponent):
        return None
    power = Decimal(base) ** Decimal(exponent)
    whole = isinstance(base, int) and isinstance(exponent, int) and exponent >= 0
    return int(power) if whole and power == int(power) else power


def _logarithm(number: Any, base: Any) -> Decimal:
    return (Decimal(number).ln() / Decimal(base).ln()).quantize(Decimal("1.000000000000000"))


def _total(values: list[Any]) -> Any:
    """Of numbers, or of quantities."""
    if not values:
        return None
    first = quantity_of(values[0]) if is_quantity(values[0]) else checked_number(data_of(values[0]))
    return reduce(lambda one, other: _summed(one, other, 1), values[1:], first)


def _average(values: list[Any]) -> Any:
    return _divided(_total(values), len(values)) if values else None


def _chosen(is_better: Callable[[Any, Any], bool]) -> Function:
    def choose(values: list[Any]) -> Any:
        return (
            data_of(reduce(lambda one, other: other if is_better(other, one) else one, values))
            if values
            else None
        )

    return Function(choose)


OPERATORS: Final = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _divided,
    "div": _whole_parts,
    "mod": _remainder,
}
"""What is made of the one value on each side."""
FUNCTIONS: Final = {
    "abs": Function(_absolute, of=Take.ONE),
    "ceiling": _whole(ROUND_CEILING),
    "floor": _whole(ROUND_FLOOR),
    "truncate": on_number(int),
    "round": on_number(_rounded, Take.WHOLE, optional=1),
    "power": on_number(_power, Take.NUMBER),
    "sqrt": on_number(lambda number: None if number < 0 else Decimal(number).sqrt()),
    "exp": on_number(lambda number: Decimal(number).exp()),
    "ln": on_number(lambda number: Decimal(number).ln()),
    "log": on_number(_logarithm, Take.NUMBER),
    "sum": Function(_total),
    "avg": Function(_average),
    "min": _chosen(before),
    "max": _chosen(lambda one, other: before(other, one)),
}

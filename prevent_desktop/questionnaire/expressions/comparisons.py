"""Comparing: `=`, `~`, `<` and their like.

Source: FHIRPath 2.0.0, sections 6.1 and 6.2.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from prevent_desktop.questionnaire.expressions.limits import Run
from prevent_desktop.questionnaire.expressions.moments import compare_moments, text_of_moment
from prevent_desktop.questionnaire.expressions.quantities import equal as equal_amounts
from prevent_desktop.questionnaire.expressions.quantities import is_quantity
from prevent_desktop.questionnaire.expressions.quantities import ordered as ordered_amounts
from prevent_desktop.questionnaire.expressions.trouble import does_not_fit
from prevent_desktop.questionnaire.expressions.values import data_of, is_number

_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?")
_ONE_SPACE: Final = str.maketrans("\t\r\n", "   ")
_MOST_SHUFFLED: Final = 50
_PAIRS_A_STEP: Final = 10
_NOT_IN_TIME: Final = 2


def _ordering(holds: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool | None]:
    """`<`, `>`, `<=` or `>=`: quantities by what they measure, dates as far as they are known."""

    def in_order(one: Any, other: Any) -> bool | None:
        left, right = data_of(one), data_of(other)
        if is_number(left) and is_number(right):
            return holds(left, right)
        if is_quantity(one) or is_quantity(other):
            amounts = ordered_amounts(one, other)
            return None if amounts is None else holds(*amounts)
        ordered = _in_time(one, other)
        if ordered != _NOT_IN_TIME:
            return None if ordered is None else holds(ordered, 0)
        if not isinstance(left, str) or not isinstance(right, str):
            raise does_not_fit()
        return holds(left, right)

    return in_order


def _in_time(one: Any, other: Any) -> int | None:
    """How two dates or times are ordered (see `compare_moments`); `_NOT_IN_TIME` where they are none.

    A text is one beside a date or time, and where both are texts that only dates look like.
    """
    left, right = text_of_moment(one), text_of_moment(other)
    first, second = (data_of(one) if left is None else left), (data_of(other) if right is None else right)
    if not isinstance(first, str) or not isinstance(second, str):
        return _NOT_IN_TIME
    if left is None and right is None and not (_DATE.fullmatch(first) and _DATE.fullmatch(second)):
        return _NOT_IN_TIME
    try:
        return compare_moments(first, second)
    except ValueError:
        return _NOT_IN_TIME


def before(one: Any, other: Any) -> bool:
    """Whether one value is certainly less than another."""
    return _less(one, other) is True


def _equal(run: Run, left: list[Any], right: list[Any]) -> bool | None:
    """Pair by pair; None where a pair of dates is equal as far as the less precise of them goes."""
    if len(left) != len(right):
        return False
    run.spend(len(left))
    answers = {equal_one(one, other) for one, other in zip(left, right, strict=True)}
    return False if False in answers else None if None in answers else True


def _equivalent(run: Run, left: list[Any], right: list[Any]) -> bool:
    """The same values in any order, texts without regard to case and spaces."""
    if len(left) == len(right):
        run.spend(len(left) ** 2 // _PAIRS_A_STEP)
    return _in_any_order(left, right, _equivalent_one)


def _opposite(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def equal_one(one: Any, other: Any) -> bool | None:
    """Whether two values are equal; None where a date or time does not say enough."""
    if _are_amounts(one, other):
        return equal_amounts(one, other)
    if text_of_moment(one) is not None or text_of_moment(other) is not None:
        ordered = _in_time(one, other)
        return None if ordered is None else ordered == 0
    left, right = data_of(one), data_of(other)
    # An element without a value says nothing of what it equals.
    return None if left is None or right is None else _same(left, right)


def _same(one: Any, other: Any) -> bool:
    """Whether two values, or two elements part by part, are equal; a truth value is no number, as it is in Python."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _equivalent_one(one: Any, other: Any) -> bool:
    if _are_amounts(one, other):
        return equal_amounts(one, other) is True
    if text_of_moment(one) is not None or text_of_moment(other) is not None:
        return equal_one(one, other) is True
    return _alike(data_of(one), data_of(other))


def _are_amounts(one: Any, other: Any) -> bool:
    """Whether one is a quantity, and the other is one or a number."""
    sides = is_quantity(one), is_quantity(other)
    return all(sides) or (sides[0] and is_number(data_of(other))) or (sides[1] and is_number(data_of(one)))


def _alike(one: Any, other: Any) -> bool:
    """Whether two values, or two elements part by part, are equivalent; what stands in a list may stand in any order."""
    if isinstance(one, str) and isinstance(other, str):
        return _without_case(one) == _without_case(other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) <= _MOST_SHUFFLED and _in_any_order(one, other, _alike)
    if is_number(one) and is_number(other):
        return _equal_as_far_as_known(Decimal(one), Decimal(other))
    return _same(one, other)


def _equal_as_far_as_known(one: Decimal, other: Decimal) -> bool:
    """Whether two numbers are equal to the places of the less precise of them."""
    exponent = max(_last_place(one), _last_place(other))
    if exponent == 0 or one == other:
        return one == other
    place = Decimal(1).scaleb(exponent)
    return one.quantize(place, ROUND_HALF_UP) == other.quantize(place, ROUND_HALF_UP)


def _last_place(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return min(exponent, 0) if isinstance(exponent, int) else 0


def _in_any_order(left: list[Any], right: list[Any], alike: Callable[[Any, Any], bool]) -> bool:
    """Whether each value on the left has one of its own on the right."""
    if len(left) != len(right):
        return False
    waiting = list(right)
    for one in left:
        found = next((at for at, other in enumerate(waiting) if alike(one, other)), None)
        if found is None:
            return False
        del waiting[found]
    return True


def _without_case(text: str) -> str:
    """A text as `~` sees it: case does not count, nor which of the four white spaces one is."""
    return text.lower().translate(_ONE_SPACE)


_less: Final = _ordering(operator.lt)
ORDERINGS: Final = {
    "<": _less,
    ">": _ordering(operator.gt),
    "<=": _ordering(operator.le),
    ">=": _ordering(operator.ge),
}
"""What is made of the one value on each side."""
OPERATORS: Final[dict[str, Callable[[Run, list[Any], list[Any]], Any]]] = {
    "=": lambda run, left, right: _equal(run, left, right) if left and right else None,
    "!=": lambda run, left, right: _opposite(_equal(run, left, right)) if left and right else None,
    "~": _equivalent,
    "!~": lambda run, left, right: not _equivalent(run, left, right),
}
"""What is made of all values on both sides."""

"""Comparing, where the library compares wrongly or not at all: quantities, partial dates and several values.

Source: FHIRPath 2.0.0, sections 6.1 and 6.2.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from fhirpathpy.engine.invocations import equality as theirs
from fhirpathpy.engine.util import get_data, is_number

from prevent_desktop.questionnaire.expressions.limits import combined_cost
from prevent_desktop.questionnaire.expressions.moments import compare_moments, text_of_moment
from prevent_desktop.questionnaire.expressions.quantities import equal as equal_amounts
from prevent_desktop.questionnaire.expressions.quantities import is_quantity
from prevent_desktop.questionnaire.expressions.quantities import ordered as ordered_amounts

_DATE: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2}(T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})?)?)?)?")
_ONE_SPACE: Final = str.maketrans("\t\r\n", "   ")
_MOST_SHUFFLED: Final = 50
_Function = Callable[..., Any]


def ordering(theirs_in_order: _Function, holds: Callable[[Any, Any], bool]) -> _Function:
    """`<`, `>`, `<=` or `>=`: quantities by what they measure, dates of unlike precision as dates, others as before."""

    def in_order(ctx: Any, left: list[Any], right: list[Any]) -> Any:
        if len(left) == len(right) == 1:
            if is_quantity(left[0]) or is_quantity(right[0]):
                amounts = ordered_amounts(left[0], right[0])
                return [] if amounts is None else holds(*amounts)
            ordered = _in_time(left[0], right[0])
            if ordered is not NotImplemented:
                return [] if ordered is None else holds(ordered, 0)
        return theirs_in_order(ctx, left, right)

    return in_order


def _in_time(left: Any, right: Any) -> Any:
    """How two dates or times are ordered (see `compare_moments`); NotImplemented where they are none.

    Text is one beside a date or time, and where both are texts that only dates look like, which the library would take
    for words.
    """
    one, other = text_of_moment(left), text_of_moment(right)
    first, second = get_data(left) if one is None else one, get_data(right) if other is None else other
    if not isinstance(first, str) or not isinstance(second, str):
        return NotImplemented
    if one is None and other is None and not (_DATE.fullmatch(first) and _DATE.fullmatch(second)):
        return NotImplemented
    try:
        return compare_moments(first, second)
    except ValueError:
        return NotImplemented


def equal(ctx: Any, left: list[Any], right: list[Any]) -> Any:
    """`=`: pair by pair; empty where a pair of dates is equal as far as the less precise of them goes."""
    if len(left) != len(right):
        return [False]
    ctx["budget"].spend(len(left))
    unsure = False
    for one, other in zip(left, right, strict=True):
        answer = equal_one(ctx, one, other)
        if answer is False:
            return [False]
        unsure = unsure or answer is not True
    return [] if unsure else [True]


def unequal(ctx: Any, left: list[Any], right: list[Any]) -> Any:
    """`!=`: not `=`."""
    return [not answer for answer in equal(ctx, left, right)]


def equivalent(ctx: Any, left: list[Any], right: list[Any]) -> Any:
    """`~`: the same values in any order, texts without regard to case and spaces; never empty."""
    if len(left) != len(right):
        return [False]
    ctx["budget"].spend(combined_cost(left))
    waiting = list(right)
    for one in left:
        found = next((at for at, other in enumerate(waiting) if _equivalent_one(ctx, one, other)), None)
        if found is None:
            return [False]
        del waiting[found]
    return [True]


def unequivalent(ctx: Any, left: list[Any], right: list[Any]) -> Any:
    """`!~`: not `~`."""
    return [not answer for answer in equivalent(ctx, left, right)]


def equal_one(ctx: Any, one: Any, other: Any) -> bool | None:
    """Whether two values are equal; None where a date or time does not say enough."""
    left, right = get_data(one), get_data(other)
    if _are_amounts(one, other):
        return equal_amounts(one, other)
    if text_of_moment(one) is not None or text_of_moment(other) is not None:
        ordered = _in_time(one, other)
        return False if ordered is NotImplemented else None if ordered is None else ordered == 0
    if isinstance(left, bool) != isinstance(right, bool):
        return False
    return _as_bool(theirs.equality(ctx, [one], [other]))


def _equivalent_one(ctx: Any, one: Any, other: Any) -> bool:
    if _are_amounts(one, other):
        return equal_amounts(one, other) is True
    left, right = get_data(one), get_data(other)
    if isinstance(left, str | Mapping) and isinstance(right, str | Mapping):
        return _alike(left, right)
    return bool(theirs.equivalence(ctx, [one], [other]))


def _are_amounts(one: Any, other: Any) -> bool:
    """Whether one is a quantity, and the other is one or a number."""
    sides = is_quantity(one), is_quantity(other)
    return all(sides) or (sides[0] and is_number(get_data(other))) or (sides[1] and is_number(get_data(one)))


def _alike(one: Any, other: Any) -> bool:
    """Whether two texts, or two elements part by part, are equivalent; what stands in a list may stand in any order."""
    if isinstance(one, str) and isinstance(other, str):
        return _without_case(one) == _without_case(other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_alike(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return _shuffled(one, other)
    return type(one) is type(other) and bool(one == other)


def _shuffled(one: list[Any], other: list[Any]) -> bool:
    if len(one) != len(other):
        return False
    if all(_alike(a, b) for a, b in zip(one, other, strict=True)):
        return True
    waiting = list(other) if len(other) <= _MOST_SHUFFLED else []
    for a in one:
        at = next((number for number, b in enumerate(waiting) if _alike(a, b)), None)
        if at is None:
            return False
        del waiting[at]
    return True


def _without_case(text: str) -> str:
    """A text as `~` sees it: case does not count, nor which of the four white spaces one is."""
    return text.lower().translate(_ONE_SPACE)


def _as_bool(answer: Any) -> bool | None:
    return None if answer is None or answer == [] else bool(answer)


ENTRIES: Final[dict[str, _Function]] = {
    "=": equal,
    "!=": unequal,
    "~": equivalent,
    "!~": unequivalent,
    "<": ordering(theirs.lt, operator.lt),
    ">": ordering(theirs.gt, operator.gt),
    "<=": ordering(theirs.lte, operator.le),
    ">=": ordering(theirs.gte, operator.ge),
}
"""Our own operators, by their signs."""

"""Functions that replace the library's own, where those are wrong, unbounded, or slow on large collections.

Each takes the library's context, the values that it is called on, and its arguments: a function argument such as that of
`where` as something to call, any other as a value, or an empty list where it is empty.

Source: FHIRPath 2.0.0, section 5 and 6.6.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from fhirpathpy.engine.nodes import FP_Quantity, FP_TimeBase
from fhirpathpy.engine.util import get_data, is_number

from prevent_desktop.questionnaire.expressions.limits import too_much
from prevent_desktop.questionnaire.expressions.logic import truth
from prevent_desktop.questionnaire.expressions.quantities import as_text as quantity_as_text
from prevent_desktop.questionnaire.expressions.quantities import is_quantity
from prevent_desktop.questionnaire.expressions.sets import key_of
from prevent_desktop.questionnaire.expressions.trouble import not_worked_out
from prevent_desktop.translation import _

_Argument = Callable[[Any], list[Any]]
_Context = dict[str, Any]
_TRUE: Final = (True, 1, "true", "t", "yes", "y", "1", "1.0")
_FALSE: Final = (False, 0, "false", "f", "no", "n", "0", "0.0")
_MOST_PLACES: Final = 28


def where(ctx: _Context, values: list[Any], criterion: _Argument) -> list[Any]:
    """Those for which the criterion is true; the library asks twice, and takes a false answer for a true one."""
    return [value for index, value in enumerate(values) if _holds(ctx, index, value, criterion)]


def exists(ctx: _Context, values: list[Any], criterion: _Argument | None = None) -> bool:
    """Whether there is any, or any for which the criterion is true."""
    return bool(values) if criterion is None else bool(where(ctx, values, criterion))


def every(ctx: _Context, values: list[Any], criterion: _Argument) -> bool:
    """`all`."""
    return all(_holds(ctx, index, value, criterion) for index, value in enumerate(values))


def select(ctx: _Context, values: list[Any], projection: _Argument) -> list[Any]:
    """What the projection makes of each, in one list."""
    found: list[Any] = []
    for index, value in enumerate(values):
        ctx["$index"] = index
        found.extend(projection(value))
        if len(found) > len(values):
            ctx["budget"].spend(1)
    return found


def repeat(ctx: _Context, values: list[Any], projection: _Argument) -> list[Any]:
    """What the projection makes of each, and of what that makes, and so on; each equal value once."""
    found: list[Any] = []
    seen: set[Hashable] = set()
    waiting = list(values)
    for value in waiting:
        for one in projection(value):
            ctx["budget"].spend(2)
            key = key_of(one)
            if key not in seen:
                seen.add(key)
                found.append(one)
                waiting.append(one)
    return found


def single(_ctx: _Context, values: list[Any]) -> list[Any]:
    """The only one; ExpressionError where there are several."""
    if len(values) > 1:
        raise not_worked_out(_("It expects one value and finds several."))
    return values


def trace(_ctx: _Context, values: list[Any], *_name: Any) -> list[Any]:
    """The values as they are: answers are printed nowhere."""
    return values


def total(_ctx: _Context, values: list[Any]) -> Any:
    """`sum`; empty where there are none."""
    numbers = _plain(values)
    return [] if not numbers else sum(numbers[1:], numbers[0])


def least(_ctx: _Context, values: list[Any]) -> Any:
    """`min`."""
    return min(_plain(values), default=[])


def greatest(_ctx: _Context, values: list[Any]) -> Any:
    """`max`."""
    return max(_plain(values), default=[])


def average(ctx: _Context, values: list[Any]) -> Any:
    """`avg`."""
    return [] if not values else Decimal(total(ctx, values)) / len(values)


def negated(_ctx: _Context, values: list[Any]) -> Any:
    """What a minus sign makes of one number or quantity."""
    if not values:
        return []
    one = get_data(values[0])
    if len(values) == 1 and is_number(one):
        return -one
    if len(values) == 1 and isinstance(one, FP_Quantity):
        return FP_Quantity(-one.value, one.unit)
    raise not_worked_out(_("A minus sign stands before something that is no number."))


def iif(
    _ctx: _Context,
    values: list[Any],
    criterion: _Argument,
    then: _Argument,
    otherwise: _Argument | None = None,
) -> list[Any]:
    """What stands for a true criterion, or else for any other."""
    if truth(criterion(values)) is True:
        return then(values)
    return [] if otherwise is None else otherwise(values)


def to_string(_ctx: _Context, values: list[Any]) -> Any:
    """`toString`, with true, false and decimals as FHIR writes them, quantities as FHIRPath does."""
    if len(values) != 1:
        return []
    one = get_data(values[0])
    if isinstance(one, bool):
        return "true" if one else "false"
    if isinstance(one, Decimal):
        return f"{one:f}"
    if isinstance(one, FP_TimeBase):
        return one.asStr
    if is_quantity(values[0]):
        return quantity_as_text(values[0])
    return [] if isinstance(one, dict) else str(one)


def to_boolean(_ctx: _Context, values: list[Any]) -> Any:
    """`toBoolean`."""
    if len(values) != 1:
        return []
    one = get_data(values[0])
    word = one.lower() if isinstance(one, str) else str(one.normalize()) if isinstance(one, Decimal) else one
    return True if word in _TRUE else False if word in _FALSE else []


def converts_to_boolean(ctx: _Context, values: list[Any]) -> Any:
    """`convertsToBoolean`."""
    return to_boolean(ctx, values) != [] if values else []


def has_value(_ctx: _Context, values: list[Any]) -> bool:
    """`hasValue` (FHIR R4): one plain value."""
    return len(values) == 1 and not isinstance(get_data(values[0]), dict)


def get_value(ctx: _Context, values: list[Any]) -> list[Any]:
    """`getValue` (FHIR R4): that value."""
    return _plain(values) if has_value(ctx, values) else []


def whole_parts(_ctx: _Context, one: Any, by: Any) -> Any:
    """`div`, towards zero."""
    return [] if by == 0 else int(Decimal(one) // Decimal(by))


def remainder(_ctx: _Context, one: Any, by: Any) -> Any:
    """`mod`, with the sign of what is divided."""
    if by == 0:
        return []
    left = Decimal(one) % Decimal(by)
    return int(left) if isinstance(one, int) and isinstance(by, int) else left


def rounded(_ctx: _Context, values: list[Any], places: Any = 0) -> Any:
    """`round`, halves away from zero; whole without `places`."""
    if not values or places == []:
        return []
    number = _plain(values)[0]
    if len(values) != 1 or not is_number(number):
        raise not_worked_out(_("It rounds something that is no number."))
    if not 0 <= places <= _MOST_PLACES:
        raise too_much()
    return Decimal(number).quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)


def power(_ctx: _Context, values: list[Any], exponent: Any) -> Any:
    """`power`, of fractions too; empty where no real number comes out."""
    if not values or exponent == []:
        return []
    base = _plain(values)[0]
    if len(values) != 1 or not is_number(base) or not is_number(exponent):
        raise not_worked_out(_("It calculates with something that is no number."))
    if base < 0 and exponent != int(exponent):
        return []
    return Decimal(base) ** Decimal(exponent)


def weight(ctx: _Context, values: list[Any]) -> list[Any]:
    """`weight` or `ordinal`: what the form says that each chosen answer counts for."""
    found = (ctx["weigh"](get_data(value)) for value in values)
    return [one for one in found if one is not None]


def coalesce(_ctx: _Context, values: list[Any], *offers: _Argument) -> list[Any]:
    """The first offer that is not empty."""
    return next((found for found in (offer(values) for offer in offers) if found), [])


def _holds(ctx: _Context, index: int, value: Any, criterion: _Argument) -> bool:
    ctx["$index"] = index
    return truth(criterion(value)) is True


def _plain(values: list[Any]) -> list[Any]:
    return [get_data(value) for value in values]


_CRITERION: Final = {1: ["Expr"]}
_NUMBERS: Final = {2: ["Number", "Number"]}

ENTRIES: Final[dict[str, dict[str, Any]]] = {
    "where": {"fn": where, "arity": _CRITERION},
    "exists": {"fn": exists, "arity": {0: [], **_CRITERION}},
    "all": {"fn": every, "arity": _CRITERION},
    "select": {"fn": select, "arity": _CRITERION},
    "repeat": {"fn": repeat, "arity": _CRITERION},
    "coalesce": {"fn": coalesce, "variadic": "Expr"},
    "single": {"fn": single},
    "trace": {"fn": trace, "arity": {0: [], 1: ["String"], 2: ["String", "Expr"]}},
    "sum": {"fn": total},
    "min": {"fn": least},
    "max": {"fn": greatest},
    "avg": {"fn": average},
    "iif": {"fn": iif, "arity": {2: ["Expr", "Expr"], 3: ["Expr", "Expr", "Expr"]}},
    "toString": {"fn": to_string},
    "toBoolean": {"fn": to_boolean},
    "convertsToBoolean": {"fn": converts_to_boolean},
    "hasValue": {"fn": has_value},
    "getValue": {"fn": get_value},
    "-negated": {"fn": negated},
    "div": {"fn": whole_parts, "arity": _NUMBERS, "nullable": True},
    "mod": {"fn": remainder, "arity": _NUMBERS, "nullable": True},
    "round": {"fn": rounded, "arity": {0: [], 1: ["Number"]}},
    "power": {"fn": power, "arity": {1: ["Number"]}, "nullable": True},
    "weight": {"fn": weight},
    "ordinal": {"fn": weight},
}
"""Our own functions, by the names that expressions call them by, with their arguments as the library describes them."""

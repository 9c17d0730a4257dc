"""`and`, `or`, `xor`, `implies`: with three answers, and a single value that is no boolean taken for true.

The library refuses such a value. Source: FHIRPath 2.0.0, sections 4.5 and 6.5.
"""

from __future__ import annotations

from typing import Any, Final

from fhirpathpy.engine.util import get_data

from prevent_desktop.questionnaire.expressions.trouble import not_worked_out
from prevent_desktop.translation import _


def truth(values: list[Any]) -> bool | None:
    """What values mean as a condition; None is not known. ExpressionError where there are several."""
    if len(values) > 1:
        raise not_worked_out(_("A condition in it has several answers."))
    return get_data(values[0]) is not False if values else None


def both(_ctx: Any, left: list[Any], right: list[Any]) -> list[bool]:
    """`and`."""
    sides = truth(left), truth(right)
    if False in sides:
        return [False]
    return [] if None in sides else [True]


def either(_ctx: Any, left: list[Any], right: list[Any]) -> list[bool]:
    """`or`."""
    sides = truth(left), truth(right)
    if True in sides:
        return [True]
    return [] if None in sides else [False]


def one_of_two(_ctx: Any, left: list[Any], right: list[Any]) -> list[bool]:
    """`xor`."""
    sides = truth(left), truth(right)
    return [] if None in sides else [sides[0] is not sides[1]]


def implied(_ctx: Any, left: list[Any], right: list[Any]) -> list[bool]:
    """`implies`."""
    first, then = truth(left), truth(right)
    if first is False or then is True:
        return [True]
    return [] if None in {first, then} else [False]


_TWO: Final = {2: ["Any", "Any"]}
ENTRIES: Final[dict[str, dict[str, Any]]] = {
    "and": {"fn": both, "arity": _TWO},
    "or": {"fn": either, "arity": _TWO},
    "xor": {"fn": one_of_two, "arity": _TWO},
    "implies": {"fn": implied, "arity": _TWO},
}
"""Our own operators, with their arguments as the library describes them."""

"""Conversions: `toInteger` and its like, and `convertsToInteger` and its like.

Source: FHIRPath 2.0.0, section 5.5.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from prevent_desktop.questionnaire.expressions.moments import CONVERSIONS as TO_MOMENTS
from prevent_desktop.questionnaire.expressions.quantities import (
    as_text,
    is_quantity,
    quantity_of,
    to_quantity,
)
from prevent_desktop.questionnaire.expressions.signatures import Function, Take
from prevent_desktop.questionnaire.expressions.values import Moment, data_of, is_number

_INTEGER: Final = re.compile(r"[+-]?[0-9]+")
_DECIMAL: Final = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")
_TRUE: Final = (True, 1, "true", "t", "yes", "y", "1", "1.0")
_FALSE: Final = (False, 0, "false", "f", "no", "n", "0", "0.0")


def _one(values: list[Any]) -> Any:
    return data_of(values[0]) if len(values) == 1 else None


def _to_boolean(values: list[Any]) -> bool | None:
    one = _one(values)
    word = one.lower() if isinstance(one, str) else one
    if not isinstance(word, bool | str | int | Decimal):
        return None
    return True if word in _TRUE else False if word in _FALSE else None


def _to_integer(values: list[Any]) -> int | None:
    one = _one(values)
    if isinstance(one, str):
        return int(one) if _INTEGER.fullmatch(one) else None
    return int(one) if isinstance(one, bool) or (is_number(one) and one == int(one)) else None


def _to_decimal(values: list[Any]) -> Decimal | None:
    one = _one(values)
    if isinstance(one, str):
        return Decimal(one) if _DECIMAL.fullmatch(one) else None
    return Decimal(one) if isinstance(one, bool | int | Decimal) else None


def _to_string(values: list[Any]) -> str | None:
    """With true, false and decimals as FHIR writes them, quantities as FHIRPath does."""
    one = _one(values)
    if isinstance(one, bool):
        return "true" if one else "false"
    if isinstance(one, Decimal):
        return f"{one:f}"
    if isinstance(one, Moment):
        return one.text
    quantity = quantity_of(one) if is_quantity(one) else None
    if quantity is not None:
        return as_text(quantity)
    return None if isinstance(one, Mapping | None) else str(one)


def _converts(convert: Callable[..., Any]) -> Callable[..., bool | None]:
    def converts(values: list[Any], *to: str) -> bool | None:
        return convert(values, *to) is not None if len(values) == 1 else None

    return converts


_CONVERSIONS: Final[dict[str, Callable[..., Any]]] = {
    "Boolean": _to_boolean,
    "Integer": _to_integer,
    "Decimal": _to_decimal,
    "String": _to_string,
    "Quantity": to_quantity,
    **TO_MOMENTS,
}


def _function(name: str, run: Callable[..., Any]) -> Function:
    return Function(run, (Take.TEXT,), optional=1) if name == "Quantity" else Function(run)


FUNCTIONS: Final = {
    **{f"to{name}": _function(name, run) for name, run in _CONVERSIONS.items()},
    **{f"convertsTo{name}": _function(name, _converts(run)) for name, run in _CONVERSIONS.items()},
}

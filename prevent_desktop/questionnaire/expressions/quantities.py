"""Quantities as expressions compare them: with their units, converted where both measure the same thing.

The library equates quantities and does not order them, and converts with rounded factors.

Source: FHIRPath 2.0.0, sections 4.1.7 (calendar words) and 6.2; UCUM for the codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from fhirpathpy.engine.nodes import FP_Quantity, ResourceNode

from prevent_desktop.questionnaire.units import UCUM, unit_of

_WORDS: Final = {
    "year": "a", "month": "mo", "week": "wk", "day": "d",
    "hour": "h", "minute": "min", "second": "s", "millisecond": "ms",
}  # fmt: skip
_MONTHS: Final = {"a": Decimal(12), "mo": Decimal(1)}

Measured = tuple[str, Decimal]
"""What is measured, and how much of it."""


def is_quantity(value: Any) -> bool:
    """Whether a value is a quantity, as a literal or as FHIR's element."""
    data = value.data if isinstance(value, ResourceNode) else value
    if isinstance(data, FP_Quantity):
        return True
    return isinstance(data, Mapping) and isinstance(data.get("value"), int | Decimal) and "linkId" not in data


def measured(value: Any) -> Measured | None:
    """A quantity or a bare number in its base unit; None for anything else."""
    data = value.data if isinstance(value, ResourceNode) else value
    if isinstance(data, FP_Quantity):
        number, unit = data.value, code_of(data.unit)
    elif isinstance(data, Mapping) and isinstance(data.get("value"), int | Decimal):
        number, unit = data["value"], data.get("code") or code_of(data.get("unit"))
    elif isinstance(data, int | Decimal) and not isinstance(data, bool):
        number, unit = data, "1"
    else:
        return None
    dimension, factor = _scale(unit)
    return dimension, Decimal(number) * factor


def as_fhir(quantity: FP_Quantity) -> dict[str, Any]:
    """A quantity of an expression as FHIR's element."""
    unit = str(quantity.unit or "'1'")
    code = code_of(unit)
    return {"value": quantity.value, "unit": unit.strip("'"), "system": UCUM, "code": code}


def scaled_to(amount: Measured, code: str) -> Decimal:
    """How much it is in the unit with this UCUM code, which measures the same thing."""
    return amount[1] / _scale(code)[1]


def unit_size(code: str) -> Decimal:
    """How many base units the unit with this UCUM code is."""
    return _scale(code)[1]


def _scale(code: str) -> tuple[str, Decimal]:
    """What a unit measures, and how many base units it is.

    Years and months are no number of days, as in the calendar; temperatures, which do not count from zero, and mere
    numbers of something are measured in their own unit alone.
    """
    if code in _MONTHS:
        return "months", _MONTHS[code]
    unit = unit_of(code)
    if unit is None or unit.offset or not unit.dimension:
        return f"unit {code}", Decimal(1)
    return " ".join(f"{base}{power}" for base, power in unit.dimension), unit.factor


def code_of(unit: Any) -> str:
    """The UCUM code of a unit as an expression says it: in quotation marks, or a calendar word."""
    text = str(unit or "1")
    if text.startswith("'"):
        return text.strip("'")
    return _WORDS.get(text.removesuffix("s"), text)

"""Quantities as expressions compare them: with their units, converted where both measure the same thing.

The library equates quantities and does not order them, and converts with rounded factors.

Source: FHIRPath 2.0.0, sections 4.1.7 (calendar words) and 6.2; UCUM for the codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from fhirpathpy.engine.nodes import FP_Quantity, ResourceNode

UCUM: Final = "http://unitsofmeasure.org"
_WORDS: Final = {
    "year": "a", "month": "mo", "week": "wk", "day": "d",
    "hour": "h", "minute": "min", "second": "s", "millisecond": "ms",
}  # fmt: skip
_FACTORS: Final = {
    "a": ("months", Decimal(12)), "mo": ("months", Decimal(1)),
    "wk": ("time", Decimal(604_800)), "d": ("time", Decimal(86_400)), "h": ("time", Decimal(3_600)),
    "min": ("time", Decimal(60)), "s": ("time", Decimal(1)), "ms": ("time", Decimal("0.001")),
    "km": ("length", Decimal(1_000)), "m": ("length", Decimal(1)), "cm": ("length", Decimal("0.01")),
    "mm": ("length", Decimal("0.001")), "[in_i]": ("length", Decimal("0.0254")), "[ft_i]": ("length", Decimal("0.3048")),
    "kg": ("mass", Decimal(1)), "g": ("mass", Decimal("0.001")), "mg": ("mass", Decimal("0.000001")),
    "[lb_av]": ("mass", Decimal("0.45359237")), "[oz_av]": ("mass", Decimal("0.028349523125")),
    "L": ("volume", Decimal(1)), "l": ("volume", Decimal(1)), "dL": ("volume", Decimal("0.1")), "mL": ("volume", Decimal("0.001")),
}  # fmt: skip

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
    dimension, factor = _FACTORS.get(unit, (f"unit {unit}", Decimal(1)))
    return dimension, Decimal(number) * factor


def as_fhir(quantity: FP_Quantity) -> dict[str, Any]:
    """A quantity of an expression as FHIR's element."""
    unit = str(quantity.unit or "'1'")
    code = code_of(unit)
    return {"value": quantity.value, "unit": unit.strip("'"), "system": UCUM, "code": code}


def scaled_to(amount: Measured, code: str) -> Decimal:
    """How much it is in the unit with this UCUM code, which measures the same thing."""
    return amount[1] / _FACTORS.get(code, ("", Decimal(1)))[1]


def code_of(unit: Any) -> str:
    """The UCUM code of a unit as an expression says it: in quotation marks, or a calendar word."""
    text = str(unit or "1")
    if text.startswith("'"):
        return text.strip("'")
    return _WORDS.get(text.removesuffix("s"), text)

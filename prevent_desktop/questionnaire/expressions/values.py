"""The values that an expression works with.

Plain values are Python's own: bool, int, Decimal and str. Beside them there are dates and times, quantities, and the
elements of FHIR's JSON with their types. Values are never changed, and neither is a list of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(slots=True)
class Element:
    """An element of FHIR's JSON: its value, its FHIR type, and for a primitive what stands beside it (`_birthDate`).

    Without a value (None) it is a primitive of which only an id or extensions are there.
    """

    data: Any
    type: str
    beside: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Moment:
    """A Date, DateTime or Time (`type`) as far as it is known; the text is written as FHIR writes it."""

    text: str
    type: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount, and its unit as an expression says it: a UCUM code in quotation marks, or a calendar word."""

    value: Decimal
    unit: str = "'1'"


def data_of(value: Any) -> Any:
    """A value without its FHIR type."""
    return value.data if isinstance(value, Element) else value


def is_number(data: Any) -> bool:
    """Whether it is an Integer or a Decimal."""
    return isinstance(data, int | Decimal) and not isinstance(data, bool)

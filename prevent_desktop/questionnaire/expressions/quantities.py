"""Quantities as expressions compare and convert them: with their units, exactly, by UCUM.

Source: FHIRPath 2.0.0, sections 4.1.8 (calendar words), 5.5 (conversion), 6.1 and 6.2 (comparing) and 6.6 (arithmetic);
FHIR R4, "FHIRPath" (a Quantity with a comparator is none of FHIRPath's); UCUM for the codes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from prevent_desktop.questionnaire.expressions.values import Quantity, data_of, is_number
from prevent_desktop.questionnaire.units import (
    UCUM,
    Component,
    Unit,
    as_decimal,
    components_of,
    in_base_units,
    unit_of,
)

_WORDS: Final = {
    "year": "a", "month": "mo", "week": "wk", "day": "d",
    "hour": "h", "minute": "min", "second": "s", "millisecond": "ms",
}  # fmt: skip
_CALENDAR: Final = (("month", 1),)
_TIME: Final = (("s", 1),)
_MONTHS: Final = {"a": Unit(_CALENDAR, Fraction(12)), "mo": Unit(_CALENDAR, Fraction(1))}
_WRITTEN: Final = re.compile(r"(?P<number>[+-]?\d+(?:\.\d+)?)(?:\s*'(?P<code>[^']+)'|\s+(?P<word>[a-z]+))?")

Measured = tuple[Any, Fraction]
"""What is measured, and how much of it."""


def is_quantity(value: Any) -> bool:
    """Whether a value is a quantity, as a literal or as FHIR's element."""
    data = data_of(value)
    if isinstance(data, Mapping):
        return isinstance(data.get("value"), int | Decimal) and "linkId" not in data
    return isinstance(data, Quantity)


def quantity_of(value: Any) -> Quantity | None:
    """A quantity, FHIR's element of one, or a bare number as a quantity; None for one that is only "below 5"."""
    data = data_of(value)
    if isinstance(data, Quantity):
        return data
    if is_number(data):
        return Quantity(Decimal(data))
    if not is_quantity(data) or data.get("comparator"):
        return None
    return Quantity(Decimal(data["value"]), f"'{data.get('code') or code_of(data.get('unit'))}'")


def measured(value: Any, beside: Quantity | None = None) -> Measured | None:
    """A quantity or a bare number in its base unit; None for anything else.

    Years and months of the calendar (``1 year``) are no number of days, nor are UCUM's where `beside` is one of the
    calendar. What UCUM has no unit for is measured in itself alone.
    """
    quantity = quantity_of(value)
    if quantity is None:
        return None
    unit = _unit(quantity, beside)
    found = in_base_units(quantity.value, unit)
    return None if found is None else (unit.dimension, found)


def ordered(one: Any, other: Any) -> tuple[Fraction, Fraction] | None:
    """Both in the same base unit, to be compared; None where they measure different things."""
    left, right = _beside_each_other(one, other)
    return None if left is None or right is None or left[0] != right[0] else (left[1], right[1])


def _beside_each_other(one: Any, other: Any) -> tuple[Measured | None, Measured | None]:
    """Both as they are to be compared: beside days of the calendar its year counts 365 days, and its month 30 (4.1.8)."""
    first, second = quantity_of(one), quantity_of(other)
    left, right = measured(first, second), measured(second, first)
    in_words = all(quantity and not quantity.unit.startswith("'") for quantity in (first, second))
    if in_words and left and right and {left[0], right[0]} == {_CALENDAR, _TIME}:
        return _in_seconds(first, left), _in_seconds(second, right)
    return left, right


def _in_seconds(quantity: Quantity | None, amount: Measured) -> Measured:
    if quantity is None or amount[0] == _TIME:
        return amount
    return _TIME, Fraction(quantity.value) * (365 if code_of(quantity.unit) == "a" else 30) * 86_400


def equal(one: Any, other: Any) -> bool | None:
    """Whether two quantities are the same amount; None where one is in a unit that UCUM does not have (6.1.1)."""
    left, right = _beside_each_other(one, other)
    if left is None or right is None:
        return None
    if left[0] != right[0] and not (_is_known(one) and _is_known(other)):
        return None
    return left == right


def as_fhir(quantity: Quantity) -> dict[str, Any]:
    """A quantity of an expression as FHIR's element."""
    unit = quantity.unit
    return {"value": quantity.value, "unit": unit.strip("'"), "system": UCUM, "code": code_of(unit)}


def summed(one: Quantity, other: Quantity, sign: int) -> Quantity | None:
    """The sum (`sign` 1) or difference (-1), in the finer unit of the two; None where they measure different things."""
    if code_of(one.unit) == code_of(other.unit):
        return Quantity(one.value + sign * other.value, one.unit)
    units = _unit(one, other), _unit(other, one)
    first, second = in_base_units(one.value, units[0]), in_base_units(other.value, units[1])
    if units[0].dimension != units[1].dimension or any(unit.offset for unit in units):
        return None
    if first is None or second is None:
        return None
    finer, said = min((units[0], one.unit), (units[1], other.unit), key=lambda unit: unit[0].factor)
    return Quantity(as_decimal((first + sign * second) / finer.factor), said)


def multiplied(one: Quantity, other: Quantity, exponent: int) -> Quantity | None:
    """The product (`exponent` 1) or quotient (-1) of two quantities; None where that has no unit, or it divides by zero.

    What is measured in two units of one kind is given in the first of them: ``2 'cm' * 2 'm'`` is ``400 'cm2'``.
    """
    if exponent < 0 and not other.value:
        return None
    first, second = components_of(code_of(one.unit)), components_of(code_of(other.unit))
    amounts = in_base_units(one.value, _NUMBER), in_base_units(other.value, _NUMBER)
    if first is None or second is None or amounts[0] is None or amounts[1] is None:
        return None
    amount = amounts[0] * amounts[1] ** exponent
    merged: dict[str, tuple[Unit, int]] = {}
    for part, power in [*((part, 1) for part in first), *((part, exponent) for part in second)]:
        amount *= _merge(part, part.exponent * power, merged)
    return Quantity(as_decimal(amount), f"'{_code(merged)}'")


def to_quantity(values: list[Any], to: str | None = None) -> Quantity | None:
    """`toQuantity`: of a number, a truth value, a text or a quantity; converted where a unit is asked for (5.5.7)."""
    one = data_of(values[0]) if len(values) == 1 else None
    quantity = _read(one) if isinstance(one, str) else quantity_of(int(one) if isinstance(one, bool) else one)
    return quantity if quantity is None or to is None else _converted(quantity, to)


def as_text(quantity: Quantity) -> str:
    """A quantity as a text: ``5 'mg'``, or ``4 days`` (5.5.8)."""
    return f"{quantity.value:f} {quantity.unit}"


def code_of(unit: Any) -> str:
    """The UCUM code of a unit as an expression says it: in quotation marks, or a calendar word."""
    text = str(unit or "1")
    if text.startswith("'"):
        return text.strip("'")
    return _WORDS.get(text.removesuffix("s"), text)


def _read(text: str) -> Quantity | None:
    found = _WRITTEN.fullmatch(text)
    word = found["word"] if found else None
    if found is None or (word is not None and word.removesuffix("s") not in _WORDS):
        return None
    return Quantity(Decimal(found["number"]), word or f"'{found['code'] or '1'}'")


def _converted(quantity: Quantity, to: str) -> Quantity | None:
    """A quantity in another unit, which is a UCUM code or a calendar word; None where that cannot be."""
    target = Quantity(Decimal(1), to if to.removesuffix("s") in _WORDS else f"'{to}'")
    if code_of(quantity.unit) == code_of(target.unit):
        return Quantity(quantity.value, target.unit)
    amount, unit = measured(quantity, target), _unit(target, quantity)
    if amount is None or amount[0] != unit.dimension:
        return None
    return Quantity(as_decimal((amount[1] - unit.offset) / unit.factor), target.unit)


def _unit(quantity: Quantity, beside: Quantity | None) -> Unit:
    """Its unit; years and months of the calendar where it, or what stands beside it, is said in them and not in UCUM."""
    code = code_of(quantity.unit)
    of_calendar = any(one and one.unit.removesuffix("s") in {"year", "month"} for one in (quantity, beside))
    months = _MONTHS.get(code) if of_calendar else None
    return months or unit_of(code) or Unit(((f"unit {code}", 1),), Fraction(1))


def _is_known(value: Any) -> bool:
    quantity = quantity_of(value)
    return quantity is not None and unit_of(code_of(quantity.unit)) is not None


def _merge(part: Component, power: int, into: dict[str, tuple[Unit, int]]) -> Fraction:
    """Count a unit to those of a product; the factor that comes of mere numbers, and of another unit for the same thing."""
    if part.text.isdigit() or part.text == "%":
        return part.unit.factor**power
    dimension = part.unit.dimension
    same = [text for text, (unit, _power) in into.items() if dimension and unit.dimension == dimension]
    text = part.text if part.text in into or not same else same[0]
    unit, before = into.get(text, (part.unit, 0))
    into[text] = (unit, before + power)
    return (part.unit.factor / unit.factor) ** power


def _code(merged: Mapping[str, tuple[Unit, int]]) -> str:
    """The UCUM code of units with their exponents, such as ``kg/m2``."""
    powers = [(text, power) for text, (_unit_of_it, power) in merged.items() if power]
    above = ".".join(text + (str(power) if power > 1 else "") for text, power in powers if power > 0)
    below = "".join(f"/{text}" + (str(-power) if power < -1 else "") for text, power in powers if power < 0)
    return above + below or "1"


_NUMBER: Final = Unit((), Fraction(1))

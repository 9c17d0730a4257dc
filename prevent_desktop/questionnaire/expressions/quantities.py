"""Quantities as expressions compare and convert them: with their units, exactly, by UCUM.

Source: FHIRPath 2.0.0, sections 4.1.7 (calendar words), 5.5 (conversion), 6.1 and 6.2 (comparing) and 6.6 (arithmetic);
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
    if isinstance(data, Quantity):
        return True
    return isinstance(data, Mapping) and isinstance(data.get("value"), int | Decimal) and "linkId" not in data


def measured(value: Any, beside: Any = None) -> Measured | None:
    """A quantity or a bare number in its base unit; None for anything else, and for a quantity that is only "below 5".

    Years and months of the calendar (``1 year``) are no number of days, nor are UCUM's where `beside` is one of the
    calendar. What UCUM has no unit for is measured in itself alone.
    """
    amount = _amount_and_code(value)
    if amount is None:
        return None
    unit = _unit(amount[1], of_calendar=_is_of_calendar(value) or _is_of_calendar(beside))
    found = in_base_units(amount[0], unit)
    return None if found is None else (unit.dimension, found)


def ordered(one: Any, other: Any) -> tuple[Fraction, Fraction] | None:
    """Both in the same base unit, to be compared; None where they measure different things."""
    left, right = _beside_each_other(one, other)
    return None if left is None or right is None or left[0] != right[0] else (left[1], right[1])


def _beside_each_other(one: Any, other: Any) -> tuple[Measured | None, Measured | None]:
    """Both as they are to be compared: beside days of the calendar its year counts 365 days, and its month 30 (4.1.7)."""
    left, right = measured(one, other), measured(other, one)
    in_words = all(isinstance(data_of(value), Quantity) and "'" not in _said(value) for value in (one, other))
    if in_words and left is not None and right is not None and {left[0], right[0]} == {_CALENDAR, _TIME}:
        return _in_seconds(one, left), _in_seconds(other, right)
    return left, right


def _in_seconds(value: Any, amount: Measured) -> Measured:
    if amount[0] == _TIME:
        return amount
    number, code = _amount_and_code(value) or (Decimal(0), "")
    return _TIME, Fraction(number) * (365 if code == "a" else 30) * 86_400


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
    code = code_of(unit)
    return {"value": quantity.value, "unit": unit.strip("'"), "system": UCUM, "code": code}


def summed(one: Any, other: Any, sign: int) -> Quantity | None:
    """The sum (`sign` 1) or difference (-1), in the finer unit of the two; None where they measure different things."""
    left, right = _amount_and_code(one), _amount_and_code(other)
    if left is None or right is None:
        return None
    if left[1] == right[1]:
        return Quantity(left[0] + sign * right[0], _said(one))
    of_calendar = _is_of_calendar(one) or _is_of_calendar(other)
    units = _unit(left[1], of_calendar=of_calendar), _unit(right[1], of_calendar=of_calendar)
    amounts = in_base_units(left[0], units[0]), in_base_units(right[0], units[1])
    if units[0].dimension != units[1].dimension or any(unit.offset for unit in units) or None in amounts:
        return None
    first, second = (amount for amount in amounts if amount is not None)
    finer, said = min((units[0], _said(one)), (units[1], _said(other)), key=lambda unit: unit[0].factor)
    return Quantity(as_decimal((first + sign * second) / finer.factor), said)


def multiplied(one: Any, other: Any, exponent: int) -> Quantity | None:
    """The product (`exponent` 1) or quotient (-1) of two quantities; None where that has no unit, or it divides by zero.

    What is measured in two units of one kind is given in the first of them: ``2 'cm' * 2 'm'`` is ``400 'cm2'``.
    """
    left, right = _amount_and_code(one), _amount_and_code(other)
    if left is None or right is None or (exponent < 0 and not right[0]):
        return None
    first, second = components_of(left[1]), components_of(right[1])
    amounts = in_base_units(left[0], _NUMBER), in_base_units(right[0], _NUMBER)
    if first is None or second is None or amounts[0] is None or amounts[1] is None:
        return None
    amount = amounts[0] * amounts[1] ** exponent
    merged: dict[str, tuple[Unit, int]] = {}
    for part, power in [*((part, 1) for part in first), *((part, exponent) for part in second)]:
        amount *= _merge(part, part.exponent * power, merged)
    return Quantity(as_decimal(amount), f"'{_code(merged)}'")


def to_quantity(values: list[Any], to: str | None = None) -> Quantity | None:
    """`toQuantity`: of a number, a truth value, a text or a quantity; converted where a unit is asked for (5.5.7)."""
    quantity = _as_quantity(values[0]) if len(values) == 1 else None
    return quantity if quantity is None or to is None else _converted(quantity, to)


def as_text(quantity: Any) -> str:
    """A quantity as a text: ``5 'mg'``, or ``4 days`` (5.5.8)."""
    number, _code_of_it = _amount_and_code(quantity) or (data_of(quantity)["value"], "")
    return f"{number:f} {_said(quantity)}"


def amount_of(quantity: Any) -> Decimal:
    """How much it is."""
    data = data_of(quantity)
    return data.value if isinstance(data, Quantity) else Decimal(data["value"])


def code_of_quantity(quantity: Any) -> str:
    """The UCUM code of its unit."""
    data = data_of(quantity)
    return (
        code_of(data.unit)
        if isinstance(data, Quantity)
        else str(data.get("code") or code_of(data.get("unit")))
    )


def like(quantity: Any, amount: Decimal) -> Quantity:
    """Another amount in the same unit."""
    data = data_of(quantity)
    return Quantity(amount, data.unit if isinstance(data, Quantity) else f"'{code_of_quantity(data)}'")


def code_of(unit: Any) -> str:
    """The UCUM code of a unit as an expression says it: in quotation marks, or a calendar word."""
    text = str(unit or "1")
    if text.startswith("'"):
        return text.strip("'")
    return _WORDS.get(text.removesuffix("s"), text)


def _amount_and_code(value: Any) -> tuple[Decimal, str] | None:
    """The number and the code of a quantity, or of a bare number."""
    data = data_of(value)
    if is_number(data):
        return Decimal(data), "1"
    if not is_quantity(data) or (isinstance(data, Mapping) and data.get("comparator")):
        return None
    return amount_of(data), code_of_quantity(data)


def _said(quantity: Any) -> str:
    """The unit as an expression would say it: a calendar word, or a code in quotation marks."""
    data = data_of(quantity)
    if isinstance(data, Quantity):
        return data.unit
    return f"'{data.get('code') or data.get('unit') or '1'}'"


def _as_quantity(value: Any) -> Quantity | None:
    data = data_of(value)
    if isinstance(data, str):
        found = _WRITTEN.fullmatch(data)
        word = found["word"] if found else None
        if found is None or (word is not None and word.removesuffix("s") not in _WORDS):
            return None
        return Quantity(Decimal(found["number"]), word or f"'{found['code'] or '1'}'")
    amount = (Decimal(data), "1") if isinstance(data, bool) else _amount_and_code(data)
    if amount is None:
        return None
    return Quantity(amount[0], _said(data) if is_quantity(data) else "'1'")


def _converted(quantity: Quantity, to: str) -> Quantity | None:
    """A quantity in another unit, which is a UCUM code or a calendar word; None where that cannot be."""
    said = to if to.removesuffix("s") in _WORDS else f"'{to}'"
    if code_of(quantity.unit) == code_of(said):
        return Quantity(quantity.value, said)
    target = Quantity(Decimal(1), said)
    of_calendar = _is_of_calendar(quantity) or _is_of_calendar(target)
    amount, unit = measured(quantity, target), _unit(code_of(said), of_calendar=of_calendar)
    if amount is None or amount[0] != unit.dimension:
        return None
    return Quantity(as_decimal((amount[1] - unit.offset) / unit.factor), said)


def _unit(code: str, *, of_calendar: bool) -> Unit:
    months = _MONTHS.get(code) if of_calendar else None
    return months or unit_of(code) or Unit(((f"unit {code}", 1),), Fraction(1))


def _is_of_calendar(value: Any) -> bool:
    """Whether it is said in years or months of the calendar, and not of UCUM."""
    data = data_of(value)
    return isinstance(data, Quantity) and data.unit.removesuffix("s") in {"year", "month"}


def _is_known(value: Any) -> bool:
    amount = _amount_and_code(value)
    return amount is not None and unit_of(amount[1]) is not None


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

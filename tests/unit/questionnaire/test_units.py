"""Units of measure: what compares with what, and by which factor."""

from __future__ import annotations

from decimal import Decimal

import pytest

from prevent_desktop.questionnaire.comparing import compare, is_convertible
from prevent_desktop.questionnaire.units import UCUM, in_base_units, unit_of
from prevent_desktop.questionnaire.values import Quantity

EQUAL = [
    ("1", "kg", "1000", "g"),
    ("1", "kg", "1000000000", "ug"),
    ("1", "[mi_i]", "1.609344", "km"),
    ("1", "[in_i]", "2.54", "cm"),
    ("1", "[stone_av]", "14", "[lb_av]"),
    ("1", "L", "1000", "cm3"),
    ("1", "L", "10", "dL"),
    ("90", "min", "1.5", "h"),
    ("60", "/min", "1", "/s"),
    ("37", "Cel", "98.6", "[degF]"),
    ("1", "mm[Hg]", "0.133322", "kPa"),
    ("24", "kg/m2", "0.0024", "kg.cm-2"),
    ("5", "mmol/L", "5000", "umol/L"),
    ("1", "mg/dL", "10", "mg/L"),
    ("50", "%", "0.5", "1"),
    ("1", "10*9/L", "1", "10*3/mm3"),
    ("2", "mL/(kg.h)", "48", "mL/kg/d"),
    ("1", "g{wet}", "1", "g"),
]


def amount(number: str, code: str) -> Quantity:
    return Quantity(Decimal(number), None, UCUM, code)


@pytest.mark.parametrize(("one", "unit", "other", "other_unit"), EQUAL)
def test_amounts_in_other_units_of_the_same_kind_are_equal(
    one: str, unit: str, other: str, other_unit: str
) -> None:
    assert compare(amount(one, unit), amount(other, other_unit)) == 0
    assert (
        compare(amount(one, unit), amount(other + "1" if "." in other else other + ".1", other_unit)) or 0
    ) < 0


@pytest.mark.parametrize(
    ("one", "other"), [("kg", "km"), ("kg", "[mi_i]"), ("L", "m2"), ("Cel", "s"), ("x", "kg")]
)
def test_amounts_of_different_kinds_have_no_order(one: str, other: str) -> None:
    assert compare(amount("1", one), amount("1", other)) is None
    assert not is_convertible(amount("1", one), amount("1", other))


@pytest.mark.parametrize(
    "code", ["", "m/", "((", "m)", "Kg", "0", "kkg", "m[", "x" * 61, "m-99", "{a", "m..m("]
)
def test_what_is_no_code_or_is_not_covered_is_no_unit(code: str) -> None:
    assert unit_of(code) is None


def test_a_unit_is_also_known_by_its_words() -> None:
    limit = Quantity(Decimal(5), "Kg", UCUM, "kg")
    assert compare(Quantity(Decimal(6), "Kg"), limit) == 1
    assert compare(Quantity(Decimal(6), "kg"), limit) == 1
    assert compare(Quantity(Decimal(6), "stone"), limit) is None
    assert compare(Quantity(Decimal(6), "stone"), Quantity(Decimal(5))) == 1


def test_base_units_are_counted_from_their_zero() -> None:
    unit = unit_of("Cel")
    assert unit is not None
    assert in_base_units(Decimal(0), unit) == Decimal("273.15")

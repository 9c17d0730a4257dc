"""Units of measure: what compares with what, and by which factor."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.questionnaire.comparing import compare, is_convertible
from prevent_desktop.questionnaire.ucum_table import TEMPERATURES, UNITS
from prevent_desktop.questionnaire.units import UCUM, converted, in_base_units, unit_of
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
    ("100", "Cel", "212", "[degF]"),
    ("1", "%", "0.01", "1"),
    ("150", "[lb_av]", "68.0388555", "kg"),
    ("1", "[Cal]", "4.184", "kJ"),
    ("1", "kgf", "9.80665", "N"),
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
    "code", ["", "m/", "((", "m)", "Kg", "0", "kkg", "m[", "x" * 61, "Cel/s", "m-99", "{a", "m..m("]
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


CODES = [line.split(" ")[0] for line in UNITS.strip().splitlines()] + list(TEMPERATURES)
AMOUNTS = st.decimals(-1_000_000, 1_000_000, places=3)


def test_every_unit_of_the_table_can_be_read_and_none_stands_in_it_twice() -> None:
    assert len(set(CODES)) == len(CODES) == 305
    assert [code for code in CODES if unit_of(code) is None] == []


@given(AMOUNTS, st.sampled_from(CODES), st.sampled_from(CODES))
def test_an_amount_comes_back_from_another_unit_of_its_kind_and_goes_into_no_other(
    number: Decimal, code: str, other: str
) -> None:
    one, two = unit_of(code), unit_of(other)
    assert one is not None
    assert two is not None
    there = converted(number, one, two)
    assert (there is not None) == (one.dimension == two.dimension)
    if there is not None:
        back = converted(there, two, one)
        assert back is not None
        scale = abs(Fraction(number)) + one.offset / one.factor + 1
        assert abs(Fraction(back) - Fraction(number)) <= scale / 10**12


@given(
    AMOUNTS,
    st.sampled_from(["k", "m", "c", "u", "M"]),
    st.sampled_from(["g", "m", "L", "Pa", "mol", "J", "[iU]"]),
)
def test_a_prefix_moves_the_point_and_loses_no_digit(number: Decimal, prefix: str, code: str) -> None:
    long, short = unit_of(code), unit_of(prefix + code)
    assert long is not None
    assert short is not None
    by = Decimal({"k": "0.001", "m": "1000", "c": "100", "u": "1000000", "M": "0.000001"}[prefix])
    assert converted(number, long, short) == number * by


@pytest.mark.parametrize("number", ["1E+999999", "-1E-999999", "NaN", "Infinity", "9" * 200])
def test_a_number_beyond_all_measure_is_converted_into_nothing(number: str) -> None:
    unit = unit_of("kg")
    assert unit is not None
    assert in_base_units(Decimal(number), unit) is None
    assert compare(amount(number, "kg"), amount("1", "g")) is None

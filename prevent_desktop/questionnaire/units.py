"""Units of measure by their UCUM codes: what they measure, and how much of the base unit one of them is.

All of UCUM's units are known, with prefixes, exponents, products and quotients (``kg/m2``, ``mm[Hg]``). Factors are exact
fractions, so that no conversion adds an error of its own. A code that UCUM does not have is None.

Source: UCUM 2.2: the grammar (sections 1 and 2), and its table (`ucum_table`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact
from fractions import Fraction
from functools import cache, lru_cache
from typing import Final

from prevent_desktop.questionnaire.ucum_table import BASE_UNITS, PREFIXES, TEMPERATURES, UNITS

UCUM: Final = "http://unitsofmeasure.org"
_LONGEST: Final = 60
_MOST_EXPONENT: Final = 30
_MOST_DIGITS: Final = 100
_TOKEN: Final = re.compile(
    r"(?P<mark>[./()])|(?P<number>\d{1,9})(?![*^\d])"
    r"|(?P<atom>(?:10[*^]|[A-Za-z%_']|\[[^\[\]]{1,20}\])+)(?P<exponent>[+-]?\d{1,2})?(?P<note>\{[^{}]*\})?|\{[^{}]*\}"
)
_EXACT: Final = Context(prec=28)
_ROUNDED: Final = Context(prec=15)

Dimension = tuple[tuple[str, int], ...]
"""What is measured: base units with their exponents, sorted; empty for mere numbers."""


@dataclass(frozen=True, slots=True)
class Unit:
    """So many base units are one of it, counted from `offset` (in base units; not zero for temperatures only)."""

    dimension: Dimension
    factor: Fraction
    offset: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Component:
    """One unit in a code: as it is written (a number or a note stands as ``1``), which it is, and its exponent."""

    text: str
    unit: Unit
    exponent: int


@lru_cache(maxsize=1_000)
def unit_of(code: str) -> Unit | None:
    """The unit with this UCUM code; None where UCUM has none."""
    if code in TEMPERATURES:
        degree, below_zero = map(Fraction, TEMPERATURES[code])
        return Unit((("K", 1),), degree, degree * below_zero)
    components = components_of(code)
    return None if components is None else _multiplied(components)


def components_of(code: str) -> tuple[Component, ...] | None:
    """The units that a code consists of, in order; None where it cannot be read. A temperature scale is in none."""
    if not 0 < len(code) <= _LONGEST or code[-1] in "./(" or code.count("(") != code.count(")"):
        return None
    found: list[Component] = []
    for component in _components(code):
        if component is None or abs(component.exponent) > _MOST_EXPONENT:
            return None
        found.append(component)
    return tuple(found)


def in_base_units(value: Decimal, unit: Unit) -> Fraction | None:
    """So much of `unit` in base units; None for a number beyond all measure, which would take for ever."""
    if (
        not value.is_finite()
        or abs(value.adjusted()) > _MOST_DIGITS
        or len(value.as_tuple().digits) > _MOST_DIGITS
    ):
        return None
    return Fraction(value) * unit.factor + unit.offset


def converted(value: Decimal, unit: Unit, to: Unit) -> Decimal | None:
    """So much of `unit` in another; None where they do not measure the same thing."""
    amount = in_base_units(value, unit) if unit.dimension == to.dimension else None
    return None if amount is None else as_decimal((amount - to.offset) / to.factor)


def as_decimal(number: Fraction) -> Decimal:
    """A fraction as a decimal: exactly where 28 digits suffice for that, otherwise rounded to 15 digits."""
    numerator, denominator = Decimal(number.numerator), Decimal(number.denominator)
    exact = _EXACT.copy()
    whole = exact.divide(numerator, denominator)
    return _ROUNDED.divide(numerator, denominator) if exact.flags[Inexact] else whole


def _multiplied(components: tuple[Component, ...]) -> Unit:
    dimension: dict[str, int] = {}
    factor = Fraction(1)
    for component in components:
        factor *= component.unit.factor**component.exponent
        for base, power in component.unit.dimension:
            dimension[base] = dimension.get(base, 0) + power * component.exponent
    return Unit(tuple(sorted((base, power) for base, power in dimension.items() if power)), factor)


def _components(code: str) -> Iterator[Component | None]:
    """Each unit in a code; None where the code cannot be read."""
    place, sign, outer = 0, 1, [1]
    while place < len(code):
        token = _TOKEN.match(code, place)
        if token is None:
            yield None
            return
        place = token.end()
        match token["mark"]:
            case "/":
                sign = -1
            case "(":
                outer.append(outer[-1] * sign)
                sign = 1
            case ")" if len(outer) > 1:
                outer.pop()
            case None | ".":
                if token["mark"] is None:
                    yield _one(token, sign * outer[-1])
                sign = 1
            case _:
                yield None
                return


def _one(token: re.Match[str], sign: int) -> Component | None:
    if token["number"] is not None:
        number = int(token["number"])
        return Component(token["number"], Unit((), Fraction(number)), sign) if number else None
    atom = token["atom"]
    if atom is None:
        return Component("1", _NUMBER, sign)
    unit = _atom(atom)
    return None if unit is None else Component(atom, unit, sign * int(token["exponent"] or 1))


def _atom(name: str) -> Unit | None:
    """A unit with or without a prefix; the longer prefix first, as no unit begins with what is left otherwise."""
    if name in _definitions():
        return _defined(name)
    for prefix in (name[:2], name[:1]):
        metric, _definition = _definitions().get(name[len(prefix) :], (False, ""))
        if prefix in PREFIXES and metric:
            inner = _defined(name[len(prefix) :])
            return Unit(inner.dimension, inner.factor * Fraction(PREFIXES[prefix]))
    return None


@cache
def _defined(name: str) -> Unit:
    """A unit of the table. One without a definition measures what it alone measures."""
    _metric, definition = _definitions()[name]
    if not definition:
        return Unit(((name, 1),), Fraction(1))
    number, _space, code = definition.partition(" ")
    # The table is our own: a test reads every definition, and another holds its worth against a second table.
    inner = _multiplied(components_of(code) or ())
    return Unit(inner.dimension, inner.factor * Fraction(number))


@cache
def _definitions() -> Mapping[str, tuple[bool, str]]:
    """Of each unit whether it takes prefixes, and how it is defined."""
    table = dict.fromkeys(BASE_UNITS, (True, ""))
    for line in UNITS.strip().splitlines():
        code, metric, *definition = line.split(" ", 2)
        table[code] = (metric == "*", "".join(definition))
    return table


_NUMBER: Final = Unit((), Fraction(1))

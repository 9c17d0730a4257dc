"""Units of measure by their UCUM codes: what they measure, and how much of the base unit one of them is.

Covered are the units that forms about people ask for, with metric prefixes, exponents, products and quotients
(``kg/m2``, ``mm[Hg]``). A code that is not covered is a unit of its own: it compares with itself alone.

Source: UCUM 2.1, tables of prefixes, base units, derived and customary units.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

UCUM: Final = "http://unitsofmeasure.org"
_LONGEST: Final = 60
_MOST_EXPONENT: Final = 20
_TOKEN: Final = re.compile(
    r"(?P<mark>[./()])|(?P<number>\d{1,9})(?![*^\d])"
    r"|(?P<atom>(?:10[*^]|[A-Za-z%]|\[[^\[\]]{1,20}\])+)(?P<exponent>[+-]?\d{1,2})?(?P<note>\{[^{}]*\})?|\{[^{}]*\}"
)

Dimension = tuple[tuple[str, int], ...]
"""What is measured: base quantities with their exponents, sorted; empty for mere numbers."""


@dataclass(frozen=True, slots=True)
class Unit:
    """So many base units are one of it, counted from `offset` (in base units; not zero for temperatures only)."""

    dimension: Dimension
    factor: Decimal
    offset: Decimal = Decimal(0)


@lru_cache(maxsize=1_000)
def unit_of(code: str) -> Unit | None:
    """The unit with this UCUM code; None where it is not covered."""
    if code in _FROM_ZERO_ELSEWHERE:
        return _FROM_ZERO_ELSEWHERE[code]
    if not 0 < len(code) <= _LONGEST or code[-1] in "./(" or code.count("(") != code.count(")"):
        return None
    dimension: dict[str, int] = {}
    factor = Decimal(1)
    for found, exponent in _components(code):
        if found is None or abs(exponent) > _MOST_EXPONENT:
            return None
        factor *= found.factor**exponent
        for base, power in found.dimension:
            dimension[base] = dimension.get(base, 0) + power * exponent
    return Unit(tuple(sorted((base, power) for base, power in dimension.items() if power)), factor)


def in_base_units(value: Decimal, unit: Unit) -> Decimal:
    """So much of `unit` in base units."""
    return value * unit.factor + unit.offset


def _components(code: str) -> Iterator[tuple[Unit | None, int]]:
    """Each unit in a code with its exponent; (None, 0) where the code cannot be read."""
    place, sign, outer = 0, 1, [1]
    while place < len(code):
        token = _TOKEN.match(code, place)
        if token is None:
            yield None, 0
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
                    yield _one(token), sign * outer[-1] * int(token["exponent"] or 1)
                sign = 1
            case _:
                yield None, 0
                return


def _one(token: re.Match[str]) -> Unit | None:
    if token["number"] is not None:
        return Unit((), Decimal(token["number"])) if int(token["number"]) else None
    atom = token["atom"]
    return _NUMBER if atom is None else _atom(atom)


def _atom(name: str) -> Unit | None:
    found = _METRIC.get(name) or _OTHERS.get(name)
    for prefix in (name[:2], name[:1]) if found is None else ():
        rest = name[len(prefix) :]
        if prefix in _PREFIXES and rest in _METRIC:
            inner = _METRIC[rest]
            return Unit(inner.dimension, inner.factor * Decimal(10) ** _PREFIXES[prefix])
    return found


def _table(text: str, known: dict[str, Unit]) -> dict[str, Unit]:
    """Units by name, from ``name = factor base base2 base-1`` on each line."""
    for line in text.strip().splitlines():
        name, factor, *bases = line.split()
        parts = (
            (base.rstrip("-0123456789"), int(base.lstrip("abcdefghijklmnopqrstuvwxyzA") or 1))
            for base in bases
        )
        known[name] = Unit(tuple(sorted(parts)), Decimal(factor))
    return known


_NUMBER: Final = Unit((), Decimal(1))
_PREFIXES: Final = {
    "Y": 24, "Z": 21, "E": 18, "P": 15, "T": 12, "G": 9, "M": 6, "k": 3, "h": 2, "da": 1,
    "d": -1, "c": -2, "m": -3, "u": -6, "n": -9, "p": -12, "f": -15, "a": -18,
}  # fmt: skip
_METRIC: Final = _table(
    """
    m 1 m
    s 1 s
    g 0.001 kg
    K 1 k
    A 1 amp
    cd 1 cd
    mol 1 mol
    eq 1 mol
    osm 1 mol
    rad 1
    Hz 1 s-1
    N 1 kg m s-2
    Pa 1 kg m-1 s-2
    bar 100000 kg m-1 s-2
    J 1 kg m2 s-2
    cal 4.184 kg m2 s-2
    cal_th 4.184 kg m2 s-2
    W 1 kg m2 s-3
    V 1 kg m2 s-3 amp-1
    Ohm 1 kg m2 s-3 amp-2
    C 1 amp s
    kat 1 mol s-1
    L 0.001 m3
    l 0.001 m3
    t 1000 kg
    ar 100 m2
    m[Hg] 133322 kg m-1 s-2
    m[H2O] 9806.65 kg m-1 s-2
    [iU] 1 iu
    [IU] 1 iu
    """,
    {"U": Unit((("mol", 1), ("s", -1)), Decimal("0.000001") / 60)},
)
_OTHERS: Final = _table(
    """
    min 60 s
    h 3600 s
    d 86400 s
    wk 604800 s
    mo 2629800 s
    a 31557600 s
    % 0.01
    10* 10
    10^ 10
    [ppth] 0.001
    [ppm] 0.000001
    [ppb] 0.000000001
    [in_i] 0.0254 m
    [ft_i] 0.3048 m
    [yd_i] 0.9144 m
    [mi_i] 1609.344 m
    [nmi_i] 1852 m
    [lb_av] 0.45359237 kg
    [oz_av] 0.028349523125 kg
    [stone_av] 6.35029318 kg
    [gr] 0.00006479891 kg
    [ston_av] 907.18474 kg
    [lton_av] 1016.0469088 kg
    [gal_us] 0.003785411784 m3
    [qt_us] 0.000946352946 m3
    [pt_us] 0.000473176473 m3
    [cup_us] 0.0002365882365 m3
    [foz_us] 0.0000295735295625 m3
    [tbs_us] 0.00001478676478125 m3
    [tsp_us] 0.00000492892159375 m3
    [gal_br] 0.00454609 m3
    [pt_br] 0.00056826125 m3
    [foz_br] 0.0000284130625 m3
    [Cal] 4184 kg m2 s-2
    atm 101325 kg m-1 s-2
    [psi] 6894.757293168 kg m-1 s-2
    """,
    {},
)
_KELVIN: Final[Dimension] = (("k", 1),)
_FROM_ZERO_ELSEWHERE: Final = {
    "Cel": Unit(_KELVIN, Decimal(1), Decimal("273.15")),
    "[degF]": Unit(_KELVIN, Decimal(5) / 9, Decimal("459.67") * 5 / 9),
}

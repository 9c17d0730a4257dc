"""How two addresses stand to each other: one home, one street, another place, or too little known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

_ADDRESS_ALIKE = 80
_STREET_ALIKE = 75
_BEGINNING = 4
_LONG_ALIKE, _LONG_ADDRESS = 85, 24
_LETTER_APART = re.compile(r"\b(\d+) (?=[a-z]\b)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives, in plain letters; the postcode without its space."""

    address: str
    postcode: str

    @property
    def is_known(self) -> bool:
        """Whether anything of it is known."""
        return bool(self.address or self.postcode)


class PlaceLikeness(IntEnum):
    """How two addresses stand to each other."""

    OTHER = 0
    NOT_KNOWN = 1
    STREET = 2
    """The address is much alike, and no postcode speaks against it."""
    POSTCODE = 3
    ADDRESS = 4
    """One home: the number of house and flat is the same too, as far as both have it."""

    @property
    def agrees(self) -> bool:
        """Whether both live in one home, or in one street."""
        return self >= PlaceLikeness.STREET


def places(ours: Place, theirs: Place) -> PlaceLikeness:
    """How two addresses stand to each other."""
    if not (ours.is_known and theirs.is_known):
        return PlaceLikeness.NOT_KNOWN
    one_postcode = bool(ours.postcode) and ours.postcode == theirs.postcode
    alike = _addresses_alike(ours.address, theirs.address)
    near = one_postcode or _postcodes_near(ours.postcode, theirs.postcode) or (
        alike >= _LONG_ALIKE and min(len(ours.address), len(theirs.address)) >= _LONG_ADDRESS
    )  # fmt: skip
    if near and alike >= _ADDRESS_ALIKE and _one_house(ours.address, theirs.address):
        return PlaceLikeness.ADDRESS
    if one_postcode:
        return PlaceLikeness.POSTCODE
    return PlaceLikeness.STREET if near and alike >= _STREET_ALIKE else PlaceLikeness.OTHER


def house(address: str) -> str:
    """The first number of an address with the beginning of the word after it; empty where it has none."""
    number, _space, street = address[address.find(_number(address)) :].partition(" ")
    return f"{number} {street[:_BEGINNING]}" if street and number[:1].isdigit() else ""


def _addresses_alike(one: str, other: str) -> float:
    """By their letters as they stand, or with the words in the order of the alphabet: the parts are written in any order."""
    if not one or not other:
        return 0
    return max(
        _alike(one.replace(" ", ""), other.replace(" ", "")),
        _alike(" ".join(sorted(one.split())), " ".join(sorted(other.split()))),
    )


def _alike(one: str, other: str) -> float:
    """How much of 100 two texts have in common."""
    from rapidfuzz.fuzz import ratio

    return ratio(one, other)


def _number(address: str) -> str:
    """The first number in it, of house or flat; empty where there is none."""
    return next((word for word in address.split() if word[0].isdigit()), "")


def _one_house(one: str, other: str) -> bool:
    """Whether no number or letter of house and flat differs: 20 and Flat 3, 20 could be one home, Flat 3, 20 and Flat 5, 20 not."""
    ours, theirs = _numbers(one), _numbers(other)
    return bool(ours) == bool(theirs) and (ours <= theirs or theirs <= ours)


def _numbers(address: str) -> frozenset[str]:
    words = _LETTER_APART.sub(r"\1", address).split()
    return frozenset(word for word in words if word[0].isdigit() or len(word) == 1)


def _postcodes_near(one: str, other: str) -> bool:
    from rapidfuzz.distance import OSA

    return not one or not other or OSA.distance(one, other) <= 1

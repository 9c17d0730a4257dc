"""How two addresses stand to each other: one home, one street, another place, or too little known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

_ADDRESS_ALIKE = 80
_STREET_ALIKE = 75
_BEGINNING = 4
_LONG_ALIKE, _LONG_ADDRESS = 85, 24


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

    @property
    def agrees(self) -> bool:
        """Whether both live in one place, or next door."""
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
    if near and alike >= _ADDRESS_ALIKE and _number(ours.address) == _number(theirs.address):
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


def _postcodes_near(one: str, other: str) -> bool:
    from rapidfuzz.distance import OSA

    return not one or not other or OSA.distance(one, other) <= 1

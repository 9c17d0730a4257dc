"""Where in a response the values of a part of an expression stand: what the analysis of reads carries along."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

SELF: Final = ""
"""Stands for the item that carries the expression; no link id is empty."""


class Kind(Enum):
    """What the values are."""

    DATA = auto()  # plain values, or anything whose whole content is already counted as read
    ROOT = auto()  # the response itself
    ITEMS = auto()  # items with known link ids
    ANSWERS = auto()  # the answers of such items
    BELOW = auto()  # any items (and what lies between) below a root or below known items: not yet narrowed


@dataclass(frozen=True, slots=True)
class Place:
    """Values of one kind; `ids` are their items' link ids, or those that they lie below (none: below the response).

    `near` says that they were reached from the item that carries the expression, not from the response. `unique` says
    that equal ones were left out (`repeat` does), so that what makes them equal matters.
    """

    kind: Kind
    ids: frozenset[str] = frozenset()
    near: bool = False
    unique: bool = False


DATA: Final = Place(Kind.DATA)
ROOT: Final = Place(Kind.ROOT)
CONTEXT: Final = Place(Kind.ITEMS, frozenset({SELF}), near=True)

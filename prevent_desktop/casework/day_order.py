"""The order of what happened, where some of it has a clock time and some has a day alone.

Nobody said at what hour a thing with a day alone happened, so no hour is made up for it. Within its day it stands by what
must come first (the lead is asked before it is decided to share, and that before a pack is signed), and where that says
nothing, by when it was written down.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from itertools import groupby
from operator import attrgetter
from typing import Generic, TypeVar

T = TypeVar("T")


class Step(IntEnum):
    """A step of the duty; each comes after those with a lower number. What is no step has none."""

    HAPPENED = 0
    LEAD_CHECK = 1
    SHARING = 2
    PACK = 3
    RECEIPT = 4
    OUTCOME = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Generic[T]):
    """One thing to be put in order. `at` is its clock time where one is known; `tie` decides where nothing else does."""

    what: T
    day: date
    at: datetime | None
    written_at: datetime
    step: Step | None = None
    tie: tuple[str, ...] = ()

    @property
    def moment(self) -> datetime:
        """Its clock time, or else when it was written down."""
        return self.at or self.written_at


def in_order(found: Iterable[Dated[T]]) -> tuple[T, ...]:
    """All of it, the oldest first."""
    by_day = sorted(found, key=attrgetter("day"))
    return tuple(
        one.what for _day, group in groupby(by_day, attrgetter("day")) for one in _of_one_day(list(group))
    )


def _of_one_day(found: list[Dated[T]]) -> list[Dated[T]]:
    """What happened that day comes before the paperwork about it; what has a time stands by its time."""
    happened = [one for one in found if one.at is None and one.step is Step.HAPPENED]
    placed = sorted((one for one in found if one.at is not None), key=lambda one: (one.moment, one.tie))
    for one in sorted((one for one in found if one.at is None and one not in happened), key=_turn):
        placed.insert(_place(one, placed), one)
    return sorted(happened, key=lambda one: (one.written_at, one.tie)) + placed


def _turn(one: Dated[T]) -> tuple[int, datetime, tuple[str, ...]]:
    return (len(Step) if one.step is None else one.step, one.written_at, one.tie)


def _place(one: Dated[T], placed: list[Dated[T]]) -> int:
    """Where one without a time goes among the others of its day."""
    last = _before_what_needs_it(one, placed)
    place = min(_after_what_it_needs(one, placed), last)
    while place < last and _is_earlier(placed[place], one):
        place += 1
    return place


def _is_earlier(placed: Dated[T], one: Dated[T]) -> bool:
    if placed.moment == one.written_at:
        return placed.at is None
    return placed.moment < one.written_at


def _after_what_it_needs(one: Dated[T], placed: list[Dated[T]]) -> int:
    needed = [place for place, other in enumerate(placed) if _comes_before(other, one)]
    return needed[-1] + 1 if needed else 0


def _before_what_needs_it(one: Dated[T], placed: list[Dated[T]]) -> int:
    """A later step whose own earlier one stands there already does not need a second."""
    for place, other in enumerate(placed):
        if other.step is not None and other.step == one.step:
            break
        if _comes_before(one, other):
            return place
    return len(placed)


def _comes_before(first: Dated[T], second: Dated[T]) -> bool:
    return first.step is not None and second.step is not None and first.step < second.step

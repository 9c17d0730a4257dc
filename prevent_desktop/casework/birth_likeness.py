"""How two birth dates stand to each other: one day, or one that could have been written for the other by a slip."""

from __future__ import annotations

from enum import IntEnum

from prevent_desktop.partial_dates import PartialDate

CENTURY = 100
_NEW_YEAR = (1, 1)
"""What papers say where nobody knows the day, as of many who came as refugees."""


class BirthLikeness(IntEnum):
    """How two birth dates stand to each other; the more, the more alike."""

    OTHER = 0
    NOT_KNOWN = 1
    SLIP = 2
    CENTURY = 3
    TURNED = 4
    FITS = 5
    SAME = 6

    @property
    def agrees(self) -> bool:
        """Whether both are known and could be one day."""
        return self >= BirthLikeness.SLIP


def births(ours: PartialDate | None, theirs: PartialDate | None) -> BirthLikeness:
    """How two birth dates stand to each other."""
    if ours is None or theirs is None:
        return BirthLikeness.NOT_KNOWN
    if ours == theirs and ours.day:
        return BirthLikeness.SAME
    if ours.earliest <= theirs.latest and theirs.earliest <= ours.latest:
        return BirthLikeness.FITS
    if ours.year == theirs.year and _NEW_YEAR in {(one.month, one.day) for one in (ours, theirs)}:
        return BirthLikeness.FITS
    return _of_two_days(ours, theirs)


def _of_two_days(ours: PartialDate, theirs: PartialDate) -> BirthLikeness:
    """As far as both are known, how one could have been written for the other."""
    one_day = (ours.month, ours.day) == (theirs.month, theirs.day)
    if ours.year == theirs.year and (ours.month, ours.day) == (theirs.day, theirs.month):
        return BirthLikeness.TURNED
    if one_day and abs(ours.year - theirs.year) == CENTURY:
        return BirthLikeness.CENTURY
    slip = _one_slip(ours.isoformat(), theirs.isoformat())
    return BirthLikeness.SLIP if slip else BirthLikeness.OTHER


def _one_slip(one: str, other: str) -> bool:
    """Whether one figure is wrong, or two beside each other are turned, in the parts that both have."""
    wrong = [at for at, (ours, theirs) in enumerate(zip(one, other, strict=False)) if ours != theirs]
    if len(wrong) == 1:
        return True
    first, last = wrong[0], wrong[-1]
    turned = len(wrong) == len((first, last)) and last - first == 1
    return turned and (one[first], one[last]) == (other[last], other[first])

"""Who owns a case, by name, and who covers for them while they are away.

Both are lines that are written once. A line names those that it takes the place of (`follows`), so that which one counts never
hangs on a clock: two laptops that were apart can both write one, and every vault then comes to the same line, and tells of both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol, TypeVar

from prevent_desktop.casework.person import initials_of_name


class Line(Protocol):
    """What takes the place of earlier lines of its kind."""

    @property
    def id(self) -> str:
        """Its own id."""

    @property
    def follows(self) -> tuple[str, ...]:
        """The ids of the lines whose place it takes."""


OneLine = TypeVar("OneLine", bound=Line)


def standing(lines: Iterable[OneLine]) -> tuple[OneLine, ...]:
    """The lines whose place no other takes; the first one counts, and several were written apart from each other.

    The first is the one that was written after the most others, and of equal ones that with the greatest id: no time is asked.
    Lines that take each other's place, which only a broken program writes, all stand.
    """
    several = tuple(lines)
    if len(several) <= 1:  # as in nearly all cases: thousands of them are read at once
        return several
    by_id = {line.id: line for line in several}
    depths = _depths(by_id)
    followed = {each for line in by_id.values() if line.id in depths for each in line.follows}
    heads = [line for line in by_id.values() if line.id not in followed]
    return tuple(sorted(heads, key=lambda line: (depths.get(line.id, 0), line.id), reverse=True))


def _depths(by_id: Mapping[str, Line]) -> dict[str, int]:
    """How many lines each was written after, along the longest way; what goes round in a circle has none."""
    before = {line.id: {each for each in line.follows if each in by_id} for line in by_id.values()}
    after: dict[str, list[str]] = defaultdict(list)
    for own, earlier in before.items():
        for each in earlier:
            after[each].append(own)
    depths = {own: 0 for own, earlier in before.items() if not earlier}
    ready, missing = list(depths), {own: len(earlier) for own, earlier in before.items()}
    while ready:
        done = ready.pop()
        for each in after[done]:
            missing[each] -= 1
            if not missing[each]:
                depths[each] = 1 + max(depths[one] for one in before[each])
                ready.append(each)
    return depths


@dataclass(frozen=True, slots=True, kw_only=True)
class Someone:
    """Somebody who owns cases: a `member` of the team by id, or where that is empty somebody by name alone."""

    name: str
    member: str = ""

    @property
    def initials(self) -> str:
        """As lists show them."""
        return initials_of_name(self.name)

    def is_same(self, other: Someone) -> bool:
        """Whether both are one person: by the member's id where both have one, else by the name."""
        if self.member and other.member:
            return self.member == other.member
        return bool(self.name.strip()) and self.name.strip().casefold() == other.name.strip().casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOwner:
    """Who owns a case from now on, who said so, and why; `why` is empty where nobody owned it before."""

    id: str
    case_id: str
    owned_by: str
    member: str = ""
    why: str = ""
    set_by: str
    set_at: datetime
    follows: tuple[str, ...] = ()

    @property
    def who(self) -> Someone:
        """The owner."""
        return Someone(name=self.owned_by, member=self.member)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """One case that `covered_by` takes care of while `owned_by` is away, on these days with the first and the last.

    `cover` names the absence that it belongs to, over all cases. `all_cases` where a case that comes to them later is
    covered too. A last day before the first one takes the cover back.
    """

    id: str
    case_id: str
    cover: str
    owned_by: str
    away_member: str = ""
    covered_by: str
    covering_member: str = ""
    first_day: date
    last_day: date
    all_cases: bool = True
    set_by: str
    set_at: datetime
    follows: tuple[str, ...] = ()

    @property
    def owner(self) -> Someone:
        """Whoever is away."""
        return Someone(name=self.owned_by, member=self.away_member)

    @property
    def covering(self) -> Someone:
        """Whoever takes care of the case meanwhile."""
        return Someone(name=self.covered_by, member=self.covering_member)

    def runs_on(self, day: date) -> bool:
        """Whether it counts on that day."""
        return self.first_day <= day <= self.last_day


def standing_covers(covers: Iterable[Cover]) -> tuple[Cover, ...]:
    """The covers that count: of each absence and case the line that counts, unless it took the cover back."""
    several: dict[tuple[str, str], list[Cover]] = defaultdict(list)
    for each in covers:
        several[each.cover, each.case_id].append(each)
    heads = (standing(each)[0] for each in several.values())
    return tuple(sorted((one for one in heads if one.first_day <= one.last_day), key=_by_day))


def _by_day(cover: Cover) -> tuple[date, str]:
    return cover.first_day, cover.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Ownership:
    """Who takes care of a case on one day. `owners` are those who stand: none, one, or several who were set apart from each other.

    `cover` is the one that counts on that day for the owner who counts.
    """

    owners: Sequence[CaseOwner] = ()
    cover: Cover | None = None

    @property
    def owner(self) -> CaseOwner | None:
        """The one who counts."""
        return self.owners[0] if self.owners else None


class Care(StrEnum):
    """Whose a case is, for one person on one day."""

    MINE = "mine"
    COVERED = "covered"  # somebody's who is away, and this person covers it
    NOBODYS = "nobodys"  # shared, and owned by nobody who is there
    OTHERS = "others"

    @property
    def waits_for_me(self) -> bool:
        """Whether this person is to do what is open in it."""
        return self is not Care.OTHERS


def ownership(owners: Iterable[CaseOwner], covers: Iterable[Cover], day: date) -> Ownership:
    """Who owns one case, and who covers it on `day`: of several by the cover that begins last."""
    heads = standing(owners)
    mine = (one for one in standing_covers(covers) if heads and one.owner.is_same(heads[0].who))
    return Ownership(
        owners=heads, cover=max((one for one in mine if one.runs_on(day)), key=_by_day, default=None)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamLook:
    """That somebody of the team looked into a case on this day, for the first time at `looked_at`."""

    id: str
    case_id: str
    looked_by: str
    member: str = ""
    day: date
    looked_at: datetime

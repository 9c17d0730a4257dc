"""What the Team page tells: who belongs to the team, what each of them can see, and what waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from prevent_desktop.casework.person import initials_of
from prevent_desktop.casework.team.roster import Member, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Laptop:
    """One vault of a member. `heard` is when the last word of it came here; None where none has. `holds` counts its cases."""

    vault_id: str
    name: str
    heard: datetime | None = None
    here: bool = False
    holds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberFacts:
    """A member with the laptops that are not removed. `cases` are those that they can see, for a reporter those they reported."""

    member: Member
    is_self: bool = False
    laptops: tuple[Laptop, ...] = ()
    cases: int = 0

    @property
    def initials(self) -> str:
        """The first letters of the first and the last name."""
        first, _blank, last = self.member.name.strip().rpartition(" ")
        return initials_of(first.split(" ")[0], last)

    @property
    def holds_after_leaving(self) -> tuple[Laptop, ...]:
        """Laptops that still get what the team writes although their owner has left, or that hold cases all the same."""
        return self.laptops if self.member.left is not None else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFacts:
    """All of the Team page. `own` is None where the profile names the team and this vault is none of its own.

    `shared` are the cases that this vault shares, with `people` others; `alone` its other open cases. `up_to_date` is when the copies
    were last the same everywhere; `missing` says in words what has not come. `waiting` are changes that wait for a connection.
    """

    organisation: str
    members: tuple[MemberFacts, ...]
    shared: int = 0
    people: int = 0
    alone: int = 0
    up_to_date: datetime | None = None
    shares_new: bool = False
    waiting: int = 0
    missing: tuple[str, ...] = ()
    set_aside: int = 0
    differences: int = 0
    leads: tuple[str, ...] = field(default=())

    @property
    def own(self) -> MemberFacts | None:
        """Whoever this vault belongs to."""
        return next((one for one in self.members if one.is_self), None)

    @property
    def is_reporter(self) -> bool:
        """Whether whoever this vault belongs to is in no circle."""
        return self.own is not None and self.own.member.role is Role.REPORTER

    @property
    def present(self) -> tuple[MemberFacts, ...]:
        """The members who have not left."""
        return tuple(one for one in self.members if one.member.left is None)

    @property
    def leavers(self) -> tuple[MemberFacts, ...]:
        """Those who left and whose laptop is not removed yet."""
        return tuple(one for one in self.members if one.holds_after_leaving)


def left_on(facts: MemberFacts) -> date | None:
    """The day on which somebody left."""
    return facts.member.left

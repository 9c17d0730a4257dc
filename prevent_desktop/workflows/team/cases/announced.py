"""What colleagues announced to be disposed of, for My work: whoever shares a case hears of it there, while they can say no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from prevent_desktop.casework.person import Person
from prevent_desktop.casework.team.roster import Role
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.cases.team_disposal import TeamDisposal, announced_cases, standing_of
from prevent_desktop.workflows.team.members.myself import own_member

MANY: Final = 5
"""More announcements of one person in one day are told to leads by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """A shared case that somebody else wants to go, whom it is about, and how that stands. `tells_who` where a lead reads it."""

    case_id: str
    person: Person
    standing: TeamDisposal
    tells_who: bool

    @property
    def heard_on(self) -> date:
        """The day on which this laptop heard of it."""
        heard = self.standing.known_since or self.standing.announced.first.said_at
        return heard.astimezone().date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Many:
    """So many records that one person announced, of which this laptop heard on one `day`."""

    name: str
    number: int
    day: date


def going(vault: Vault, *, now: datetime) -> tuple[Going, ...]:
    """All that somebody else announced and that is not over, what goes first before the rest."""
    member = own_member(vault)
    standings = (
        {} if member is None else {one: standing_of(vault, one, now=now) for one in announced_cases(vault)}
    )
    found = {
        case_id: standing
        for case_id, standing in standings.items()
        if standing is not None and not standing.is_own and not standing.announced.is_over
    }
    cases = {case.id: case.person_id for case in vault.cases.some(found)}
    people = vault.people.some(set(cases.values()))
    is_lead = member is not None and member.role is Role.LEAD
    every = [
        Going(case_id=case_id, person=people[cases[case_id]], standing=standing, tells_who=is_lead)
        for case_id, standing in found.items()
    ]
    return tuple(
        sorted(every, key=lambda one: (bool(one.standing.seconders), one.standing.stays_until, one.case_id))
    )


def many_announced(every: Iterable[Going]) -> tuple[Many, ...]:
    """Who announced more than a few records in one day, for a lead: by when it was heard here, whatever day the lines say."""
    told = Counter((one.standing.announced.first.said_by, one.heard_on) for one in every if one.tells_who)
    return tuple(
        Many(name=name, number=number, day=day)
        for (name, day), number in sorted(told.items())
        if number > MANY
    )

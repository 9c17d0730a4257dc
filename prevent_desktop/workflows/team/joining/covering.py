"""Cover while somebody is away: dates, and who takes care of the cases. It needs no key of the organisation.

A cover stands once for each case, in the circle of that case: so it reaches those who share the case and nobody else, goes
with the case, and says nothing of a case that the one who covers may not know of. Such a case stays uncovered, and whoever goes
away is told so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.ownership import Cover, Someone, standing
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.team.roster import Member
from prevent_desktop.errors import UsageError
from prevent_desktop.formatting import short_day
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.members.absences import Absence, absences, absences_of
from prevent_desktop.workflows.team.members.myself import (
    colleagues,
    myself,
    own_member,
    own_name,
    shares,
    shares_cases,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSet:
    """What came of setting a cover: so many cases are covered, and so many are not, since whoever covers does not share them."""

    absence: str
    covered: int
    not_shared: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverFacts:
    """The leads and deputies, whoever sits here (`own`) first; the covers that run or will; each one's shared cases, by member."""

    own: str
    people: tuple[Member, ...]
    absences: tuple[Absence, ...]
    cases: Mapping[str, tuple[tuple[str, Person], ...]]


def read_cover(vault: Vault, *, now: datetime) -> CoverFacts | None:
    """What the card about cover shows; None where there is nobody who could cover."""
    there, own, today = colleagues(vault), own_member(vault), now.astimezone().date()
    if not there or own is None or not shares_cases(vault):
        return None
    everybody = (own, *there)
    owned = {one.id: _shared_cases_of(vault, Someone(name=one.name, member=one.id)) for one in everybody}
    cases = {case.id: case for case in vault.cases.some([each for ids in owned.values() for each in ids])}
    people = vault.people.some({case.person_id for case in cases.values()})
    return CoverFacts(
        own=own.id,
        people=everybody,
        absences=tuple(one for one in absences(vault, until=today) if one.last_day >= today),
        cases={
            member: tuple((case_id, people[cases[case_id].person_id]) for case_id in ids)
            for member, ids in owned.items()
        },
    )


def _shared_cases_of(vault: Vault, owner: Someone) -> tuple[str, ...]:
    """The open cases that somebody owns and shares with whoever sits here, the one that changed last first."""
    shared = frozenset(vault.team.shared_cases())
    ids = [case.id for case in vault.cases.open_cases() if case.id in shared]
    owners = vault.case_care.owners(ids)
    return tuple(one for one in ids if (lines := owners.get(one)) and standing(lines)[0].who.is_same(owner))


def set_cover(
    vault: Vault,
    covering: Someone,
    *,
    first_day: date,
    last_day: date,
    away: Someone | None = None,
    case_ids: Collection[str] | None = None,
    now: datetime,
) -> CoverSet:
    """Have somebody take care of shared cases on these days: of all, or of those that are named.

    `away` is whose cases they are, None for whoever sits here: who is ill cannot set it, so a colleague does, and is named.
    Cases that they cover for somebody else on these days go along. Raises UsageError where the days cannot be, or nobody else takes
    care, or whoever should is away too, or none of the cases is shared with them.
    """
    own = myself(vault)
    owner = own if away is None else away
    _require_sense(owner, covering, first_day, last_day, now.astimezone().date())
    assert owner is not None  # noqa: S101 - it was required
    _require_there(vault, covering, first_day, last_day)
    theirs = (
        *(_Due(one, owner, first_day, last_day) for one in _shared_cases_of(vault, owner)),
        *_covered_by(vault, owner, covering, first_day, last_day),
    )
    chosen = [one for one in theirs if case_ids is None or one.case_id in case_ids]
    reached = [one for one in chosen if shares(vault, one.case_id, covering)]
    if not reached:
        raise UsageError(
            _("There is nothing to cover"),
            _("{name} shares none of these open cases. Nothing was changed.").format(name=covering.name),
            _("Share a case with them first, or choose somebody else."),
        )
    absences_of_each: dict[Someone, str] = {owner: new_id()}
    with vault.transaction():
        for one in reached:
            cover = Cover(
                id=new_id(), case_id=one.case_id, cover=absences_of_each.setdefault(one.owner, new_id()),
                owned_by=one.owner.name, away_member=one.owner.member,
                covered_by=covering.name, covering_member=covering.member, first_day=one.first_day, last_day=one.last_day,
                all_cases=case_ids is None and one.owner == owner, set_by=own_name(vault), set_at=now,
            )  # fmt: skip
            vault.case_care.add_cover(cover)
            vault.audit.append("cover.set", cover.id)
    return CoverSet(
        absence=absences_of_each[owner], covered=len(reached), not_shared=len(chosen) - len(reached)
    )


class _Due(NamedTuple):
    """A case that is to be covered on these days, and whose it is."""

    case_id: str
    owner: Someone
    first_day: date
    last_day: date


def _covered_by(
    vault: Vault, away: Someone, covering: Someone, first_day: date, last_day: date
) -> Iterator[_Due]:
    """What whoever is away takes care of for somebody else on some of these days: else it would stand in nobody's list."""
    for absence in absences(vault, until=first_day):
        if absence.covering.is_same(away) and not absence.away.is_same(covering):
            for line in absence.lines:
                first, last = max(first_day, line.first_day), min(last_day, line.last_day)
                if first <= last:
                    yield _Due(line.case_id, line.owner, first, last)


def _require_there(vault: Vault, covering: Someone, first_day: date, last_day: date) -> None:
    for absence in absences_of(vault, covering, until=first_day):
        if absence.first_day <= last_day and absence.last_day >= first_day:
            raise UsageError(
                _("{name} is away too").format(name=covering.name),
                _(
                    "{name} is away from {first} to {last}, and somebody covers for them. Nothing was changed."
                ).format(
                    name=covering.name, first=short_day(absence.first_day), last=short_day(absence.last_day)
                ),
                _("Choose somebody else, or other days."),
            )


def _require_sense(owner: Someone | None, covering: Someone, first: date, last: date, today: date) -> None:
    if owner is None or not covering.name.strip() or covering.is_same(owner):
        raise UsageError(
            _("Nobody covers yet"),
            _("Somebody else of the team has to take care of the cases. Nothing was changed."),
            _("Choose who covers."),
        )
    if last < first or last < today:
        raise UsageError(
            _("These days cannot be"),
            _("The last day is before the first one, or it is over. Nothing was changed."),
            _("Put the days right, then try again."),
        )


def end_cover(vault: Vault, absence_id: str, *, now: datetime) -> None:
    """Have a cover end with yesterday, since the owner is back; one that has not begun is taken back. It says who ended it."""
    today = now.astimezone().date()
    with vault.transaction():
        for absence in absences(vault, until=today):
            for line in absence.lines if absence.id == absence_id else ():
                ended = replace(
                    line, id=new_id(), last_day=today - timedelta(days=1), set_by=own_name(vault), set_at=now,
                    follows=(line.id,),
                )  # fmt: skip
                vault.case_care.add_cover(ended)
                vault.audit.append("cover.ended", ended.id)

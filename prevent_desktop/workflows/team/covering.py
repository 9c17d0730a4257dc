"""Cover while somebody is away: dates, and who takes care of the cases. It needs no key of the organisation.

A cover stands once for each case, in the circle of that case: so it reaches those who share the case and nobody else, goes
with the case, and says nothing of a case that the one who covers may not know of. Such a case stays uncovered, and whoever goes
away is told so.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.ownership import Care, Cover, Someone
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.team.roster import Member
from prevent_desktop.errors import UsageError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.absences import Absence, absences_of
from prevent_desktop.workflows.team.myself import colleagues, myself, shares, shares_cases
from prevent_desktop.workflows.team.owning import care_of


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverSet:
    """What came of setting a cover: so many cases are covered, and so many are not, since whoever covers does not share them."""

    absence: str
    covered: int
    not_shared: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverFacts:
    """Who can cover, one's own covers that run or will, and one's own shared cases with whom each is about."""

    colleagues: tuple[Member, ...]
    absences: tuple[Absence, ...]
    cases: tuple[tuple[str, Person], ...]


def read_cover(vault: Vault, *, now: datetime) -> CoverFacts | None:
    """What the card about cover shows; None where there is nobody who could cover."""
    there, today = colleagues(vault), now.astimezone().date()
    if not there or not shares_cases(vault):
        return None
    cases = vault.cases.some(own_shared_cases(vault, today=today))
    people = vault.people.some({case.person_id for case in cases})
    return CoverFacts(
        colleagues=there,
        absences=own_absences(vault, today=today),
        cases=tuple((case.id, people[case.person_id]) for case in cases),
    )


def own_shared_cases(vault: Vault, *, today: date) -> tuple[str, ...]:
    """The open cases that whoever sits here owns and shares."""
    shared = vault.team.shared_cases()
    ids = [case.id for case in vault.cases.open_cases() if case.id in shared]
    cared = care_of(vault, ids, today=today)
    return tuple(case_id for case_id in ids if cared[case_id].care is Care.MINE)


def set_cover(
    vault: Vault,
    covering: Someone,
    *,
    first_day: date,
    last_day: date,
    case_ids: Collection[str] | None = None,
    now: datetime,
) -> CoverSet:
    """Have somebody take care of one's own shared cases on these days: of all, or of those that are named.

    Raises UsageError where the days cannot be, or nobody else takes care, or no case of one's own is shared.
    """
    own, today = myself(vault), now.astimezone().date()
    _require_sense(own, covering, first_day, last_day, today)
    assert own is not None  # noqa: S101 - it was required
    mine = own_shared_cases(vault, today=today)
    chosen = [one for one in mine if case_ids is None or one in case_ids]
    reached = [one for one in chosen if shares(vault, one, covering)]
    if not reached:
        raise UsageError(
            _("There is nothing to cover"),
            _("{name} shares none of your open cases. Nothing was changed.").format(name=covering.name),
            _("Share a case with them first, or choose somebody else."),
        )
    absence = new_id()
    with vault.transaction():
        for case_id in reached:
            cover = Cover(
                id=new_id(), case_id=case_id, cover=absence, owned_by=own.name, away_member=own.member,
                covered_by=covering.name, covering_member=covering.member, first_day=first_day, last_day=last_day,
                all_cases=case_ids is None, set_by=own.name, set_at=now,
            )  # fmt: skip
            vault.case_care.add_cover(cover)
            vault.audit.append("cover.set", cover.id)
    return CoverSet(absence=absence, covered=len(reached), not_shared=len(chosen) - len(reached))


def _require_sense(own: Someone | None, covering: Someone, first: date, last: date, today: date) -> None:
    nothing = _("Nothing was changed.")
    if own is None or not covering.name.strip() or covering.is_same(own):
        raise UsageError(
            _("Nobody covers for you yet"),
            f"{_('Somebody else of your team has to take care of your cases.')} {nothing}",
            _("Choose who covers for you."),
        )
    if last < first or last < today:
        raise UsageError(
            _("These days cannot be"),
            f"{_('The last day is before the first one, or it is over.')} {nothing}",
            _("Put the days right, then try again."),
        )


def end_cover(vault: Vault, absence_id: str, *, now: datetime) -> None:
    """Have a cover end with yesterday, since its owner is back; one that has not begun is taken back."""
    own, today = myself(vault), now.astimezone().date()
    if own is None:
        return
    with vault.transaction():
        for absence in absences_of(vault, own, until=today):
            for line in absence.lines if absence.id == absence_id else ():
                ended = replace(
                    line, id=new_id(), last_day=today - timedelta(days=1), set_by=own.name, set_at=now, follows=(line.id,),
                )  # fmt: skip
                vault.case_care.add_cover(ended)
                vault.audit.append("cover.ended", ended.id)


def own_absences(vault: Vault, *, today: date) -> tuple[Absence, ...]:
    """One's own covers that run today or will, the first one first."""
    own = myself(vault)
    if own is None:
        return ()
    return tuple(one for one in absences_of(vault, own, until=today) if one.last_day >= today)

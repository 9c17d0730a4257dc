"""What others did in one's cases while one was away, by case, with who and when: read from the change-sets that they signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from prevent_desktop.casework.ownership import Someone
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.record_kinds import kind_of_table
from prevent_desktop.casework.team.change_set import ROW, ChangeSet
from prevent_desktop.casework.team.roster import Member
from prevent_desktop.strict_json import read, text_of
from prevent_desktop.vault.team.tables import SetState
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.statements import membership
from prevent_desktop.workflows.team.members.absences import Absence, absences_of
from prevent_desktop.workflows.team.members.myself import myself

_READ: Final = "absences-read"
_LONGEST: Final = timedelta(days=120)
"""So long after it was over an absence is told of at most."""
_NO_DEED: Final = frozenset({"team_looks", "covers", "people", "person_changes"})
"""Tables of which a new row is no deed of its own: looks and covers are told elsewhere, a person's details once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What one member did in a case at one time, in words: "2 notes", "the details of the person changed"."""

    who: str
    at: datetime
    new: tuple[tuple[str, int], ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWhileAway:
    """One case, and what others did in it, the first of it first."""

    case_id: str
    person: Person
    deeds: tuple[Deed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhileAway:
    """One absence that has begun, and all cases of it in which something was done; the others are `untouched`."""

    absence: Absence
    cases: tuple[CaseWhileAway, ...]
    untouched: tuple[Person, ...] = ()


def absences_to_read(vault: Vault, *, now: datetime) -> tuple[Absence, ...]:
    """One's own absences that are over, and of which one has not said yet that what was done was read."""
    own, today = myself(vault), now.astimezone().date()
    if own is None:
        return ()
    known = set(_read_ones(vault))
    return tuple(
        one
        for one in absences_of(vault, own, until=today - _LONGEST)
        if one.first_day <= today and one.last_day < today and one.id not in known
    )


def mark_read(vault: Vault, absence_id: str) -> None:
    """Say that what was done meanwhile was read: it is not told of on My work any more."""
    with vault.transaction():
        vault.settings.set(_READ, text_of((*_read_ones(vault), absence_id)))


def _read_ones(vault: Vault) -> tuple[str, ...]:
    kept = vault.settings.get(_READ)
    return () if kept is None else read(tuple[str, ...], kept)


def while_away(vault: Vault, absence_id: str, *, now: datetime) -> WhileAway | None:
    """What others did since the first day of an absence; None where there is none of one's own by this id."""
    own, today = myself(vault), now.astimezone().date()
    if own is None:
        return None
    known = (one for one in absences_of(vault, own, until=today - _LONGEST) if one.id == absence_id)
    absence = next(known, None)
    if absence is None:
        return None
    people = {case.id: case.person_id for case in vault.cases.some(absence.case_ids)}
    persons = vault.people.some(set(people.values()))
    found, untouched = [], []
    for case_id, person_id in sorted(people.items()):
        deeds = tuple(_deeds(vault, case_id, absence, own))
        if deeds:
            found.append(CaseWhileAway(case_id=case_id, person=persons[person_id], deeds=deeds))
        else:
            untouched.append(persons[person_id])
    found.sort(key=lambda one: (one.deeds[0].at, one.case_id))
    return WhileAway(absence=absence, cases=tuple(found), untouched=tuple(untouched))


def _deeds(vault: Vault, case_id: str, absence: Absence, own: Someone) -> Iterator[Deed]:
    """By the day on which each set was made as its author's clock had it, or came here: a wrong clock hides nothing."""
    for stored in vault.team.sets_of(case_id, vault.team.circle_of(case_id) or ""):
        by = _author(vault, stored.vault)
        if stored.state is not SetState.APPLIED or by is None or by.id == own.member:
            continue
        change_set = stored.named.change_set
        days = (one.astimezone().date() for one in (change_set.at, stored.received_at))
        if any(absence.first_day <= day for day in days) and (deed := _deed(change_set, by)) is not None:
            yield deed


def _author(vault: Vault, writer: str) -> Member | None:
    found = membership(vault)
    return None if found is None else found.team.owner(writer)


def _deed(change_set: ChangeSet, by: Member) -> Deed | None:
    new: Counter[str] = Counter()
    changed: dict[str, None] = {}
    for one in change_set.operations:
        if one.unit == ROW and one.table not in _NO_DEED:
            new[one.table] += 1
        elif one.unit != ROW or one.table == "person_changes":
            changed["people" if one.table in _NO_DEED else one.table] = None
    again = tuple(table for table in changed if table not in new)
    if not new and not again:
        return None
    return Deed(who=by.name, at=change_set.at, new=tuple(sorted(new.items())), changed=again)


def counted(table: str, number: int) -> str:
    """So many new records of a kind, in words."""
    kind = kind_of_table(table)
    return "" if kind is None or kind.counted is None else kind.counted(number).format(number=number)


def titled(table: str) -> str:
    """What one record of a kind is called."""
    kind = kind_of_table(table)
    return "" if kind is None or kind.title is None else kind.title()

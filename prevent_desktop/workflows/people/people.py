"""Add a person with a first case, move a case along, find people, and change their details."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from prevent_desktop.casework.case import Case, CaseStatus, may_become
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import PersonChange, differences
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings


def add_person(
    vault: Vault,
    *,
    forenames: str,
    surname: str,
    birth_date: PartialDate | None,
    approximate_age: int | None = None,
    now: datetime,
) -> tuple[Person, Case]:
    """Record a person and open a first case about them."""
    person = Person(
        id=new_id(),
        forenames=forenames.strip(),
        surname=surname.strip(),
        birth_date=birth_date,
        approximate_age=approximate_age,
        created_at=now,
        changed_at=now,
    )
    return add_known_person(vault, person, now=now)


def add_known_person(
    vault: Vault, person: Person, *, now: datetime, known_from: str = ""
) -> tuple[Person, Case]:
    """Record a person of whom more is known, and open a first case about them. `known_from` says where from, in the audit."""
    with vault.transaction():
        vault.people.add(person)
        case = open_case(vault, person.id, now=now)
        vault.audit.append("person.added", person.id, known_from)
    return person, case


def open_case(vault: Vault, person_id: str, *, now: datetime) -> Case:
    """Open a new episode of concern about a person."""
    case = Case(id=new_id(), person_id=person_id, opened_at=now, changed_at=now)
    with vault.transaction():
        vault.cases.add(case)
        vault.audit.append("case.opened", case.id)
    return case


def current_case(vault: Vault, person_id: str, *, now: datetime) -> Case:
    """The newest case of a person; a new one where there is none."""
    cases = vault.cases.of_person(person_id)
    return max(cases, key=lambda case: case.opened_at) if cases else open_case(vault, person_id, now=now)


def person_of_case(vault: Vault, case_id: str) -> Person:
    """Whom a case is about."""
    return vault.people.get(vault.cases.get(case_id).person_id)


def change_person(
    vault: Vault, changed: Person, *, now: datetime, response_id: str | None = None, told_by: str = ""
) -> Person:
    """Keep changed details of a person, and what they were before, with who changed them and from which form.

    `told_by` says in words who told it, where it was neither a form here nor the owner of the vault.

    The audit tells that they changed, not what they were. Nothing happens where nothing differs.
    """
    before = vault.people.get(changed.id)
    differing = tuple(differences(before, changed))
    if not differing:
        return before
    person = replace(changed, changed_at=now)
    with vault.transaction():
        vault.people.update(person)
        for field, old, new in differing:
            vault.people.add_change(
                PersonChange(
                    id=new_id(), person_id=person.id, field=field, old_value=old, new_value=new, changed_at=now,
                    changed_by=told_by or settings.author_of(vault), response_id=response_id,
                )
            )  # fmt: skip
        vault.audit.append(
            "person.changed", person.id, ", ".join(dict.fromkeys(field for field, _o, _n in differing))
        )
    return person


def set_case_status(vault: Vault, case_id: str, status: CaseStatus, *, now: datetime) -> None:
    """Move a case to `status` where the pathway allows it; a case that is further on stays there."""
    if may_become(vault.cases.get(case_id).status, status):
        vault.cases.set_status(case_id, status, at=now)

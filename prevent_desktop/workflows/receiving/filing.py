"""Received packs are put in a case when a person says which: one that is there, a new one, or that of somebody new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.person import Person
from prevent_desktop.errors import RecordError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import open_case
from prevent_desktop.workflows.receiving.take_facts import ToldForm, take_facts
from prevent_desktop.workflows.record.writing import answer_is_in_case


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a person says that a received pack belongs.

    A case that is there (`case_id`), a new one about somebody recorded (`person_id`), or a first one about somebody new, as the pack
    knows them (`about`).
    """

    case_id: str = ""
    person_id: str = ""
    about: Person | None = None


def put_in_place(
    vault: Vault, received_id: str, place: Place, forms: Sequence[ToldForm] = (), *, now: datetime
) -> Case:
    """Put a received pack where a person says that it belongs. Raises as `put_in_case`."""
    if place.case_id:
        return put_in_case(vault, received_id, place.case_id, forms)
    if place.person_id:
        return put_in_new_case(vault, received_id, place.person_id, forms, now=now)
    assert place.about is not None  # noqa: S101 - the only other place
    return record_person(vault, received_id, place.about, forms, now=now)


def put_in_case(vault: Vault, received_id: str, case_id: str, forms: Sequence[ToldForm] = ()) -> Case:
    """Put a received pack in a case that a person chose, and let what its `forms` tell enter the record.

    RecordError where either is gone, or the pack is in a case.
    """
    with vault.transaction():
        pack = vault.received.get(received_id)
        if pack.case_id is not None:
            raise RecordError(
                _("This pack is in a case already"),
                _("Somebody added it to a case in the meantime. Nothing was changed."),
                _("Open the case that it is in."),
            )
        vault.received.put_in_case(received_id, case_id)
        vault.audit.append("pack.put-in-case", pack.pack_id, case_id)
        take_facts(vault, replace(pack, case_id=case_id), forms)
        answer_is_in_case(vault, received_id, case_id)
    return vault.cases.get(case_id)


def put_in_new_case(
    vault: Vault, received_id: str, person_id: str, forms: Sequence[ToldForm] = (), *, now: datetime
) -> Case:
    """Open a new case about somebody in the record, and put the pack in it as `put_in_case` does."""
    with vault.transaction():
        return put_in_case(vault, received_id, open_case(vault, person_id, now=now).id, forms)


def record_person(
    vault: Vault, received_id: str, about: Person, forms: Sequence[ToldForm] = (), *, now: datetime
) -> Case:
    """Record somebody new, as the pack knows them, open a first case, and put the pack in it as `put_in_case` does."""
    person = replace(about, id=new_id(), created_at=now, changed_at=now)
    with vault.transaction():
        vault.people.add(person)
        vault.audit.append("person.added", person.id, vault.received.get(received_id).pack_id)
        return put_in_new_case(vault, received_id, person.id, forms, now=now)

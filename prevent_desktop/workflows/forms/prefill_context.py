"""What is known already and need not be typed again, in the two shapes that forms ask for.

`facts` by the names of the forms' `fact` extension (`person.birth_date`, `events`); `launch` by the names of SDC's
launch contexts, as FHIR R4 JSON: `%person` and `%patient` (Patient), `%case` (EpisodeOfCare), `%user` (Practitioner)
and `%organisation` (Organization). A fact that is not known is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.chronology import in_order_of_time
from prevent_desktop.casework.notes import Event, Note, Source, as_told_here
from prevent_desktop.casework.organisation import Practitioner, SharingBasis
from prevent_desktop.casework.person import Agency, HouseholdMember, Person
from prevent_desktop.casework.person_values import SINGLE
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.formatting import each_of
from prevent_desktop.questionnaire.fhir_elements import full, telecom
from prevent_desktop.questionnaire.response import Launch
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.asked_first import asked_first
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.people.person_resource import as_patient

_OF_AGE = 18


@dataclass(frozen=True, slots=True, kw_only=True)
class PrefillContext:
    """The same knowledge for both kinds of forms: those that name facts, and those that use expressions."""

    facts: Mapping[str, object]
    launch: Launch


def prefill_context(vault: Vault, case_id: str, *, now: datetime, note: Note | None = None) -> PrefillContext:
    """All that the record knows for a form of this case; `note` is the quick note that grows into it.

    But for what came from senders who want to be asked first: in a form of ours it would go on unasked.
    """
    case, kept_back = vault.cases.get(case_id), asked_first(vault, case_id)
    return known(
        person=vault.people.get(case.person_id),
        case=case,
        practitioner=settings.practitioner(vault),
        sharing_basis=settings.sharing_basis(vault),
        events=in_order_of_time(
            one for one in vault.events.of_case(case_id) if one.received_id not in kept_back
        ),
        note=note,
        received=next(iter(vault.received.of_case(case_id)[::-1]), None),
        now=now,
    )


def known(
    *,
    person: Person,
    case: Case,
    practitioner: Practitioner | None,
    sharing_basis: SharingBasis,
    events: Iterable[Event] = (),
    note: Note | None = None,
    received: ReceivedPack | None = None,
    now: datetime,
) -> PrefillContext:
    """The same from its parts; pure. `events` as they should stand in the form, `received` the newest pack that came in."""
    facts: dict[str, object] = {f"person.{name}": getattr(person, name) for name in SINGLE}
    facts["person.household"] = [_parts("member", member) for member in person.household]
    facts["person.agencies"] = [_parts("agency", agency) for agency in person.agencies]
    facts["person.has_agencies"] = bool(person.agencies) or None
    facts["person.has_household_children"] = any(_is_child(m, now) for m in person.household) or None
    facts["events"] = [_event(as_told_here(event)) for event in events]
    facts["organisation.lawful_basis"] = sharing_basis.lawful_basis
    facts["today"] = now.astimezone().date()
    if practitioner is not None:
        facts |= {
            f"practitioner.{name}": getattr(practitioner, name) for name in ("name", "role", "phone", "email")
        }
        facts["organisation.name"] = practitioner.organisation
    if note is not None:
        facts |= _note(note)
    if received is not None:
        facts |= _received(received)
    return PrefillContext(
        facts={name: fact for name, fact in facts.items() if fact not in (None, "", [])},
        launch=_launch(person, case, practitioner),
    )


def _is_child(member: HouseholdMember, now: datetime) -> bool:
    """Whether it is certain that a member of the household is under 18 and lives with the person."""
    if member.birth_date is None or not member.lives_with:
        return False
    born, today = member.birth_date.earliest, now.astimezone().date()
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < _OF_AGE


def _parts(prefix: str, entry: HouseholdMember | Agency) -> dict[str, object]:
    return {f"{prefix}.{each.name}": getattr(entry, each.name) for each in fields(entry)}


def _event(event: Event) -> dict[str, object]:
    return {
        "event.id": event.id,
        "event.what": event.what,
        "event.own_words": event.own_words,
        "event.how_known": event.source.value,
        "event.who_told": event.source_detail,
        "event.when": event.when,
        "event.approximate": event.approximate or None,
        "event.where": event.where,
        "event.who_else": event.who_else,
        "event.label": event.label,
    }


def _received(pack: ReceivedPack) -> dict[str, object]:
    return {
        "received.reference": pack.reference,
        "received.pack": pack.pack_id,
        "received.from": each_of((pack.sender_name, pack.sender_organisation)),
        "received.when": pack.received_at.astimezone().date(),
    }


def _note(note: Note) -> dict[str, object]:
    """How a note is known is a fact where its writer said so; they may have left it open."""
    return {
        "note.text": note.text,
        "note.source": None if note.source is Source.NOT_KNOWN else note.source.value,
        "note.who_told": note.source_detail,
        "note.written_at": note.written_at.astimezone(),
    }


def _launch(person: Person, case: Case, practitioner: Practitioner | None) -> Launch:
    patient = {**as_patient(person), "id": person.id}
    launch = {"person": patient, "patient": patient, "case": _episode(case)}
    if practitioner is not None:
        launch["user"] = _practitioner(practitioner)
        launch["organisation"] = full({"resourceType": "Organization", "name": practitioner.organisation})
    return launch


def _episode(case: Case) -> dict[str, Any]:
    period = {
        "start": case.opened_at.isoformat(),
        "end": case.closed_at.isoformat() if case.closed_at else "",
    }
    return {
        "resourceType": "EpisodeOfCare",
        "id": case.id,
        "status": "active" if case.closed_at is None else "finished",
        "type": [{"coding": [{"code": case.status.value, "display": case.status.label}]}],
        "patient": {"reference": f"Patient/{case.person_id}"},
        "period": full(period),
    }


def _practitioner(practitioner: Practitioner) -> dict[str, Any]:
    *given, family = practitioner.name.split() or [""]
    name = full({"text": practitioner.name, "family": family, "given": given})
    return full(
        {
            "resourceType": "Practitioner",
            "name": [name] if name else [],
            "telecom": telecom(practitioner.phone, practitioner.email),
            "qualification": [{"code": {"text": practitioner.role}}] if practitioner.role else [],
        }
    )

"""What a received pack says of its person that the record says otherwise, or lacks: offered, never done silently.

It is the pack's Patient, from the revision that its author signed. What its forms say is offered where each of them is read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import field_label, same_name
from prevent_desktop.casework.person_values import LISTS, SINGLE, as_text, member_text
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.record_offers import RecordOffer, taken_on
from prevent_desktop.workflows.people.people import change_person, person_of_case
from prevent_desktop.workflows.people.person_resource import read_person


def person_offers(vault: Vault, received_id: str, *, now: datetime) -> tuple[RecordOffer, ...]:
    """Each difference that nobody decided about yet; none before the pack is in a case, or where it says nothing of a person."""
    pack = vault.received.get(received_id)
    told = read_person(pack.person, now=now)
    if told is None or pack.case_id is None:
        return ()
    person = person_of_case(vault, pack.case_id)
    left = vault.left_differences.of_person(person.id)
    return tuple(
        one for one in (*_single(person, told), *_entries(person, told)) if one.difference not in left
    )


def _single(person: Person, told: Person) -> Iterator[RecordOffer]:
    for field in SINGLE:
        if field == "approximate_age" and person.birth_date is not None:
            continue  # the record knows better
        recorded, said = as_text(person, field), as_text(told, field)
        if said and not same_name(recorded, said):
            yield _offer(field, recorded, said)


def _entries(person: Person, told: Person) -> Iterator[RecordOffer]:
    """Those whom the record does not name at all; who stands there already is nobody's to write over."""
    for field in LISTS:
        known = [one.name for one in getattr(person, field)]
        for one in getattr(told, field):
            if one.name and not any(same_name(one.name, name) for name in known):
                yield _offer(field, "", member_text(one))


def _offer(field: str, recorded: str, said: str) -> RecordOffer:
    return RecordOffer(field=field, label=field_label(field), recorded=recorded, answered=said, path=())


def take_offer(vault: Vault, received_id: str, offer: RecordOffer, *, now: datetime) -> None:
    """Put what the pack says in the record; what it said before is kept, with the pack and its signer as who told it."""
    pack = vault.received.get(received_id)
    person = person_of_case(vault, pack.case_id or "")
    words = _("Pack {pack}, signed by {name}, {organisation}").format(
        pack=short_pack_id(pack.pack_id), name=pack.sender_name, organisation=pack.sender_organisation
    )
    change_person(vault, taken_on(vault.people.get(person.id), offer), now=now, told_by=words)

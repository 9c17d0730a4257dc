"""Parents and contacts of the school's list, offered to the household of whoever was chosen of it. Nothing is put there by itself."""

from __future__ import annotations

from prevent_desktop.casework.person import HouseholdMember
from prevent_desktop.casework.pupil import PupilContact
from prevent_desktop.formatting import each_of
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people.people import person_of_case
from prevent_desktop.workflows.people.roll import is_same_person

_MOST_NAMESAKES = 20


def offered_contacts(vault: Vault, case_id: str) -> tuple[HouseholdMember, ...]:
    """Who the list names for the person of a case, as members of the household; nobody where it is not sure which pupil it is.

    No list says who lives with a child, so each is offered as somebody who does not: a person says so.
    """
    person = person_of_case(vault, case_id)
    named = vault.pupils.with_number(person.upn) or vault.pupils.named(person.full_name, _MOST_NAMESAKES)
    found = [pupil for pupil in named if is_same_person(pupil, person)]
    return tuple(map(_member, found[0].contacts)) if len(found) == 1 else ()


def _member(contact: PupilContact) -> HouseholdMember:
    return HouseholdMember(
        name=contact.name,
        relationship=contact.relationship,
        lives_with=False,
        note=each_of((contact.phone, contact.email)),
    )

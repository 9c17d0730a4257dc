"""What one's own lead may get by one press: every form, and notes, each as a form of its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.notes import Note
from prevent_desktop.casework.organisation import SealingWay
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import freeze, open_form
from prevent_desktop.workflows.forms.form_library import (
    CONCERN,
    LEAD_CHECK,
    NOTE,
    RECEIVER_DECISION,
    SHARING_DECISION,
    FormLibrary,
)
from prevent_desktop.workflows.forms.grow_note import grow_note
from prevent_desktop.workflows.organisation.own_lead import (
    is_inside,
    is_lead,
    lead_by_password,
    possible_receivers,
)

_NOT_THEIRS: Final = frozenset({LEAD_CHECK, SHARING_DECISION, RECEIVER_DECISION})
"""What was said by them, or by whoever decides: nothing that a lead is told."""


def forms_for_lead(library: FormLibrary) -> frozenset[str]:
    """The ids of the forms that a lead may get."""
    return frozenset(library.form_ids()) - _NOT_THEIRS


def goes_to_lead(vault: Vault, library: FormLibrary, form: FilledForm) -> bool:
    """Whether a form may be given to one's own lead: it is finished and ours, and there is a lead who is somebody else."""
    if not form.is_finalised or not form.is_ours or form.kept_apart or is_lead(vault):
        return False
    return form.form_id in forms_for_lead(library) and is_reached(vault)


def is_reached(vault: Vault) -> bool:
    """Whether one's lead can be given anything: at their desk, or as a file under six words."""
    known = (*possible_receivers(vault, ()), *lead_by_password(vault, (), CONCERN))
    return any(is_inside(one, CONCERN) for one in known)


def has_desk(vault: Vault) -> bool:
    """Whether a lead's desk is known, so that one press sends to it, and nothing is carried by hand."""
    return any(is_inside(one, CONCERN) and one.way is SealingWay.AGE for one in possible_receivers(vault, ()))


def leads_to_lead(vault: Vault, library: FormLibrary, form: FilledForm) -> bool:
    """Whether whoever finished a form comes to the page of their lead at once: with a concern, to talk to them whatever can be sent; with another form where one press sends it."""
    if form.form_id == CONCERN and not is_lead(vault):
        return True
    return has_desk(vault) and goes_to_lead(vault, library, form)


def notes_to_give(vault: Vault, case_id: str) -> tuple[Note, ...]:
    """The notes of a case that no form goes on with yet, in the order in which they were written."""
    forms = vault.responses.of_case(case_id)
    gone_on = {form.grown_from for form in forms if form.form_id == NOTE or form.is_finalised}
    return tuple(note for note in vault.notes.of_case(case_id) if note.id not in gone_on)


def case_of_note_to_give(vault: Vault, note_id: str) -> str:
    """The case of a note that waits to be given to a lead who is somebody else and can be reached; else empty."""
    case_id = vault.notes.get(note_id).case_id
    waits = any(note.id == note_id for note in notes_to_give(vault, case_id))
    return case_id if waits and not is_lead(vault) and is_reached(vault) else ""


def as_forms(
    vault: Vault, library: FormLibrary, notes: Collection[str], *, now: datetime
) -> tuple[FilledForm, ...]:
    """These notes as finished forms, as their lead gets them; all or none. RecordError where there is no such note.

    The record is told nothing by such a form that the note has not said: no event is made of it here.
    """
    with vault.transaction():
        return tuple(_as_form(vault, library, note_id, now) for note_id in notes)


def _as_form(vault: Vault, library: FormLibrary, note_id: str, now: datetime) -> FilledForm:
    begun = grow_note(vault, library, note_id=note_id, form_id=NOTE, now=now)
    freeze(vault, begun.id, open_form(vault, library, begun.id).response, now=now)
    return vault.responses.get(begun.id)

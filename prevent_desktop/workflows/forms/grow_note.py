"""Grow a quick note into a form without retyping: the form starts with its words, and both know each other."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.questionnaire.population import fact_of
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import start_form
from prevent_desktop.workflows.forms.form_library import NOTE, FormLibrary

_TEXT = "note.text"


def forms_for_notes(library: FormLibrary) -> tuple[str, ...]:
    """The forms that a person goes on with a note in: they have a place for its words."""
    return tuple(
        form_id
        for form_id in library.form_ids()
        if form_id != NOTE
        and any(fact_of(item) == _TEXT for item in library.newest(form_id).by_link_id.values())
    )


def grow_note(vault: Vault, library: FormLibrary, *, note_id: str, form_id: str, now: datetime) -> FilledForm:
    """Start a form from a note; the note itself stays as it is."""
    note = vault.notes.get(note_id)
    with vault.transaction():
        filled = start_form(vault, library, form_id=form_id, case_id=note.case_id, now=now, grown_from=note)
        vault.audit.append("note.grown", filled.id, note.case_id)
    return filled


def grown_into(vault: Vault, note_id: str) -> tuple[FilledForm, ...]:
    """The forms that a note grew into."""
    case_id = vault.notes.get(note_id).case_id
    return tuple(form for form in vault.responses.of_case(case_id) if form.grown_from == note_id)

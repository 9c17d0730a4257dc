"""Where a note in the record leads: to one's lead, and to the forms in which it goes on. No Qt."""

from __future__ import annotations

from prevent_desktop.casework.chronology import Entry, EntryKind
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.routes import Form, Route, SendToLead
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.forms_for_lead import case_of_note_to_give
from prevent_desktop.workflows.forms.grow_note import grown_into


def leads_of_note(vault: Vault, entry: Entry) -> tuple[tuple[Route, str], ...]:
    """Each way and its words, where the entry is a note: to the lead while they have not got it."""
    if entry.kind is not EntryKind.NOTE:
        return ()
    case_id = case_of_note_to_give(vault, entry.record_id)
    words = _("Open the form in which it goes on: {form}")
    given = [(SendToLead(case_id), _("Send it to your lead"))] if case_id else []
    forms = grown_into(vault, entry.record_id)
    return (*given, *((Form(form.id), words.format(form=form.title)) for form in forms))

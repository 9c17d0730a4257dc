"""Write a note about a person: one field is enough, and it stands in the chronology at once."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.notes import Note, Source
from prevent_desktop.errors import RecordError
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault


def write_note(
    vault: Vault,
    *,
    case_id: str,
    text: str,
    source: Source,
    source_detail: str = "",
    author: str,
    now: datetime,
) -> Note:
    """Keep a note. Raises RecordError for an empty one; nothing is kept then."""
    if not text.strip():
        raise RecordError(
            _("The note is empty"),
            _("There is nothing to keep yet."),
            _("Write what was seen, heard or said."),
        )
    note = Note(
        id=new_id(),
        case_id=case_id,
        text=text.strip(),
        source=source,
        source_detail=source_detail.strip(),
        author=author,
        written_at=now,
    )
    with vault.transaction():
        vault.notes.add(note)
        vault.audit.append("note.written", note.id, case_id)
    return note

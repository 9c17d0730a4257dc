"""Notes: free writing with a source, never changed once written."""

from __future__ import annotations

from typing import Any

from prevent_desktop.casework.notes import Note, Source
from prevent_desktop.casework.record_kinds import NOTES
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import read_time, time_text
from prevent_desktop.vault.search import SearchIndex
from prevent_desktop.vault.sql_errors import missing

_PLAIN = ("id", "case_id", "text", "source_detail", "author")


class Notes:
    """The notes of the vault."""

    def __init__(self, database: Database, index: SearchIndex) -> None:
        self._database = database
        self._index = index

    def add(self, note: Note) -> None:
        """Keep a new note. RecordError where the id is taken or the case is not in this vault."""
        with self._database.transaction():
            row = {
                **{name: getattr(note, name) for name in _PLAIN},
                "source": note.source.value,
                "written_at": time_text(note.written_at),
            }
            self._database.insert("notes", **row)
            self._index.put_row(NOTES, row)

    def get(self, note_id: str) -> Note:
        """The note with this id. RecordError where there is none."""
        row = self._database.row("SELECT * FROM notes WHERE id = ?", (note_id,))
        if row is None:
            raise missing(note_id)
        return _note(row)

    def of_case(self, case_id: str) -> tuple[Note, ...]:
        """The case's notes, in the order in which they were written."""
        sql = "SELECT * FROM notes WHERE case_id = ? ORDER BY written_at, id"
        return tuple(map(_note, self._database.rows(sql, (case_id,))))


def _note(row: Any) -> Note:
    return Note(
        **{name: row[name] for name in _PLAIN},
        source=Source(row["source"]),
        written_at=read_time(row["written_at"]),
    )

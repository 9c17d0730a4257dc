"""Notes: free writing with a source, never changed once written."""

from __future__ import annotations

from typing import Final

from prevent_desktop.casework.notes import Note
from prevent_desktop.casework.record_kinds import NOTES
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.rows import RowCodec, Table, codec_of
from prevent_desktop.vault.search import SearchIndex

_NOTE_ROWS: Final[RowCodec[Note]] = codec_of(NOTES)


class Notes:
    """The notes of the vault."""

    def __init__(self, database: Database, index: SearchIndex) -> None:
        self._database = database
        self._notes = Table(database, "notes", _NOTE_ROWS)
        self._index = index

    def add(self, note: Note) -> None:
        """Keep a new note. RecordError where the id is taken or the case is not in this vault."""
        with self._database.transaction():
            self._index.put_row(NOTES, self._notes.add(note))

    def get(self, note_id: str) -> Note:
        """The note with this id. RecordError where there is none."""
        return self._notes.get(note_id)

    def of_case(self, case_id: str) -> tuple[Note, ...]:
        """The case's notes, in the order in which they were written."""
        return self._notes.where("case_id = ? ORDER BY written_at, id", (case_id,))

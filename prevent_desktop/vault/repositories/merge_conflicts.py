"""What two copies of this vault said differently: each waits until a person settles it, and stays afterwards."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.casework.merge_conflict import Choice, MergeConflict
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.repositories.rows import RowCodec, Table
from prevent_desktop.vault.sql_errors import missing

_CONFLICT = RowCodec(MergeConflict)


class MergeConflicts:
    """The conflicts of the vault."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._conflicts = Table(database, "merge_conflicts", _CONFLICT)

    def add(self, conflict: MergeConflict) -> bool:
        """Keep a conflict; whether it is new: the same one again does nothing."""
        return self._conflicts.add_if_new(conflict)

    def get(self, conflict_id: str) -> MergeConflict:
        """The conflict with this id. RecordError where there is none."""
        return self._conflicts.get(conflict_id)

    def settle(
        self,
        conflict_id: str,
        choice: Choice,
        *,
        at: datetime,
        by: str,
        put_away: tuple[str, str] | None = None,
    ) -> None:
        """Write down how it was settled.

        `put_away` are the answers that a draft had, and those of its second that was taken away by it: they stay here.
        RecordError where there is no such conflict.
        """
        changed = self._database.run(
            "UPDATE merge_conflicts SET choice = ?, settled_at = ?, settled_by = ?, kept = coalesce(?, kept), "
            "other = coalesce(?, other) WHERE id = ?",
            (choice.value, time_text(at), by, *(put_away or (None, None)), conflict_id),
        )
        if changed.rowcount == 0:
            raise missing(conflict_id)

    def words_of(self, record_id: str) -> tuple[str, str]:
        """The label and the text by which search finds a record of any kind; empty where it finds none."""
        row = self._database.row("SELECT label, body FROM record_texts WHERE record_id = ?", (record_id,))
        return ("", "") if row is None else (row["label"], row["body"])

    def open(self) -> tuple[MergeConflict, ...]:
        """All that wait for a person, the one found first first."""
        return self._conflicts.where("settled_at IS NULL ORDER BY found_at, person_id, id")

    def of_person(self, person_id: str) -> tuple[MergeConflict, ...]:
        """All that were ever found about that person, settled ones too, the one found first first."""
        return self._conflicts.where("person_id = ? ORDER BY found_at, id", (person_id,))

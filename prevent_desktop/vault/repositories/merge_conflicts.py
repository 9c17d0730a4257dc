"""What two copies of this vault said differently: each waits until a person settles it, and stays afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from prevent_desktop.casework.merge_conflict import Choice, ConflictKind, MergeConflict
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import (
    maybe_read_time,
    maybe_time_text,
    read_time,
    read_when,
    time_text,
    when_text,
)
from prevent_desktop.vault.sql_errors import missing

_PLAIN = ("id", "person_id", "case_id", "record_id", "twin_id", "field", "kept", "other", "settled_by")
_TIMES = ("kept_at", "other_at", "found_at")


class MergeConflicts:
    """The conflicts of the vault."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, conflict: MergeConflict) -> bool:
        """Keep a conflict; whether it is new: the same one again does nothing."""
        columns = {
            **{name: getattr(conflict, name) for name in _PLAIN},
            **{name: when_text(getattr(conflict, name)) for name in _TIMES},
            "kind": conflict.kind.value,
            "kept_here": conflict.kept_here,
            "choice": conflict.choice,
            "settled_at": maybe_time_text(conflict.settled_at),
        }
        names, places = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        added = self._database.run(
            f"INSERT INTO merge_conflicts ({names}) VALUES ({places}) ON CONFLICT DO NOTHING",  # noqa: S608 - names are our own
            columns,
        )
        return bool(added.rowcount)

    def get(self, conflict_id: str) -> MergeConflict:
        """The conflict with this id. RecordError where there is none."""
        found = self.find(conflict_id)
        if found is None:
            raise missing(conflict_id)
        return found

    def find(self, conflict_id: str) -> MergeConflict | None:
        """The conflict with this id, or None."""
        row = self._database.row("SELECT * FROM merge_conflicts WHERE id = ?", (conflict_id,))
        return None if row is None else _conflict(row)

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
        sql = "SELECT * FROM merge_conflicts WHERE settled_at IS NULL ORDER BY found_at, person_id, id"
        return tuple(map(_conflict, self._database.rows(sql)))

    def all(self) -> tuple[MergeConflict, ...]:
        """All that were ever found, the one found first first."""
        rows = self._database.rows("SELECT * FROM merge_conflicts ORDER BY found_at, person_id, id")
        return tuple(map(_conflict, rows))

    def of_person(self, person_id: str) -> tuple[MergeConflict, ...]:
        """All that were ever found about that person, settled ones too, the one found first first."""
        sql = "SELECT * FROM merge_conflicts WHERE person_id = ? ORDER BY found_at, id"
        return tuple(map(_conflict, self._database.rows(sql, (person_id,))))


def _conflict(row: Any) -> MergeConflict:
    return MergeConflict(
        **{name: row[name] for name in _PLAIN},
        kind=ConflictKind(row["kind"]),
        kept_at=read_when(row["kept_at"]),
        other_at=read_when(row["other_at"]),
        found_at=read_time(row["found_at"]),
        kept_here=bool(row["kept_here"]),
        choice=Choice(row["choice"]) if row["choice"] else None,
        settled_at=maybe_read_time(row["settled_at"]),
    )

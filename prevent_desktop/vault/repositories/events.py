"""Events: dated lines of the chronology."""

from __future__ import annotations

from typing import Any

from prevent_desktop.casework.notes import Event, Source
from prevent_desktop.casework.record_kinds import EVENTS
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import (
    maybe_date_text,
    maybe_read_date,
    read_time,
    time_text,
)
from prevent_desktop.vault.search import SearchIndex
from prevent_desktop.vault.sql_errors import missing

_PLAIN = (
    "id", "case_id", "label", "what", "own_words", "source_detail", "author", "response_id", "who_else", "corrects",
)  # fmt: skip


class Events:
    """The events of the vault."""

    def __init__(self, database: Database, index: SearchIndex) -> None:
        self._database = database
        self._index = index

    def add(self, event: Event) -> None:
        """Keep a new event. RecordError where the id is taken, or the case or response is not in this vault."""
        with self._database.transaction():
            row = {
                **{name: getattr(event, name) for name in _PLAIN},
                "place": event.where,
                "day": maybe_date_text(event.when),
                "approximate": event.approximate,
                "source": event.source.value,
                "written_at": time_text(event.written_at),
            }
            self._database.insert("events", **row)
            self._index.put_row(EVENTS, row)

    def get(self, event_id: str) -> Event:
        """The event with this id. RecordError where there is none."""
        row = self._database.row("SELECT * FROM events WHERE id = ?", (event_id,))
        if row is None:
            raise missing(event_id)
        return _event(row)

    def of_case(self, case_id: str) -> tuple[Event, ...]:
        """The case's events as they stand now, in the order in which they were written down."""
        sql = (
            "SELECT * FROM events AS one WHERE case_id = ?"
            " AND NOT EXISTS (SELECT 1 FROM events WHERE corrects = one.id) ORDER BY written_at, id"
        )
        return tuple(map(_event, self._database.rows(sql, (case_id,))))

    def of_case_with_earlier(self, case_id: str) -> tuple[Event, ...]:
        """The same, with every event that was put into other words since."""
        sql = "SELECT * FROM events WHERE case_id = ? ORDER BY written_at, id"
        return tuple(map(_event, self._database.rows(sql, (case_id,))))

    def earlier(self, event_id: str) -> tuple[Event, ...]:
        """What the event said before, the newest first. RecordError where there is no such event."""
        found, event = [], self.get(event_id)
        while event.corrects is not None:
            event = self.get(event.corrects)
            found.append(event)
        return tuple(found)


def _event(row: Any) -> Event:
    return Event(
        **{name: row[name] for name in _PLAIN},
        where=row["place"],
        when=maybe_read_date(row["day"]),
        approximate=bool(row["approximate"]),
        source=Source(row["source"]),
        written_at=read_time(row["written_at"]),
    )

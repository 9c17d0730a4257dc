"""Events: dated lines of the chronology."""

from __future__ import annotations

from typing import Final

from prevent_desktop.casework.notes import Event
from prevent_desktop.casework.record_kinds import EVENTS
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.rows import RowCodec, Table, codec_of
from prevent_desktop.vault.search import SearchIndex

_EVENT_ROWS: Final[RowCodec[Event]] = codec_of(EVENTS)


class Events:
    """The events of the vault."""

    def __init__(self, database: Database, index: SearchIndex) -> None:
        self._database = database
        self._events = Table(database, "events", _EVENT_ROWS)
        self._index = index

    def add(self, event: Event) -> None:
        """Keep a new event. RecordError where the id is taken, or the case or response is not in this vault."""
        with self._database.transaction():
            self._index.put_row(EVENTS, self._events.add(event))

    def get(self, event_id: str) -> Event:
        """The event with this id. RecordError where there is none."""
        return self._events.get(event_id)

    def of_case(self, case_id: str) -> tuple[Event, ...]:
        """The case's events as they stand now, in the order in which they were written down."""
        sql = (
            "SELECT * FROM events AS one WHERE case_id = ?"
            " AND NOT EXISTS (SELECT 1 FROM events WHERE corrects = one.id) ORDER BY written_at, id"
        )
        return self._events.select(sql, (case_id,))

    def of_case_with_earlier(self, case_id: str) -> tuple[Event, ...]:
        """The same, with every event that was put into other words since."""
        return self._events.where("case_id = ? ORDER BY written_at, id", (case_id,))

    def earlier(self, event_id: str) -> tuple[Event, ...]:
        """What the event said before, the newest first. RecordError where there is no such event."""
        found, event = [], self.get(event_id)
        while event.corrects is not None:
            event = self.get(event.corrects)
            found.append(event)
        return tuple(found)

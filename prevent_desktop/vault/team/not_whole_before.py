"""Entries of which not all had come when this vault left the team that shared their case: nobody of that team brings the rest any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.team.shared_kinds import shared_kind
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.rows import RowCodec, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryBefore:
    """One of them: its row, by whom it was and when, what it lacked, and `texts`, a JSON list of labels and words."""

    case_id: str
    record_table: str
    record_key: str
    who: str
    at: datetime
    lacks: str
    texts: str
    may_go_on: bool
    kept_apart: bool


class NotWholeBefore:
    """The table of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._entries = Table(database, "not_whole_before", RowCodec(EntryBefore))

    def of(self, case_id: str) -> tuple[EntryBefore, ...]:
        """Those of a case, of kinds that this program knows."""
        every = self._entries.where("case_id = ? ORDER BY record_table, record_key", (case_id,))
        return tuple(one for one in every if shared_kind(one.record_table) is not None)

    def cases(self) -> tuple[str, ...]:
        """The cases that have any."""
        rows = self._database.rows("SELECT DISTINCT case_id FROM not_whole_before ORDER BY case_id")
        return tuple(row["case_id"] for row in rows)

    def keep(self, entries: Iterable[EntryBefore]) -> None:
        """Keep these. In the caller's transaction."""
        for one in entries:
            self._entries.add_if_new(one)

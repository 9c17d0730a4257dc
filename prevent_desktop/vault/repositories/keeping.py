"""What people decided about keeping cases: added, never changed."""

from __future__ import annotations

from typing import Final

from prevent_desktop.casework.keeping import KeepingDecision
from prevent_desktop.casework.record_kinds import KEEPING_DECISIONS
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.rows import RowCodec, Table, codec_of

_KEEPING_ROWS: Final[RowCodec[KeepingDecision]] = codec_of(KEEPING_DECISIONS)


class Keeping:
    """The decisions about keeping. A trigger has the case's clock worked out anew."""

    def __init__(self, database: Database) -> None:
        self._decisions = Table(database, "keeping_decisions", _KEEPING_ROWS)

    def add(self, decision: KeepingDecision) -> None:
        """Keep a new decision. RecordError where the id is taken, or the case or the hold is not in this vault."""
        self._decisions.add(decision)

    def of_case(self, case_id: str) -> tuple[KeepingDecision, ...]:
        """The case's decisions, in the order in which they were made."""
        return self._decisions.where("case_id = ? ORDER BY decided_at, rowid", (case_id,))

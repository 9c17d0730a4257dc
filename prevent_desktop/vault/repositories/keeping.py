"""What people decided about keeping cases: added, never changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from prevent_desktop.casework.keeping import KeepingDecision, KeepingKind
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import read_time, time_text

_PLAIN = ("id", "case_id", "reason", "reference", "lifts", "decided_by")


class Keeping:
    """The decisions about keeping. A trigger has the case's clock worked out anew."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, decision: KeepingDecision) -> None:
        """Keep a new decision. RecordError where the id is taken, or the case or the hold is not in this vault."""
        self._database.insert(
            "keeping_decisions",
            **{name: getattr(decision, name) for name in _PLAIN},
            kind=decision.kind.value,
            until=None if decision.until is None else decision.until.isoformat(),
            decided_at=time_text(decision.decided_at),
        )

    def of_case(self, case_id: str) -> tuple[KeepingDecision, ...]:
        """The case's decisions, in the order in which they were made."""
        sql = "SELECT * FROM keeping_decisions WHERE case_id = ? ORDER BY decided_at, rowid"
        return tuple(map(_decision, self._database.rows(sql, (case_id,))))


def _decision(row: Any) -> KeepingDecision:
    return KeepingDecision(
        **{name: row[name] for name in _PLAIN},
        kind=KeepingKind(row["kind"]),
        until=None if row["until"] is None else date.fromisoformat(row["until"]),
        decided_at=read_time(row["decided_at"]),
    )

"""What is kept back from the receivers of cases: added, never changed."""

from __future__ import annotations

import json
from typing import Any

from prevent_desktop.casework.withholding import Withholding
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import read_time, time_text

_PLAIN = ("id", "case_id", "recipient_id", "place", "label", "reason", "lifts", "decided_by")


class Withholdings:
    """The withholdings of the vault, and what lifts them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, withholding: Withholding) -> None:
        """Keep a new one. RecordError where the id is taken, or the case or what it lifts is not in this vault."""
        self._database.insert(
            "withholdings",
            **{name: getattr(withholding, name) for name in _PLAIN},
            words=json.dumps(withholding.words, ensure_ascii=False),
            decided_at=time_text(withholding.decided_at),
        )

    def of_case(self, case_id: str) -> tuple[Withholding, ...]:
        """All of a case with what lifts them, in the order in which they were decided."""
        sql = "SELECT * FROM withholdings WHERE case_id = ? ORDER BY decided_at, rowid"
        return tuple(map(_withholding, self._database.rows(sql, (case_id,))))


def _withholding(row: Any) -> Withholding:
    return Withholding(
        **{name: row[name] for name in _PLAIN},
        words=tuple(json.loads(row["words"])),
        decided_at=read_time(row["decided_at"]),
    )

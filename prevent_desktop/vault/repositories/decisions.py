"""Decisions: recorded choices with who, when and why, never changed once recorded."""

from __future__ import annotations

from typing import Any

from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.record_kinds import DECISIONS
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import read_when, when_text
from prevent_desktop.vault.search import SearchIndex
from prevent_desktop.vault.sql_errors import missing

_PLAIN = ("id", "case_id", "choice", "reason", "decided_by", "response_id", "reference")


class Decisions:
    """The decisions of the vault."""

    def __init__(self, database: Database, index: SearchIndex) -> None:
        self._database = database
        self._index = index

    def add(self, decision: Decision) -> None:
        """Keep a new decision. RecordError where the id is taken, or the case or response is not in this vault."""
        with self._database.transaction():
            row = {
                **{name: getattr(decision, name) for name in _PLAIN},
                "kind": decision.kind.value,
                "decided_at": when_text(decision.decided_at),
            }
            self._database.insert("decisions", **row)
            self._index.put_row(DECISIONS, row)

    def get(self, decision_id: str) -> Decision:
        """The decision with this id. RecordError where there is none."""
        row = self._database.row("SELECT * FROM decisions WHERE id = ?", (decision_id,))
        if row is None:
            raise missing(decision_id)
        return _decision(row)

    def of_case(self, case_id: str) -> tuple[Decision, ...]:
        """The case's decisions by their days, and those of one day as they were written down."""
        sql = (
            "SELECT decisions.* FROM decisions LEFT JOIN responses ON responses.id = decisions.response_id "
            "WHERE decisions.case_id = ? ORDER BY substr(decided_at, 1, 10), "
            "coalesce(responses.finalised_at, decided_at), decisions.id"
        )
        return tuple(map(_decision, self._database.rows(sql, (case_id,))))


def _decision(row: Any) -> Decision:
    return Decision(
        **{name: row[name] for name in _PLAIN},
        kind=DecisionKind(row["kind"]),
        decided_at=read_when(row["decided_at"]),
    )

"""Decisions: recorded choices with who, when and why, never changed once recorded."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Final

from prevent_desktop.casework.decision import Decision
from prevent_desktop.casework.record_kinds import DECISIONS
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.rows import RowCodec, Table, codec_of
from prevent_desktop.vault.search import SearchIndex

_DECISION_ROWS: Final[RowCodec[Decision]] = codec_of(DECISIONS)


class Decisions:
    """The decisions of the vault."""

    def __init__(self, database: Database, index: SearchIndex) -> None:
        self._database = database
        self._decisions = Table(database, "decisions", _DECISION_ROWS)
        self._index = index

    def add(self, decision: Decision) -> None:
        """Keep a new decision. RecordError where the id is taken, or the case or response is not in this vault."""
        with self._database.transaction():
            self._index.put_row(DECISIONS, self._decisions.add(decision))

    def get(self, decision_id: str) -> Decision:
        """The decision with this id. RecordError where there is none."""
        return self._decisions.get(decision_id)

    def of_cases(self, case_ids: Collection[str]) -> tuple[Decision, ...]:
        """The decisions of these cases, by their days, and those of one day as they were written down."""
        sql = (
            "SELECT decisions.* FROM decisions LEFT JOIN responses ON responses.id = decisions.response_id "
            "WHERE decisions.case_id IN (SELECT value FROM json_each(?)) ORDER BY substr(decided_at, 1, 10), "
            "coalesce(responses.finalised_at, decided_at), decisions.id"
        )
        return self._decisions.select(sql, (json.dumps(list(case_ids)),))

    def of_case(self, case_id: str) -> tuple[Decision, ...]:
        """The case's decisions in the same order."""
        return self.of_cases((case_id,))

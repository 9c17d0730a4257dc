"""Differences between a form and the record that somebody chose to leave, so that nobody is asked twice."""

from __future__ import annotations

from datetime import datetime

from prevent_desktop.casework.person_changes import Difference
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import time_text


class LeftDifferences:
    """What was left as it is, by person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def leave(self, person_id: str, difference: Difference, *, at: datetime, by: str) -> None:
        """Keep that this difference stays; keeping it again does nothing. RecordError where there is no such person."""
        self._database.run(
            "INSERT INTO left_differences (person_id, field, recorded, answered, left_at, left_by) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (person_id, difference.field, difference.recorded, difference.answered, time_text(at), by),
        )

    def take_back(self, person_id: str, difference: Difference) -> None:
        """Forget that it was left, so that it is asked about again."""
        self._database.run(
            "DELETE FROM left_differences WHERE person_id = ? AND field = ? AND recorded = ? AND answered = ?",
            (person_id, difference.field, difference.recorded, difference.answered),
        )

    def of_person(self, person_id: str) -> frozenset[Difference]:
        """All that were left."""
        sql = "SELECT field, recorded, answered FROM left_differences WHERE person_id = ?"
        return frozenset(
            Difference(row["field"], row["recorded"], row["answered"])
            for row in self._database.rows(sql, (person_id,))
        )

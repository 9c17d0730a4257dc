"""Differences between a form and the record that somebody chose to leave, so that nobody is asked twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.person_changes import Difference
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.rows import RowCodec, Table


@dataclass(frozen=True, slots=True)
class LeftDifference:
    """A difference that was left, when and by whom."""

    difference: Difference
    left_at: datetime
    left_by: str


_LEFT = RowCodec(LeftDifference)


class LeftDifferences:
    """What was left as it is, by person."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._left = Table(database, "left_differences", _LEFT)

    def leave(self, person_id: str, difference: Difference, *, at: datetime, by: str) -> None:
        """Keep that this difference stays; keeping it again does nothing. RecordError where there is no such person."""
        self._left.add_if_new(LeftDifference(difference, at, by), person_id=person_id)

    def take_back(self, person_id: str, difference: Difference) -> None:
        """Forget that it was left, so that it is asked about again."""
        self._database.run(
            "DELETE FROM left_differences WHERE person_id = ? AND field = ? AND recorded = ? AND answered = ?",
            (person_id, difference.field, difference.recorded, difference.answered),
        )

    def of_person(self, person_id: str) -> frozenset[Difference]:
        """All that were left."""
        return frozenset(one.difference for one in self._left.where("person_id = ?", (person_id,)))

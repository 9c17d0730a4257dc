"""Reviews: the days by which cases are looked at again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from prevent_desktop.casework.review import Review
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import maybe_read_time, maybe_time_text, read_time, time_text

_PLAIN = ("response_id", "case_id", "what")


class Reviews:
    """The reviews of the vault. A case has one that is not done, at most: the one set last."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set_due(self, review: Review) -> None:
        """Keep a new review; those of the case that were not done are done with it.

        RecordError where the response has set one already, or the case or response is not in this vault.
        """
        with self._database.transaction():
            self.finish(review.case_id, review.set_at)
            self._database.insert(
                "reviews",
                **{name: getattr(review, name) for name in _PLAIN},
                due=review.due.isoformat(),
                set_at=time_text(review.set_at),
                done_at=maybe_time_text(review.done_at),
            )

    def finish(self, case_id: str, at: datetime) -> None:
        """Mark what was due in a case as done."""
        self._database.run(
            "UPDATE reviews SET done_at = ? WHERE case_id = ? AND done_at IS NULL", (time_text(at), case_id)
        )

    def of_case(self, case_id: str) -> tuple[Review, ...]:
        """The case's reviews, in the order of their days."""
        sql = "SELECT * FROM reviews WHERE case_id = ? ORDER BY due, response_id"
        return tuple(map(_review, self._database.rows(sql, (case_id,))))

    def open(self) -> tuple[Review, ...]:
        """All that are not done, the one due first first."""
        sql = "SELECT * FROM reviews WHERE done_at IS NULL ORDER BY due, response_id"
        return tuple(map(_review, self._database.rows(sql)))


def _review(row: Any) -> Review:
    return Review(
        **{name: row[name] for name in _PLAIN},
        due=date.fromisoformat(row["due"]),
        set_at=read_time(row["set_at"]),
        done_at=maybe_read_time(row["done_at"]),
    )

"""Reviews: the days by which cases are looked at again."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from prevent_desktop.casework.record_kinds import REVIEWS
from prevent_desktop.casework.review import Review
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.repositories.rows import RowCodec, Table, codec_of

_REVIEW_ROWS: Final[RowCodec[Review]] = codec_of(REVIEWS)


class Reviews:
    """The reviews of the vault. A case has one that is not done, at most: the one set last."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._reviews = Table(database, "reviews", _REVIEW_ROWS)

    def set_due(self, review: Review) -> None:
        """Keep a new review; those of the case that were not done are done with it.

        RecordError where the response has set one already, or the case or response is not in this vault.
        """
        with self._database.transaction():
            self.finish(review.case_id, review.set_at)
            self._reviews.add(review)

    def finish(self, case_id: str, at: datetime) -> None:
        """Mark what was due in a case as done."""
        self._database.run(
            "UPDATE reviews SET done_at = ? WHERE case_id = ? AND done_at IS NULL", (time_text(at), case_id)
        )

    def of_case(self, case_id: str) -> tuple[Review, ...]:
        """The case's reviews, in the order of their days."""
        return self._reviews.where("case_id = ? ORDER BY due, response_id", (case_id,))

    def open(self) -> tuple[Review, ...]:
        """All that are not done, the one due first first."""
        return self._reviews.where("done_at IS NULL ORDER BY due, response_id")

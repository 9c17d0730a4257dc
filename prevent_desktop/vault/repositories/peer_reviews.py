"""Drafts that were handed on for comment: those that went from here, and those that came."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from prevent_desktop.casework.draft_codec import comments_of, comments_text, draft_words, read_draft
from prevent_desktop.casework.peer_review import Comments, PeerReview
from prevent_desktop.row_codec import Column
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import maybe_time_text, time_text
from prevent_desktop.vault.repositories.rows import RowCodec, Table

_DRAFT = RowCodec(
    PeerReview,
    {
        "draft": Column("words", write=draft_words, read=read_draft),
        "comments": Column(write=comments_text, read=comments_of),
    },
)


class PeerReviews:
    """The drafts for comment of the vault. What was handed on never changes; what is said to it does."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._drafts = Table(database, "drafts_for_comment", _DRAFT)

    def add(self, record: PeerReview) -> None:
        """Keep a new one. RecordError where its id is taken, or its case is not in this vault."""
        self._drafts.add(record, handed_at=time_text(record.draft.at))

    def find(self, draft_id: str) -> PeerReview | None:
        """The one with this id; None where there is none."""
        return self._drafts.find(draft_id)

    def get(self, draft_id: str) -> PeerReview:
        """The one with this id. RecordError where there is none."""
        return self._drafts.get(draft_id)

    def all(self) -> tuple[PeerReview, ...]:
        """Every one, the newest first."""
        return self._drafts.all("handed_at DESC, id")

    def of_case(self, case_id: str) -> tuple[PeerReview, ...]:
        """Those of a case that went from here, the newest first."""
        return self._drafts.where("case_id = ? ORDER BY handed_at DESC, id", (case_id,))

    def waiting(self) -> tuple[int, int]:
        """How many drafts of colleagues are not given back, and how many comments on ours are not done."""
        to_read = (
            "SELECT count(*) FROM drafts_for_comment WHERE direction = 'received' AND returned_at IS NULL"
        )
        sql = "SELECT comments, done FROM drafts_for_comment WHERE direction = 'sent' AND returned_at IS NOT NULL"
        to_do = sum(
            one.key not in json.loads(row["done"])
            for row in self._database.rows(sql)
            for one in comments_of(row["comments"]).comments
        )
        return int(self._database.value(to_read)), to_do

    def say(self, draft_id: str, comments: Comments, returned_at: datetime | None) -> None:
        """Keep what is said to a draft; `returned_at` is when that came or went, None while it is being written."""
        self._database.run(
            "UPDATE drafts_for_comment SET comments = ?, returned_at = ? WHERE id = ?",
            (comments_text(comments), maybe_time_text(returned_at), draft_id),
        )

    def set_done(self, draft_id: str, done: Iterable[str]) -> None:
        """Keep which comments are done."""
        self._database.run(
            "UPDATE drafts_for_comment SET done = ? WHERE id = ?", (json.dumps(sorted(done)), draft_id)
        )

    def remove(self, draft_id: str) -> None:
        """Take out one that came from a colleague. RecordError for one that went from here."""
        self._database.run("DELETE FROM drafts_for_comment WHERE id = ?", (draft_id,))

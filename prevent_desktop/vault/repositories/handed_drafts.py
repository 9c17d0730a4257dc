"""Drafts that were handed on for comment: those that went from here, and those that came."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from prevent_desktop.casework.draft_codec import comments_of, comments_text, draft_words, read_draft
from prevent_desktop.casework.handed_draft import Comments, DraftRecord, Handing
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import maybe_read_time, maybe_time_text, time_text
from prevent_desktop.vault.sql_errors import missing

_PLAIN = ("id", "case_id", "colleague", "signer", "digest")


class HandedDrafts:
    """The drafts for comment of the vault. What was handed on never changes; what is said to it does."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, record: DraftRecord) -> None:
        """Keep a new one. RecordError where its id is taken, or its case is not in this vault."""
        self._database.insert(
            "drafts_for_comment",
            **{name: getattr(record, name) for name in _PLAIN},
            direction=record.direction.value,
            words=draft_words(record.draft),
            responses=json.dumps(record.responses),
            handed_at=time_text(record.draft.at),
            comments=comments_text(record.comments),
            returned_at=maybe_time_text(record.returned_at),
            done=json.dumps(sorted(record.done)),
        )

    def find(self, draft_id: str) -> DraftRecord | None:
        """The one with this id; None where there is none."""
        row = self._database.row("SELECT * FROM drafts_for_comment WHERE id = ?", (draft_id,))
        return None if row is None else _record(row)

    def get(self, draft_id: str) -> DraftRecord:
        """The one with this id. RecordError where there is none."""
        found = self.find(draft_id)
        if found is None:
            raise missing(draft_id)
        return found

    def all(self) -> tuple[DraftRecord, ...]:
        """Every one, the newest first."""
        sql = "SELECT * FROM drafts_for_comment ORDER BY handed_at DESC, id"
        return tuple(map(_record, self._database.rows(sql)))

    def of_case(self, case_id: str) -> tuple[DraftRecord, ...]:
        """Those of a case that went from here, the newest first."""
        sql = "SELECT * FROM drafts_for_comment WHERE case_id = ? ORDER BY handed_at DESC, id"
        return tuple(map(_record, self._database.rows(sql, (case_id,))))

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


def _record(row: Any) -> DraftRecord:
    return DraftRecord(
        **{name: row[name] for name in _PLAIN},
        direction=Handing(row["direction"]),
        draft=read_draft(row["words"]),
        responses=tuple(json.loads(row["responses"])),
        comments=comments_of(row["comments"]),
        returned_at=maybe_read_time(row["returned_at"]),
        done=frozenset(json.loads(row["done"])),
    )

"""Responses: drafts that are saved again and again, and finalised ones that a trigger freezes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Final

from prevent_desktop.casework.filled_forms import FilledForm, ResponseStatus
from prevent_desktop.casework.record_kinds import RESPONSES
from prevent_desktop.errors import ProgramError
from prevent_desktop.translation import _
from prevent_desktop.vault.answer_text import answer_text
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.repositories.rows import RowCodec, Table, codec_of
from prevent_desktop.vault.search import SearchIndex
from prevent_desktop.vault.sql_errors import frozen, missing

_RESPONSE_ROWS: Final[RowCodec[FilledForm]] = codec_of(RESPONSES)

_OF_DRAFT = (
    ("drafts_to_index", "response_id"), ("record_texts", "record_id"), ("undo_histories", "draft"), ("responses", "id"),
)  # fmt: skip


class Responses:
    """The responses of the vault."""

    def __init__(self, database: Database, index: SearchIndex) -> None:
        self._database = database
        self._responses = Table(database, "responses", _RESPONSE_ROWS)
        self._index = index

    def add(self, form: FilledForm) -> None:
        """Keep a new response. RecordError where the id is taken, or the case or questionnaire is not kept."""
        with self._database.transaction():
            self._responses.add(form)
            if not form.kept_apart:
                self._index.put(
                    RESPONSES, form.id, form.case_id, label=form.title, body=answer_text(form.content)
                )

    def get(self, response_id: str) -> FilledForm:
        """The response with this id. RecordError where there is none."""
        return self._responses.get(response_id)

    def save_draft(
        self,
        response_id: str,
        content: str,
        place: str,
        sections_done: int,
        sections_total: int,
        at: datetime,
    ) -> None:
        """Replace a draft's content; when this returns outside a transaction, it is on the disk.

        RecordError where there is no such response or it is finalised.
        """
        with self._database.transaction():
            changed = self._database.run(
                "UPDATE responses SET content = ?, place = ?, sections_done = ?, sections_total = ?, changed_at = ? "
                "WHERE id = ?",
                (content, place, sections_done, sections_total, time_text(at), response_id),
            )
            if changed.rowcount == 0:
                raise missing(response_id)
            self.index(response_id)

    def index_drafts(self) -> None:
        """Let search find what the drafts say now; `save_draft` leaves that for later, to be quick."""
        sql = "SELECT id, content FROM drafts_to_index CROSS JOIN responses ON id = response_id"  # few, then each by id
        for row in self._database.rows(sql):
            with self._database.transaction():
                self._put_in_index(row["id"], row["content"])

    def index(self, response_id: str) -> None:
        """Let search find what a response says now, once somebody searches."""
        self._database.run(
            "INSERT INTO drafts_to_index (response_id) SELECT id FROM responses WHERE id = ? AND NOT kept_apart "
            "ON CONFLICT DO NOTHING",
            (response_id,),
        )

    def finalise(self, response_id: str, content: str, digest: str, at: datetime) -> None:
        """Freeze the response with its final content; `digest` is the SHA-256 of `content` in UTF-8, hexadecimal.

        RecordError where there is no such response or it is frozen already; ProgramError for a wrong digest.
        """
        if hashlib.sha256(content.encode()).hexdigest() != digest:
            raise _wrong_digest()
        with self._database.transaction():
            form = self.get(response_id)
            if form.is_finalised:
                raise frozen()
            self._database.run(
                "UPDATE responses SET content = ?, content_digest = ?, status = ?, changed_at = ?, finalised_at = ? "
                "WHERE id = ?",
                (content, digest, ResponseStatus.COMPLETED.value, time_text(at), time_text(at), response_id),
            )
            if not form.kept_apart:
                self._put_in_index(response_id, content)

    def remove_draft(self, response_id: str, content: str) -> bool:
        """Take a draft away that still says `content`, with what can be undone in it; whether it was.

        It stays where it was written on since, is finalised, or something points to it.
        """
        sql = """
            SELECT 1 FROM responses WHERE id = :id AND content = :content AND finalised_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM person_changes WHERE response_id = :id)
            AND NOT EXISTS (SELECT 1 FROM responses WHERE based_on = :id OR corrects = :id)
        """
        with self._database.transaction():
            if self._database.value(sql, {"id": response_id, "content": content}) is None:
                return False
            for table, column in _OF_DRAFT:
                self._database.run(f"DELETE FROM {table} WHERE {column} = ?", (response_id,))  # noqa: S608 - our own names
        return True

    def of_case(self, case_id: str) -> tuple[FilledForm, ...]:
        """The case's responses, in the order in which they were started."""
        return self._responses.where("case_id = ? ORDER BY started_at, id", (case_id,))

    def outlines(self, case_ids: Collection[str]) -> tuple[FilledForm, ...]:
        """The responses of these cases without their content, in the order in which they were started."""
        names = (each.name for each in fields(FilledForm))
        columns = ", ".join("'' AS content" if name == "content" else name for name in names)
        sql = f"SELECT {columns} FROM responses WHERE case_id IN (SELECT value FROM json_each(?)) ORDER BY started_at, id"  # noqa: S608 - our own names
        return self._responses.select(sql, (json.dumps(list(case_ids)),))

    def contents(self, response_ids: Collection[str]) -> dict[str, str]:
        """What these responses say, by their ids."""
        sql = "SELECT id, content FROM responses WHERE id IN (SELECT value FROM json_each(?))"
        rows = self._database.rows(sql, (json.dumps(list(response_ids)),))
        return {row["id"]: row["content"] for row in rows}

    def titles(self, response_ids: Collection[str]) -> dict[str, str]:
        """What the forms of these responses are called, by their ids."""
        sql = "SELECT id, title FROM responses WHERE id IN (SELECT value FROM json_each(?))"
        rows = self._database.rows(sql, (json.dumps(list(response_ids)),))
        return {row["id"]: row["title"] for row in rows}

    def drafts(self) -> tuple[FilledForm, ...]:
        """All that are not finalised, the one that changed last first."""
        return self._responses.where("finalised_at IS NULL ORDER BY changed_at DESC, id")

    def finished_corrections(self) -> tuple[FilledForm, ...]:
        """All finalised addenda to other responses, in the order in which they were begun."""
        return self._responses.where(
            "corrects IS NOT NULL AND finalised_at IS NOT NULL ORDER BY started_at, id"
        )

    def _put_in_index(self, response_id: str, content: str) -> None:
        self._index.replace_body(response_id, answer_text(content))
        self._database.run("DELETE FROM drafts_to_index WHERE response_id = ?", (response_id,))


def _wrong_digest() -> ProgramError:
    return ProgramError(
        _("The form could not be finished"),
        _("This is a fault of the program: the answers are not those that were checked. Your draft is safe."),
        _("Tell your IT team. You can go on writing in the draft."),
    )

"""Answers: what receivers said to our packs and what we said to those that came; what came and was none; days of asking."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime
from typing import Final

from prevent_desktop.casework.answer import AnswerRecord, AnswerSetAside, Chase, Direction
from prevent_desktop.casework.correspondence_kinds import ANSWERS, CHASES
from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.repositories.rows import RowCodec, Table, codec_of
from prevent_desktop.vault.search import SearchIndex

_ANSWER_ROWS: Final[RowCodec[AnswerRecord]] = codec_of(ANSWERS)
_SET_ASIDE = RowCodec(AnswerSetAside)
_CHASE_ROWS: Final[RowCodec[Chase]] = codec_of(CHASES)


class Answers:
    """The answers of the vault, and all that belongs to waiting for them."""

    def __init__(self, database: Database, index: SearchIndex) -> None:
        self._database = database
        self._answers = Table(database, "answers", _ANSWER_ROWS)
        self._set_aside = Table(database, "answers_set_aside", _SET_ASIDE)
        self._chases = Table(database, "chases", _CHASE_ROWS)
        self._index = index

    def add(self, record: AnswerRecord, *, beside: bool = False) -> None:
        """Keep a new answer; `beside` what others made up under its number. RecordError where it is here already, or its case is not in this vault."""
        answer = record.answer
        row_id = derived_id("true answer", record.id, record.jws) if beside else record.id
        with self._database.transaction():
            self._answers.add(record, id=row_id)
            body = "\n".join(filter(None, (answer.text, answer.reason)))
            self._index.put(ANSWERS, row_id, record.case_id, label=answer.kind.label, body=body)

    def to_be_given(self, record: AnswerRecord, sealed: bytes) -> None:
        """An answer of ours is still to be put where its sender looks, sealed like this."""
        self._database.insert("answers_to_give", answer_id=record.id, case_id=record.case_id, sealed=sealed)

    def to_give(self) -> tuple[tuple[AnswerRecord, bytes], ...]:
        """The answers of ours that are still to be put where their senders look, each with its sealed bytes."""
        sql = """
            SELECT answers.*, sealed FROM answers_to_give JOIN answers ON answers.id = answer_id
            ORDER BY recorded_at, pack_id, number
        """
        return tuple((_ANSWER_ROWS.read(row), bytes(row["sealed"])) for row in self._database.rows(sql))

    def was_given(self, answer_id: str) -> None:
        """An answer of ours lies where its sender looks."""
        self._database.run("DELETE FROM answers_to_give WHERE answer_id = ?", (answer_id,))

    def of_case(self, case_id: str) -> tuple[AnswerRecord, ...]:
        """The answers in a case, in the order in which they came or were given."""
        return self._answers.where("case_id = ? ORDER BY recorded_at, pack_id, number", (case_id,))

    def of_cases(self, case_ids: Collection[str]) -> tuple[AnswerRecord, ...]:
        """The same for several cases."""
        which = "case_id IN (SELECT value FROM json_each(?)) ORDER BY recorded_at, pack_id, number"
        return self._answers.where(which, (json.dumps(list(case_ids)),))

    def count_since(self, since: datetime) -> int:
        """How many answers came into the record since then."""
        sql = "SELECT count(*) FROM answers WHERE recorded_at >= ? AND direction = 'received'"
        return int(self._database.value(sql, (time_text(since),)))

    def newest_number(self, pack_id: str, direction: Direction) -> int:
        """The number of the last answer to a pack; 0 where there is none."""
        sql = "SELECT coalesce(max(number), 0) FROM answers WHERE pack_id = ? AND direction = ?"
        return int(self._database.value(sql, (pack_id, direction.value)))

    # -- what cannot be taken

    def set_aside(self, one: AnswerSetAside) -> bool:
        """Remember what came and was no answer, and why; whether it is new."""
        return self._set_aside.add_if_new(one)

    def set_aside_in(self, case_id: str) -> tuple[AnswerSetAside, ...]:
        """What was set aside in a case, in the order in which it was found."""
        return self._set_aside.where("case_id = ? ORDER BY found_at, digest", (case_id,))

    def set_aside_since(self, since: datetime) -> tuple[AnswerSetAside, ...]:
        """What was set aside since then in open cases, for packs to which no true answer with that number has come."""
        sql = """
            SELECT answers_set_aside.* FROM answers_set_aside JOIN cases ON cases.id = case_id
            WHERE found_at >= ? AND closed_at IS NULL AND NOT EXISTS (
                SELECT 1 FROM answers WHERE answers.pack_id = answers_set_aside.pack_id AND direction = 'received'
                AND answers.number >= answers_set_aside.number
            ) ORDER BY found_at, digest
        """
        return self._set_aside.select(sql, (time_text(since),))

    # -- when to ask again

    def set_chase(self, chase: Chase) -> None:
        """Keep the day from which a receiver is asked again. RecordError where the case or event is not in this vault."""
        self._chases.add(chase)

    def chases(self, case_ids: Collection[str]) -> dict[str, Chase]:
        """The day that was set last, by the id of the pack that waits; for packs of these cases."""
        which = "case_id IN (SELECT value FROM json_each(?)) ORDER BY set_at, id"
        return {one.pack_id: one for one in self._chases.where(which, (json.dumps(list(case_ids)),))}

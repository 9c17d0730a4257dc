"""Answers: what receivers said to our packs and what we said to those that came; what came and was none; days of asking."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from prevent_desktop.casework.answer import (
    Answer,
    AnswerKind,
    AnswerRecord,
    AnswerSetAside,
    Chase,
    Direction,
)
from prevent_desktop.casework.correspondence_kinds import ANSWERS
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import read_time, time_text
from prevent_desktop.vault.search import SearchIndex
from prevent_desktop.vault.sql_errors import missing


class Answers:
    """The answers of the vault, and all that belongs to waiting for them."""

    def __init__(self, database: Database, index: SearchIndex) -> None:
        self._database = database
        self._index = index

    def add(self, record: AnswerRecord) -> None:
        """Keep a new answer. RecordError where it is here already, or its case is not in this vault."""
        answer = record.answer
        with self._database.transaction():
            self._database.insert(
                "answers",
                id=record.id, case_id=record.case_id, pack_id=record.pack_id, direction=record.direction.value,
                number=answer.number, kind=answer.kind.value, at=time_text(answer.at), text=answer.text,
                outcome="" if answer.outcome is None else answer.outcome.value, reason=answer.reason,
                reference=answer.reference, receiver=answer.receiver, jws=record.jws,
                answer_by=None if answer.answer_by is None else answer.answer_by.isoformat(),
                recorded_at=time_text(record.recorded_at),
            )  # fmt: skip
            body = "\n".join(filter(None, (answer.text, answer.reason)))
            self._index.put(ANSWERS, record.id, record.case_id, label=answer.kind.label, body=body)

    def to_be_given(self, record: AnswerRecord, sealed: bytes) -> None:
        """An answer of ours is still to be put where its sender looks, sealed like this."""
        self._database.insert("answers_to_give", answer_id=record.id, case_id=record.case_id, sealed=sealed)

    def to_give(self) -> tuple[tuple[AnswerRecord, bytes], ...]:
        """The answers of ours that are still to be put where their senders look, each with its sealed bytes."""
        sql = """
            SELECT answers.*, sealed FROM answers_to_give JOIN answers ON answers.id = answer_id
            ORDER BY recorded_at, pack_id, number
        """
        return tuple((_record(row), bytes(row["sealed"])) for row in self._database.rows(sql))

    def was_given(self, answer_id: str) -> None:
        """An answer of ours lies where its sender looks."""
        self._database.run("DELETE FROM answers_to_give WHERE answer_id = ?", (answer_id,))

    def get(self, answer_id: str) -> AnswerRecord:
        """The answer with this id. RecordError where there is none."""
        row = self._database.row("SELECT * FROM answers WHERE id = ?", (answer_id,))
        if row is None:
            raise missing(answer_id)
        return _record(row)

    def of_case(self, case_id: str) -> tuple[AnswerRecord, ...]:
        """The answers in a case, in the order in which they came or were given."""
        sql = "SELECT * FROM answers WHERE case_id = ? ORDER BY recorded_at, pack_id, number"
        return tuple(map(_record, self._database.rows(sql, (case_id,))))

    def of_cases(self, case_ids: Collection[str]) -> tuple[AnswerRecord, ...]:
        """The same for several cases."""
        sql = """
            SELECT * FROM answers WHERE case_id IN (SELECT value FROM json_each(?))
            ORDER BY recorded_at, pack_id, number
        """
        return tuple(map(_record, self._database.rows(sql, (json.dumps(list(case_ids)),))))

    def newest_of(self, pack_ids: Collection[str]) -> dict[str, AnswerRecord]:
        """The last answer that came to each of these packs, by its id."""
        sql = """
            SELECT * FROM answers WHERE pack_id IN (SELECT value FROM json_each(?)) AND direction = 'received'
            ORDER BY number
        """
        return {
            row["pack_id"]: _record(row) for row in self._database.rows(sql, (json.dumps(list(pack_ids)),))
        }

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
        sql = """
            INSERT INTO answers_set_aside (pack_id, number, digest, case_id, reason, found_at)
            VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """
        values = (one.pack_id, one.number, one.digest, one.case_id, one.reason, time_text(one.found_at))
        return bool(self._database.run(sql, values).rowcount)

    def set_aside_in(self, case_id: str) -> tuple[AnswerSetAside, ...]:
        """What was set aside in a case, in the order in which it was found."""
        sql = "SELECT * FROM answers_set_aside WHERE case_id = ? ORDER BY found_at, digest"
        return tuple(map(_set_aside, self._database.rows(sql, (case_id,))))

    def set_aside_since(self, since: datetime) -> tuple[AnswerSetAside, ...]:
        """What was set aside since then in open cases, for packs to which no true answer with that number has come."""
        sql = """
            SELECT answers_set_aside.* FROM answers_set_aside JOIN cases ON cases.id = case_id
            WHERE found_at >= ? AND closed_at IS NULL AND NOT EXISTS (
                SELECT 1 FROM answers WHERE answers.pack_id = answers_set_aside.pack_id AND direction = 'received'
                AND answers.number >= answers_set_aside.number
            ) ORDER BY found_at, digest
        """
        return tuple(map(_set_aside, self._database.rows(sql, (time_text(since),))))

    # -- when to ask again

    def set_chase(self, chase: Chase) -> None:
        """Keep the day from which a receiver is asked again. RecordError where the case or event is not in this vault."""
        self._database.insert(
            "chases", id=chase.id, case_id=chase.case_id, pack_id=chase.pack_id, day=chase.day.isoformat(),
            set_at=time_text(chase.set_at), event_id=chase.event_id,
        )  # fmt: skip

    def chases(self, case_ids: Collection[str]) -> dict[str, Chase]:
        """The day that was set last, by the id of the pack that waits; for packs of these cases."""
        sql = "SELECT * FROM chases WHERE case_id IN (SELECT value FROM json_each(?)) ORDER BY set_at, id"
        rows = self._database.rows(sql, (json.dumps(list(case_ids)),))
        return {row["pack_id"]: _chase(row) for row in rows}


def _record(row: Any) -> AnswerRecord:
    answer = Answer(
        kind=AnswerKind(row["kind"]),
        number=row["number"],
        at=read_time(row["at"]),
        text=row["text"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        reason=row["reason"],
        reference=row["reference"],
        receiver=row["receiver"],
        answer_by=None if row["answer_by"] is None else date.fromisoformat(row["answer_by"]),
    )
    return AnswerRecord(
        case_id=row["case_id"],
        pack_id=row["pack_id"],
        direction=Direction(row["direction"]),
        answer=answer,
        jws=row["jws"],
        recorded_at=read_time(row["recorded_at"]),
    )


def _set_aside(row: Any) -> AnswerSetAside:
    plain = {name: row[name] for name in ("case_id", "pack_id", "number", "digest", "reason")}
    return AnswerSetAside(**plain, found_at=read_time(row["found_at"]))


def _chase(row: Any) -> Chase:
    return Chase(
        id=row["id"],
        case_id=row["case_id"],
        pack_id=row["pack_id"],
        day=date.fromisoformat(row["day"]),
        set_at=read_time(row["set_at"]),
        event_id=row["event_id"],
    )

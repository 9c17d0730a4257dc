"""Cases: one episode of concern about one person."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from prevent_desktop.casework.case import ENDED, Case, CaseStatus
from prevent_desktop.casework.record_kinds import CASES
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import read_time, time_text
from prevent_desktop.vault.repositories.rows import RowCodec, Table, codec_of
from prevent_desktop.vault.sql_errors import missing

_CASE_ROWS: Final[RowCodec[Case]] = codec_of(CASES)


@dataclass(frozen=True, slots=True)
class Written:
    """When something was written about a case first, and by whom, and when last; `table` and `first_id` are the row that was first."""

    first_at: datetime
    first_by: str
    last_at: datetime
    table: str
    first_id: str


class Cases:
    """The cases of the vault. Which status may follow which is casework's rule, held by the workflows."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cases = Table(database, "cases", _CASE_ROWS)

    def add(self, case: Case) -> None:
        """Keep a new case. RecordError where the id is taken or the person is not in this vault."""
        self._cases.add(case)

    def get(self, case_id: str) -> Case:
        """The case with this id. RecordError where there is none."""
        return self._cases.get(case_id)

    def set_status(self, case_id: str, status: CaseStatus, at: datetime) -> None:
        """Move the case on; it counts as closed from `at` when the status ends it. RecordError where there is none."""
        closed_at = time_text(at) if status in ENDED else None
        changed = self._database.run(
            "UPDATE cases SET status = ?, changed_at = ?, closed_at = ? WHERE id = ?",
            (status.value, time_text(at), closed_at, case_id),
        )
        if changed.rowcount == 0:
            raise missing(case_id)

    def of_person(self, person_id: str) -> tuple[Case, ...]:
        """The person's cases, newest first."""
        return self._cases.where("person_id = ? ORDER BY opened_at DESC, id", (person_id,))

    def some(self, case_ids: Collection[str]) -> tuple[Case, ...]:
        """Those of the cases with these ids that are in this vault, the one that changed last first."""
        which = "id IN (SELECT value FROM json_each(?)) ORDER BY changed_at DESC, id"
        return self._cases.where(which, (json.dumps(list(case_ids)),))

    def written(self, case_ids: Collection[str]) -> dict[str, Written]:
        """When notes and events of these cases were written down first and last, by the case's id."""
        one = (
            "SELECT case_id, written_at, author, '{table}' AS record_table, id FROM {table} "
            "WHERE case_id IN (SELECT value FROM json_each(:ids))"
        )
        sql = " UNION ALL ".join(one.format(table=table) for table in ("notes", "events"))
        rows = self._database.rows(f"{sql} ORDER BY written_at", {"ids": json.dumps(list(case_ids))})
        found: dict[str, Written] = {}
        for row in rows:
            at = read_time(row["written_at"])
            first = found.get(row["case_id"], Written(at, row["author"], at, row["record_table"], row["id"]))
            found[row["case_id"]] = replace(first, last_at=at)
        return found

    def open_cases(self) -> tuple[Case, ...]:
        """All cases that have not ended, the one that changed last first."""
        return self._cases.where("closed_at IS NULL ORDER BY changed_at DESC, id")

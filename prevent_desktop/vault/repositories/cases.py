"""Cases: one episode of concern about one person."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime

from prevent_desktop.casework.case import Case, CaseStatus
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.repositories.rows import RowCodec, Table
from prevent_desktop.vault.sql_errors import missing

_CASE = RowCodec(Case)
_ENDED = (CaseStatus.CLOSED, CaseStatus.NOT_REFERRED)


class Cases:
    """The cases of the vault. Which status may follow which is casework's rule, held by the workflows."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._cases = Table(database, "cases", _CASE)

    def add(self, case: Case) -> None:
        """Keep a new case. RecordError where the id is taken or the person is not in this vault."""
        self._cases.add(case)

    def get(self, case_id: str) -> Case:
        """The case with this id. RecordError where there is none."""
        return self._cases.get(case_id)

    def set_status(self, case_id: str, status: CaseStatus, at: datetime) -> None:
        """Move the case on; it counts as closed from `at` when the status ends it. RecordError where there is none."""
        closed_at = time_text(at) if status in _ENDED else None
        changed = self._database.run(
            "UPDATE cases SET status = ?, changed_at = ?, closed_at = ? WHERE id = ?",
            (status.value, time_text(at), closed_at, case_id),
        )
        if changed.rowcount == 0:
            raise missing(case_id)

    def of_person(self, person_id: str) -> tuple[Case, ...]:
        """The person's cases, newest first."""
        return self._cases.where("person_id = ? ORDER BY opened_at DESC, id", (person_id,))

    def people_of(self, case_ids: Collection[str]) -> dict[str, str]:
        """Whose these cases are: the person's id by the case's."""
        sql = "SELECT id, person_id FROM cases WHERE id IN (SELECT value FROM json_each(?))"
        rows = self._database.rows(sql, (json.dumps(list(case_ids)),))
        return {row["id"]: row["person_id"] for row in rows}

    def open_cases(self) -> tuple[Case, ...]:
        """All cases that have not ended, the one that changed last first."""
        return self._cases.where("closed_at IS NULL ORDER BY changed_at DESC, id")

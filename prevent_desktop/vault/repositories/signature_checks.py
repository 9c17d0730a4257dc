"""What this vault found of signatures of which a colleague's vault told it."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from prevent_desktop.casework.signature_check import SignatureCheck
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import time_text
from prevent_desktop.vault.repositories.rows import RowCodec, Table

_CHECKS: Final = RowCodec(SignatureCheck)
_CASES: Final = """
SELECT case_id FROM team_cases WHERE case_id IN (
    SELECT case_id FROM received_packs WHERE case_id IS NOT NULL
    UNION SELECT case_id FROM answers WHERE direction = 'received'
    UNION SELECT case_id FROM packs WHERE receipt_at IS NOT NULL
) ORDER BY (SELECT count(*) FROM signature_checks AS one WHERE one.case_id = team_cases.case_id), shared_at DESC, case_id
"""


class SignatureChecks:
    """The checks of the vault."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._checks = Table(database, "signature_checks", _CHECKS)

    def keep(self, check: SignatureCheck) -> None:
        """Keep a check in the place of an earlier one of its row."""
        self._database.run(
            "DELETE FROM signature_checks WHERE record_table = ? AND record_id = ?",
            (check.record_table, check.record_id),
        )
        self._checks.add(check)

    def of_case(self, case_id: str) -> tuple[SignatureCheck, ...]:
        """The checks of what stands in a case."""
        return self._checks.where("case_id = ?", (case_id,))

    def count_between(self, since: datetime, until: datetime) -> int:
        """How many rows were checked last after `since`, and no later than `until`."""
        sql = "SELECT count(*) FROM signature_checks WHERE checked_at > ? AND checked_at <= ?"
        return int(self._database.value(sql, (time_text(since), time_text(until))))

    def shared_cases(self) -> tuple[str, ...]:
        """The shared cases in which anything came that somebody signed, where least was checked first, and of those what was shared last."""
        return tuple(row["case_id"] for row in self._database.rows(_CASES))

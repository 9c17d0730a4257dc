"""What is kept back from the receivers of cases: added, never changed."""

from __future__ import annotations

from typing import Final

from prevent_desktop.casework.correspondence_kinds import WITHHOLDINGS
from prevent_desktop.casework.withholding import Withholding
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.rows import RowCodec, Table, codec_of

_WITHHOLDING_ROWS: Final[RowCodec[Withholding]] = codec_of(WITHHOLDINGS)


class Withholdings:
    """The withholdings of the vault, and what lifts them."""

    def __init__(self, database: Database) -> None:
        self._withholdings = Table(database, "withholdings", _WITHHOLDING_ROWS)

    def add(self, withholding: Withholding) -> None:
        """Keep a new one. RecordError where the id is taken, or the case or what it lifts is not in this vault."""
        self._withholdings.add(withholding)

    def of_case(self, case_id: str) -> tuple[Withholding, ...]:
        """All of a case with what lifts them, in the order in which they were decided."""
        return self._withholdings.where("case_id = ? ORDER BY decided_at, rowid", (case_id,))

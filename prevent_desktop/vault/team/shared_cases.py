"""Which cases are shared, and in which circle; and what of the team's copies is counted for a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import time_text


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAsideRow:
    """A change-set that came and was not taken: who wrote it, which number, about which case, why, and when it came."""

    circle: str
    writer: str
    number: int
    case_id: str
    reason: str
    received_at: datetime


class SharedCases:
    """The shared cases of a vault."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def circles(self) -> Mapping[str, str]:
        """The shared cases, each with its circle."""
        rows = self._database.rows("SELECT case_id, circle FROM team_cases")
        return {row["case_id"]: row["circle"] for row in rows}

    def circle_of(self, case_id: str) -> str:
        """The circle of a case; empty where it is not shared."""
        row = self._database.row("SELECT circle FROM team_cases WHERE case_id = ?", (case_id,))
        return "" if row is None else str(row["circle"])

    def share(self, case_id: str, circle: str, at: datetime) -> bool:
        """Put a case into a circle, so that all that stands in it goes to its members; whether it was in none before."""
        added = self._database.run(
            "INSERT OR IGNORE INTO team_cases (case_id, circle, shared_at) VALUES (?, ?, ?)",
            (case_id, circle, time_text(at)),
        )
        if added.rowcount == 0:
            return False
        self._database.run("INSERT OR IGNORE INTO team_dirty (case_id) VALUES (?)", (case_id,))
        return True

    def heard(self) -> Mapping[str, datetime]:
        """When the last word of each writer came."""
        rows = self._database.rows(
            "SELECT vault, max(heard_at) AS at FROM team_heads WHERE heard_at IS NOT NULL GROUP BY vault"
        )
        return {row["vault"]: datetime.fromisoformat(row["at"]) for row in rows}

    def set_aside(self) -> tuple[SetAsideRow, ...]:
        """What was set aside, the newest first."""
        rows = self._database.rows(
            "SELECT circle, vault, number, case_id, reason, received_at FROM team_sets WHERE state = 'set-aside' "
            "ORDER BY received_at DESC, circle, vault, number"
        )
        return tuple(
            SetAsideRow(
                circle=row["circle"],
                writer=row["vault"],
                number=row["number"],
                case_id=row["case_id"],
                reason=row["reason"],
                received_at=datetime.fromisoformat(row["received_at"]),
            )
            for row in rows
        )

    def differing(self) -> int:
        """How much members said differently and nobody has settled."""
        row = self._database.row("SELECT count(*) AS number FROM team_conflicts")
        return 0 if row is None else int(row["number"])

    def reported(self) -> Mapping[str, int]:
        """In how many cases somebody's packs are, by the name that they sent them under."""
        rows = self._database.rows(
            "SELECT sender_name, count(DISTINCT case_id) AS number FROM received_packs WHERE case_id IS NOT NULL "
            "GROUP BY sender_name"
        )
        return {row["sender_name"]: int(row["number"]) for row in rows}

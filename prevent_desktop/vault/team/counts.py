"""What of a team's copies is counted for a page: which cases are in which circle, who was heard of when. Reads alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import read_time, time_text


class TeamCounts:
    """What the pages of the team ask."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def circles(self) -> Mapping[str, str]:
        """The shared cases, each with its circle."""
        rows = self._database.rows("SELECT case_id, circle FROM team_cases")
        return {row["case_id"]: row["circle"] for row in rows}

    def heard(self) -> Mapping[str, datetime]:
        """When the last word of each writer came."""
        rows = self._database.rows(
            "SELECT h.vault, max(max(coalesce(h.heard_at, ''), coalesce(s.received_at, ''))) AS at FROM team_heads AS h "
            "LEFT JOIN team_sets AS s ON s.circle = h.circle AND s.vault = h.vault AND s.number = h.number AND s.digest = h.digest "
            "GROUP BY h.vault"
        )
        return {row["vault"]: read_time(row["at"]) for row in rows if row["at"]}

    def reported(self) -> Mapping[str, int]:
        """In how many cases somebody's packs are, by the name that they sent them under."""
        rows = self._database.rows(
            "SELECT sender_name, count(DISTINCT case_id) AS number FROM received_packs WHERE case_id IS NOT NULL "
            "GROUP BY sender_name"
        )
        return {row["sender_name"]: int(row["number"]) for row in rows}

    def came_since(self, case_id: str, since: datetime) -> tuple[tuple[str, str, datetime], ...]:
        """The change-sets of a case that came since: writer, signed words, and when each came."""
        rows = self._database.rows(
            "SELECT vault, words, received_at FROM team_sets WHERE case_id = ? AND received_at >= ? AND state <> 'set-aside' "
            "ORDER BY received_at",
            (case_id, time_text(since)),
        )
        return tuple((row["vault"], row["words"], read_time(row["received_at"])) for row in rows)

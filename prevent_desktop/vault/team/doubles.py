"""Change-sets that share their number with another one: their laptop was copied, or an older copy of it was put back."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple

from prevent_desktop.vault.database import Database


class Double(NamedTuple):
    """One of several sets under a number."""

    writer: str
    number: int
    digest: str


class Doubles:
    """Those of one vault. All numbers are looked through once; then whoever keeps a set tells of it (`came`, `came_many`)."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._numbers: dict[str, set[tuple[str, int]]] = {}
        """By circle: the numbers that several sets had, as far as is known; one may have gone with its case."""

    def came(self, circle: str, writer: str, number: int) -> None:
        """A set was kept."""
        sql = "SELECT count(*) FROM team_sets WHERE circle = ? AND vault = ? AND number = ?"
        if circle in self._numbers and self._database.value(sql, (circle, writer, number)) > 1:
            self._numbers[circle].add((writer, number))

    def came_many(self) -> None:
        """Sets were kept, who knows which."""
        self._numbers.clear()

    def sets(self, circle: str) -> list[Double]:
        """All sets that share their number with another one; none that was set aside."""
        return [Double(row["vault"], row["number"], row["digest"]) for row in self._rows(circle)]

    def newest(self, circle: str) -> dict[str, datetime]:
        """When the newest of such sets came, by writer."""
        found: dict[str, str] = {}
        for row in self._rows(circle):
            found[row["vault"]] = max(row["received_at"], found.get(row["vault"], ""))
        return {writer: datetime.fromisoformat(came) for writer, came in found.items()}

    def _rows(self, circle: str) -> list[Any]:
        if circle not in self._numbers:
            self._numbers[circle] = self._looked_through(circle)
        sql = (
            "SELECT vault, number, digest, received_at FROM team_sets "
            "WHERE circle = ? AND vault = ? AND number = ? AND state <> 'set-aside' ORDER BY digest"
        )
        rows = [
            row
            for place in sorted(self._numbers[circle])
            for row in self._database.rows(sql, (circle, *place))
        ]
        many = Counter((row["vault"], row["number"]) for row in rows)
        return [row for row in rows if many[row["vault"], row["number"]] > 1]

    def _looked_through(self, circle: str) -> set[tuple[str, int]]:
        """From the index alone: of a hundred thousand sets none is read."""
        sql = (
            "SELECT vault, number FROM team_sets WHERE circle = ? GROUP BY vault, number HAVING count(*) > 1"
        )
        return {(row["vault"], row["number"]) for row in self._database.rows(sql, (circle,))}

"""Signed statements of circles, how far each writer is, and sealed objects that wait to be put, as the vault keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import read_time, time_text


class StatementRow(NamedTuple):
    """A statement as it was signed (compact JWS). Whether it counts is worked out from all of them."""

    circle: str
    number: int
    digest: str
    epoch: int
    words: str


class Circles:
    """The tables of one vault that tell of circles."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, row: StatementRow, at: datetime) -> bool:
        """Keep a statement; whether it is new."""
        sql = (
            "INSERT INTO team_circles (circle, number, digest, epoch, words, received_at) "
            "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
        )
        return bool(self._database.run(sql, (*row, time_text(at))).rowcount)

    def statements(self) -> list[StatementRow]:
        """All statements, those of a circle together."""
        sql = "SELECT circle, number, digest, epoch, words FROM team_circles ORDER BY circle, number, digest"
        return [StatementRow(*row) for row in self._database.rows(sql)]

    def came_at(self, digest: str) -> datetime:
        """When a statement came, or was made here."""
        sql = "SELECT min(received_at) FROM team_circles WHERE digest = ?"
        return read_time(self._database.value(sql, (digest,)))

    def numbers(self, circle: str) -> dict[str, int]:
        """Up to which number the change-sets of each writer are here without a gap."""
        rows = self._database.rows("SELECT vault, number FROM team_heads WHERE circle = ?", (circle,))
        return {str(row["vault"]): int(row["number"]) for row in rows}

    def told_at(self, circle: str, writer: str) -> datetime | None:
        """When somebody last told of a newer change-set of a writer; None where nobody did."""
        sql = "SELECT heard_at FROM team_heads WHERE circle = ? AND vault = ?"
        at = self._database.value(sql, (circle, writer))
        return None if at is None else read_time(at)

    def writers(self) -> set[str]:
        """All writers of whom anything was heard, in any circle."""
        rows = self._database.rows("SELECT DISTINCT vault FROM team_heads")
        return {str(row["vault"]) for row in rows}

    def queue(self, objects: Iterable[tuple[str, bytes]], circle: str, at: datetime) -> None:
        """Have these sealed objects put under their names; one that waits already stays as it is."""
        for name, content in objects:
            self._database.run(
                "INSERT INTO team_objects (name, circle, bytes, made_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (name, circle, content, time_text(at)),
            )

    def put_under(self, name: str, other: str) -> None:
        """Have an object put under another name, where it still waits."""
        sql = "UPDATE OR IGNORE team_objects SET name = ? WHERE name = ?"
        self._database.run(sql, (other, name))

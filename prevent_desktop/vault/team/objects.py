"""Sealed objects of this vault that lie in the team's store, or will: kept until nobody needs them from here any more.

They are sealed once, so that the same bytes are put however often that is tried.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import time_text


class SealedObject(NamedTuple):
    """An object by its name in the store; `circle` is empty for what is for one vault alone, or for the whole team."""

    name: str
    circle: str
    content: bytes


class SealedObjects:
    """Those of one vault."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, name: str, content: bytes, *, circle: str, case_id: str, at: datetime) -> None:
        """Have an object put; one that stands here already stays as it is."""
        self._database.run(
            "INSERT INTO team_objects (name, circle, case_id, bytes, made_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (name, circle, case_id, content, time_text(at)),
        )

    def names(self) -> list[str]:
        """The names of all, the one that was made first first."""
        return [
            row["name"]
            for row in self._database.rows("SELECT name FROM team_objects ORDER BY made_at, rowid")
        ]

    def some(self, names: Collection[str]) -> list[SealedObject]:
        """Those with these names, the one that was made first first."""
        sql = """
            SELECT name, circle, bytes FROM team_objects WHERE name IN (SELECT value FROM json_each(?))
            ORDER BY made_at, rowid
        """
        return [SealedObject(*row) for row in self._database.rows(sql, (json.dumps(list(names)),))]

    def remove(self, names: Iterable[str]) -> None:
        """Everybody has them."""
        self._database.run(
            "DELETE FROM team_objects WHERE name IN (SELECT value FROM json_each(?))",
            (json.dumps(list(names)),),
        )

    def remove_older(self, *, lists: datetime, posts: datetime) -> None:
        """Lists of heads from before that time, and words for single vaults from before the other: nobody asks for them any more."""
        which = "DELETE FROM team_objects WHERE case_id = '' AND circle {} '' AND made_at < ?"
        self._database.run(which.format("<>"), (time_text(lists),))
        self._database.run(which.format("="), (time_text(posts),))


class SetName(NamedTuple):
    """A change-set without its words; `put` where it lies in the store."""

    circle: str
    writer: str
    number: int
    digest: str
    put: bool


def sets_of_writer(database: Database, writer: str, circle: str) -> list[SetName]:
    """The sets that count of those that were written under one id, by their numbers."""
    which = "circle = ? AND vault = ? AND state = 'applied' ORDER BY number"
    return _names(database, which, (circle, writer))


def sets_of_circle(database: Database, circle: str) -> list[SetName]:
    """All that count, the newest first."""
    return _names(database, "circle = ? AND state = 'applied' ORDER BY rowid DESC", (circle,))


def _names(database: Database, which: str, parameters: tuple[str, ...]) -> list[SetName]:
    sql = f"SELECT circle, vault, number, digest, put_at IS NOT NULL AS is_put FROM team_sets WHERE {which}"  # noqa: S608 - our own words
    return [
        SetName(row["circle"], row["vault"], row["number"], row["digest"], bool(row["is_put"]))
        for row in database.rows(sql, parameters)
    ]


def forked_sets(database: Database, circle: str) -> list[SetName]:
    """All sets that share their number with another one."""
    return [
        SetName(row["circle"], row["vault"], row["number"], row["digest"], True)
        for row in _forked(database, circle)
    ]


def aside_sets(database: Database, circle: str, reasons: Collection[str]) -> list[SetName]:
    """Those that were set aside for one of these reasons."""
    which = (
        "+circle = ? AND state = 'set-aside' AND state <> 'applied' AND reason IN (SELECT value FROM json_each(?)) "
        "ORDER BY vault, number, digest"
    )
    return _names(database, which, (circle, json.dumps(list(reasons))))


def forked_at(database: Database, circle: str) -> dict[str, datetime]:
    """When the newest of such sets came, by writer."""
    found: dict[str, str] = {}
    for row in _forked(database, circle):
        found[row["vault"]] = max(row["received_at"], found.get(row["vault"], ""))
    return {writer: datetime.fromisoformat(came) for writer, came in found.items()}


def _forked(database: Database, circle: str) -> list[Any]:
    """The numbers come from the index alone; of a hundred thousand sets hardly any is read."""
    sql = """
        WITH several AS MATERIALIZED (
            SELECT vault, number FROM team_sets WHERE circle = ?1 GROUP BY vault, number HAVING count(*) > 1
        )
        SELECT one.circle, one.vault, one.number, one.digest, one.received_at FROM several CROSS JOIN team_sets AS one
        WHERE one.circle = ?1 AND one.vault = several.vault AND one.number = several.number AND one.state <> 'set-aside'
        ORDER BY one.vault, one.number, one.digest
    """
    rows = database.rows(sql, (circle,))
    many = Counter((row["vault"], row["number"]) for row in rows)
    return [row for row in rows if many[row["vault"], row["number"]] > 1]


def cases_with_sets(database: Database, circle: str) -> tuple[str, ...]:
    """Every case of which a set counts, whether or not it is in the record yet."""
    sql = "SELECT DISTINCT case_id FROM team_sets WHERE circle = ? AND state = 'applied' ORDER BY case_id"
    return tuple(row["case_id"] for row in database.rows(sql, (circle,)))

"""Sealed objects of this vault that lie in the team's store, or will: kept until nobody needs them from here any more.

They are sealed once, so that the same bytes are put however often that is tried.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from prevent_desktop.vault.database import Database
from prevent_desktop.vault.repositories.columns import maybe_read_time, time_text
from prevent_desktop.vault.team.files import TeamFile


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
        """Forget lists of heads from before that time, and all else from before the other.

        Nobody asks for them any more; a change-set that somebody still lacks is sealed again.
        """
        which = "DELETE FROM team_objects WHERE case_id = '' AND circle {} '' AND made_at < ?"
        self._database.run(which.format("<>"), (time_text(lists),))
        self._database.run(which.format("="), (time_text(posts),))
        self._database.run(
            "DELETE FROM team_objects WHERE case_id <> '' AND made_at < ?", (time_text(posts),)
        )


class SetName(NamedTuple):
    """A change-set without its words; `put` where it lies in the store."""

    circle: str
    writer: str
    number: int
    digest: str
    put: bool


def sets_of_writer(database: Database, writer: str, circle: str, *, after: int = 0) -> list[SetName]:
    """Those that were written under one id, by their numbers, from the one after this on: also of cases that go on elsewhere."""
    which = "circle = ? AND vault = ? AND number > ? AND state <> 'set-aside' ORDER BY number"
    return _names(database, which, (circle, writer, after))


def sets_to_put(database: Database, circle: str) -> list[SetName]:
    """Those of a circle that do not lie in the store yet."""
    return _names(database, "circle = ? AND put_at IS NULL AND words <> '' ORDER BY number", (circle,))


def newest_put(database: Database, writer: str, circle: str) -> int:
    """The number of the newest of them that lies in the store; 0 where none does."""
    sql = """
        SELECT number FROM team_sets WHERE circle = ? AND vault = ? AND state <> 'set-aside' AND put_at IS NOT NULL
        ORDER BY number DESC LIMIT 1
    """
    return int(database.value(sql, (circle, writer)) or 0)


class PutSet(NamedTuple):
    """A set of ours by its number; `is_double` where another one has it too."""

    number: int
    digest: str
    put_at: datetime | None
    is_double: bool


def sets_put_after(database: Database, circle: str, writer: str, number: int, most: int) -> list[PutSet]:
    """The next sets of a writer after this number, at most so many, whether or not they count."""
    sql = """
        SELECT number, digest, put_at, EXISTS (
            SELECT 1 FROM team_sets AS other WHERE other.circle = one.circle AND other.vault = one.vault
            AND other.number = one.number AND other.digest <> one.digest
        ) AS is_double FROM team_sets AS one WHERE circle = ? AND vault = ? AND number > ? ORDER BY number, digest LIMIT ?
    """
    return [
        PutSet(row["number"], row["digest"], maybe_read_time(row["put_at"]), bool(row["is_double"]))
        for row in database.rows(sql, (circle, writer, number, most))
    ]


def newest_row(database: Database) -> int:
    """Where the rows of change-sets end; what comes later has a higher one, until the file is written anew."""
    return int(database.value("SELECT max(rowid) FROM team_sets") or 0)


def sets_of_circle(database: Database, circle: str, *, after: int = 0) -> list[SetName]:
    """All that count, the newest first; after a row those alone that came since."""
    if after:
        return _names(
            database, "rowid > ? AND +circle = ? AND state = 'applied' ORDER BY rowid DESC", (after, circle)
        )
    return _names(database, "circle = ? AND state = 'applied' ORDER BY rowid DESC", (circle,))


def sets_beside(
    database: Database, circle: str, reasons: Collection[str], *, after: int = 0
) -> list[SetName]:
    """Those whose words are here and that do not count: what waits, and what was set aside for one of these reasons; that came after a row."""
    which = (
        "+circle = ? AND +rowid > ? AND state <> 'applied' AND words <> '' AND (state = 'waiting' OR "
        "substr(reason, 1, instr(reason || ':', ':') - 1) IN (SELECT value FROM json_each(?))) ORDER BY vault, number, digest"
    )
    return _names(database, which, (circle, after, json.dumps(list(reasons))))


def _names(database: Database, which: str, parameters: tuple[object, ...]) -> list[SetName]:
    sql = f"SELECT circle, vault, number, digest, put_at IS NOT NULL AS is_put FROM team_sets WHERE {which}"  # noqa: S608 - our own words
    return [
        SetName(row["circle"], row["vault"], row["number"], row["digest"], bool(row["is_put"]))
        for row in database.rows(sql, parameters)
    ]


def is_in_another_case(database: Database, file: TeamFile) -> bool:
    """Whether the same file is an attachment of another case of the circle."""
    sql = "SELECT 1 FROM team_files WHERE circle = ? AND kind = ? AND digest = ? AND case_id <> ?"
    return database.value(sql, (file.circle, file.kind.value, file.digest, file.case_id)) is not None


def aside_sets(database: Database, circle: str, reasons: Collection[str]) -> list[SetName]:
    """Those that were set aside for one of these reasons."""
    which = (
        "+circle = ? AND state = 'set-aside' AND state <> 'applied' AND reason IN (SELECT value FROM json_each(?)) "
        "ORDER BY vault, number, digest"
    )
    return _names(database, which, (circle, json.dumps(list(reasons))))


def cases_with_sets(database: Database, circle: str) -> tuple[str, ...]:
    """Every case of which a set counts, whether or not it is in the record yet."""
    sql = "SELECT DISTINCT case_id FROM team_sets WHERE circle = ? AND state = 'applied' ORDER BY case_id"
    return tuple(row["case_id"] for row in database.rows(sql, (circle,)))

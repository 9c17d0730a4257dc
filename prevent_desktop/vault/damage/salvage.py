"""Takes what can be read out of a damaged database into a new one under the same key, and tells what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.case import Case
from prevent_desktop.casework.person import Person
from prevent_desktop.errors import RecordError
from prevent_desktop.translation import _
from prevent_desktop.vault.damage.damaged_file import DamagedFile
from prevent_desktop.vault.damage.findings import Lost, told_as
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.migrating import migrate, newer_schema, our_migrations
from prevent_desktop.vault.repositories.cases import Cases
from prevent_desktop.vault.repositories.columns import day_of
from prevent_desktop.vault.repositories.people import People
from prevent_desktop.vault.search import SearchIndex
from prevent_desktop.vault.sql_errors import database_damaged


class Salvage:
    """What was taken out of `source` into `target`, an empty database. `lost` and `placeholders` as in `Findings`."""

    def __init__(self, source: DamagedFile, target: Database, now: datetime) -> None:
        self._source = source
        self._target = target
        self._now = now
        self.lost: tuple[Lost, ...] = ()
        self.placeholders: frozenset[str] = frozenset()

    def run(self) -> None:
        """Do it. DatabaseDamagedError where nothing at all can be read, NewerVaultError, DiskFullError."""
        steps = our_migrations()
        version = self._source.value("PRAGMA user_version")
        if not version:
            raise database_damaged()
        if version > steps[-1].number:
            raise newer_schema()
        migrate(self._target, [step for step in steps if step.number <= version])
        with self._target.transaction(), without_triggers(self._target):
            self.lost = _summed([lost for table in self._tables() if (lost := self._take(table)) is not None])
        migrate(self._target, steps)
        with self._target.transaction():
            self.placeholders = _stand_in_for_missing(self._target, self._now)

    def _tables(self) -> list[str]:
        """The tables of the schema, but those that FTS5 keeps itself: triggers fill them anew."""
        rows = self._target.rows(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
        )
        return sorted(row["name"] for row in rows)

    def _take(self, table: str) -> Lost | None:
        refused = 0

        def take(row: dict[str, Any]) -> None:
            nonlocal refused
            try:
                self._target.insert(table, **row)
            except RecordError:
                refused += 1

        read = self._source.read_table(table, take)
        kind, declared = told_as(table), record_kinds.kind_of_table(table)
        times = self._source.indexed(table, declared.time) if declared is not None and declared.time else None
        if times is not None:
            missing = [at for row, at in times.items() if row not in read]
            return _lost(kind, len(missing) + refused, missing)
        known = self._known_rows(table, () if declared is None else declared.key)
        if known is None:  # not even an index can be read
            return None if self._is_whole(table) else Lost(kind=kind, count=None)
        return _lost(kind, len(known - read) + refused, [])

    def _known_rows(self, table: str, key: Iterable[str]) -> frozenset[int] | None:
        for column in key:
            known = self._source.indexed(table, column)
            if known is not None:
                return frozenset(known)
        return None

    def _is_whole(self, table: str) -> bool:
        return self._source.rows(f"SELECT count(*), max(rowid) FROM {table} NOT INDEXED") is not None  # noqa: S608 - our own names


@contextmanager
def without_triggers(database: Database) -> Iterator[None]:
    """Rows are taken as they are: nothing is forbidden and nothing follows from them; then the search is made anew."""
    triggers = database.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
    for trigger in triggers:
        database.run(f"DROP TRIGGER {trigger['name']}")
    yield
    for trigger in triggers:
        database.run(trigger["sql"])
    for index in ("person_index", "record_index"):
        database.run(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")  # noqa: S608 - our own names


def _summed(found: Sequence[Lost]) -> tuple[Lost, ...]:
    """One line for each kind."""
    kinds = dict.fromkeys(lost.kind for lost in found)
    return tuple(_sum([lost for lost in found if lost.kind == kind]) for kind in kinds)


def _sum(of_one_kind: Sequence[Lost]) -> Lost:
    first = of_one_kind[0]
    counts = [lost.count for lost in of_one_kind]
    known = [count for count in counts if count is not None]
    return replace(first, count=sum(known) if len(known) == len(counts) else None)


def _lost(kind: str, count: int, times: list[str]) -> Lost | None:
    if count == 0:
        return None
    known = sorted(times)
    return Lost(
        kind=kind,
        count=count,
        earliest=day_of(known[0]).earliest if known else None,
        latest=day_of(known[-1]).latest if known else None,
    )


def _stand_in_for_missing(database: Database, now: datetime) -> frozenset[str]:
    """Put a person or case of no content in the place of each that is missing, so that what hangs on it can be reached."""
    people, cases = People(database, SearchIndex(database)), Cases(database)
    unknown, made = "unreadable-person", set[str]()

    def add_person(person_id: str) -> None:
        made.add(person_id)
        people.add(
            Person(id=person_id, forenames="", surname=_("(not readable)"), created_at=now, changed_at=now)
        )

    for case_id in _missing(database, "cases"):
        if unknown not in made:
            add_person(unknown)
        cases.add(Case(id=case_id, person_id=unknown, opened_at=now, changed_at=now))
        made.add(case_id)
    for person_id in _missing(database, "people"):
        add_person(person_id)
    return frozenset(made)


def _missing(database: Database, parent: str) -> list[str]:
    """The ids of rows of `parent` that other rows name and that are not there."""
    found = set[str]()
    for violation in database.rows("PRAGMA foreign_key_check"):
        if violation["parent"] == parent:
            table = violation["table"]
            column = column_of(database, table, violation["fkid"])
            sql = f"SELECT {column} FROM {table} WHERE rowid = ?"  # noqa: S608 - our own names
            found.add(database.value(sql, (violation["rowid"],)))
    return sorted(found)


def column_of(database: Database, table: str, key: int) -> str:
    """The column of `table` that its foreign key of this number stands in."""
    rows = database.rows(f"SELECT id, \"from\" AS name FROM pragma_foreign_key_list('{table}')")  # noqa: S608 - our own names
    return next(str(row["name"]) for row in rows if row["id"] == key)

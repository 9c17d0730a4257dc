"""Reads a database file of which some pages do not verify, around those pages, and changes no byte of it.

SQLCipher gives nothing more on a connection once a page did not verify, so the file is opened anew after each.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from prevent_desktop.errors import DatabaseDamagedError
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.safe_files import remove_file

_ROWID = "_rowid_of_it"
_WIDEST_STEP = 32  # rows: narrower than two pages of notes, so that a page between two damaged ones is found
_FARTHEST = 1 << 24
_AT_ONCE = 64


def open_for_reading(path: Path, key: VaultKey, *, torn: bool = False) -> Database:
    """Connect to a database that nobody else writes; where it has no log, nothing is made beside it either."""
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        return Database.open(path, key, read_only=True, torn=torn)
    return Database.open_unchanging(path, key, torn=torn)


class DamagedFile:
    """The tables of the file. A context manager; raises DatabaseDamagedError where not even its first page verifies."""

    def __init__(self, path: Path, key: VaultKey) -> None:
        self._path = path
        self._key = key
        beside = [path.with_name(path.name + ending) for ending in ("-wal", "-shm")]
        self._not_there_before = [each for each in beside if not each.exists()]
        self._database = open_for_reading(path, key, torn=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        for each in self._not_there_before:
            remove_file(each)

    def rows(self, sql: str) -> list[Any] | None:
        """What a query gives; None where a page that it needs does not verify."""
        try:
            return self._database.rows(sql)
        except DatabaseDamagedError:
            self._open_anew()
            return None

    def value(self, sql: str) -> Any:
        """The first column of the first row; None as in `rows`, or where there is none."""
        found = self.rows(sql)
        return found[0][0] if found else None

    def read_table(self, table: str, take: Callable[[dict[str, Any]], None]) -> frozenset[int]:
        """Hand every row of `table` that can be read to `take`, in order; the row ids of those."""
        read: list[int] = []
        highest = self._highest(table)
        last = 0

        def hand_on(rows: list[Any]) -> None:
            for row in rows:
                members = dict(row)
                read.append(members.pop(_ROWID))
                take(members)

        while True:
            waiting: list[Any] = []
            try:
                for row in self._after(table, last):
                    waiting.append(row)
                    if len(waiting) == _AT_ONCE:
                        self._database.require_sound()
                        hand_on(waiting)
                        last, waiting = waiting[-1][_ROWID], []
                self._database.require_sound()
                hand_on(waiting)
                return frozenset(read)
            except DatabaseDamagedError:
                self._open_anew()
                if waiting:  # one of these may be the one that is damaged
                    hand_on([each for row in waiting for each in self._alone(table, row[_ROWID])])
                    last = waiting[-1][_ROWID]
                else:
                    following = self._next_readable(table, last, highest)
                    if following is None:
                        return frozenset(read)
                    last = following

    def _alone(self, table: str, rowid: int) -> list[Any]:
        sql = f"SELECT rowid AS {_ROWID}, * FROM {table} WHERE rowid = ?"  # noqa: S608 - our own names
        try:
            found = self._database.rows(sql, (rowid,))
            self._database.require_sound()
        except DatabaseDamagedError:
            self._open_anew()
            return []
        return found

    def indexed(self, table: str, column: str) -> dict[int, str] | None:
        """The column of every row by row id, as the table's index that begins or ends with it knows them; None without."""
        for index in self.rows(f"SELECT name FROM pragma_index_list('{table}') WHERE partial = 0") or []:  # noqa: S608 - our own names
            name = index["name"]
            columns = self.rows(f"SELECT name FROM pragma_index_info('{name}')") or []  # noqa: S608 - our own names
            if column in {row["name"] for row in columns}:
                found = self.rows(f"SELECT rowid, {column} FROM {table} INDEXED BY {name}")  # noqa: S608 - our own names
                if found is not None:
                    return {row[0]: row[1] for row in found}
        return None

    def _after(self, table: str, last: int) -> Iterator[Any]:
        sql = f"SELECT rowid AS {_ROWID}, * FROM {table} WHERE rowid > ? ORDER BY rowid"  # noqa: S608 - our own names
        return self._database.stream(sql, (last,))

    def _seek(self, table: str, rowid: int) -> tuple[bool, int | None]:
        """Whether the page of the first row at or after `rowid` can be read, and which row that is (None: none)."""
        try:
            found = self._database.value(
                f"SELECT rowid FROM {table} WHERE rowid >= ? ORDER BY rowid LIMIT 1",  # noqa: S608 - our own names
                (rowid,),
            )
        except DatabaseDamagedError:
            self._open_anew()
            return False, None
        return True, found

    def _next_readable(self, table: str, last: int, highest: int | None) -> int | None:
        """The row id after which reading can go on, once the first row after `last` could not be read; None: nowhere."""
        readable, found = self._seek(table, last + 1)
        if readable:  # its page is whole, and a page that its long text runs over to is not
            return found
        bad, step = last + 1, 1
        while True:
            probe = bad + step
            if probe > (highest if highest is not None else last + _FARTHEST):
                return None
            readable, found = self._seek(table, probe)
            if readable:
                return self._first_readable(table, bad, probe) - 1
            bad, step = probe, min(step * 2, _WIDEST_STEP) if highest is not None else step * 2

    def _first_readable(self, table: str, bad: int, good: int) -> int:
        while good - bad > 1:
            middle = (bad + good) // 2
            if self._seek(table, middle)[0]:
                good = middle
            else:
                bad = middle
        return good

    def _highest(self, table: str) -> int | None:
        """The highest row id, from the table or else from one of its indexes; None where neither tells."""
        highest = self.value(f"SELECT max(rowid) FROM {table}")  # noqa: S608 - our own names
        if highest is not None:
            return int(highest)
        known = self.indexed(table, "id")
        return max(known) if known else None

    def _open_anew(self) -> None:
        self._close()
        self._database = open_for_reading(self._path, self._key, torn=True)

    def _close(self) -> None:
        with contextlib.suppress(DatabaseDamagedError):
            self._database.close()

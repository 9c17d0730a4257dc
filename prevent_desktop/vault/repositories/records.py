"""Records of a kind whose declaration says all: rows that are written once, and found by the search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.search import SearchIndex
from prevent_desktop.vault.sql_errors import missing

Row = dict[str, Any]


class Records:
    """The records of one kind, as rows by column."""

    def __init__(self, kind: RecordKind, database: Database, index: SearchIndex) -> None:
        self._kind = kind
        self._database = database
        self._index = index

    def add(self, row: Mapping[str, Any]) -> None:
        """Keep a new record. RecordError where its key is taken, or it points to what is not in this vault."""
        with self._database.transaction():
            self._database.insert(self._kind.table, **row)
            self._index.put_row(self._kind, row)

    def get(self, record_id: str) -> Row:
        """The record with this id. RecordError where there is none."""
        sql = f"SELECT * FROM {self._kind.table} WHERE {self._kind.key[0]} = ?"  # noqa: S608 - our own names
        row = self._database.row(sql, (record_id,))
        if row is None:
            raise missing(record_id)
        return dict(row)

    def ids_of(self, owner_id: str) -> tuple[str, ...]:
        """The first column of the key of each."""
        key, kind = self._kind.key[0], self._kind
        sql = f"SELECT {key} AS id FROM {kind.table} WHERE {kind.owner} = ?"  # noqa: S608 - our own names
        return tuple(row["id"] for row in self._database.rows(sql, (owner_id,)))

    def of(self, owner_id: str) -> tuple[Row, ...]:
        """What belongs to a case or a person, in the order in which it was written or as the declaration says."""
        kind = self._kind
        order = kind.order or ", ".join([*filter(None, [kind.time]), *kind.key])
        sql = f"SELECT * FROM {kind.table} WHERE {kind.owner} = ? ORDER BY {order}"  # noqa: S608 - our own names
        return tuple(map(dict, self._database.rows(sql, (owner_id,))))

"""The tables of the vault: records as rows, by the annotations of their dataclasses.

Times stand in UTC, dates as far as they are known (`columns`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Generic

from prevent_desktop import row_codec
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.row_codec import Record, Usual
from prevent_desktop.vault.database import Database, Parameters
from prevent_desktop.vault.repositories.columns import read_when, time_text, when_text
from prevent_desktop.vault.sql_errors import missing


class RowCodec(row_codec.RowCodec[Record]):
    """As the vault keeps them."""

    usual: ClassVar[Mapping[Any, Usual]] = {
        date: (date.isoformat, date.fromisoformat),
        datetime: (time_text, datetime.fromisoformat),
        PartialDate: (PartialDate.isoformat, PartialDate.parse),
        datetime | PartialDate: (when_text, read_when),
    }


def codec_of(kind: RecordKind) -> RowCodec[Any]:
    """What reads and writes the rows of a kind, as its declaration says. ValueError where that names nothing."""
    if kind.read_as is None:
        raise ValueError(f"rows of {kind.table} are read as nothing")
    return RowCodec(*kind.read_as)


class Table(Generic[Record]):
    """The table of one kind of record."""

    def __init__(self, database: Database, name: str, codec: RowCodec[Record], key: str = "id") -> None:
        self._database = database
        self._name = name
        self._codec = codec
        self._key = key

    def add(self, record: Record, **more: object) -> dict[str, Any]:
        """Keep a new record, with `more` in columns that it has no field for; its row. RecordError where that cannot be."""
        row = {**self._codec.columns(record), **more}
        self._database.insert(self._name, **row)
        return row

    def add_if_new(self, record: Record, **more: object) -> bool:
        """Keep a record unless it is here; whether it is new."""
        columns = {**self._codec.columns(record), **more}
        names, places = ", ".join(columns), ", ".join(f":{name}" for name in columns)
        sql = f"INSERT INTO {self._name} ({names}) VALUES ({places}) ON CONFLICT DO NOTHING"  # noqa: S608 - our own words
        return bool(self._database.run(sql, columns).rowcount)

    def update(self, record: Record) -> None:
        """Put `record` in place of the one with its key. RecordError where there is none."""
        columns = self._codec.columns(record)
        values = ", ".join(f"{name} = :{name}" for name in columns)
        sql = f"UPDATE {self._name} SET {values} WHERE {self._key} = :{self._key}"  # noqa: S608 - our own words
        if self._database.run(sql, columns).rowcount == 0:
            raise missing(str(columns[self._key]))

    def get(self, key: str) -> Record:
        """The record with this key. RecordError where there is none."""
        found = self.find(key)
        if found is None:
            raise missing(key)
        return found

    def find(self, key: object) -> Record | None:
        """The same; None where there is none."""
        return self.first(f"{self._key} = ?", (key,))

    def first(self, condition: str, parameters: Parameters = ()) -> Record | None:
        """The first record of `where`; None where there is none."""
        row = self._database.row(f"SELECT * FROM {self._name} WHERE {condition}", parameters)  # noqa: S608 - our own words
        return None if row is None else self._codec.read(row)

    def where(self, condition: str, parameters: Parameters = ()) -> tuple[Record, ...]:
        """The records for which `condition` holds; what orders and bounds them may stand in it."""
        return self.select(f"SELECT * FROM {self._name} WHERE {condition}", parameters)  # noqa: S608 - our own words

    def all(self, order: str) -> tuple[Record, ...]:
        """Every record."""
        return self.where(f"TRUE ORDER BY {order}")

    def select(self, sql: str, parameters: Parameters = ()) -> tuple[Record, ...]:
        """The records in the rows of a query that has all their columns."""
        return self.read(self._database.rows(sql, parameters))

    def read(self, rows: Iterable[Any]) -> tuple[Record, ...]:
        """The records in these rows."""
        return tuple(map(self._codec.read, rows))

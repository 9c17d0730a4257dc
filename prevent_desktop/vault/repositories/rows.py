"""Frozen dataclasses as rows of a table and back, by their annotations.

Times stand in UTC, dates as far as they are known, enumerations by value, tuples and frozen sets as JSON. The fields of a
dataclass inside of another are columns of the same row. What stands otherwise in its column is told where the table is.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cached_property
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

from prevent_desktop import strict_json
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.database import Database, Parameters
from prevent_desktop.vault.repositories.columns import read_when, time_text, when_text
from prevent_desktop.vault.sql_errors import missing

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Column:
    """How one field stands in its column, where that is not the usual way.

    `name` is the column's, where it is not the field's. `none` is what stands for None. `write` and `read` turn the value into
    that of the column and back.
    """

    name: str = ""
    none: object = None
    write: Callable[[Any], object] | None = None
    read: Callable[[Any], Any] | None = None


_USUAL: Final = Column()


class RowCodec(Generic[Record]):
    """The way from a frozen dataclass to the columns of its row and back; `columns` by field, where one stands otherwise."""

    def __init__(self, kind: type[Record], columns: Mapping[str, Column] | None = None) -> None:
        self._kind = kind
        self._columns = columns or {}

    def columns(self, record: Any) -> dict[str, object]:
        """The row of `record`, by column."""
        row: dict[str, object] = {}
        for field, column, write, _read in self._plan.plain:
            value = getattr(record, field)
            none = self._columns.get(field, _USUAL).none
            row[column] = none if value is None else value if write is None else write(value)
        for field, inner in self._plan.inner:
            row |= inner.columns(getattr(record, field))
        return row

    @cached_property
    def read(self) -> Callable[[Any], Record]:
        """Makes the record of a row. It is put together once, so that a row costs no more than it must."""
        kind, plan = self._kind, self._plan
        names, columns = [one[0] for one in plan.plain], [one[1] for one in plan.plain]
        pick = itemgetter(*columns)
        others = [(field, read) for field, _column, _write, read in plan.plain if read is not None]
        inner = [(field, codec.read) for field, codec in plan.inner]

        def read_row(row: Any) -> Record:
            values = dict(zip(names, pick(row)))  # noqa: B905 - as many as there are names
            for field, read in others:
                values[field] = read(values[field])
            for field, read in inner:
                values[field] = read(row)
            return kind(**values)

        return read_row

    @cached_property
    def _plan(self) -> _Plan:
        whole: Any = self._kind
        hints = get_type_hints(whole)
        plan = _Plan([], [])
        for name in (field.name for field in fields(whole)):
            column, kind = self._columns.get(name, _USUAL), _without_none(hints[name])
            if isinstance(kind, type) and is_dataclass(kind) and kind is not PartialDate and not column.write:
                plan.inner.append((name, RowCodec[Any](kind, self._columns)))
                continue
            to, of = _usual(kind)
            read = column.read or of
            if read is not None and kind is not hints[name]:
                read = _or_none(read, column.none)
            plan.plain.append((name, column.name or name, column.write or to, read))
        return plan


@dataclass(frozen=True, slots=True)
class _Plan:
    """The fields that have a column (with it, and how it is written and read), and those whose own fields have."""

    plain: list[tuple[str, str, Callable[[Any], object] | None, Callable[[Any], Any] | None]]
    inner: list[tuple[str, RowCodec[Any]]]


def _or_none(read: Callable[[Any], Any], none: object) -> Callable[[Any], Any]:
    if none is None:
        return lambda value: None if value is None else read(value)
    return lambda value: None if value == none or value is None else read(value)


def _without_none(kind: Any) -> Any:
    if get_origin(kind) in {Union, types.UnionType}:
        kinds = [one for one in get_args(kind) if one is not types.NoneType]
        return kinds[0] if len(kinds) == 1 else kind
    return kind


def _usual(kind: Any) -> tuple[Callable[[Any], object] | None, Callable[[Any], Any] | None]:
    """How values of `kind` are written and read; None where they stand as they are."""
    if kind in {str, int, float}:
        return None, None
    if kind in _BY_KIND:
        return _BY_KIND[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return (lambda value: value.value), _of_enumeration(kind)
    return strict_json.text_of, strict_json.reader(kind, older=True)


def _of_enumeration(kind: type[Enum]) -> Callable[[Any], Enum]:
    members = {member.value: member for member in kind}  # three times as quick as asking the class
    return lambda value: members.get(value) or kind(value)


_BY_KIND: Final[dict[Any, tuple[Callable[[Any], object] | None, Callable[[Any], Any]]]] = {
    bool: (None, bool),
    date: (date.isoformat, date.fromisoformat),
    datetime: (time_text, datetime.fromisoformat),
    PartialDate: (PartialDate.isoformat, PartialDate.parse),
    datetime | PartialDate: (when_text, read_when),
}

UNESCAPED: Final = Column(write=lambda value: strict_json.text_of(value, ensure_ascii=False))
"""JSON whose letters stand as they are."""


class Table(Generic[Record]):
    """The table of one kind of record."""

    def __init__(self, database: Database, name: str, codec: RowCodec[Record], key: str = "id") -> None:
        self._database = database
        self._name = name
        self._codec = codec
        self._key = key

    def add(self, record: Record, **more: object) -> None:
        """Keep a new record, with `more` in columns that it has no field for. RecordError where that cannot be."""
        self._database.insert(self._name, **self._codec.columns(record), **more)

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

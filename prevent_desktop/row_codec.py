"""Frozen dataclasses as rows of a table and back, by their annotations.

Enumerations stand by value, tuples and frozen sets as JSON; how times and days stand is told by each database. The fields of a
dataclass inside of another are columns of the same row. What stands otherwise in its column is told where the table is.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cached_property
from operator import itemgetter
from typing import (
    Any,
    ClassVar,
    Final,
    Generic,
    NamedTuple,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from prevent_desktop import strict_json
from prevent_desktop.partial_dates import PartialDate

Record = TypeVar("Record")


class Column(NamedTuple):
    """How one field stands in its column, where that is not the usual way.

    `name` is the column's, where it is not the field's. `none` is what stands for None. `write` and `read` turn the value into
    that of the column and back.
    """

    name: str = ""
    none: object = None
    write: Callable[[Any], object] | None = None
    read: Callable[[Any], Any] | None = None


_USUAL: Final = Column()
UNESCAPED: Final = Column(write=lambda value: strict_json.text_of(value, ensure_ascii=False))
"""JSON whose letters stand as they are."""

Usual = tuple[Callable[[Any], object] | None, Callable[[Any], Any] | None]


class RowCodec(Generic[Record]):
    """The way from a frozen dataclass to the columns of its row and back; `columns` by field, where one stands otherwise."""

    usual: ClassVar[Mapping[Any, Usual]] = {}
    """How values of some kinds are written and read in this database; None where they stand as they are."""

    def __init__(self, kind: type[Record], columns: Mapping[str, Column] | None = None) -> None:
        self._kind = kind
        self._columns = columns or {}

    def columns(self, record: Any) -> dict[str, object]:
        """The row of `record`, by column; all of them empty for None."""
        if record is None:
            return dict.fromkeys(one.column for one in self._plan.plain)
        row: dict[str, object] = {}
        for one in self._plan.plain:
            value = getattr(record, one.field)
            row[one.column] = one.none if value is None else value if one.write is None else one.write(value)
        for field, inner, _optional in self._plan.inner:
            row |= inner.columns(getattr(record, field))
        return row

    @cached_property
    def read(self) -> Callable[[Any], Record]:
        """Makes the record of a row. It is put together once, so that a row costs no more than it must."""
        kind, plan = self._kind, self._plan
        names, pick = [one.field for one in plan.plain], itemgetter(*(one.column for one in plan.plain))
        always = [(one.field, one.read) for one in plan.plain if one.read and not one.optional]
        perhaps = [(one.field, one.read) for one in plan.plain if one.read and one.optional]
        inner = [
            (field, codec.read_or_none if optional else codec.read) for field, codec, optional in plan.inner
        ]

        def read_row(row: Any) -> Record:
            values = dict(zip(names, pick(row)))  # noqa: B905 - as many as there are names
            for field, read in always:
                values[field] = read(values[field])
            for field, read in perhaps:
                if (value := values[field]) is not None:
                    values[field] = read(value)
            for field, read in inner:
                values[field] = read(row)
            return kind(**values)

        return read_row

    def check(self, column: str, value: Any) -> None:
        """Hold a value against the field of one column, whatever stands in the others. ValueError, TypeError or OverflowError.

        A column for which there is no field is held to nothing.
        """
        for one in self._by_column.get(column, ()):
            if value is None and not one.optional:
                raise ValueError(f"{column} is empty")
            if value is not None and one.read is not None:
                one.read(value)
        for _field, codec, optional in self._plan.inner:
            if value is not None or not optional:
                codec.check(column, value)

    def is_full(self, row: Mapping[str, Any]) -> bool:
        """Whether no column is empty that may not be: such a row that can be read has no value that `check` refuses."""
        return all(row.get(column) is not None for column in self._required) and all(
            codec.is_full(row) for _field, codec, optional in self._plan.inner if not optional
        )

    def read_or_none(self, row: Any) -> Record | None:
        """As `read`; None where all of its columns are empty."""
        return None if all(row[one.column] is None for one in self._plan.plain) else self.read(row)

    def _usual(self, kind: Any) -> Usual:
        if kind in {str, int, float}:
            return None, None
        if kind in self.usual:
            return self.usual[kind]
        if kind is bool:
            return None, bool
        if isinstance(kind, type) and issubclass(kind, Enum):
            return (lambda value: value.value), _of_enumeration(kind)
        return strict_json.text_of, strict_json.reader(kind, older=True)

    @cached_property
    def _required(self) -> tuple[str, ...]:
        return tuple(one.column for one in self._plan.plain if not one.optional)

    @cached_property
    def _by_column(self) -> Mapping[str, list[_Field]]:
        found: dict[str, list[_Field]] = {}
        for one in self._plan.plain:
            found.setdefault(one.column, []).append(one)
        return found

    @cached_property
    def _plan(self) -> _Plan:
        whole: Any = self._kind
        hints = get_type_hints(whole)
        same: type[RowCodec[Any]] = type(self)
        plan = _Plan([], [])
        for name in (field.name for field in fields(whole)):
            column, kind = self._columns.get(name, _USUAL), _without_none(hints[name])
            if isinstance(kind, type) and is_dataclass(kind) and kind is not PartialDate and not column.write:
                plan.inner.append((name, same(kind, self._columns), kind is not hints[name]))
                continue
            write, read = self._usual(kind)
            read = column.read or read
            if read is not None and column.none is not None:
                read = _unless(column.none, read)
            optional = kind is not hints[name]
            plan.plain.append(
                _Field(name, column.name or name, column.none, column.write or write, read, optional)
            )
        return plan


class _Field(NamedTuple):
    field: str
    column: str
    none: object
    write: Callable[[Any], object] | None
    read: Callable[[Any], Any] | None
    optional: bool


class _Plan(NamedTuple):
    """The fields that have a column, and those whose own fields have, with whether they may be None."""

    plain: list[_Field]
    inner: list[tuple[str, RowCodec[Any], bool]]


def _unless(none: object, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value == none else read(value)


def _without_none(kind: Any) -> Any:
    if get_origin(kind) in {Union, types.UnionType}:
        kinds = [one for one in get_args(kind) if one is not types.NoneType]
        return kinds[0] if len(kinds) == 1 else kind
    return kind


def _of_enumeration(kind: type[Enum]) -> Callable[[Any], Enum]:
    members = {member.value: member for member in kind}  # three times as quick as asking the class
    return lambda value: members.get(value) or kind(value)

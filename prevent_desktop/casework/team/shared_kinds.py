"""What of the declarations of record kinds a team needs: which kinds are shared, and of which units a row of each is made.

A row is written first as a whole (ROW). Then a unit at a time is put anew: a column of a kind whose changes replace a field,
or all columns that may move (STATE) of one whose changes replace a state or the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.identifiers import PACK_ID
from prevent_desktop.casework.record_kind import (
    Field,
    Reach,
    RecordKind,
    Replaces,
    Type,
    in_order_of_references,
)
from prevent_desktop.casework.team.change_set import ROW, STATE, ChangeSet, Operation
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.strict_json import JsonError, parse, time_of

_TEXTUAL: Final = frozenset(
    {
        Type.TEXT,
        Type.CODE,
        Type.ID,
        Type.PACK_ID,
        Type.TIME,
        Type.DATE,
        Type.TIME_OR_DATE,
        Type.TEXTS,
        Type.JSON,
    }
)
_FILE_ID: Final = re.compile("[0-9a-f]{32}")
"""An attachment's id is the name of its file on the disk."""
_TIME: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(\+00:00|Z)", re.ASCII)
"""A time in UTC as this program writes it: SQLite reads it too, and the order of texts is that of times."""


class NewerProgramError(JsonError):
    """A set that names what this version of the program does not know: it waits until this one is newer too."""


@cache
def shared_kinds() -> tuple[RecordKind, ...]:
    """The kinds that reach a circle, each after those that it refers to."""
    return tuple(kind for kind in in_order_of_references(record_kinds.KINDS) if Reach.CIRCLE in kind.reaches)


@cache
def shared_kind(table: str) -> RecordKind | None:
    """The kind of this table, where it is shared."""
    return next((kind for kind in shared_kinds() if kind.table == table), None)


class _Shape(NamedTuple):
    """The columns of a kind that may move, the others, and its units besides ROW."""

    moving: tuple[str, ...]
    frozen: tuple[str, ...]
    units: tuple[str, ...]


@cache
def _shape(table: str) -> _Shape:
    """By the table, since a whole declaration is slow to look up."""
    kind = shared_kind(table)
    if kind is None:
        raise KeyError(table)
    moves = tuple(one.column for one in kind.fields if one.moves)
    stays = tuple(one.column for one in kind.fields if not one.moves)
    by_state = () if kind.replaces is Replaces.NOTHING else (STATE,)
    return _Shape(moves, stays, moves if kind.replaces is Replaces.FIELD else by_state)


def moving(kind: RecordKind) -> tuple[str, ...]:
    """The columns that may change once a row is written."""
    return _shape(kind.table).moving


def frozen(kind: RecordKind) -> tuple[str, ...]:
    """The others."""
    return _shape(kind.table).frozen


def units(kind: RecordKind) -> tuple[str, ...]:
    """The units of a row besides ROW."""
    return _shape(kind.table).units


def may_be_taken_away(kind: RecordKind) -> bool:
    """Whether a row may go outside a disposal, as a draft does: where its declaration says that it is written as a whole, again and again."""
    return not kind.kept and kind.replaces is Replaces.WHOLE


def takes_away(operation: Operation) -> bool:
    """Whether it says that a row is there no more; of what may not go, that is not heard."""
    return operation.unit == STATE and operation.value is None


def of_unit(kind: RecordKind, unit: str, row: Mapping[str, Any]) -> Any:
    """What a unit says in this row."""
    if unit == STATE:
        return {name: row[name] for name in moving(kind) if name in row}
    if unit == ROW:
        return {name: row[name] for name in frozen(kind) if name in row}
    return row[unit]


def claims(kind: RecordKind, operation: Operation) -> Iterator[tuple[str, Any]]:
    """Each unit of which an operation says what it is, with the value: one that writes a row says it of all."""
    if operation.unit != ROW:
        yield operation.unit, operation.value
        return
    yield ROW, of_unit(kind, ROW, operation.value)
    for unit in units(kind):
        if unit == STATE or unit in operation.value:
            yield unit, of_unit(kind, unit, operation.value)


def check(change_set: ChangeSet) -> None:
    """Hold a set against the declarations: every row is of its case, and every value of the kind that its column holds.

    JsonError for what no program writes; NewerProgramError for a table or column that this one does not know.
    """
    for place, operation in enumerate(change_set.operations):
        try:
            _check(operation, change_set.case_id)
        except JsonError as error:
            raise type(error)(error.what, f".operations[{place}]{error.where}") from error


def _check(operation: Operation, case_id: str) -> None:
    kind = shared_kind(operation.table)
    if kind is None:
        if record_kinds.kind_of_table(operation.table) is None:
            raise NewerProgramError("a table that is not known", ".table")
        raise JsonError("a table that no team shares", ".table")
    if len(operation.key) != len(kind.key):
        raise JsonError("another key is wanted", ".key")
    if operation.unit == ROW:
        _check_row(kind, operation, case_id)
    elif operation.unit not in units(kind):
        raise JsonError("a unit that this kind has not", ".unit")
    elif operation.unit == STATE:
        _check_state(kind, operation, case_id)
    else:
        _check_value(kind.field(operation.unit), operation.value)
    if kind.table == "cases" and operation.key != (case_id,):
        raise JsonError("of another case", ".key")


def _check_row(kind: RecordKind, operation: Operation, case_id: str) -> None:
    row = operation.value
    if not isinstance(row, dict):
        raise JsonError("a row is wanted", ".value")
    if tuple(row.get(name) for name in kind.key) != operation.key:
        raise JsonError("another key than its own", ".key")
    if kind.table == "attachments" and _FILE_ID.fullmatch(str(operation.key[0])) is None:
        raise JsonError("an id is wanted", ".key")
    _check_columns(kind, row, all_of=(one.column for one in kind.fields))
    if kind.owner == "case_id" and row.get("case_id") != case_id:
        raise JsonError("of another case", ".value")


def _check_state(kind: RecordKind, operation: Operation, case_id: str) -> None:
    state = operation.value
    if takes_away(operation) and may_be_taken_away(kind):
        return
    if not isinstance(state, dict):
        raise JsonError("columns are wanted", ".value")
    _check_columns(kind, state, all_of=moving(kind))
    if not state.keys() <= set(moving(kind)):
        raise JsonError("a column that never changes", ".value")
    if "case_id" in state and state["case_id"] != case_id:
        raise JsonError("of another case", ".value")


def _check_columns(kind: RecordKind, row: Mapping[str, Any], all_of: Iterable[str]) -> None:
    """A column that a later version adds is to be excused here, for what older ones wrote, with its value of before."""
    known = _by_column(kind.table)
    if newer := row.keys() - known.keys():
        raise NewerProgramError("a column that is not known", f".value.{min(newer)}")
    if missing := set(all_of) - row.keys():
        raise JsonError("a column is missing", f".value.{min(missing)}")
    for name, value in row.items():
        _check_value(known[name], value)


@cache
def _by_column(table: str) -> Mapping[str, Field]:
    kind = shared_kind(table)
    return {} if kind is None else {one.column: one for one in kind.fields}


def _check_value(field: Field, value: Any) -> None:
    """What SQLite would take and a page could not show is refused here."""
    if value is None:
        return
    where = f".value.{field.column}"
    if field.type in _TEXTUAL:
        if type(value) is not str:
            raise JsonError("a text is wanted", where)
        _check_text(field, value, where)
    elif type(value) is not int or abs(value) >= 2**53 or (field.type is Type.FLAG and value not in {0, 1}):
        raise JsonError("a number is wanted", where)


def _check_text(field: Field, text: str, where: str) -> None:
    try:
        text.encode()
        if field.type is Type.TIME or (field.type is Type.TIME_OR_DATE and "T" in text):
            _check_form(_TIME, text)
            time_of(text)
        elif field.type in {Type.DATE, Type.TIME_OR_DATE}:
            PartialDate.parse(text)
        elif field.type is Type.PACK_ID:
            _check_form(PACK_ID, text)
        elif field.type in {Type.JSON, Type.TEXTS} and (text or field.moves):  # empty where it was never told
            parse(text)
    except ValueError as error:
        raise JsonError("not of the form that is wanted", where) from error


def _check_form(form: re.Pattern[str], text: str) -> None:
    if form.fullmatch(text) is None:
        raise ValueError("another form is wanted")

"""What another member wrote is held against what reads it here: a value that fits its column may still be none that a page can show."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from prevent_desktop.casework.draft_states import holds_answers
from prevent_desktop.casework.record_kind import Type
from prevent_desktop.casework.record_kinds import RESPONSES
from prevent_desktop.casework.team import shared_kinds
from prevent_desktop.casework.team.change_set import ROW, STATE, ChangeSet, Operation
from prevent_desktop.casework.team.shared_kinds import NewerProgramError
from prevent_desktop.strict_json import JsonError
from prevent_desktop.vault.repositories.rows import RowCodec, codec_of
from prevent_desktop.vault.sql_errors import not_storable

READ_BY: Final[Mapping[str, RowCodec[Any]]] = {
    kind.table: codec_of(kind) for kind in shared_kinds.shared_kinds() if kind.read_as is not None
}
"""What reads the rows of each table that is shared; of the others whoever reads a row passes over one that says nothing."""
_UNREADABLE: Final = (ValueError, TypeError, OverflowError)


def check(change_set: ChangeSet) -> None:
    """Hold a set against the declarations, and each of its values against what reads it.

    JsonError for what no program writes; NewerProgramError for what this one does not know.
    """
    shared_kinds.check(change_set)
    for place, operation in enumerate(change_set.operations):
        codec = READ_BY.get(operation.table)
        if codec is not None and operation.value is not None:
            _check(codec, operation, f".operations[{place}].value")


def _check(codec: RowCodec[Any], operation: Operation, where: str) -> None:
    values = operation.value if operation.unit in {ROW, STATE} else {operation.unit: operation.value}
    if operation.unit != ROW or not codec.is_full(values) or not _reads(codec, values):
        _check_columns(codec, operation.table, values, where)
        if operation.unit == ROW:
            raise JsonError("a record that says nothing", where)
    if operation.table == RESPONSES.table and not holds_answers(values["content"]):
        raise JsonError("no answers", f"{where}.content")
    if operation.table == RESPONSES.table and not _has_its_digest(values):
        raise JsonError("a finished form with another digest", f"{where}.content_digest")


def _check_columns(codec: RowCodec[Any], table: str, values: Mapping[str, Any], where: str) -> None:
    """Each by itself, so that the first that says nothing is told."""
    for column, value in values.items():
        try:
            codec.check(column, value)
        except _UNREADABLE as error:
            kind = shared_kinds.shared_kind(table)
            is_code = kind is not None and kind.field(column).type is Type.CODE
            refused = NewerProgramError if is_code and type(value) is str else JsonError
            raise refused("a value that says nothing", f"{where}.{column}") from error


def _has_its_digest(values: Mapping[str, Any]) -> bool:
    """Whether a finished form says its own digest: a vault with another one would take itself for damaged (`structure.require_records`)."""
    if values["finalised_at"] is None:
        return True
    return bool(hashlib.sha256(values["content"].encode()).hexdigest() == values["content_digest"])


def is_readable(table: str, row: Mapping[str, Any]) -> bool:
    """Whether a whole row can be read here."""
    codec = READ_BY.get(table)
    if codec is not None and not _reads(codec, row):
        return False
    return table != RESPONSES.table or holds_answers(row["content"])


def _reads(codec: RowCodec[Any], row: Mapping[str, Any]) -> bool:
    """Whether it reads a row whose answers, where it has any, are looked at already."""
    try:
        codec.read(row)
    except _UNREADABLE:
        return False
    return True


def require_readable(table: str, row: Mapping[str, Any]) -> None:
    """RecordError for a row that nobody could read here."""
    if not is_readable(table, row):
        raise not_storable()

"""A change-set as canonical JSON and back: the bytes that a vault signs, and whose SHA-256 names the set.

Written by hand and not by annotations, since a new member reads a hundred thousand of them. What is read is a stranger's until
`judging` has seen whose it is: everything that is not of the form that is told in `resources/specification/team-changes.md`
is a JsonError that says where.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, NoReturn

from prevent_desktop.casework.team.change_set import FORMAT, KIND, ChangeSet, Operation, OperationId
from prevent_desktop.strict_json import JsonError, canonical, parse, time_of

LARGEST: Final = 16 * 1024 * 1024
"""Bytes of a set at most: one long form stands in a single operation."""
MARK: Final = 16
"""Hexadecimal digits of a set's digest that stand in the ids of its operations."""
_MOST_TEXT: Final = 200
_HIGHEST: Final = 2**53
_SET_MEMBERS: Final = frozenset(
    {
        "kind", "format", "team", "circle", "epoch", "profile", "vault", "number", "previous", "case", "author", "at", "seen",
        "operations",
    }
)  # fmt: skip
_OPERATION_MEMBERS: Final = frozenset({"table", "key", "unit", "value", "replaces"})


class NewerFormatError(JsonError):
    """A set that a newer version of the program wrote: it waits until this one is newer too."""


def encode(change_set: ChangeSet) -> bytes:
    """The bytes that are signed: the same set is always the same bytes. ValueError for a time without a zone."""
    if change_set.at.tzinfo is None:
        raise ValueError("a time needs its zone")
    parts = {
        "kind": KIND,
        "format": FORMAT,
        "team": change_set.team,
        "circle": change_set.circle,
        "epoch": change_set.epoch,
        "profile": change_set.profile,
        "vault": change_set.vault,
        "number": change_set.number,
        "previous": change_set.previous,
        "case": change_set.case_id,
        "author": change_set.author,
        "at": change_set.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "seen": dict(change_set.seen),
        "operations": [_operation_parts(one) for one in change_set.operations],
    }
    return canonical(parts).encode()


def _operation_parts(operation: Operation) -> dict[str, Any]:
    return {
        "table": operation.table,
        "key": list(operation.key),
        "unit": operation.unit,
        "value": dict(operation.value) if isinstance(operation.value, Mapping) else operation.value,
        "replaces": sorted(map(list, operation.replaces)),
    }


def size_of(operation: Operation) -> int:
    """How many bytes it takes in a set."""
    return len(canonical(_operation_parts(operation)).encode())


def decode(untrusted: bytes) -> ChangeSet:
    """The set that was written so. JsonError; NewerFormatError where the version is one that this program does not know."""
    if len(untrusted) > LARGEST:
        raise JsonError("too long")
    parts = parse(untrusted)
    if not isinstance(parts, dict) or parts.get("kind") != KIND:
        _refuse("another kind", ".kind")
    if type(parts.get("format")) is int and parts["format"] > FORMAT:
        raise NewerFormatError("a newer version", ".format")
    if parts.keys() != _SET_MEMBERS or type(parts["format"]) is not int or parts["format"] != FORMAT:
        _refuse("not the members of a change-set", "")
    operations = parts["operations"]
    if not isinstance(operations, list) or not operations:
        _refuse("operations are wanted", ".operations")
    return ChangeSet(
        team=_text(parts, "team"),
        circle=_text(parts, "circle"),
        epoch=_count(parts, "epoch"),
        profile=_count(parts, "profile"),
        vault=_text(parts, "vault"),
        number=_count(parts, "number", least=1),
        previous=_text(parts, "previous", empty=True),
        case_id=_text(parts, "case"),
        author=_text(parts, "author", empty=True),
        at=_moment(parts["at"]),
        operations=tuple(_operation(one, place) for place, one in enumerate(operations)),
        seen=_heads(parts["seen"]),
    )


def _refuse(what: str, where: str) -> NoReturn:
    raise JsonError(what, where)


def _text(parts: Mapping[str, Any], name: str, *, empty: bool = False) -> str:
    value = parts[name]
    if type(value) is not str or len(value) > _MOST_TEXT or not (value or empty):
        _refuse("a short text is wanted", f".{name}")
    return str(value)


def _count(parts: Mapping[str, Any], name: str, *, least: int = 0) -> int:
    value = parts[name]
    if type(value) is not int or not least <= value < _HIGHEST:
        _refuse("a number is wanted", f".{name}")
    return int(value)


def _moment(value: Any) -> datetime:
    try:
        return time_of(value)
    except (TypeError, ValueError) as error:
        raise JsonError("a time with its zone is wanted", ".at") from error


def _heads(value: Any) -> dict[str, int]:
    if not isinstance(value, dict):
        _refuse("numbers by vault are wanted", ".seen")
    if not all(
        len(name) <= _MOST_TEXT and type(each) is int and 0 <= each < _HIGHEST for name, each in value.items()
    ):
        _refuse("numbers by vault are wanted", ".seen")
    return dict(value)


def _operation(parts: Any, place: int) -> Operation:
    where = f".operations[{place}]"
    if not isinstance(parts, dict) or parts.keys() != _OPERATION_MEMBERS:
        _refuse("not the members of an operation", where)
    key, table, unit = parts["key"], parts["table"], parts["unit"]
    if type(table) is not str or type(unit) is not str or not isinstance(key, list) or not key:
        _refuse("not an operation", where)
    if not all(type(each) in {str, int} for each in key):
        _refuse("a key is wanted", where)
    replaces = tuple(_operation_ids(parts["replaces"], where))
    return Operation(table=table, key=tuple(key), unit=unit, value=parts["value"], replaces=replaces)


def _operation_ids(value: Any, where: str) -> list[OperationId]:
    if not isinstance(value, list):
        _refuse("ids of operations are wanted", where)
    return [operation_id(one, where) for one in value]


def operation_id(value: Any, where: str = "") -> OperationId:
    """The id that stands as a list. JsonError."""
    if not isinstance(value, list) or list(map(type, value)) != [str, int, str, int]:
        _refuse("an id of an operation is wanted", where)
    return OperationId(*value)


def digest_of(payload: bytes) -> str:
    """What names a set: the SHA-256 of the bytes that were signed, hexadecimal."""
    return hashlib.sha256(payload).hexdigest()


def payload_of(words: str) -> bytes:
    """What a compact JWS (RFC 7515, section 7.1) carries; nothing of its signature is looked at. JsonError."""
    parts = words.split(".")
    if len(parts) != 3:  # noqa: PLR2004 - header, payload, signature
        raise JsonError("not signed words")
    try:
        return base64.b64decode(parts[1] + "=" * (-len(parts[1]) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise JsonError("not signed words") from error

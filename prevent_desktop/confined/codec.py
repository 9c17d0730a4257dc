"""Frozen dataclasses as JSON and back, by their annotations: what a confined process says is read as a stranger's.

Known are text, numbers, bytes, days, moments, enumerations, tuples, frozen sets, mappings from text, other dataclasses, and unions of
these. A value that is not what the annotation says is a ValueError; nothing else of Python can be made by an answer.
"""

from __future__ import annotations

import base64
import json
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

_KIND = "$"
_DEEPEST = 20


def to_json(value: object) -> bytes:
    """Any of the known kinds as JSON."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":")).encode()


def from_json(kind: Any, untrusted: bytes) -> Any:
    """The value of `kind` that was written so. Raises ValueError."""
    try:
        return _read(kind, json.loads(untrusted), _DEEPEST)
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError("not what was asked for") from error


def _plain(value: Any) -> Any:  # noqa: PLR0911 - a line for each kind
    if value is None or isinstance(value, bool | int | float) or type(value) is str:
        return value
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if is_dataclass(value):
        made = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {_KIND: type(value).__name__, **made}
    if isinstance(value, tuple | frozenset | list):
        return [_plain(each) for each in value]
    raise TypeError(f"{type(value).__name__} does not go over the pipe")


def _read(kind: Any, untrusted: Any, depth: int) -> Any:
    if depth < 0:
        raise ValueError("too deep")
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        return _read_one_of(get_args(kind), untrusted, depth)
    if origin is tuple:
        return _read_tuple(get_args(kind), untrusted, depth)
    if origin is frozenset:
        return frozenset(_read_tuple((*get_args(kind), ...), untrusted, depth))
    if origin is not None and issubclass(origin, Mapping):
        of = get_args(kind)[1]
        return {name: _read(of, each, depth - 1) for name, each in _expect(dict, untrusted).items()}
    if is_dataclass(kind):
        return _read_dataclass(kind, untrusted, depth)
    return _read_plain(kind, untrusted)


def _read_plain(kind: Any, untrusted: Any) -> Any:
    if kind in {None, types.NoneType} and untrusted is None:
        return None
    if kind in {str, int, bool} and type(untrusted) is kind:
        return untrusted
    if kind is float and type(untrusted) in {int, float}:
        return float(untrusted)
    if kind is bytes:
        return base64.b64decode(_expect(str, untrusted), validate=True)
    if kind in {date, datetime}:
        return kind.fromisoformat(_expect(str, untrusted))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind[_expect(str, untrusted)]
    raise ValueError("not what was asked for")


def _expect(kind: type, untrusted: Any) -> Any:
    if type(untrusted) is not kind:
        raise ValueError("not what was asked for")
    return untrusted


def _read_one_of(kinds: tuple[Any, ...], untrusted: Any, depth: int) -> Any:
    for kind in kinds:
        try:
            return _read(kind, untrusted, depth)
        except (ValueError, TypeError, KeyError):
            continue
    raise ValueError("none of what was asked for")


def _read_tuple(of: tuple[Any, ...], untrusted: Any, depth: int) -> tuple[Any, ...]:
    each = _expect(list, untrusted)
    if of[-1] is Ellipsis:
        return tuple(_read(of[0], one, depth - 1) for one in each)
    return tuple(_read(kind, one, depth - 1) for kind, one in zip(of, each, strict=True))


def _read_dataclass(kind: Any, untrusted: Any, depth: int) -> Any:
    parts = dict(_expect(dict, untrusted))
    hints = _hints(kind)
    if parts.pop(_KIND) != kind.__name__ or parts.keys() != hints.keys():
        raise ValueError("not what was asked for")
    return kind(**{name: _read(hint, parts[name], depth - 1) for name, hint in hints.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}

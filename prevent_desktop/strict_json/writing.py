"""Values as JSON."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Final

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.strict_json.marks import TAG, AsList, Spelt, members_in


def write(
    value: Any, *, fixed: Mapping[str, Any] | None = None, tagged: bool = False, **layout: Any
) -> bytes:
    """`value` as JSON in UTF-8; `layout` as `json.dumps` has it.

    `fixed` stand before its own members; `tagged` says of each dataclass which one it is, for unions whose members are alike.
    """
    return text_of(value, fixed=fixed, tagged=tagged, **layout).encode()


def text_of(
    value: Any, *, fixed: Mapping[str, Any] | None = None, tagged: bool = False, **layout: Any
) -> str:
    """As `write`, as text."""
    parts = parts_of(value, tagged=tagged)
    return json.dumps({**fixed, **parts} if fixed else parts, **layout)


COMPACT: Final[dict[str, Any]] = {"ensure_ascii": False, "separators": (",", ":")}
CANONICAL: Final[dict[str, Any]] = {**COMPACT, "sort_keys": True}
"""The layout of words that are signed: the same value is always the same bytes."""
compact: Final[Callable[[Any], str]] = json.JSONEncoder(**COMPACT).encode
canonical: Final[Callable[[Any], str]] = json.JSONEncoder(**CANONICAL).encode
"""Plain parts in these layouts, for what is written a hundred thousand times: `json.dumps` makes an encoder each time."""


def parts_of(value: Any, *, tagged: bool = False) -> Any:  # noqa: PLR0911 - a line for each kind
    """`value` as the plain parts that JSON knows."""
    if value is None or type(value) in {str, int, float, bool}:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, date | PartialDate):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {str(name): parts_of(each, tagged=tagged) for name, each in value.items()}
    if is_dataclass(value):
        return _written(value, tagged)
    if isinstance(value, frozenset):
        return sorted(parts_of(each, tagged=tagged) for each in value)
    if isinstance(value, tuple | list):
        return [parts_of(each, tagged=tagged) for each in value]
    raise TypeError(f"{type(value).__name__} is not written as JSON")


def _written(value: Any, tagged: bool) -> dict[str, Any]:
    made: dict[str, Any] = {TAG: type(value).__name__} if tagged else {}
    kind: Any = type(value)
    for member in members_in(kind):
        parts = _member_parts(getattr(value, member.field), member.marks, tagged)
        made.update(parts if member.inline else {member.name: parts})
    return made


def _member_parts(value: Any, marks: tuple[Any, ...], tagged: bool) -> Any:
    for mark in marks:
        if isinstance(mark, Spelt):
            return mark.text_of(value)
        if mark is AsList and value is not None:
            return list(_written(value, tagged=False).values())
    return parts_of(value, tagged=tagged)

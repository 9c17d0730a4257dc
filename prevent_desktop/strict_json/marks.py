"""What an annotation says about a value in JSON, and what is told where something does not hold."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import MISSING, fields
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Any, Final, NamedTuple, get_args, get_origin, get_type_hints

from prevent_desktop.partial_dates import has_day_everywhere

TAG: Final = "$"
"""The member that says which dataclass it is, where that is asked for."""


class JsonError(ValueError):
    """What was read is not what was asked for: `where` is the way to it from the outermost object, `what` is wrong there."""

    def __init__(self, what: str, where: str = "") -> None:
        super().__init__(what, where)
        self.what, self.where = what, where

    def __str__(self) -> str:
        return f"{self.what} at ${self.where}"

    def inside(self, place: str | int) -> JsonError:
        """The same, as whoever holds `place` sees it."""
        return JsonError(self.what, (f"[{place}]" if isinstance(place, int) else f".{place}") + self.where)


class Held(NamedTuple):
    """What a text, a list or a number is held to: letters, entries or the number itself at least and at most, and its form.

    A `printable` text stands on one line and shows all of its letters.
    """

    most: int | None = None
    least: int | None = None
    form: re.Pattern[str] | None = None
    free_of: re.Pattern[str] | None = None
    printable: bool = False

    def check(self, value: Any) -> None:
        """Raise JsonError where it does not hold; a value that is None is held to nothing."""
        if value is None:
            return
        size = value if isinstance(value, int | float) else len(value)
        if (self.most is not None and size > self.most) or (self.least is not None and size < self.least):
            raise JsonError("too much or too little")
        if (self.form and not self.form.fullmatch(value)) or (self.free_of and self.free_of.search(value)):
            raise JsonError("not of the form that is wanted")
        if self.printable and not value.isprintable():
            raise JsonError("not of the form that is wanted")


class Named(NamedTuple):
    """What a member is called in JSON, where that is not its name here."""

    name: str


class Spelt(NamedTuple):
    """How a value is written as text and read again, where that is not the usual way; `none` is what stands for None."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]
    none: str | None = None

    def text_of(self, value: Any) -> str | None:
        """What stands for `value`."""
        return self.none if value is None else self.write(value)


class Inline:
    """The members of this dataclass stand among those of the one that holds it."""


class AsList:
    """The members of this dataclass stand in a list, in their order."""


_END_OF_DAY: Final = re.compile(r"\d{4}-?(\d\d-?\d\d|W\d\d-?\d)\D24", re.ASCII)


def time_of(text: str) -> datetime:
    """A time with its offset (ISO 8601), which every time zone has. ValueError for any other text.

    24:00 is none (RFC 3339, 5.6), though Python takes it for the next day from 3.14 on.
    """
    at = datetime.fromisoformat(text)
    if _END_OF_DAY.match(text):
        raise JsonError("not a time")
    if at.utcoffset() is None:
        raise JsonError("not a time with its offset")
    if not has_day_everywhere(at):
        raise JsonError("a time that cannot be shown")
    return at


def _zulu_text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


_ZULU_FORM: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)


def _read_zulu(text: str) -> datetime:
    if _ZULU_FORM.fullmatch(text) is None:
        raise JsonError("not a time in UTC")
    return time_of(text)


def read_hex(text: str) -> bytes:
    """Bytes in lower-case hexadecimal digits and nothing between them. ValueError."""
    content = bytes.fromhex(text)
    if content.hex() != text:
        raise JsonError("not hexadecimal digits")
    return content


_MOMENT_FORM: Final = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII | re.IGNORECASE
)
_DAY_FORM: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def moment_of(text: str) -> datetime:
    """A time with its offset (RFC 3339, section 5.6), in UTC. JsonError for any other text."""
    if _MOMENT_FORM.fullmatch(text) is None:
        raise JsonError("not a time with its offset")
    return time_of(text.upper()).astimezone(UTC)


def day_of(text: str) -> date:
    """A day as ``2026-11-28`` (RFC 3339, section 5.6). JsonError for any other text."""
    if _DAY_FORM.fullmatch(text) is None:
        raise JsonError("not a day")
    return date.fromisoformat(text)


HEX: Final = Spelt(bytes.hex, read_hex)
ZULU: Final = Spelt(_zulu_text, _read_zulu)
"""A time in UTC with Z at its end (RFC 3339)."""
MOMENT: Final = Spelt(_zulu_text, moment_of)
"""A time in UTC, which others may write with any offset."""


class Member(NamedTuple):
    """A member of a dataclass: what it is called here and in JSON, of which kind, whether it has a default, stands inline."""

    field: str
    name: str
    kind: Any
    optional: bool
    inline: bool
    marks: tuple[Any, ...]


@cache
def members_in(kind: Any) -> tuple[Member, ...]:
    """The members of a dataclass, in its order."""
    hints = get_type_hints(kind, include_extras=True)
    made = []
    for each in fields(kind):
        hint = hints[each.name]
        marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
        name = next((mark.name for mark in marks if isinstance(mark, Named)), each.name)
        optional = each.default is not MISSING or each.default_factory is not MISSING
        inline = Inline in marks
        made.append(Member(each.name, name, get_args(hint)[0] if inline else hint, optional, inline, marks))
    return tuple(made)

"""The one codec of our JSON: frozen dataclasses from bytes and back, by their annotations; whatever is read is a stranger's.

Known are text, whole and other numbers, yes and no, bytes (base64, or as `HEX`), paths, days, dates as far as they are known, times,
enumerations (by value), tuples, frozen sets, mappings from text, dataclasses, and unions of these. A name that stands twice,
one that is not known or is missing, a value of another kind, a number that is none (NaN), and what is too deep or too
long is a JsonError that says where. Bounds stand in the annotation: ``Annotated[str, Held(most=400)]``.
"""

from __future__ import annotations

import base64
import json
import math
import re
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple, NoReturn, Union, get_args, get_origin, get_type_hints

from prevent_desktop.partial_dates import PartialDate

DEEPEST: Final = 40
"""Levels of dataclasses, lists and mappings inside of each other at most."""

_KIND: Final = "$"
_Reader = Callable[[Any, int], Any]


class _Rules(NamedTuple):
    older: bool = False
    more: bool = False
    tagged: bool = False


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


# -- marks of an annotation


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


def _zulu_text(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


_ZULU_FORM: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z", re.ASCII)


def _read_zulu(text: str) -> datetime:
    if _ZULU_FORM.fullmatch(text) is None:
        raise JsonError("not a time in UTC")
    return datetime.fromisoformat(text)


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
    return datetime.fromisoformat(text.upper()).astimezone(UTC)


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


# -- reading


def read(
    kind: Any,
    untrusted: bytes | str,
    *,
    largest: int | None = None,
    fixed: Mapping[str, Any] | None = None,
    older: bool = False,
    more: bool = False,
    tagged: bool = False,
) -> Any:
    """The value of `kind` that was written so. JsonError.

    `largest` is in bytes, or letters of a text; `fixed` are members that have to be there just so. With `older` a member
    that has a default may be missing, since whoever wrote it did not know it yet; with `more` what is not known is passed
    over, where a standard has it so. `tagged` as in `write`.
    """
    if largest is not None and len(untrusted) > largest:
        raise JsonError("too long")
    return value_of(kind, parse(untrusted), fixed=fixed, older=older, more=more, tagged=tagged)


def reader(kind: Any, *, older: bool = False) -> Callable[[bytes | str], Any]:
    """`read` for many values of one kind."""
    read_one = _reader(kind, _Rules(older=older))
    return lambda untrusted: read_one(parse(untrusted), DEEPEST)


def parse(untrusted: bytes | str) -> Any:
    """JSON (RFC 8259), in UTF-8, with no name twice and no number that is none. JsonError."""
    try:
        return _DECODER.decode(untrusted.decode() if isinstance(untrusted, bytes) else untrusted)
    except JsonError:
        raise
    except (ValueError, RecursionError) as error:
        raise JsonError("not JSON") from error


def value_of(
    kind: Any,
    parsed: Any,
    *,
    fixed: Mapping[str, Any] | None = None,
    older: bool = False,
    more: bool = False,
    tagged: bool = False,
) -> Any:
    """As `read`, from what `parse` gave."""
    if fixed:
        parsed = dict(_expect(dict, parsed))
        for name, value in fixed.items():
            found = parsed.pop(name, None)
            if type(found) is not type(value) or found != value:
                raise JsonError("another kind or version", f".{name}")
    return _reader(kind, _Rules(older, more, tagged))(parsed, DEEPEST)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JsonError("a name stands twice")
    return members


def _no_number(_text: str) -> NoReturn:
    raise JsonError("a number that is none")


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number)


@cache
def _reader(kind: Any, rules: _Rules) -> _Reader:  # noqa: PLR0911 - a line for each kind
    origin, of = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _marked(of[0], of[1:], rules)
    if origin in {Union, types.UnionType}:
        return _one_of([_reader(one, rules) for one in of], nothing=types.NoneType in of)
    if origin in {tuple, frozenset}:
        if origin is tuple and of[-1] is not Ellipsis:
            return _in_order([_reader(one, rules) for one in of])
        return _several(_reader(of[0], rules), origin)
    if origin is not None and issubclass(origin, Mapping):
        return _named(_reader(of[1], rules))
    if kind in {str, int, bool, types.NoneType}:
        return _exactly(kind)
    if kind in _PLAIN:
        return _simple(_PLAIN[kind])
    if is_dataclass(kind):
        return _members_of(kind, rules)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _simple(_of_enumeration(kind))
    raise TypeError(f"{kind} is not read from JSON")


def _of_enumeration(kind: type[Enum]) -> Callable[[Any], Enum]:
    def read_one(untrusted: Any) -> Enum:
        member = kind(untrusted)
        _expect(type(member.value), untrusted)  # True is 1 otherwise
        return member

    return read_one


def _expect(kind: type, untrusted: Any) -> Any:
    if type(untrusted) is not kind:
        raise JsonError(f"{kind.__name__} is wanted")
    return untrusted


def _exactly(kind: type) -> _Reader:
    def read_one(untrusted: Any, _depth: int) -> Any:
        if type(untrusted) is kind:
            return untrusted
        raise JsonError(f"{kind.__name__} is wanted")

    return read_one


def _number(untrusted: Any) -> float:
    if type(untrusted) not in {int, float} or not math.isfinite(untrusted):
        raise JsonError("a number is wanted")
    return float(untrusted)


_PLAIN: Final[dict[Any, Callable[[Any], Any]]] = {
    Any: lambda untrusted: untrusted,
    float: _number,
    bytes: lambda untrusted: base64.b64decode(_expect(str, untrusted), validate=True),
    date: lambda untrusted: day_of(_expect(str, untrusted)),
    datetime: lambda untrusted: datetime.fromisoformat(_expect(str, untrusted)),
    Path: lambda untrusted: Path(_expect(str, untrusted)),
    PartialDate: lambda untrusted: PartialDate.parse(_expect(str, untrusted)),
}


def _simple(make: Callable[[Any], Any]) -> _Reader:
    def read_one(untrusted: Any, _depth: int) -> Any:
        try:
            return make(untrusted)
        except JsonError:
            raise
        except (ValueError, TypeError, OverflowError) as error:
            raise JsonError("no such value") from error

    return read_one


def _marked(kind: Any, marks: tuple[Any, ...], rules: _Rules) -> _Reader:
    spelt = next((mark for mark in marks if isinstance(mark, Spelt)), None)
    inner = _reader(kind, rules) if spelt is None else _simple(_spelt_reader(kind, spelt))
    if AsList in marks:
        inner = _in_list(kind, rules)
    held = tuple(mark for mark in marks if isinstance(mark, Held))

    def read_held(untrusted: Any, depth: int) -> Any:
        value = inner(untrusted, depth)
        for one in held:
            one.check(value)
        return value

    return read_held if held else inner


def _spelt_reader(kind: Any, spelt: Spelt) -> Callable[[Any], Any]:
    may_be_none = types.NoneType in get_args(kind)
    return lambda untrusted: (
        None if may_be_none and untrusted == spelt.none else spelt.read(_expect(str, untrusted))
    )


def _one_of(readers: list[_Reader], *, nothing: bool) -> _Reader:
    def read_one(untrusted: Any, depth: int) -> Any:
        if nothing and untrusted is None:
            return None
        for reader in readers[:-1]:
            try:
                return reader(untrusted, depth)
            except JsonError:
                continue
        return readers[-1](untrusted, depth)

    return read_one


def _several(reader: _Reader, make: Callable[[Any], Any]) -> _Reader:
    def read_several(untrusted: Any, depth: int) -> Any:
        return make(_each(((reader, one) for one in _expect(list, untrusted)), depth))

    return read_several


def _in_order(readers: list[_Reader]) -> _Reader:
    def read_in_order(untrusted: Any, depth: int) -> tuple[Any, ...]:
        if len(_expect(list, untrusted)) != len(readers):
            raise JsonError("too few or too many entries")
        return tuple(_each(zip(readers, untrusted, strict=True), depth))

    return read_in_order


def _each(pairs: Iterable[tuple[_Reader, Any]], depth: int) -> list[Any]:
    inner, made = _one_deeper(depth), list[Any]()
    try:
        for reader, one in pairs:
            made.append(reader(one, inner))
    except JsonError as error:
        raise error.inside(len(made)) from error
    return made


def _named(reader: _Reader) -> _Reader:
    def read_named(untrusted: Any, depth: int) -> dict[str, Any]:
        inner, made = _one_deeper(depth), dict[str, Any]()
        for name, one in _expect(dict, untrusted).items():
            try:
                made[name] = reader(one, inner)
            except JsonError as error:
                raise error.inside(name) from error
        return made

    return read_named


def _one_deeper(depth: int) -> int:
    if depth <= 0:
        raise JsonError("too deep")
    return depth - 1


class _Member(NamedTuple):
    """A member of a dataclass: what it is called here and in JSON, of which kind, whether it has a default, stands inline."""

    field: str
    name: str
    kind: Any
    optional: bool
    inline: bool
    marks: tuple[Any, ...]


@cache
def _members(kind: Any) -> tuple[_Member, ...]:
    hints = get_type_hints(kind, include_extras=True)
    made = []
    for each in fields(kind):
        hint = hints[each.name]
        marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
        name = next((mark.name for mark in marks if isinstance(mark, Named)), each.name)
        optional = each.default is not MISSING or each.default_factory is not MISSING
        inline = Inline in marks
        made.append(_Member(each.name, name, get_args(hint)[0] if inline else hint, optional, inline, marks))
    return tuple(made)


def _members_of(kind: Any, rules: _Rules) -> _Reader:
    take = _taker(kind, rules)

    def read_members(untrusted: Any, depth: int) -> Any:
        left = dict(_expect(dict, untrusted))
        if rules.tagged and left.pop(_KIND, None) != kind.__name__:
            raise JsonError(f"{kind.__name__} is wanted")
        made = take(left, _one_deeper(depth))
        if left and not rules.more:
            raise JsonError("not a known name", f".{next(iter(left))}")
        return made

    return read_members


def _taker(kind: Any, rules: _Rules) -> Callable[[dict[str, Any], int], Any]:
    """Makes a dataclass of its members, which it takes out of those that are left."""
    readers: list[tuple[_Member, Any]] = []  # found at the first use, since a kind may hold itself

    def take(left: dict[str, Any], depth: int) -> Any:
        if not readers:
            readers.extend(
                (one, (_taker if one.inline else _reader)(one.kind, rules)) for one in _members(kind)
            )
        values = {}
        for member, reader in readers:
            if member.inline:
                values[member.field] = reader(left, depth)
            elif member.name in left:
                try:
                    values[member.field] = reader(left.pop(member.name), depth)
                except JsonError as error:
                    raise error.inside(member.name) from error
            elif not (rules.older and member.optional):
                raise JsonError("missing", f".{member.name}")
        return _made(kind, values)

    return take


def _in_list(kind: Any, rules: _Rules) -> _Reader:
    def read_list(untrusted: Any, depth: int) -> Any:
        if untrusted is None and types.NoneType in get_args(kind):
            return None
        of: Any = next((one for one in get_args(kind) if is_dataclass(one)), kind)
        members = _members(of)
        values = _in_order([_reader(member.kind, rules) for member in members])(untrusted, depth)
        return _made(of, {member.field: value for member, value in zip(members, values, strict=True)})

    return read_list


def _made(kind: Any, values: dict[str, Any]) -> Any:
    try:
        return kind(**values)
    except JsonError:
        raise
    except (ValueError, TypeError) as error:
        raise JsonError("breaks a rule") from error


# -- writing


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
    made: dict[str, Any] = {_KIND: type(value).__name__} if tagged else {}
    kind: Any = type(value)
    for member in _members(kind):
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

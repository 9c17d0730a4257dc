"""JSON of strangers as values of the kinds that are asked for."""

from __future__ import annotations

import base64
import json
import math
import re
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, NamedTuple, NoReturn, Union, get_args, get_origin

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.strict_json.marks import (
    TAG,
    AsList,
    Held,
    JsonError,
    Member,
    Spelt,
    day_of,
    members_in,
    time_of,
)
from prevent_desktop.strict_json.nesting import MOST_LEVELS, is_nested_too_deeply

DEEPEST: Final = 40
"""Levels of dataclasses, lists and mappings inside of each other at most."""

_Reader = Callable[[Any, int], Any]


class _Rules(NamedTuple):
    older: bool = False
    more: bool = False
    tagged: bool = False


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
    """JSON (RFC 8259), in UTF-8, with no name twice, no number that is none and no half of a character. JsonError."""
    try:
        text = untrusted.decode() if isinstance(untrusted, bytes) else untrusted
        parsed = _DECODER.decode(text)
        if _PERHAPS_HALF.search(text):
            json.dumps(parsed, ensure_ascii=False).encode()
    except JsonError:
        raise
    except UnicodeEncodeError as error:
        raise JsonError("half of a character") from error
    except (ValueError, RecursionError) as error:
        raise JsonError("not JSON") from error
    if text.count("{") + text.count("[") > MOST_LEVELS and is_nested_too_deeply(parsed):
        raise JsonError("too deep")  # a text with fewer of them has no more levels, whatever stands in it
    return parsed


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


def _finite(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _no_number(text)


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite)
_PERHAPS_HALF: Final = re.compile(r"\\u[dD][89a-fA-F]")
"""An escape for half of a pair of surrogates, which is no character without the other half: it can be neither kept nor signed."""


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
    datetime: lambda untrusted: time_of(_expect(str, untrusted)),
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


def _members_of(kind: Any, rules: _Rules) -> _Reader:
    take = _taker(kind, rules)

    def read_members(untrusted: Any, depth: int) -> Any:
        left = dict(_expect(dict, untrusted))
        if rules.tagged and left.pop(TAG, None) != kind.__name__:
            raise JsonError(f"{kind.__name__} is wanted")
        made = take(left, _one_deeper(depth))
        if left and not rules.more:
            raise JsonError("not a known name", f".{next(iter(left))}")
        return made

    return read_members


def _taker(kind: Any, rules: _Rules) -> Callable[[dict[str, Any], int], Any]:
    """Makes a dataclass of its members, which it takes out of those that are left."""
    readers: tuple[tuple[Member, Any], ...] | None = (
        None  # found at the first use, since a kind may hold itself
    )

    def take(left: dict[str, Any], depth: int) -> Any:
        nonlocal readers
        if readers is None:  # put there as a whole, since other threads may read the first one too
            readers = tuple(
                (one, (_taker if one.inline else _reader)(one.kind, rules)) for one in members_in(kind)
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
        members = members_in(of)
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

"""One record of any kind, as members of a document and as a line in words, by its declaration."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from string import Formatter
from typing import Any

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.record_kind import Field, Line, RecordKind, Type, Words
from prevent_desktop.formatting import day_with_time, each_of, short_day
from prevent_desktop.packs.content import PackLine
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _
from prevent_desktop.vault.repositories.columns import read_time, read_when
from prevent_desktop.vault.repositories.records import Row

Json = Mapping[str, Any]
_KILOBYTE = 1000


class _Said:
    """A member in words; the format after a colon in a template says how."""

    def __init__(self, field: Field, value: Any) -> None:
        self._field = field
        self._value = value

    def __bool__(self) -> bool:
        return bool(self._words())

    def __format__(self, how: str) -> str:
        match how:
            case "moment":
                return moment(self._value)
            case "short":
                return short_pack_id(self._value)
            case "kB":
                return str(-(-self._value // _KILOBYTE))
            case _:
                return self._words()

    def _words(self) -> str:
        value, field = self._value, self._field
        if value is None or value == "":
            return ""
        match field.type:
            case Type.TIME | Type.DATE | Type.TIME_OR_DATE:
                return day(value)
            case Type.FLAG:
                return _("Yes") if value else _("No")
            case Type.TEXTS:
                return each_of(value)
            case Type.JSON:
                return "; ".join(texts(value))
            case _:
                return str(value) if field.labels is None else field.labels(value)


def members(kind: RecordKind, row: Row) -> dict[str, Any]:
    """What of a record is told to people, by the names of the document."""
    return {one.member: member_of(one, row[one.column]) for one in kind.fields if one.member}


def member_of(field: Field, value: Any) -> Any:
    """What a column holds, as the document has it."""
    match field.type:
        case _ if value is None:
            return None
        case Type.TIME:
            return time_text(read_time(value))
        case Type.TIME_OR_DATE:
            when = read_when(value)
            return when.isoformat() if isinstance(when, PartialDate) else time_text(when)
        case Type.FLAG:
            return bool(value)
        case Type.TEXTS | Type.JSON:
            return json.loads(value) if value else None
        case _:
            return value


def time_text(at: datetime) -> str:
    """A time as the document has it."""
    return at.isoformat(timespec="seconds")


def in_words(field: Field, value: Any) -> str:
    """A member of the document in words."""
    return f"{_Said(field, value)}"


def record_line(kind: RecordKind, entry: Json, *more: str) -> PackLine:
    """A record in print, with `more` answers after its own."""
    told = None if kind.copy is None else kind.copy.line
    if told is None:
        return line(*_by_labels(kind, entry), *more)
    said = {one.member: _Said(one, entry[one.member]) for one in kind.fields if one.member}
    return line(_question(told, said), *(_filled(words, said) for words in told.answers), *more)


def labelled(kind: RecordKind, entry: Json) -> Iterator[tuple[str, str]]:
    """Each field of a record by its label, in words; without those that have no label, or of which nothing is recorded."""
    for one in kind.fields:
        if one.member and one.label is not None and (said := _Said(one, entry[one.member])):
            yield one.label(), f"{said}"


def _by_labels(kind: RecordKind, entry: Json) -> Iterator[str]:
    """The title and the time, then each field by its label."""
    title = "" if kind.title is None else kind.title()
    yield f"{title}, {day(entry[kind.field(kind.time).member])}" if kind.time else title
    for label, words in labelled(kind, entry):
        yield _("{label}: {value}").format(label=label, value=words)


def _question(told: Line, said: Mapping[str, _Said]) -> str:
    """The first alternative that can be filled; the last one whatever it says of what is missing."""
    last = told.question[-1] if isinstance(told.question, tuple) else told.question
    return _filled(told.question, said) or last().format_map(said)


def _filled(words: Words | tuple[Words, ...], said: Mapping[str, _Said]) -> str:
    for each in words if isinstance(words, tuple) else (words,):
        template = each()
        names = [name for _text, name, _how, _conversion in Formatter().parse(template) if name]
        if all(said[name] for name in names):
            return template.format_map(said)
    return ""


def line(question: str, *answers: str) -> PackLine:
    """A question with its answers; an empty one is left out."""
    told = tuple(answer for answer in answers if answer)
    return PackLine(question=question or _("Not named"), answers=told or (_("Nothing recorded"),))


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, in its order."""
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(each)


def day(text: str) -> str:
    """A day in words; as it stands where something of it was removed."""
    try:
        partial = PartialDate.parse(text) if len(text) <= len("2026-11-26") else PartialDate.of(_local(text))
    except ValueError:
        return text
    return short_day(partial)


def _local(text: str) -> date:
    return datetime.fromisoformat(text).astimezone().date()


def moment(text: str) -> str:
    """A day and time in words."""
    at = datetime.fromisoformat(text).astimezone()
    return day_with_time(day(text), at)

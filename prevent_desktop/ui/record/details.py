"""The details of a person in words, and what the record said before. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.person_changes import (
    FROM_SCHOOL_LIST,
    PersonChange,
    change_words,
    field_label,
    member_words,
)
from prevent_desktop.casework.person_values import LISTS, SINGLE, Member, as_text, member_text, read_member
from prevent_desktop.formatting import long_day, short_day_near, short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.workflows.record.open_record import RecordView


@dataclass(frozen=True, slots=True)
class Detail:
    """One field with its value, or several for a list; none where nothing is recorded. `sources` say where each comes from."""

    label: str
    values: tuple[str, ...]
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DetailsWords:
    """All details, and a row for each earlier value, the newest first."""

    details: tuple[Detail, ...]
    earlier: tuple[Row, ...]


def details_words(record: RecordView, now: datetime) -> DetailsWords:
    """The details of the record's person."""
    titles = {form.id: form.title for form in record.forms}
    return DetailsWords(
        details=tuple(_details(record, titles, now)),
        earlier=tuple(_earlier(each, titles, now) for each in record.changes if each.old_value),
    )


def _details(record: RecordView, titles: Mapping[str, str], now: datetime) -> Iterator[Detail]:
    person, told = record.person, {}
    for change in reversed(record.changes):  # the newest is told last, and counts
        told[change.field, change.new_value] = change
    at_first = _at_first(record, now)

    def source(name: str, text: str) -> str:
        change = told.get((name, text))
        return at_first if change is None else _told_by(change, titles, record.reader, now)

    for name in SINGLE:
        text = as_text(person, name)
        yield Detail(
            field_label(name),
            (change_words(name, text, long_day),) if text else (),
            (source(name, text),) if text else (),
        )
    for name in LISTS:
        entries: Sequence[Member] = getattr(person, name)
        yield Detail(
            field_label(name),
            tuple(member_words(entry, long_day) for entry in entries),
            tuple(source(name, member_text(entry)) for entry in entries),
        )


def _at_first(record: RecordView, now: datetime) -> str:
    """Where the details are from that nobody changed since the person was added."""
    day = _day(record.person.created_at, now)
    if record.known_from == FROM_SCHOOL_LIST:
        return _("From the school’s list, {day}").format(day=day)
    if record.known_from:
        return _("From pack {pack}, {day}").format(pack=short_pack_id(record.known_from), day=day)
    return _("Written when the person was added, {day}").format(day=day)


def _told_by(change: PersonChange, titles: Mapping[str, str], reader: str, now: datetime) -> str:
    day = _day(change.changed_at, now)
    form = titles.get(change.response_id or "", "")
    if form:
        return _("From {form}, {day}").format(form=form, day=day)
    who = _("you") if change.changed_by in {"", reader} else change.changed_by
    return _("Typed by {person}, {day}").format(person=who, day=day)


def _day(at: datetime, now: datetime) -> str:
    return short_day_near(at.astimezone().date(), now.astimezone().date())


def _earlier(change: PersonChange, titles: dict[str, str], now: datetime) -> Row:
    source = titles.get(change.response_id or "", "")
    until = short_moment_near(change.changed_at, now)
    cells = (
        Cell(field_label(change.field)),
        Cell(change_words(change.field, change.old_value, long_day)),
        Cell(_became(change)),
        Cell(until, detail=_("from: {form}").format(form=source) if source else change.changed_by),
    )
    return Row(key=change.id, cells=cells)


def _became(change: PersonChange) -> str:
    if change.new_value:
        return change_words(change.field, change.new_value, long_day)
    if change.field in LISTS:
        return _("{entry} taken away").format(entry=read_member(change.field, change.old_value).name)
    return _("Taken away")

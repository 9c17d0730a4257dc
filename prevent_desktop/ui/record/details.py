"""The details of a person in words, and what the record said before. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_changes import PersonChange, change_words, field_label, member_words
from prevent_desktop.casework.person_values import LISTS, SINGLE, as_text, read_member
from prevent_desktop.formatting import long_day, short_moment_near
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.workflows.record.open_record import RecordView


@dataclass(frozen=True, slots=True)
class Detail:
    """One field with its value, or several for a list; none where nothing is recorded."""

    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DetailsWords:
    """All details, and a row for each earlier value, the newest first."""

    details: tuple[Detail, ...]
    earlier: tuple[Row, ...]


def details_words(record: RecordView, now: datetime) -> DetailsWords:
    """The details of the record's person."""
    titles = {form.id: form.title for form in record.forms}
    return DetailsWords(
        details=tuple(_details(record.person)),
        earlier=tuple(_earlier(each, titles, now) for each in record.changes if each.old_value),
    )


def _details(person: Person) -> Iterator[Detail]:
    for name in SINGLE:
        text = as_text(person, name)
        yield Detail(field_label(name), (change_words(name, text, long_day),) if text else ())
    for name in LISTS:
        yield Detail(
            field_label(name), tuple(member_words(entry, long_day) for entry in getattr(person, name))
        )


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

"""What the list of people says, as plain data. No Qt. It shows initials and age, never a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from prevent_desktop.casework.case import Case, CaseStatus
from prevent_desktop.casework.person import Person
from prevent_desktop.formatting import short_day_near
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.workflows.people.find import MOST, Found, FoundPerson, FoundText

_TONES = {
    CaseStatus.DRAFT: Tone.INFO,
    CaseStatus.CHECKED: Tone.INFO,
    CaseStatus.FINALISED: Tone.INFO,
    CaseStatus.NOT_REFERRED: Tone.NEUTRAL,
    CaseStatus.QUEUED: Tone.WARNING,
    CaseStatus.SENT: Tone.INFO,
    CaseStatus.ACKNOWLEDGED: Tone.SUCCESS,
    CaseStatus.MORE_ASKED: Tone.WARNING,
    CaseStatus.OUTCOME: Tone.SUCCESS,
    CaseStatus.REVIEW_DUE: Tone.WARNING,
    CaseStatus.CLOSED: Tone.NEUTRAL,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundView:
    """Rows keyed by person id; `texts` are keyed by record id and person id with a colon between."""

    people: tuple[Row, ...]
    texts: tuple[Row, ...]
    summary: str
    searched: bool
    nobody_yet: bool


def status_tone(status: CaseStatus) -> Tone:
    """The tone of a case's pill; the word in it says the same."""
    return _TONES[status]


def person_cell(person: Person, today: date) -> Cell:
    """Initials, bold, and age."""
    return Cell(person.label_on(today), strong_start=len(person.initials_in_line))


def found_view(found: Found, today: date) -> FoundView:
    """What was found, in words."""
    return FoundView(
        people=tuple(_person_row(each, today) for each in found.people),
        texts=tuple(_text_row(each, today) for each in found.texts),
        summary=_summary(found),
        searched=bool(found.text),
        nobody_yet=found.nobody_yet,
    )


def _summary(found: Found) -> str:
    if not found.text:
        return _("The records that changed last") if found.people else ""
    people = ngettext("{number} person", "{number} people", len(found.people)).format(
        number=_count(len(found.people))
    )
    texts = ngettext("{number} place in records", "{number} places in records", len(found.texts)).format(
        number=_count(len(found.texts))
    )
    return _("Found: {people}, {texts}").format(people=people, texts=texts)


def _count(number: int) -> str:
    return str(number) if number < MOST else _("{number} or more").format(number=number)


def _person_row(each: FoundPerson, today: date) -> Row:
    cells = (
        person_cell(each.person, today),
        Cell(each.person.year_group or "–"),
        Cell(_opened(each.case, today)),
        Cell(short_day_near(_changed(each).date(), today), muted=True),
        Cell("", pill=None)
        if each.case is None
        else Cell(each.case.status.label, pill=status_tone(each.case.status)),
    )
    return Row(key=each.person.id, cells=cells)


def _opened(case: Case | None, today: date) -> str:
    return "–" if case is None else short_day_near(case.opened_at.astimezone().date(), today)


def _changed(each: FoundPerson) -> datetime:
    case_changed = each.person.changed_at if each.case is None else each.case.changed_at
    return max(case_changed, each.person.changed_at).astimezone()


def _text_row(each: FoundText, today: date) -> Row:
    hit = each.hit
    label = hit.label
    if each.corrected_on is not None:
        day = short_day_near(each.corrected_on, today)
        label = " · ".join(filter(None, (label, _("Corrected on {day}").format(day=day))))
    snippet = " ".join(hit.snippet.split())
    cells = (
        person_cell(each.person, today),
        Cell(hit.title, pill=Tone.INFO),
        Cell(snippet or label, detail=label if snippet else ""),
    )
    return Row(key=f"{hit.record_id}:{each.person.id}", cells=cells)


def person_of(text_key: str) -> str:
    """The person id in the key of a text's row."""
    return text_key.rpartition(":")[2]

"""What the list of people says, as plain data. No Qt. It shows initials and age, never a name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from prevent_desktop.casework.case import Case, CaseStatus
from prevent_desktop.casework.ownership import Care
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.pupil import Pupil, folded
from prevent_desktop.formatting import days_in_words, each_of, short_day_near
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets.table_rows import Cell, Marks, Row
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.ui.widgets.words import without_mnemonics
from prevent_desktop.workflows.people.find import MOST, Found, FoundPerson, FoundText
from prevent_desktop.workflows.people.roll import year_and_form
from prevent_desktop.workflows.team.cases.owning import ALONE, Cared
from prevent_desktop.workflows.team.joining.joining_team import Joining

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
    """Rows keyed by person id; `pupils` by pupil id; `texts` by record id and person id with a colon between.

    `more` are the words that show the others too, `add` those that add whoever was not found; each empty where it is not offered. Where
    `nobody_yet`, `nobody` says so in short and what to do.
    """

    people: tuple[Row, ...]
    pupils: tuple[Row, ...]
    texts: tuple[Row, ...]
    summary: str
    searched: bool
    nobody_yet: bool
    nobody: tuple[str, str] = ("", "")
    more: str = ""
    add: str = ""


def pupil_row(pupil: Pupil, today: date, looked_for: str = "") -> Row:
    """A pupil who is offered: the name, since letters of it were typed; year and form tell namesakes apart."""
    age = None if pupil.birth_date is None else pupil.birth_date.age_on(today)
    known = pupil.known_as and _("Known as {name}").format(name=pupil.known_as)
    cells = (
        Cell(pupil.full_name, strong_start=-1, marks=_marks(pupil.full_name, looked_for), detail=known, detail_marks=_marks(known, looked_for)),
        Cell(year_and_form(pupil) or "–"),
        Cell("–" if age is None else _("{years} years").format(years=age)),
    )  # fmt: skip
    return Row(key=pupil.id, cells=cells)


def pupil_label(pupil: Pupil) -> str:
    """Name, year and form on one line."""
    return each_of((pupil.full_name, year_and_form(pupil)))


def status_tone(status: CaseStatus) -> Tone:
    """The tone of a case's pill; the word in it says the same."""
    return _TONES[status]


def person_cell(person: Person, today: date) -> Cell:
    """Initials, bold, and age."""
    return Cell(person.label_on(today), strong_start=len(person.initials_in_line))


def found_view(
    found: Found,
    today: date,
    limit: int = MOST,
    *,
    pupils: Sequence[Pupil] = (),
    cared: Mapping[str, Cared] | None = None,
    waits: Joining | None = None,
) -> FoundView:
    """What was found, in words; at most `limit` of each were looked for. `pupils` of the school's list are offered.

    `cared` says whose the cases are, by their ids, `waits` how far joining a team is.
    """
    return FoundView(
        people=tuple(_person_row(each, today, cared or {}) for each in found.people),
        pupils=tuple(pupil_row(pupil, today, found.text) for pupil in pupils),
        texts=tuple(_text_row(each, found.text, today) for each in found.texts),
        summary=_summary(found, len(pupils)),
        searched=bool(found.text),
        nobody_yet=found.nobody_yet,
        nobody=_nobody(waits),
        more=_more(found, limit),
        add=""
        if not found.text or found.people or found.texts or pupils
        else _("Add “{name}”").format(name=without_mnemonics(found.text)),
    )


def _nobody(waits: Joining | None) -> tuple[str, str]:
    """Whoever waits to join a team adds nobody whom the team knows: they would be there twice."""
    if waits is not None and not waits.trouble:
        return waits.title, f"{waits.words} " + _("The team’s cases come here once you are in.")
    return (
        _("Nobody is recorded yet"),
        _("Add a person first. Then everything about them – forms, notes, packs – stands in one place."),
    )


def _more(found: Found, limit: int) -> str:
    if len(found.people) < limit and len(found.texts) < limit:
        return ""
    if not found.text and found.everybody > len(found.people):
        return _("Show all {number} people").format(number=found.everybody)
    return _("Show more") if found.text else ""


def _summary(found: Found, pupils: int) -> str:
    if not found.text:
        return _("The records that changed last") if found.people else ""
    people = ngettext("{number} person", "{number} people", len(found.people)).format(
        number=_count(len(found.people))
    )
    texts = ngettext("{number} place in records", "{number} places in records", len(found.texts)).format(
        number=_count(len(found.texts))
    )
    told = _("Found: {people}, {texts}").format(people=people, texts=texts)
    if not pupils:
        return told
    return _("{found}, {number} on the school’s list").format(found=told, number=pupils)


def _count(number: int) -> str:
    return str(number) if number < MOST else _("{number} or more").format(number=number)


def owner_in_words(cared: Cared) -> str:
    """Who owns a case, as a list has it."""
    if cared.care is Care.MINE:
        return _("You")
    return _("No owner") if cared.owner is None else cared.owner.name


def _person_row(each: FoundPerson, today: date, cared: Mapping[str, Cared]) -> Row:
    cells = (
        person_cell(each.person, today),
        Cell(each.person.year_group or "–"),
        Cell("–" if each.case is None else owner_in_words(cared.get(each.case.id, ALONE))),
        Cell(_opened(each.case, today), order="" if each.case is None else each.case.opened_at.isoformat()),
        Cell(short_day_near(_changed(each).date(), today), muted=True, order=_changed(each).isoformat()),
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


def _marks(text: str, looked_for: str) -> Marks:
    """The words of `text` that begin with one of those that were looked for, as the index of the vault finds them: without accents."""
    beginnings = tuple(folded(looked_for).split())
    words = re.finditer(r"\w+", text) if beginnings else ()
    return tuple(
        (found.start(), found.end() - found.start())
        for found in words
        if folded(found.group()).startswith(beginnings)
    )


def _text_row(each: FoundText, looked_for: str, today: date) -> Row:
    hit = each.hit
    label = hit.label
    if each.corrected_on is not None:
        day = short_day_near(each.corrected_on, today)
        label = " · ".join(filter(None, (label, _("Corrected on {day}").format(day=day))))
    if not each.has_come:
        label = " · ".join(filter(None, (label, _("Its file has not come."))))
    if not each.is_whole:
        label = _("Not all of it has come.")
    snippet = days_in_words(" ".join(hit.snippet.split()))
    cells = (
        person_cell(each.person, today),
        Cell(hit.title, pill=Tone.INFO),
        Cell(
            snippet or label,
            detail=label if snippet else "",
            marks=_marks(snippet or label, looked_for),
        ),
    )
    return Row(key=f"{hit.record_id}:{each.person.id}", cells=cells)


def person_of(text_key: str) -> str:
    """The person id in the key of a text's row."""
    return text_key.rpartition(":")[2]

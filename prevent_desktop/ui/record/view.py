"""What a record says, as plain data. No Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from prevent_desktop.casework import record_kinds
from prevent_desktop.casework.chronology import Entry, EntryKind
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.pack_record import Attachment, PackRecord, PackStatus, corrected_in_words
from prevent_desktop.casework.person import Person
from prevent_desktop.formatting import (
    all_of,
    each_of,
    long_day,
    short_day,
    short_day_near,
    short_moment_near,
    size_in_words,
    when_near,
)
from prevent_desktop.translation import _
from prevent_desktop.ui.record.details import DetailsWords, details_words
from prevent_desktop.ui.record.origin_words import is_from_others, origin_cell
from prevent_desktop.ui.record.waiting_files import waiting_row
from prevent_desktop.ui.widgets.long_words import one_line
from prevent_desktop.ui.widgets.table_rows import Cell, Row
from prevent_desktop.ui.widgets.timeline_points import TimelinePoint
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.workflows.forms.corrections import corrected_by
from prevent_desktop.workflows.record.open_record import RecordView
from prevent_desktop.workflows.team.cases.files_not_come import FileNotCome

_TONES = {
    EntryKind.EVENT: Tone.NEUTRAL,
    EntryKind.NOTE: Tone.INFO,
    EntryKind.FORM: Tone.INFO,
    EntryKind.DECISION: Tone.WARNING,
    EntryKind.PACK: Tone.SUCCESS,
    EntryKind.RECEIPT: Tone.SUCCESS,
    EntryKind.RECEIVED: Tone.SUCCESS,
    EntryKind.ANSWER: Tone.INFO,
    EntryKind.RECORD: Tone.NEUTRAL,
}
_PACK_TONES = {
    PackStatus.AWAITING: Tone.WARNING,
    PackStatus.SIGNED: Tone.INFO,
    PackStatus.QUEUED: Tone.WARNING,
    PackStatus.DELIVERED: Tone.SUCCESS,
    PackStatus.SAVED: Tone.NEUTRAL,
    PackStatus.WITHDRAWN: Tone.NEUTRAL,
}
_LONGEST = 320
"""Letters of a text that the table shows; the whole opens with the row."""


class Tab(StrEnum):
    """The parts of a record, in the order of its tabs."""

    CHRONOLOGY = "chronology"
    DETAILS = "details"
    FORMS = "forms"
    ATTACHMENTS = "attachments"
    DECISIONS = "decisions"
    PACKS = "packs"
    KEEPING = "keeping"
    SEEN = "seen"

    def words(self, count: int) -> str:
        """The tab's words, with how many there are where that tells something."""
        title = {
            Tab.CHRONOLOGY: _("Chronology"),
            Tab.DETAILS: _("Details"),
            Tab.FORMS: _("Forms"),
            Tab.ATTACHMENTS: _("Attachments"),
            Tab.DECISIONS: _("Decisions"),
            Tab.PACKS: _("Packs"),
            Tab.KEEPING: _("Keeping"),
            Tab.SEEN: _("Who has seen this"),
        }[self]
        return title if self in {Tab.CHRONOLOGY, Tab.DETAILS, Tab.SEEN} or not count else f"{title} {count}"


def tab_words(tab: str, count: int) -> str:
    """As `Tab.words`, also for the table of a kind that is shown by its declaration: `tab` is then its name."""
    if tab in set(Tab):
        return Tab(tab).words(count)
    title = record_kinds.kind_named(tab).heading
    return f"{title} {count}" if count else title


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordWords:
    """All words of the record screen. Rows are by tab, newest first, and keyed by the id of what they show; details have none.

    `waiting` are files that have not come, by their id; they stand among the attachments. `is_written_down` is false where the disk had no room for saying that the record was opened.
    """

    person_id: str
    case_id: str
    label: str
    full_name: str
    facts: str
    status: str
    rows: Mapping[str, tuple[Row, ...]]
    details: DetailsWords
    points: tuple[TimelinePoint, ...]
    entries: Mapping[str, Entry]
    attachments: Mapping[str, Attachment]
    waiting: Mapping[str, FileNotCome] = field(default_factory=dict)
    is_written_down: bool = True


def record_words(
    record: RecordView,
    now: datetime,
    corrected: Mapping[str, str] | None = None,
    waiting: Sequence[FileNotCome] = (),
) -> RecordWords:
    """The record in words; `corrected` says of a form by its id when and why it was put right, `waiting` which files have not come."""
    today = now.astimezone().date()
    newest_first = tuple(reversed(record.entries))
    return RecordWords(
        person_id=record.person.id,
        case_id=record.case.id,
        label=record.person.label_on(today),
        full_name=record.person.full_name,
        facts=facts_line(record),
        status=record.case.status.label,
        rows={
            Tab.CHRONOLOGY: tuple(_entry_row(entry, record.reader, now) for entry in newest_first),
            Tab.FORMS: tuple(
                _form_row(
                    form,
                    record.whose_forms.get(form.id, form.author),
                    (corrected or {}).get(form.id, ""),
                    now,
                )
                for form in _newest_forms(record.forms)
            ),
            Tab.ATTACHMENTS: (
                *(waiting_row(each, now) for each in waiting),
                *(_attachment_row(each, now) for each in reversed(record.attachments)),
            ),
            Tab.DECISIONS: tuple(_decision_row(each, now) for each in _newest_decisions(record.decisions)),
            Tab.PACKS: tuple(_pack_row(pack, record.packs, now) for pack in _newest_packs(record.packs)),
            **{
                name: tuple(Row(key=row.record_id, cells=tuple(map(Cell, row.words))) for row in rows)
                for name, rows in record.tables.items()
            },
        },
        details=details_words(record, now),
        points=tuple(_point(entry, today) for entry in record.entries),
        entries={entry_key(entry): entry for entry in record.entries},
        attachments={attachment.id: attachment for attachment in record.attachments},
        waiting={each.id: each for each in waiting},
        is_written_down=record.is_written_down,
    )


def facts_line(record: RecordView) -> str:
    """What is known of the person in one line; nothing in it names anybody."""
    person = record.person
    parts = (
        _born(person),
        person.year_group,
        _lives_with(person),
        _("Opened {day}").format(day=_opened_day(record)),
        "" if record.review is None else _("Review by {day}").format(day=short_day(record.review.due)),
    )
    return " · ".join(part for part in parts if part)


def _opened_day(record: RecordView) -> str:
    return short_day(record.case.opened_at.astimezone().date())


def _born(person: Person) -> str:
    if person.birth_date is not None:
        return _("Born {day}").format(day=long_day(person.birth_date))
    return _("Date of birth not known")


def _lives_with(person: Person) -> str:
    relations = [member.relationship.strip().lower() for member in person.household if member.lives_with]
    named = [relation for relation in relations if relation]
    return _("Lives with {relations}").format(relations=all_of(named)) if named else ""


def entry_key(entry: Entry) -> str:
    """What tells an entry from others: a pack has two, for itself and its receipt."""
    return f"{entry.kind.value}:{entry.record_id}"


def entry_when(entry: Entry, now: datetime) -> str:
    """When an entry happened, as far as known."""
    if entry.at is not None:
        return short_moment_near(entry.at, now)
    if entry.when is None:
        return _("No date")
    words = short_day_near(entry.when, now.astimezone().date())
    return _("about {day}").format(day=words) if entry.approximate else words


def _entry_row(entry: Entry, author: str, now: datetime) -> Row:
    cells = (
        Cell(entry_when(entry, now), order=_day_order(entry)),
        Cell(entry.kind_label, pill=_TONES[entry.kind]),
        Cell(one_line(entry.what, _LONGEST), detail=_goes_on(entry)),
        origin_cell(entry, entry_key(entry), author=author, now=now),
    )
    return Row(key=entry_key(entry), cells=cells)


def _day_order(entry: Entry) -> str:
    """The time or day as ISO 8601; what has none comes first."""
    if entry.at is not None:
        return entry.at.astimezone().isoformat()
    return "0" if entry.when is None else entry.when.isoformat()


def _goes_on(entry: Entry) -> str:
    forms = each_of(entry.goes_on_in)
    return _("Goes on in: {form}").format(form=forms) if forms else ""


def _point(entry: Entry, today: date) -> TimelinePoint:
    words = _("no date") if entry.when is None else short_day_near(entry.when, today)
    return TimelinePoint(
        day=entry.day,
        date_label=words,
        label=entry.label,
        tone=_TONES[entry.kind],
        hollow=is_from_others(entry),
    )


def _newest_forms(forms: Sequence[FilledForm]) -> list[FilledForm]:
    return sorted(forms, key=lambda form: form.changed_at, reverse=True)


def _form_row(form: FilledForm, whose: str, corrected: str, now: datetime) -> Row:
    if form.finalised_at is not None:
        state = Cell(_("Finished"), pill=Tone.SUCCESS)
        progress = _("Finished {when}; its text never changes").format(
            when=short_moment_near(form.finalised_at, now)
        )
    else:
        state = Cell(_("Draft"), pill=Tone.INFO)
        words = (
            _("{done} of {total} sections, last changed {when}")
            if form.sections_total > 1
            else _("Begun, last changed {when}")
        )
        progress = words.format(
            done=form.sections_done, total=form.sections_total, when=short_moment_near(form.changed_at, now)
        )
    cells = (
        Cell(form.title, detail=_("Version {version}").format(version=form.questionnaire_version)),
        Cell(progress, detail=corrected, order=form.changed_at.isoformat()),
    )
    return Row(key=form.id, cells=(*cells, Cell(whose), state))


def _attachment_row(each: Attachment, now: datetime) -> Row:
    cells = (
        Cell(each.file_name, detail=each.description),
        Cell(size_in_words(each.size), order=f"{each.size:020}"),
        Cell(short_moment_near(each.added_at, now), order=each.added_at.isoformat()),
    )
    return Row(key=each.id, cells=cells)


def _newest_decisions(decisions: Sequence[Decision]) -> list[Decision]:
    """The last first; the vault gives them in their order."""
    return list(reversed(decisions))


def _decision_row(decision: Decision, now: datetime) -> Row:
    tone = Tone.SUCCESS if decision.kind is DecisionKind.OUTCOME else Tone.WARNING
    cells = (
        Cell(when_near(decision.decided_at, now), order=decision.decided_at.isoformat()),
        Cell(decision.kind.label, pill=tone),
        Cell(decision.choice, detail=_reason(decision)),
        Cell(decision.decided_by),
    )
    return Row(key=decision.id, cells=cells)


def _reason(decision: Decision) -> str:
    if not decision.reference:
        return one_line(decision.reason, _LONGEST)
    reference = _("Their reference: {reference}").format(reference=decision.reference)
    return f"{one_line(decision.reason, _LONGEST)}\n{reference}"


def _newest_packs(packs: Sequence[PackRecord]) -> list[PackRecord]:
    return sorted(packs, key=lambda pack: pack.signed_at, reverse=True)


def _pack_row(pack: PackRecord, packs: Sequence[PackRecord], now: datetime) -> Row:
    arrived = (
        _("Received {when}, reference {reference}").format(
            when=short_moment_near(pack.receipt_at, now), reference=pack.receiver_reference
        )
        if pack.receipt_at is not None
        else _("No receipt yet")
    )
    if pack.status is PackStatus.WITHDRAWN:
        arrived = _("Taken out of the outbox before any of it was sent")
    if pack.corrects is not None:
        arrived = _("{words}. Takes the place of pack {pack}").format(
            words=arrived, pack=short_pack_id(pack.corrects)
        )
    if (correction := corrected_by(pack, packs)) is not None:
        arrived = f"{arrived}. {corrected_in_words(correction, now)}"
    cells = (
        Cell(short_pack_id(pack.id), strong_start=-1),
        Cell(pack.recipient_name),
        Cell(
            _("Signed {when}").format(when=short_moment_near(pack.signed_at, now)),
            detail=arrived,
            order=pack.signed_at.isoformat(),
        ),
        Cell(pack.status.label, pill=_PACK_TONES[pack.status]),
    )
    return Row(key=pack.id, cells=cells)

"""All that happened in a case, in the order of time, newest first for reading and oldest first for drawing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from prevent_desktop.casework import origins
from prevent_desktop.casework.answer import AnswerRecord, Direction
from prevent_desktop.casework.day_order import Dated, Step, in_order
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.notes import Event, Note
from prevent_desktop.casework.origins import Origin
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.record_kind import RecordKind
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _


class EntryKind(StrEnum):
    """What an entry of the chronology is."""

    EVENT = "event"
    NOTE = "note"
    FORM = "form"
    DECISION = "decision"
    PACK = "pack"
    RECEIPT = "receipt"
    RECEIVED = "received"
    ANSWER = "answer"
    RECORD = "record"  # of a kind whose declaration says what stands in its line

    @property
    def label(self) -> str:
        """The kind in words."""
        return {
            EntryKind.EVENT: _("Event"),
            EntryKind.NOTE: _("Note"),
            EntryKind.FORM: _("Form"),
            EntryKind.DECISION: _("Decision"),
            EntryKind.PACK: _("Pack"),
            EntryKind.RECEIPT: _("Receipt"),
            EntryKind.RECEIVED: _("Came in"),
            EntryKind.ANSWER: _("Answer"),
            EntryKind.RECORD: _("Record"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line. `at` is its time on this machine's clock, None where no more than a day is known.

    `when` is what is known of the day (an event may know only a month), and `written_at` when it was written down.
    `goes_on_in` are the titles of the forms in which a note went on. `of_kind` is the name of the record's kind, for `RECORD`.
    `origin` is where it comes from.
    """

    kind: EntryKind
    at: datetime | None
    when: PartialDate | None
    written_at: datetime
    approximate: bool = False
    label: str
    what: str
    source: str
    by: str
    record_id: str
    goes_on_in: tuple[str, ...] = ()
    of_kind: str = ""
    origin: Origin = origins.BY_ITS_OWNER

    @property
    def kind_label(self) -> str:
        """The kind in words."""
        return self.label if self.kind is EntryKind.RECORD else self.kind.label

    @property
    def day(self) -> date:
        """The day on which it stands: the first that its date can mean, or the day on which it was written down."""
        return self.written_at.astimezone().date() if self.when is None else self.when.earliest


def _timed(at: datetime) -> dict[str, Any]:
    """When something happened and was written down at once, by this machine's clock."""
    local = at.astimezone()
    return {"at": local, "when": PartialDate.of(local.date()), "written_at": at}


def _event(event: Event, origin: Origin) -> Entry:
    return Entry(
        kind=EntryKind.EVENT,
        at=None,
        when=event.when,
        written_at=event.written_at,
        approximate=event.approximate,
        label=event.label,
        what=event.what,
        source=event.source.label,
        by=event.author,
        record_id=event.id,
        origin=origin,
    )


def _note(note: Note, goes_on_in: tuple[str, ...]) -> Entry:
    return Entry(
        kind=EntryKind.NOTE,
        **_timed(note.written_at),
        label=_("Note"),
        what=note.text,
        source=note.source.label,
        by=note.author,
        record_id=note.id,
        goes_on_in=goes_on_in,
        origin=origins.of_note(note),
    )


def _form(form: FilledForm, finalised_at: datetime, origin: Origin, *, is_corrected: bool) -> Entry:
    what = (_("{form} recorded") if form.kept_apart else _("{form} finished")).format(form=form.title)
    return Entry(
        kind=EntryKind.FORM,
        **_timed(finalised_at),
        label=form.title,
        what=_("{what}; an addendum corrects it").format(what=what) if is_corrected else what,
        source=_("Form"),
        by=form.author,
        record_id=form.id,
        origin=origin,
    )


def _decision(decision: Decision, written_at: datetime, origin: Origin) -> Entry:
    label = _("Checked with lead") if decision.kind is DecisionKind.LEAD_CHECK else decision.kind.label
    return Entry(
        kind=EntryKind.DECISION,
        at=decision.time,
        when=decision.day,
        written_at=written_at,
        label=label,
        what=f"{decision.choice}. {decision.reason}",
        source=decision.kind.label,
        by=decision.decided_by,
        record_id=decision.id,
        origin=origin,
    )


def _pack(pack: PackRecord) -> Iterable[Entry]:
    short = short_pack_id(pack.id)
    yield Entry(
        kind=EntryKind.PACK,
        **_timed(pack.signed_at),
        label=_("Pack signed"),
        what=_("Referral pack {pack} signed and sealed for {receiver}").format(
            pack=short, receiver=pack.recipient_name
        ),
        source=_("PDF, {pages} pages").format(pages=pack.page_count),
        by=_("You"),
        record_id=pack.id,
        origin=Origin(by="", at=pack.signed_at),
    )
    if pack.receipt_at is not None:
        yield Entry(
            kind=EntryKind.RECEIPT,
            **_timed(pack.receipt_at),
            label=_("Receipt"),
            what=_("{receiver} received pack {pack}, reference {reference}").format(
                receiver=pack.recipient_name, pack=short, reference=pack.receiver_reference
            ),
            source=_("Signed receipt"),
            by=pack.recipient_name,
            record_id=pack.id,
            origin=origins.of_receipt(pack),
        )


def _received(pack: ReceivedPack) -> Entry:
    words = _("Pack {pack} received, signed by {name}, {organisation}; reference {reference}")
    if pack.corrects:
        words = _(
            "Pack {pack} received, signed by {name}, {organisation}; reference {reference}. It takes the place of pack {corrected}"
        )
    return Entry(
        kind=EntryKind.RECEIVED,
        **_timed(pack.received_at),
        label=_("Pack received"),
        what=words.format(
            pack=short_pack_id(pack.pack_id),
            name=pack.sender_name,
            organisation=pack.sender_organisation,
            reference=pack.reference,
            corrected=short_pack_id(pack.corrects),
        ),
        source=_("PDF, {pages} pages").format(pages=pack.page_count),
        by=pack.sender_organisation,
        record_id=pack.id,
        origin=origins.of_received(pack),
    )


def _answer(record: AnswerRecord) -> Entry:
    answer, given = record.answer, record.direction is Direction.GIVEN
    return Entry(
        kind=EntryKind.ANSWER,
        **_timed(answer.at),
        label=answer.kind.label,
        what=answer.text,
        source=_("Signed answer to pack {pack}").format(pack=short_pack_id(record.pack_id)),
        by=_("You") if given else answer.receiver,
        record_id=record.id,
        origin=origins.of_answer(record),
    )


def entry_of(kind: RecordKind, row: Mapping[str, Any]) -> Entry:
    """The line of a record, as a row by columns, whose kind says what stands in it."""
    if kind.entered is None or kind.title is None:
        raise ValueError(f"no line for {kind.table}")
    told, written_at = kind.entered, datetime.fromisoformat(row[kind.time])
    day = row[told.day] if told.day else None
    timed = (
        {"at": None, "when": PartialDate.parse(day), "written_at": written_at} if day else _timed(written_at)
    )
    return Entry(
        kind=EntryKind.RECORD, **timed, label=kind.title(), what=row[told.what], source="", by=row[told.by],
        record_id=row[kind.key[0]], of_kind=kind.name, origin=Origin(by=row[told.by], at=written_at),
    )  # fmt: skip


def chronology(
    *,
    events: Iterable[Event] = (),
    notes: Iterable[Note] = (),
    forms: Iterable[FilledForm] = (),
    decisions: Iterable[Decision] = (),
    packs: Iterable[PackRecord] = (),
    answers: Iterable[AnswerRecord] = (),
    received: Iterable[ReceivedPack] = (),
    others: Iterable[Entry] = (),
) -> tuple[Entry, ...]:
    """Every dated line of a case, oldest first; a form appears once it is finalised. `others` come from `entry_of`.

    The same words stand there once: where a note went on in a form, the form's event is no line beside it, and what was
    decided in an answer stands there as a decision.
    """
    kept, filled, said, came = tuple(notes), tuple(forms), tuple(answers), tuple(received)
    packs_by_id = {pack.id: pack for pack in came}
    written = {note.id: note for note in kept}
    by_id = {form.id: form for form in filled}
    began = {form.id: written[form.grown_from] for form in filled if form.grown_from in written}
    entries = [
        _event(event, origins.of_event(event, by_id, packs_by_id))
        for event in events
        if not _is_the_note(event, began.get(event.response_id or ""))
    ]
    entries += [
        _note(note, tuple(form.title for form in filled if form.grown_from == note.id)) for note in kept
    ]
    finished = {form.id: form.finalised_at for form in filled if form.finalised_at is not None}
    corrected = {form.corrects for form in filled if form.is_finalised}
    entries += [
        _form(form, at, origins.of_form(form, by_id, written, packs_by_id), is_corrected=form.id in corrected)
        for form in filled
        if (at := form.finalised_at) is not None
    ]
    entries += [entry for pack in packs for entry in _pack(pack)]
    entries += [_received(pack) for pack in came]
    entries += [_answer(record) for record in said if not record.answer.kind.settles]
    entries += others
    decided = [
        (one, _decision(one, _written(one, finished), origins.of_decision(one, by_id, said, packs_by_id)))
        for one in decisions
    ]
    return in_order(
        [
            *(_dated(entry, _STEPS.get(entry.kind)) for entry in entries),
            *(_dated(entry, _DECIDED.get(one.kind)) for one, entry in decided),
        ]
    )


_STEPS = {
    EntryKind.EVENT: Step.HAPPENED,
    EntryKind.PACK: Step.PACK,
    EntryKind.RECEIVED: Step.PACK,
    EntryKind.RECEIPT: Step.RECEIPT,
}
_DECIDED = {
    DecisionKind.LEAD_CHECK: Step.LEAD_CHECK,
    DecisionKind.SHARING: Step.SHARING,
    DecisionKind.OUTCOME: Step.OUTCOME,
}


def _dated(entry: Entry, step: Step | None) -> Dated[Entry]:
    return Dated(
        what=entry,
        day=entry.day,
        at=entry.at,
        written_at=entry.written_at,
        step=None if entry.when is None else step,
        tie=(entry.kind, entry.record_id),
    )


def _written(decision: Decision, finished: Mapping[str, datetime]) -> datetime:
    """When a decision was written down: its form says so, or else its own time; the end of its day where neither does."""
    written = finished.get(decision.response_id or "") or decision.time
    return written or datetime.max.replace(tzinfo=UTC)


def _is_the_note(event: Event, note: Note | None) -> bool:
    """Whether an event says nothing that the note does not say, with which its form began."""
    if note is None or event.own_words or event.what.split() != note.text.split():
        return False
    return event.when in {None, PartialDate.of(note.written_at.astimezone().date())}


def in_order_of_time(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events as they happened; those of an unknown day stand where they were written down."""
    return tuple(
        sorted(
            events,
            key=lambda event: (
                event.when.earliest if event.when else event.written_at.astimezone().date(),
                event.written_at,
            ),
        )
    )

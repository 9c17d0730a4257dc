"""All that happened in a case, in the order of time, newest first for reading and oldest first for drawing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from enum import StrEnum

from prevent_desktop.casework.answer import AnswerRecord, Direction
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.notes import Event, Note
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.received_pack import ReceivedPack
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
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line. `at` orders it; `when` is what is known of the day (an event may know only a month).

    `goes_on_in` are the titles of the forms in which a note went on.
    """

    kind: EntryKind
    at: datetime
    when: PartialDate | None
    has_time: bool
    approximate: bool = False
    label: str
    what: str
    source: str
    by: str
    record_id: str
    goes_on_in: tuple[str, ...] = ()


def _start_of(when: PartialDate | None, otherwise: datetime) -> datetime:
    return otherwise if when is None else datetime.combine(when.earliest, time.min, UTC)


def _event(event: Event) -> Entry:
    return Entry(
        kind=EntryKind.EVENT,
        at=_start_of(event.when, event.written_at),
        when=event.when,
        has_time=False,
        approximate=event.approximate,
        label=event.label,
        what=event.what,
        source=event.source.label,
        by=event.author,
        record_id=event.id,
    )


def _note(note: Note, goes_on_in: tuple[str, ...]) -> Entry:
    return Entry(
        kind=EntryKind.NOTE,
        at=note.written_at,
        when=PartialDate.of(note.written_at.date()),
        has_time=True,
        label=_("Note"),
        what=note.text,
        source=note.source.label,
        by=note.author,
        record_id=note.id,
        goes_on_in=goes_on_in,
    )


def _form(form: FilledForm, finalised_at: datetime, *, is_corrected: bool) -> Entry:
    what = (_("{form} recorded") if form.kept_apart else _("{form} finalised")).format(form=form.title)
    return Entry(
        kind=EntryKind.FORM,
        at=finalised_at,
        when=PartialDate.of(finalised_at.date()),
        has_time=True,
        label=form.title,
        what=_("{what}; an addendum corrects it").format(what=what) if is_corrected else what,
        source=_("Form"),
        by=form.author,
        record_id=form.id,
    )


def _decision(decision: Decision) -> Entry:
    label = _("Checked with lead") if decision.kind is DecisionKind.LEAD_CHECK else decision.kind.label
    return Entry(
        kind=EntryKind.DECISION,
        at=decision.decided_at,
        when=PartialDate.of(decision.decided_at.date()),
        has_time=True,
        label=label,
        what=f"{decision.choice}. {decision.reason}",
        source=decision.kind.label,
        by=decision.decided_by,
        record_id=decision.id,
    )


def _pack(pack: PackRecord) -> Iterable[Entry]:
    short = short_pack_id(pack.id)
    yield Entry(
        kind=EntryKind.PACK,
        at=pack.signed_at,
        when=PartialDate.of(pack.signed_at.date()),
        has_time=True,
        label=_("Pack signed"),
        what=_("Referral pack {pack} signed and sealed for {recipient}").format(
            pack=short, recipient=pack.recipient_name
        ),
        source=_("PDF, {pages} pages").format(pages=pack.page_count),
        by=_("You"),
        record_id=pack.id,
    )
    if pack.receipt_at is not None:
        yield Entry(
            kind=EntryKind.RECEIPT,
            at=pack.receipt_at,
            when=PartialDate.of(pack.receipt_at.date()),
            has_time=True,
            label=_("Receipt"),
            what=_("{recipient} received pack {pack}, reference {reference}").format(
                recipient=pack.recipient_name, pack=short, reference=pack.receiver_reference
            ),
            source=_("Signed receipt"),
            by=pack.recipient_name,
            record_id=pack.id,
        )


def _received(pack: ReceivedPack) -> Entry:
    words = _("Pack {pack} received, signed by {name}, {organisation}; reference {reference}")
    if pack.corrects:
        words = _(
            "Pack {pack} received, signed by {name}, {organisation}; reference {reference}. It takes the place of pack {corrected}"
        )
    return Entry(
        kind=EntryKind.RECEIVED,
        at=pack.received_at,
        when=PartialDate.of(pack.received_at.date()),
        has_time=True,
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
    )


def _answer(record: AnswerRecord) -> Entry:
    answer, given = record.answer, record.direction is Direction.GIVEN
    return Entry(
        kind=EntryKind.ANSWER,
        at=answer.at,
        when=PartialDate.of(answer.at.date()),
        has_time=True,
        label=answer.kind.label,
        what=answer.text,
        source=_("Signed answer to pack {pack}").format(pack=short_pack_id(record.pack_id)),
        by=_("You") if given else answer.receiver,
        record_id=record.id,
    )


def chronology(
    *,
    events: Iterable[Event] = (),
    notes: Iterable[Note] = (),
    forms: Iterable[FilledForm] = (),
    decisions: Iterable[Decision] = (),
    packs: Iterable[PackRecord] = (),
    answers: Iterable[AnswerRecord] = (),
    received: Iterable[ReceivedPack] = (),
) -> tuple[Entry, ...]:
    """Every dated line of a case, oldest first; a form appears once it is finalised.

    The same words stand there once: where a note went on in a form, the form's event is no line beside it, and what was
    decided in an answer stands there as a decision.
    """
    kept, filled = tuple(notes), tuple(forms)
    written = {note.id: note for note in kept}
    began = {form.id: written[form.grown_from] for form in filled if form.grown_from in written}
    entries = [
        _event(event) for event in events if not _is_the_note(event, began.get(event.response_id or ""))
    ]
    entries += [
        _note(note, tuple(form.title for form in filled if form.grown_from == note.id)) for note in kept
    ]
    corrected = {form.corrects for form in filled if form.is_finalised}
    entries += [
        _form(form, form.finalised_at, is_corrected=form.id in corrected)
        for form in filled
        if form.finalised_at is not None
    ]
    entries += [_decision(decision) for decision in decisions]
    entries += [entry for pack in packs for entry in _pack(pack)]
    entries += [_received(pack) for pack in received]
    entries += [_answer(record) for record in answers if not record.answer.kind.settles]
    return tuple(sorted(entries, key=lambda entry: (entry.at, entry.kind, entry.record_id)))


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
                event.when.earliest if event.when else event.written_at.date(),
                event.written_at,
            ),
        )
    )

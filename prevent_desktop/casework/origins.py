"""Where a line of the chronology comes from, as far as the vault knows: who wrote it, or which form, note or pack told it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from prevent_desktop.casework.answer import Answer, AnswerRecord, Direction
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.filled_forms import FilledForm
from prevent_desktop.casework.notes import Event, Note, Source
from prevent_desktop.casework.outcomes import outcome_of
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.translation import _


class OriginKind(StrEnum):
    """What a line comes from."""

    WRITTEN = "written"  # here, by somebody
    FORM = "form"  # a finished form told it
    COPY = "copy"  # a form that began with the answers of another
    NOTE = "note"  # a form that began with a note
    CORRECTION = "correction"  # a form that adds to another, or puts it right
    PACK = "pack"  # it came in, signed
    RECEIPT = "receipt"
    ANSWER = "answer"

    @property
    def came_in(self) -> bool:
        """Whether somebody else wrote and signed it."""
        return self in {OriginKind.PACK, OriginKind.RECEIPT, OriginKind.ANSWER}


_LONGEST: Final = 300
_JOINERS: Final = "\u200c\u200d"
"""They shape letters in Persian, Hindi and other languages, and turn and hide nothing."""

Told = tuple[OriginKind, str, datetime | None]
"""What an origin says of something that came in: of which kind, which, and when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordOf:
    """The `colleague` whose word it is that somebody signed something; `is_false` where this vault checked it, and found otherwise."""

    colleague: str
    is_false: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """`by` wrote or signed it, in `organisation`, `at` that time where it is known.

    `source_id` is the form, note or pack that it comes from, with its `title` (of a pack its number); both empty for what was written here.
    `how` and `told_by` tell how whoever wrote it knows it. `word_of` says whose word it is that `by` wrote or signed it, where it is a colleague's.
    """

    kind: OriginKind = OriginKind.WRITTEN
    by: str
    organisation: str = ""
    at: datetime | None = None
    source_id: str = ""
    title: str = ""
    how: Source | None = None
    told_by: str = ""
    word_of: WordOf | None = None

    @property
    def told(self) -> Told:
        """What it says of something that came in."""
        return self.kind, self.source_id, self.at

    def with_whose_word(self, signed: str) -> str:
        """What says that somebody signed it, with whose word that is."""
        return in_whose_word(signed, self.word_of)


def in_whose_word(signed: str, word: WordOf | None) -> str:
    """What says that somebody signed something; where it is the `word` of a colleague, with that, and whether it is so."""
    if word is None:
        return signed
    said = _("{signed}, as {colleague}’s laptop says").format(
        signed=_in_sight(signed), colleague=word.colleague
    )
    return (
        _("{said}. This laptop checked: they did not sign this.").format(said=said) if word.is_false else said
    )


def _in_sight(signed: str) -> str:
    """What a row says, as one line that is not long, and of letters that can be seen and turn no others: so nothing hides what stands behind it."""
    line = "".join(
        letter for letter in " ".join(signed.split()) if letter.isprintable() or letter in _JOINERS
    )
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


BY_ITS_OWNER = Origin(by="")
"""Written here by whoever the vault is of."""
NO_PACKS: Final[Mapping[str, ReceivedPack]] = {}


def of_event(
    event: Event, forms: Mapping[str, FilledForm], packs: Mapping[str, ReceivedPack] = NO_PACKS
) -> Origin:
    """An event was written down by itself, told by a form, or came in a pack."""
    pack = packs.get(event.received_id or "")
    if pack is not None:
        return replace(of_received(pack), how=event.source, told_by=event.source_detail)
    return _told(
        event.response_id, forms, by=event.author, at=event.written_at, how=event.source, told_by=event.source_detail
    )  # fmt: skip


def of_note(note: Note) -> Origin:
    """A note was written here."""
    return Origin(by=note.author, at=note.written_at, how=note.source, told_by=note.source_detail)


def of_form(
    form: FilledForm,
    forms: Mapping[str, FilledForm],
    notes: Mapping[str, Note],
    packs: Mapping[str, ReceivedPack] = NO_PACKS,
) -> Origin:
    """A form came in a pack, or was filled in here; then it may have begun with what another form or a note said."""
    pack = packs.get(form.received_id or "")
    if pack is not None:
        return of_received(pack)
    before = form.corrects or form.based_on
    if before is not None:
        model = forms.get(before)
        return Origin(
            kind=OriginKind.CORRECTION if form.corrects else OriginKind.COPY, by=form.author, source_id=before,
            at=None if model is None else model.finalised_at or model.changed_at, title="" if model is None else model.title,
        )  # fmt: skip
    note = notes.get(form.grown_from or "")
    if note is not None:
        return Origin(kind=OriginKind.NOTE, by=form.author, at=note.written_at, source_id=note.id)
    return Origin(by=form.author, at=form.finalised_at)


def of_decision(
    decision: Decision,
    forms: Mapping[str, FilledForm],
    answers: Iterable[AnswerRecord],
    packs: Mapping[str, ReceivedPack] = NO_PACKS,
) -> Origin:
    """A decision came in a pack, was told by a form or a receiver's signed answer, or was written down by itself."""
    pack = packs.get(decision.received_id or "")
    if pack is not None:
        return of_received(pack)
    if decision.kind is DecisionKind.OUTCOME and decision.response_id is None:
        for record in answers:
            if decision_id(record) == decision.id and _says(decision, record.answer):
                return of_answer(record)
    return _told(decision.response_id, forms, by=decision.decided_by, at=decision.time)


def _says(decision: Decision, answer: Answer) -> bool:
    """Whether a decision is as an answer has it: whoever shares the case could write another one under its number."""
    return decision.reason == answer.reason and outcome_of(decision.choice) is answer.outcome


def of_receipt(pack: PackRecord) -> Origin:
    """A receipt was signed by the receiver."""
    return Origin(
        kind=OriginKind.RECEIPT, by=pack.recipient_name, at=pack.receipt_at, source_id=pack.id, title=pack.id
    )


def of_received(pack: ReceivedPack) -> Origin:
    """A pack came in, signed by whoever sent it."""
    return Origin(
        kind=OriginKind.PACK, by=pack.sender_name, organisation=pack.sender_organisation, at=pack.received_at,
        source_id=pack.id, title=pack.pack_id,
    )  # fmt: skip


def of_answer(record: AnswerRecord) -> Origin:
    """An answer came in, signed by the receiver of our pack; ours to theirs was written here."""
    if record.direction is Direction.GIVEN:
        return Origin(by="", at=record.answer.at)
    return Origin(
        kind=OriginKind.ANSWER, by=record.answer.receiver, at=record.answer.at, source_id=record.pack_id,
        title=record.pack_id,
    )  # fmt: skip


def decision_id(record: AnswerRecord) -> str:
    """The id of the decision that an answer tells: the same on every computer that has it."""
    return hashlib.sha256(f"decision of {record.id}".encode()).hexdigest()[:32]


def _told(
    response_id: str | None,
    forms: Mapping[str, FilledForm],
    *,
    by: str,
    at: datetime | None,
    how: Source | None = None,
    told_by: str = "",
) -> Origin:
    form = forms.get(response_id or "")
    if form is None:
        return Origin(by=by, at=at, how=how, told_by=told_by)
    return Origin(
        kind=OriginKind.FORM, by=by or form.author, at=form.finalised_at or at, source_id=form.id, title=form.title,
        how=how, told_by=told_by,
    )  # fmt: skip

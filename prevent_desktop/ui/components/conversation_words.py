"""Conversations about packs, read in the vault's lane and put into words, as plain data. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from prevent_desktop.casework.answer import AnswerKind, AnswerRecord, Direction
from prevent_desktop.casework.identifiers import short_pack_id
from prevent_desktop.casework.origins import OriginKind, in_whose_word
from prevent_desktop.casework.pack_record import PackRecord, PackStatus
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.waiting import Waiting
from prevent_desktop.formatting import short_day_near, short_moment_near
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.routing.routes import Addendum, Answer, Call, Route
from prevent_desktop.ui.widgets.tones import Tone
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.conversations import (
    Conversation,
    ReceivedConversation,
    SentConversation,
    WhoseWords,
    conversations,
    conversations_about,
)

ANSWERS_ENTRY = "answers:"
"""What opens a record at its packs, with what was said about them."""


class Step(StrEnum):
    """What can be done next in a conversation; the value begins the name of its button."""

    ADDENDUM = "addendum"
    CALLED = "called"
    QUESTION = "question"
    DECISION = "decision"
    OUTCOME = "outcome"
    FEEDBACK = "feedback"

    @property
    def label(self) -> str:
        """The words on its button."""
        return {
            Step.ADDENDUM: _("Answer with an addendum"),
            Step.CALLED: _("I called them…"),
            Step.QUESTION: _("Ask for more…"),
            Step.DECISION: _("Decide…"),
            Step.OUTCOME: _("Tell the outcome…"),
            Step.FEEDBACK: _("Give feedback…"),
        }[self]


ANSWERS = {
    Step.QUESTION: AnswerKind.QUESTION,
    Step.DECISION: AnswerKind.DECISION,
    Step.OUTCOME: AnswerKind.OUTCOME,
    Step.FEEDBACK: AnswerKind.FEEDBACK,
}
"""The kind of answer that each step of a receiver gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was said or done: when, what in a few words, and the text of it in full."""

    at: datetime
    when: str
    what: str
    text: str = ""
    warns: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationWords:
    """One conversation. `pack_id` is ours, `received_id` that of a pack that came in; one of them is empty."""

    title: str
    state: str
    tone: Tone
    lines: tuple[Line, ...]
    steps: tuple[Step, ...]
    case_id: str
    pack_id: str = ""
    received_id: str = ""


def next_step(step: Step, words: ConversationWords) -> Route:
    """Where a step in a conversation is taken."""
    match step:
        case Step.ADDENDUM:
            return Addendum(words.case_id, pack_id=words.pack_id)
        case Step.CALLED:
            return Call(words.pack_id)
        case _:
            return Answer(words.received_id, ANSWERS[step])


def conversations_of_case(vault: Vault, case_id: str, now: datetime) -> tuple[ConversationWords, ...]:
    """What was said about the packs of a case; in a vault for reading only nothing can be done next."""
    return _in_words(vault, conversations(vault, case_id), now)


def conversations_about_received(
    vault: Vault, received_id: str, now: datetime
) -> tuple[ConversationWords, ...]:
    """What was said about one pack that came in, and those of its kind; nothing before it is in a case."""
    return _in_words(vault, conversations_about(vault, received_id), now)


def _in_words(vault: Vault, found: Iterable[Conversation], now: datetime) -> tuple[ConversationWords, ...]:
    words = (conversation_words(one, now) for one in found)
    return tuple(replace(one, steps=()) if vault.is_read_only else one for one in words)


def conversation_words(conversation: Conversation, now: datetime) -> ConversationWords:
    """A conversation in words, oldest first."""
    if isinstance(conversation, SentConversation):
        return _sent(conversation, now)
    return _received(conversation, now)


def _sent(conversation: SentConversation, now: datetime) -> ConversationWords:
    lines = [line for pack in conversation.packs for line in _pack_lines(pack, conversation.words, now)]
    lines += [_answer_line(record, conversation.words, now) for record in conversation.answers]
    lines += [
        Line(
            at=one.found_at,
            when=short_moment_near(one.found_at, now),
            what=_("Something that is not an answer came, and was set aside"),
            text=one.reason,
            warns=True,
        )
        for one in conversation.set_aside
    ]
    state, tone = _state(conversation, now.astimezone().date())
    waits = conversation.waits
    steps = () if waits is None else ((Step.ADDENDUM,) if waits.question else (Step.CALLED,))
    return ConversationWords(
        title=_("With {receiver}").format(receiver=conversation.newest.recipient_name),
        state=state,
        tone=tone,
        lines=_in_order(lines),
        steps=steps,
        case_id=conversation.newest.case_id,
        pack_id=conversation.newest.id if waits is None else waits.pack.id,
    )


def _pack_lines(pack: PackRecord, words: WhoseWords, now: datetime) -> Iterator[Line]:
    short = short_pack_id(pack.id)
    what = _("Pack {pack} signed and sealed").format(pack=short)
    if pack.corrects is not None:
        what = _("Pack {pack} signed and sealed; it takes the place of {other}").format(
            pack=short, other=short_pack_id(pack.corrects)
        )
    yield Line(at=pack.signed_at, when=short_moment_near(pack.signed_at, now), what=what)
    if pack.receipt_at is not None:
        yield Line(
            at=pack.receipt_at,
            when=short_moment_near(pack.receipt_at, now),
            what=in_whose_word(
                _("{pack} received and opened, reference {reference}").format(
                    pack=short, reference=pack.receiver_reference
                ),
                words.get((OriginKind.RECEIPT, pack.id, pack.receipt_at)),
            ),
        )


def _state(conversation: SentConversation, today: date) -> tuple[str, Tone]:
    waits = conversation.waits
    if waits is not None:
        return due_words(waits, conversation.phone, today)
    if any(record.answer.kind.settles for record in conversation.answers):
        return _("Decided"), Tone.SUCCESS
    if conversation.newest.status is PackStatus.DELIVERED:
        return _("Received"), Tone.SUCCESS
    return conversation.newest.status.label, Tone.INFO


def due_words(waits: Waiting, phone: str, today: date) -> tuple[str, Tone]:
    """What is due, and whether it is late: call whom."""
    late = (today - waits.day).days
    if waits.question is not None:
        words = _("They ask for more; answer by {day}").format(day=short_day_near(waits.day, today))
        return words, Tone.DANGER if late > 0 else Tone.WARNING
    if late > 0:
        words = ngettext("Overdue by {number} day", "Overdue by {number} days", late).format(number=late)
        call = _("{words}: call {phone}").format(words=words, phone=phone) if phone else words
        return call, Tone.DANGER
    return _("Answer due {day}").format(day=short_day_near(waits.day, today)), Tone.INFO


def _received(conversation: ReceivedConversation, now: datetime) -> ConversationWords:
    lines = [_came_in(pack, conversation.words, now) for pack in conversation.packs]
    lines += [
        _answer_line(record, conversation.words, now, waits=record.id in conversation.to_give)
        for record in conversation.answers
    ]
    newest = conversation.newest
    decided = any(record.answer.kind.settles for record in conversation.answers)
    asked = newest.answer_by
    if decided:
        state, tone = _("Decided"), Tone.SUCCESS
    elif asked is not None:
        day = short_day_near(asked, now.astimezone().date())
        state, tone = _("They ask for an answer by {day}").format(day=day), Tone.WARNING
    else:
        state, tone = _("Not decided yet"), Tone.WARNING
    steps = (Step.QUESTION, Step.OUTCOME if decided else Step.DECISION, Step.FEEDBACK)
    return ConversationWords(
        title=_("From {sender}, {organisation}").format(
            sender=newest.sender_name, organisation=newest.sender_organisation
        ),
        state=state,
        tone=tone,
        lines=_in_order(lines),
        steps=steps if newest.answer_to else (),
        case_id=newest.case_id or "",
        received_id=newest.id,
    )


def _came_in(pack: ReceivedPack, words: WhoseWords, now: datetime) -> Line:
    what = _("Pack {pack} received, our reference {reference}")
    if pack.corrects:
        what = _("Pack {pack} received, our reference {reference}; it takes the place of {other}")
    return Line(
        at=pack.received_at,
        when=short_moment_near(pack.received_at, now),
        what=in_whose_word(
            what.format(
                pack=short_pack_id(pack.pack_id),
                reference=pack.reference,
                other=short_pack_id(pack.corrects),
            ),
            words.get((OriginKind.PACK, pack.id, pack.received_at)),
        ),
    )


def _answer_line(record: AnswerRecord, words: WhoseWords, now: datetime, *, waits: bool = False) -> Line:
    answer = record.answer
    what = answer.kind.label
    if answer.outcome is not None:
        what = f"{what}: {answer.outcome.label}"
    if answer.answer_by is not None:
        day = short_day_near(answer.answer_by, now.astimezone().date())
        what = _("{what}, to be answered by {day}").format(what=what, day=day)
    if waits:
        what = _("{what} (goes out as soon as the folder is there)").format(what=what)
    if record.direction is Direction.RECEIVED:
        what = in_whose_word(what, words.get((OriginKind.ANSWER, record.pack_id, answer.at)))
    text = "\n\n".join(filter(None, (answer.reason, answer.text)))
    return Line(at=answer.at, when=short_moment_near(answer.at, now), what=what, text=text)


def _in_order(lines: list[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda line: line.at))

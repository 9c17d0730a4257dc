"""A receiver answers a pack that came: signed with the desk's key, recorded, then sealed to the sender and put out."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Protocol

from prevent_desktop.casework.answer import Answer, AnswerKind, AnswerRecord, Direction
from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.leaving import Leaving
from prevent_desktop.casework.outcomes import Outcome, outcome_of
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.delivery.signed.answers import read_own, sign_answer
from prevent_desktop.errors import AnswerError, DeliveryError, SealFormatError
from prevent_desktop.sealing import Recipient, parse_recipient, seal_bytes
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.answers.take_answers import record_answer
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.receiving.desk import receiving_end_of
from prevent_desktop.workflows.receiving.desk_places import DeskReach, Mailbox
from prevent_desktop.workflows.receiving.receiving_end import ReceivingEnd, new_key_words
from prevent_desktop.workflows.receiving.second_person import (
    ANYBODY,
    Closing,
    closing_of,
    require_second_person,
)
from prevent_desktop.workflows.record.writing import Writing, forget_writing, note_opinion
from prevent_desktop.workflows.team.members.myself import shares_cases


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person answers; as in `Answer`."""

    kind: AnswerKind
    text: str = ""
    outcome: Outcome | None = None
    reason: str = ""
    answer_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToAnswer:
    """The pack to answer, and how; `decided` is what a form of its case decides already.

    Its answers lie in `mailboxes`; one passphrase covers answers for `covered_minutes`. `closing` says whether it takes two people to
    close it, and who said so. `known` are the numbers of the answers that are known here, `is_decided` whether one of them decides;
    `in_team` where colleagues may answer too.
    """

    pack: ReceivedPack
    decided: Said | None = None
    mailboxes: tuple[Mailbox, ...] = ()
    covered_minutes: int = 0
    closing: Closing = ANYBODY
    known: frozenset[int] = frozenset()
    is_decided: bool = False
    in_team: bool = False

    def answered_meanwhile(self, there: Sequence[int]) -> bool:
        """Whether what lies `there` may be a decision of a colleague at the same desk, which has not come here yet."""
        return self.in_team and not self.known.issuperset(there)

    def numbers_taken(self) -> list[int]:
        """The numbers of the answers that lie there already, true or not (slow; needs no vault)."""
        return [number for mailbox in self.mailboxes for number in mailbox.answers_given(self.pack.pack_id)]


class AnswerPlace(Protocol):
    """Where a desk's packs came in: a folder or a bucket. Raises OSError or DeliveryError."""

    def receipt(self, pack_id: str, *, at_most: int) -> bytes | None:
        """The receipt of a pack, so many bytes of it; None where none stands there."""

    def write_answer(self, pack_id: str, number: int, sealed: bytes) -> object:
        """Put an answer there once; FileExistsError, or no change, where one has the number."""

    def answer(self, pack_id: str, number: int, *, at_most: int) -> bytes | None:
        """The answer that stands there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """An answer that is signed and recorded, and is still to be put where its sender looks: one of these mailboxes."""

    answer_id: str
    pack_id: str
    number: int
    sealed: bytes
    mailboxes: tuple[AnswerPlace, ...]


def to_answer(vault: Vault, received_id: str, reach: DeskReach | None = None, *, now: datetime) -> ToAnswer:
    """What is needed to answer a pack. RecordError where it is not here. `reach` is how the desk's storage is reached. Reads only."""
    pack = vault.received.get(received_id)
    given = _given(vault, pack)
    return ToAnswer(
        pack=pack,
        decided=decided_in_form(vault, pack.case_id or ""),
        mailboxes=_mailboxes(vault, reach),
        covered_minutes=terms.answer_minutes(vault),
        closing=closing_of(vault, pack, now=now),
        known=frozenset(answer.number for answer in given),
        is_decided=any(answer.kind.settles for answer in given),
        in_team=shares_cases(vault),
    )


def require_answerable(vault: Vault, pack: ReceivedPack, *, now: datetime) -> None:
    """Raise what hinders any answer to a pack, before somebody writes one.

    RecordError where the vault is no desk; AnswerError where the pack names no key for answers, or the desk's own certificate has ended.
    """
    receiver = receiving_end_of(vault, now=now)
    recipient_of(pack.answer_to)
    _require_in_force(receiver, now)


def _require_in_force(receiver: ReceivingEnd, now: datetime) -> None:
    ended = receiver.ended(now)
    if ended:
        words = _("{ended} Whoever gets an answer signed with it cannot rely on it.")
        raise cannot_answer(words.format(ended=ended), new_key_words())


def _mailboxes(vault: Vault, reach: DeskReach | None) -> tuple[Mailbox, ...]:
    return tuple(place.mailbox for place in (reach or DeskReach()).places(vault))


def give_answer(
    vault: Vault,
    receiver: ReceivingEnd,
    received_id: str,
    said: Said,
    *,
    there: Sequence[int] = (),
    note: str = "",
    now: datetime,
) -> AnswerRecord:
    """Sign and record one answer; meant for after a step-up. `put_out` (or `outgoing` and `place`) gives it to the sender.

    A `note` goes into the case alone, as the opinion of whoever signs.

    `there` are the numbers of the answers that lie in the mailbox already, true or not: the first free one is taken. Raises AnswerError where the pack names no key
    for answers, is in no case yet, or too little is said, or it takes a second person to close it, and SigningKeyError for a key that cannot sign; nothing is
    kept then. What was being written for it goes with it.
    """
    pack = vault.received.get(received_id)
    require_second_person(vault, pack, said.outcome, now=now)
    record = _signed(vault, receiver, pack, said, there, now)
    sealed = seal_bytes(record.jws.encode(), [recipient_of(pack.answer_to)])
    with vault.transaction():
        if vault.cases.get(record.case_id).status is CaseStatus.DRAFT:
            vault.cases.set_status(record.case_id, CaseStatus.ACKNOWLEDGED, at=now)
        record_answer(vault, record, now=now)
        vault.answers.to_be_given(record, sealed)
        vault.audit.append("answer.given", pack.pack_id, hashlib.sha256(record.jws.encode()).hexdigest())
        forget_writing(vault, Writing.ANSWER, pack.id)
        note_opinion(vault, record.case_id, note, now=now)
    return record


def outgoing(vault: Vault, reach: DeskReach | None = None) -> tuple[Outgoing, ...]:
    """The answers that are still to be put where their senders look; in the vault's lane. `reach` as in `to_answer`.

    None of a vault for reading only: that they lie there could not be written down. None while answers are to stay here.
    """
    mailboxes = _mailboxes(vault, reach)
    stay = vault.is_read_only or Leaving.ANSWERS in settings.kept_in(vault)
    return tuple(
        Outgoing(
            answer_id=record.id,
            pack_id=record.pack_id,
            number=record.answer.number,
            sealed=sealed,
            mailboxes=mailboxes,
        )
        for record, sealed in (() if stay else vault.answers.to_give())
    )


def place(one: Outgoing) -> bool:
    """Put an answer where its sender looks: beside the pack's receipt. Whether it lies there now. Slow; any thread.

    Where the drive or the server is away nothing is made in its place, and what another desk gave under that number is left alone.
    """
    for mailbox in one.mailboxes:
        with contextlib.suppress(OSError, DeliveryError):
            if mailbox.receipt(one.pack_id, at_most=1) is not None:
                with contextlib.suppress(FileExistsError):
                    mailbox.write_answer(one.pack_id, one.number, one.sealed)
                there = mailbox.answer(one.pack_id, one.number, at_most=len(one.sealed) + 1)
                return there == one.sealed
    return False


def put_out(vault: Vault) -> int:
    """Put every answer that is still to be given where its sender looks; tells how many are left. Safe to repeat."""
    left = outgoing(vault)
    placed = [one for one in left if place(one)]
    note_placed(vault, placed)
    return len(left) - len(placed)


def note_placed(vault: Vault, placed: Sequence[Outgoing]) -> None:
    """Write down that these lie where their senders look."""
    with vault.transaction():
        for one in placed:
            vault.answers.was_given(one.answer_id)


def decided_in_form(vault: Vault, case_id: str) -> Said | None:
    """The decision that was recorded last in a form of the case, to answer with; None where there is none."""
    told = [
        decision
        for decision in vault.decisions.of_case(case_id)
        if decision.response_id is not None
        and decision.received_id is None
        and outcome_of(decision.choice) is not None
    ]
    if not told:
        return None
    newest = told[-1]
    return Said(kind=AnswerKind.DECISION, outcome=outcome_of(newest.choice), reason=newest.reason)


def _given(vault: Vault, pack: ReceivedPack) -> tuple[Answer, ...]:
    """The answers to a pack that its record tells of. A sender waits for each number in turn, so that none may be left out."""
    every = vault.answers.of_cases([] if pack.case_id is None else [pack.case_id])
    return tuple(
        one.answer for one in every if (one.pack_id, one.direction) == (pack.pack_id, Direction.GIVEN)
    )


def _signed(
    vault: Vault, receiver: ReceivingEnd, pack: ReceivedPack, said: Said, there: Sequence[int], now: datetime
) -> AnswerRecord:
    if pack.case_id is None:
        raise cannot_answer(
            _("The pack is in no case yet."), _("Add it to a case first. The answer is then kept there too.")
        )
    recipient_of(pack.answer_to)
    _require_in_force(receiver, now)
    taken = {answer.number for answer in _given(vault, pack)}.union(there)
    number = next(number for number in count(1) if number not in taken)
    signed = sign_answer(
        answer_of(said, number, pack.reference, now),
        receiver.receipt_key,
        receiver.receipt_certificate,
        pack_id=pack.pack_id,
        sealed_digest=pack.sealed_digest,
    )
    return AnswerRecord(
        case_id=pack.case_id,
        pack_id=pack.pack_id,
        direction=Direction.GIVEN,
        answer=read_own(signed).answer,
        jws=signed,
        recorded_at=now,
    )


def answer_of(said: Said, number: int, reference: str, now: datetime) -> Answer:
    """What is said, as an answer under this number. Raises AnswerError where it is too little, too long, or does not print."""
    try:
        return Answer(
            kind=said.kind,
            number=number,
            at=now,
            text=said.text.strip(),
            outcome=said.outcome,
            reason=said.reason.strip(),
            reference=reference,
            answer_by=said.answer_by,
        )
    except ValueError as error:
        raise cannot_answer(
            _("Something in it is missing, too long, or cannot be printed."),
            _("Look at each box, and write what is missing."),
        ) from error


def recipient_of(answer_to: str) -> Recipient:
    """To whom an answer is sealed, as the pack says. Raises AnswerError where it names no key."""
    try:
        return parse_recipient(answer_to)
    except SealFormatError as error:
        raise cannot_answer(
            _("The pack names no key that an answer could be sealed to: an older program made it."),
            _("Answer by phone, and write a note of it."),
        ) from error


def cannot_answer(what_happened: str, next_step: str) -> AnswerError:
    """The error for a pack that cannot be answered."""
    return AnswerError(_("The pack cannot be answered"), what_happened, next_step)

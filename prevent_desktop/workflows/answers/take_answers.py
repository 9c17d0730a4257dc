"""What receivers answer to our packs: opened, verified and recorded; what is none is set aside with its reason."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from prevent_desktop.casework.answer import Answer, AnswerRecord, AnswerSetAside, Direction
from prevent_desktop.casework.decision import Decision, DecisionKind
from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.casework.origins import decision_id
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.signature_check import Finding
from prevent_desktop.delivery.outbox.answer_box import WATCHED_FOR, SealedAnswer
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.signed.answers import read_own, verify_answer
from prevent_desktop.errors import AnswerError, SealingError
from prevent_desktop.sealing import open_bytes
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.answer_key import answer_identities
from prevent_desktop.workflows.organisation.lead_signer import lead_who_signed
from prevent_desktop.workflows.organisation.own_lead import OWN_LEAD
from prevent_desktop.workflows.people.people import set_case_status
from prevent_desktop.workflows.record.signed_claims import AnswerClaim, checks_in, claims, found_of
from prevent_desktop.workflows.record.whose_word import by_others


def take_answers(vault: Vault, spool: Spool, *, now: datetime) -> int:
    """Bring what came while the vault was locked into the record; tells how much changed. Safe to repeat.

    Answers to a pack are taken in the order of their numbers; one that comes too early waits, but not for a number under
    which only false ones came. Those to packs of another vault on this computer wait for that one.
    """
    waiting = spool.answer_box.waiting()
    packs = {pack.id: pack for pack in vault.packs.some({sealed.pack_id for sealed in waiting})}
    changed = sum(
        _take(vault, spool, packs[sealed.pack_id], sealed, now)
        for sealed in waiting
        if sealed.pack_id in packs
    )
    _ask_about_what_arrived(vault, spool, now)
    return changed


def came_since(vault: Vault, since: datetime) -> int:
    """How many answers were recorded since then."""
    return vault.answers.count_since(since)


def record_answer(vault: Vault, record: AnswerRecord, *, now: datetime, late: bool = False) -> None:
    """Keep an answer with all that follows from it in the record. In the caller's transaction.

    One that comes `late`, after answers with higher numbers, moves the case no more.
    """
    answer = record.answer
    others = vault.answers.of_case(record.case_id)
    vault.answers.add(record, beside=any(one.id == record.id for one in others))
    if answer.outcome is not None:
        _record_decision(vault, record, _decision(record, answer))
    if answer.kind.follows is not None and not late:
        set_case_status(vault, record.case_id, answer.kind.follows, now=now)


def _record_decision(vault: Vault, record: AnswerRecord, decision: Decision) -> None:
    """The decision that an answer tells, unless a form told it; beside what a colleague wrote under its id."""
    there = vault.decisions.of_case(record.case_id)
    if any(_same(each, decision) for each in there):
        return
    if any(each.id == decision.id for each in there):
        decision = replace(decision, id=derived_id("true decision", decision.id, record.jws))
    vault.decisions.add(decision)


def _same(one: Decision, other: Decision) -> bool:
    """Whether a form of the case recorded it already."""
    return (one.kind, one.choice, one.reason) == (other.kind, other.choice, other.reason)


def _decision(record: AnswerRecord, answer: Answer) -> Decision:
    """The decision that an answer tells."""
    assert answer.outcome is not None  # noqa: S101 - whoever calls has looked
    return Decision(
        id=decision_id(record),
        case_id=record.case_id,
        kind=DecisionKind.OUTCOME,
        choice=answer.outcome.label,
        reason=answer.reason,
        decided_by=answer.receiver,
        decided_at=answer.at,
        reference=answer.reference,
    )


def _take(vault: Vault, spool: Spool, pack: PackRecord, sealed: SealedAnswer, now: datetime) -> bool:
    there = _not_made_up(vault, pack)
    newest = max((one.answer.number for one in there), default=0)
    try:
        signed, answer = _opened(vault, spool, pack, sealed, now)
        known = _is_known(there, sealed.number, signed) or _is_brought(vault, pack, signed, answer)
    except (AnswerError, SealingError) as error:
        return _set_aside(vault, spool, pack, sealed, error, now)
    if not all(spool.answer_box.is_false(pack.id, number) for number in range(newest + 1, sealed.number)):
        return False
    if not known:
        _record(vault, pack, signed, answer, now, late=sealed.number < newest)
    spool.answer_box.taken(sealed)
    return True


def _opened(
    vault: Vault, spool: Spool, pack: PackRecord, sealed: SealedAnswer, now: datetime
) -> tuple[str, Answer]:
    """The signed words and what they say. Raises SealingError and AnswerError."""
    signed = open_bytes(sealed.content, answer_identities(vault))
    certificates = [
        receiver.receipt_certificate
        for receiver in settings.known_receivers(vault)
        if receiver.id == pack.recipient_id
    ]
    if (item := spool.get(pack.id)) is not None:
        certificates.append(item.receipt_certificate)
    lead = lead_who_signed(vault, signed, now=now) if pack.recipient_id == OWN_LEAD else None
    if lead is not None:
        certificates.append(lead.certificate)
    digest = _closed_again(vault, pack, signed) or pack.sealed_digest
    answer = verify_answer(signed, certificates, pack_id=pack.id, sealed_digest=digest, number=sealed.number)
    return signed.decode("ascii"), answer if lead is None else replace(answer, receiver=lead.name)


def _closed_again(vault: Vault, pack: PackRecord, untrusted_signed: bytes) -> str:
    """The digest that an answer names, where it is that of the same pack closed again under new words; else empty."""
    again = {entry.detail for entry in vault.audit.about([pack.id]) if entry.action == "pack.protected-again"}
    if not again:
        return ""
    named = read_own(untrusted_signed.decode("ascii", "replace")).sealed_digest
    return named if named in again else ""


def _not_made_up(vault: Vault, pack: PackRecord) -> tuple[AnswerRecord, ...]:
    """The answers to a pack that have come, without those of which colleagues alone say so and this vault has not found it true."""
    checks = checks_in(vault, pack.case_id)
    told = by_others(vault, pack.case_id, claims(vault, pack.case_id))
    doubtful = {
        one.row
        for one in told
        if isinstance(one, AnswerClaim) and found_of(one, checks) is not Finding.SIGNED
    }
    return tuple(
        one
        for one in vault.answers.of_case(pack.case_id)
        if (one.pack_id, one.direction) == (pack.id, Direction.RECEIVED) and one not in doubtful
    )


def _is_known(there: Collection[AnswerRecord], number: int, signed: str) -> bool:
    """Whether it came before; AnswerError where another one came under its number."""
    known = [record.jws for record in there if record.answer.number == number]
    if known and signed not in known:
        raise AnswerError(
            _("An answer cannot be taken"),
            _("Another answer with number {number} came before.").format(number=number),
            _("Call the receiver on a number that you know, and ask what they answered."),
        )
    return bool(known)


def _is_brought(vault: Vault, pack: PackRecord, signed: str, answer: Answer) -> bool:
    """Whether a colleague brought it in already, word for word."""
    return any((one.jws, one.answer) == (signed, answer) for one in vault.answers.of_case(pack.case_id))


def _record(
    vault: Vault, pack: PackRecord, signed: str, answer: Answer, now: datetime, *, late: bool
) -> None:
    record = AnswerRecord(
        case_id=pack.case_id,
        pack_id=pack.id,
        direction=Direction.RECEIVED,
        answer=answer,
        jws=signed,
        recorded_at=now,
    )
    with vault.transaction():
        record_answer(vault, record, now=now, late=late)
        vault.audit.append("answer.received", pack.id, hashlib.sha256(signed.encode()).hexdigest())


def _set_aside(
    vault: Vault,
    spool: Spool,
    pack: PackRecord,
    sealed: SealedAnswer,
    error: AnswerError | SealingError,
    now: datetime,
) -> bool:
    reason = error.what_happened
    if isinstance(error, SealingError):
        reason = _("It cannot be opened with the key of this record: it is damaged, or sealed to another.")
    one = AnswerSetAside(
        case_id=pack.case_id,
        pack_id=pack.id,
        number=sealed.number,
        digest=sealed.digest,
        reason=reason,
        found_at=now,
    )
    with vault.transaction():
        if vault.answers.set_aside(one):
            vault.audit.append("answer.set-aside", pack.id, sealed.digest)
    spool.answer_box.refused(sealed)
    return True


def _ask_about_what_arrived(vault: Vault, spool: Spool, now: datetime) -> None:
    """Packs of this vault that arrived are asked about, from whichever laptop they were sent; none of a case that is closed."""
    watched = {watch.pack_id for watch in spool.answer_box.watched()}
    for pack_id in vault.packs.of_closed_cases(watched):
        spool.answer_box.end(pack_id)
    missing = vault.packs.to_ask_about(now - WATCHED_FOR, watched)
    endpoints = {receiver.id: receiver.endpoint for receiver in settings.known_receivers(vault)}
    for pack in missing:
        endpoint = endpoints.get(pack.recipient_id, "")
        if vault.team.units.written_elsewhere(pack.case_id, "packs", pack.id):
            continue  # its answers are sealed to the colleague who sent it, whose changes bring them
        if endpoint and pack.receipt_at is not None:
            spool.answer_box.watch(pack.id, endpoint, since=pack.receipt_at)

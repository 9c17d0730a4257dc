"""Checks once, beside whoever works, what a colleague's vault says that somebody signed: a pack, an answer, a receipt.

What is found is kept with the digest of what was checked. No colleague can make this vault check for ever: so many a day, a row that changed
no sooner than a day later, and each is noted before it is read, so that one that ends the program is not read again at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from prevent_desktop.casework.answer import AnswerRecord
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.signature_check import Finding, SignatureCheck
from prevent_desktop.delivery.signed.answers import certificates_of, read_own, verify_answer
from prevent_desktop.delivery.signed.receipts import (
    looks_like_receipt,
    names_signer,
    read_receipt,
    receipt_among,
)
from prevent_desktop.errors import (
    AnswerError,
    DatabaseDamagedError,
    PackError,
    PackVerificationError,
    ReaderEndedError,
    ReceiptError,
    SealBrokenError,
)
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.pack_facts import PackFacts, read_facts
from prevent_desktop.packs.verdicts import Verdict
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.packs.verified_pack import VerifiedPack
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.lead_signer import lead_who_signed
from prevent_desktop.workflows.organisation.own_lead import OWN_LEAD
from prevent_desktop.workflows.organisation.profile import terms
from prevent_desktop.workflows.record.signed_claims import (
    AnswerClaim,
    Claim,
    PackClaim,
    ReceiptClaim,
    checks_in,
    claims,
    digest_of,
)
from prevent_desktop.workflows.record.whose_word import by_others

MOST_A_DAY: Final = 200
"""Rows that are checked within a day; what is more waits, and is told as a colleague's word until then."""
_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(days=7)
_NOBODY_SIGNED_IT: Final = frozenset({
    Verdict.UNREADABLE.value, Verdict.NOT_SIGNED.value, Verdict.NOT_CERTIFIED.value, Verdict.CHANGED.value, Verdict.NO_PACK.value,
})  # fmt: skip
"""Verdicts on the file itself. All others depend on whom this vault trusts, on what it knows, or on the version of the program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCheck:
    """What is checked next: `judge` does it, on any thread, and needs no vault. It is noted already as not known."""

    noted: SignatureCheck
    judge: Callable[[], Finding]


def cases_to_check(vault: Vault) -> tuple[str, ...]:
    """The shared cases in which anything came that somebody signed; none where nothing can be written down."""
    return () if vault.is_read_only else vault.signature_checks.shared_cases()


def next_to_check(vault: Vault, case_id: str, *, now: datetime) -> ToCheck | None:
    """What of a case is checked next, noted as begun; None where nothing is left of it, or enough was checked within a day."""
    if vault.is_read_only or vault.signature_checks.count_between(now - _DAY, now) >= MOST_A_DAY:
        return None
    trust = _trust(vault)
    for claim in by_others(vault, case_id, _due(vault, case_id, trust, now)):
        judge = _judge_of(vault, claim, now)
        noted = SignatureCheck(
            record_table=claim.table, record_id=claim.row.id, case_id=case_id, digest=digest_of(claim), trust=trust,
            finding=Finding.NOT_KNOWN, checked_at=now,
        )  # fmt: skip
        with vault.transaction():
            vault.signature_checks.keep(noted)
        return ToCheck(noted=noted, judge=judge)
    return None


def keep_found(vault: Vault, checked: ToCheck, finding: Finding) -> None:
    """Keep what was found; nothing where the row has gone meanwhile, or was noted anew."""
    with vault.transaction():
        if checked.noted in vault.signature_checks.of_case(checked.noted.case_id):
            vault.signature_checks.keep(replace(checked.noted, finding=finding))


def _due(vault: Vault, case_id: str, trust: str, now: datetime) -> Iterator[Claim]:
    """What is to be checked, and has its file here."""
    checks = checks_in(vault, case_id)
    for claim in claims(vault, case_id):
        if isinstance(claim, PackClaim) and not vault.attachments.has_file(claim.row.attachment_id):
            continue
        if _is_due(claim, checks.get((claim.table, claim.row.id)), trust, now):
            yield claim


def _is_due(claim: Claim, before: SignatureCheck | None, trust: str, now: datetime) -> bool:
    if before is None or before.checked_at > now:
        return True
    age = now - before.checked_at
    if before.digest != digest_of(claim):
        return age > _DAY
    return not before.finding.is_final and age > (_WEEK if before.trust == trust else _DAY)


def _trust(vault: Vault) -> str:
    """Whom this vault trusts, and whose keys it knows, as one digest."""
    known = [(one.id, one.name, one.receipt_certificate) for one in settings.known_receivers(vault)]
    return hashlib.sha256(
        repr((terms.trust(vault), terms.timestamp_roots(vault), known)).encode()
    ).hexdigest()


def _judge_of(vault: Vault, claim: Claim, now: datetime) -> Callable[[], Finding]:
    match claim:
        case PackClaim():
            context = VerificationContext(
                revocation_lists=terms.revocation_lists(vault), timestamp_roots=terms.timestamp_roots(vault), now=now,
                received_at=now,
            )  # fmt: skip
            return partial(_pack, claim, vault.attachments.files, terms.trust(vault), context)
        case AnswerClaim():
            return partial(_answer, claim.row, claim.pack, *_answering(vault, claim, now))
        case ReceiptClaim():
            known = _certificates(vault, claim.row)
            return partial(_receipt, claim.row, next(iter(known.values()), ""))


# -- packs


def _pack(
    claim: PackClaim, files: AttachmentFiles, trusted: tuple[bytes, ...], context: VerificationContext
) -> Finding:
    file_id = claim.row.attachment_id
    try:
        files.verify(file_id, claim.pdf_digest)
        with files.open(file_id) as untrusted_pdf:
            verified = verify_pack(untrusted_pdf, trusted, context)
        if _signed_part(verified) != _told_part(claim.row):
            return Finding.FALSE
        with files.open(file_id) as pdf:
            facts = read_facts(pdf)
    except PackVerificationError as error:
        return Finding.FALSE if error.verdict in _NOBODY_SIGNED_IT else Finding.NOT_KNOWN
    except (PackError, ReaderEndedError, SealBrokenError, DatabaseDamagedError):
        return Finding.NOT_KNOWN
    return Finding.SIGNED if _is_all_of_it(claim.row, verified, facts) else Finding.NOT_KNOWN


def _signed_part(verified: VerifiedPack) -> tuple[object, ...]:
    later = tuple(one.name for one in verified.later_signers)
    return (
        verified.pack_id, verified.fingerprint, verified.signer_name, verified.organisation, verified.claimed_time, later,
    )  # fmt: skip


def _told_part(row: ReceivedPack) -> tuple[object, ...]:
    return (
        row.pack_id, row.fingerprint, row.sender_name, row.sender_organisation, row.claimed_at, row.later_signers,
    )  # fmt: skip


def _is_all_of_it(row: ReceivedPack, verified: VerifiedPack, facts: PackFacts) -> bool:
    """Whether the rest of the row is as this program reads the pack; another version may read it otherwise."""
    said = (
        row.trusted_at, row.title, row.page_count, row.person, row.answer_by, row.danger, row.asks, row.answer_to, row.corrects,
    )  # fmt: skip
    return said == (
        verified.author.trusted_time, facts.title, facts.page_count, facts.person, facts.answer_by, facts.danger, facts.asks,
        facts.answer_to, facts.corrects,
    )  # fmt: skip


# -- answers and receipts


def _certificates(vault: Vault, pack: PackRecord) -> Mapping[str, str]:
    """The certificate of whoever got a pack, by id, where the pack names them as this vault knows them."""
    return {
        one.id: one.receipt_certificate
        for one in settings.known_receivers(vault)
        if one.id == pack.recipient_id and one.name == pack.recipient_name and one.receipt_certificate
    }


def _answering(vault: Vault, claim: AnswerClaim, now: datetime) -> tuple[tuple[str, ...], str]:
    """The certificates of whoever may have signed an answer, and the name of the lead where it was one of ours."""
    if claim.pack is None:
        return (), ""
    if claim.pack.recipient_id != OWN_LEAD:
        return tuple(_certificates(vault, claim.pack).values()), ""
    try:
        lead = lead_who_signed(vault, claim.row.jws.encode(), now=now)
    except AnswerError:
        return (), ""
    return (lead.certificate,), lead.name


def _answer(row: AnswerRecord, pack: PackRecord | None, certificates: tuple[str, ...], lead: str) -> Finding:
    try:
        certificates_of(row.jws)
    except AnswerError:
        return Finding.FALSE
    try:
        said = read_own(row.jws)
        answer = replace(said.answer, receiver=lead or said.answer.receiver)
        if said.pack_id != row.pack_id or answer != row.answer:
            return Finding.FALSE if lead or not _is_by_lead(pack) else Finding.NOT_KNOWN
        digest = "" if pack is None else pack.sealed_digest
        number = row.answer.number
        verify_answer(row.jws, certificates, pack_id=row.pack_id, sealed_digest=digest, number=number)
    except AnswerError:
        return Finding.NOT_KNOWN
    return Finding.SIGNED


def _is_by_lead(pack: PackRecord | None) -> bool:
    """Whether it is a lead's answer: it is told under their name, which is known only where they are trusted."""
    return pack is not None and pack.recipient_id == OWN_LEAD


def _receipt(pack: PackRecord, certificate: str) -> Finding:
    untrusted = receipt_among(pack.receipt.encode(), pack.sealed_digest)
    if not looks_like_receipt(untrusted):
        return Finding.FALSE
    if not certificate:
        return Finding.NOT_KNOWN
    try:
        found = read_receipt(untrusted, certificate)
    except ReceiptError:
        return Finding.FALSE if _is_forged(untrusted, certificate) else Finding.NOT_KNOWN
    said: tuple[Any, ...] = (found.pack_id, found.sealed_digest, found.received_at, found.reference)
    told = (pack.id, pack.sealed_digest, pack.receipt_at, pack.receiver_reference)
    return Finding.SIGNED if said == told else Finding.FALSE


def _is_forged(untrusted_receipt: bytes, certificate: str) -> bool:
    """Whether a receipt names this very certificate, whose key did not sign it; one with another may be of a newer key."""
    try:
        return names_signer(untrusted_receipt, certificate)
    except ReceiptError:
        return False

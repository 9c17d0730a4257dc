"""What rows of a case say that somebody signed, and of which this vault's own audit does not say that it checked it.

A row of a shared case may say anything. What of it is so is found later (`checking_claims`), and kept with the digest of what was
checked: a row that says something else by then was not checked.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from prevent_desktop.casework.answer import AnswerRecord, Direction
from prevent_desktop.casework.correspondence_kinds import ANSWERS, PACKS, RECEIVED_PACKS
from prevent_desktop.casework.origins import OriginKind, Told
from prevent_desktop.casework.pack_record import PackRecord
from prevent_desktop.casework.received_pack import ReceivedPack
from prevent_desktop.casework.signature_check import Finding, SignatureCheck
from prevent_desktop.casework.team.change_set import ROW, STATE
from prevent_desktop.strict_json import compact
from prevent_desktop.vault.repositories.rows import RowCodec, codec_of
from prevent_desktop.vault.vault import Vault

_PACK_ROWS: Final[RowCodec[ReceivedPack]] = codec_of(RECEIVED_PACKS)
_ANSWER_ROWS: Final[RowCodec[AnswerRecord]] = codec_of(ANSWERS)
_MAY_CHANGE: Final = frozenset({"case_id", "status", "attachment_id"})
"""Columns of a pack that came in which say where it is; of its file the digest counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackClaim:
    """That somebody signed a pack; `pdf_digest` is of the file that the row names (SHA-256, hexadecimal)."""

    table: ClassVar[str] = RECEIVED_PACKS.table
    unit: ClassVar[str] = ROW
    row: ReceivedPack
    pdf_digest: str

    @property
    def told(self) -> Told:
        """What an origin tells of it."""
        return OriginKind.PACK, self.row.id, self.row.received_at

    @property
    def words(self) -> Mapping[str, Any]:
        """All that is held against the signature."""
        columns = _PACK_ROWS.columns(self.row)
        said = {name: value for name, value in columns.items() if name not in _MAY_CHANGE}
        return {**said, "pdf": self.pdf_digest}


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerClaim:
    """That a receiver signed an answer to a `pack` of ours; None where the case has no such pack."""

    table: ClassVar[str] = ANSWERS.table
    unit: ClassVar[str] = ROW
    row: AnswerRecord
    pack: PackRecord | None

    @property
    def told(self) -> Told:
        """What an origin tells of it."""
        return OriginKind.ANSWER, self.row.pack_id, self.row.answer.at

    @property
    def words(self) -> Mapping[str, Any]:
        """All that is held against the signature."""
        columns = {**_ANSWER_ROWS.columns(self.row), "id": self.row.id}
        return columns if self.pack is None else {**columns, **_sent(self.pack)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptClaim:
    """That a receiver signed a receipt for a pack of ours: it stands in the state of that pack."""

    table: ClassVar[str] = PACKS.table
    unit: ClassVar[str] = STATE
    row: PackRecord

    @property
    def told(self) -> Told:
        """What an origin tells of it."""
        return OriginKind.RECEIPT, self.row.id, self.row.receipt_at

    @property
    def words(self) -> Mapping[str, Any]:
        """All that is held against the signature."""
        at = "" if self.row.receipt_at is None else self.row.receipt_at.isoformat()
        return {
            **_sent(self.row),
            "receipt": self.row.receipt,
            "at": at,
            "reference": self.row.receiver_reference,
        }


Claim = PackClaim | AnswerClaim | ReceiptClaim


def digest_of(claim: Claim) -> str:
    """The SHA-256 of all that is held against the signature, in hexadecimal."""
    return hashlib.sha256(compact(dict(sorted(claim.words.items()))).encode()).hexdigest()


def claims(vault: Vault, case_id: str) -> tuple[Claim, ...]:
    """What in a case this vault did not check when it came."""
    return tuple(_claims(vault, case_id))


def found_of(claim: Claim, checks: Mapping[tuple[str, str], SignatureCheck]) -> Finding | None:
    """What came of checking a claim as it stands; None where that was not done. `checks` are by table and row."""
    check = checks.get((claim.table, claim.row.id))
    return None if check is None or check.digest != digest_of(claim) else check.finding


def checks_in(vault: Vault, case_id: str) -> dict[tuple[str, str], SignatureCheck]:
    """The checks of a case by table and row."""
    return {(one.record_table, one.record_id): one for one in vault.signature_checks.of_case(case_id)}


def _claims(vault: Vault, case_id: str) -> Iterator[Claim]:
    came, packs = vault.received.of_case(case_id), {one.id: one for one in vault.packs.of_case(case_id)}
    entries = vault.audit.about({*(one.pack_id for one in came), *packs})
    seen = {(entry.action, entry.subject, entry.detail) for entry in entries}
    alike = Counter(map(_sealed_file, vault.received.some({one.pack_id for one in came}) if came else ()))
    for pack in came:
        # of two that say that they were this very file, the audit does not tell which was
        if ("pack.received", *_sealed_file(pack)) not in seen or alike[_sealed_file(pack)] > 1:
            yield PackClaim(row=pack, pdf_digest=vault.attachments.get(pack.attachment_id).sha256)
    for record in vault.answers.of_case(case_id):
        checked = ("answer.received", record.pack_id, hashlib.sha256(record.jws.encode()).hexdigest())
        if record.direction is Direction.RECEIVED and checked not in seen:
            yield AnswerClaim(row=record, pack=packs.get(record.pack_id))
    for sent in packs.values():
        if sent.receipt_at is not None and ("receipt.verified", sent.id, "") not in seen:
            yield ReceiptClaim(row=sent)


def _sealed_file(pack: ReceivedPack) -> tuple[str, str]:
    return pack.pack_id, pack.sealed_digest


def _sent(pack: PackRecord) -> Mapping[str, str]:
    """What says which pack of ours it is about, and who got it."""
    return {
        "pack": pack.id,
        "recipient": pack.recipient_id,
        "name": pack.recipient_name,
        "sealed": pack.sealed_digest,
    }

"""The receiver's side: take packs from a mailbox, open and verify each before showing anything, and answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from prevent_desktop.delivery.mailbox import FolderMailbox
from prevent_desktop.delivery.receipts import sign_receipt
from prevent_desktop.errors import PackError, SealingError
from prevent_desktop.sealing import Identity, open_bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """What a receiving organisation needs: its identities, whom it trusts, and the key of its receipts (PEM)."""

    name: str
    identities: tuple[Identity, ...]
    trusted: tuple[bytes, ...]
    receipt_key: bytes
    receipt_certificate: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A pack that was opened and verified, and the reference that its receipt gave."""

    receiver: str
    pack_id: str
    signer: str
    organisation: str
    pdf: bytes
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A file that could not be accepted, and why in plain words. No receipt is written for it."""

    receiver: str
    file_name: str
    reason: str


def open_pack(receiver: Receiver, sealed: bytes) -> tuple[str, str, str, bytes]:
    """Open and verify one sealed pack: (pack id, signer, organisation, PDF). Raises SealingError or PackError."""
    from prevent_desktop.packs.opening import verify_pack

    pdf = open_bytes(sealed, receiver.identities)
    verified = verify_pack(pdf, receiver.trusted)
    return verified.pack_id, verified.signer_name, verified.organisation, pdf


def receive_all(receiver: Receiver, mailbox: FolderMailbox, *, now: datetime) -> list[Received | SetAside]:
    """Accept every pack of a mailbox that has no receipt yet. One bad file never blocks another."""
    results: list[Received | SetAside] = []
    for incoming in mailbox.unanswered():
        sealed = incoming.path.read_bytes()
        try:
            pack_id, signer, organisation, pdf = open_pack(receiver, sealed)
        except (SealingError, PackError) as error:
            results.append(
                SetAside(receiver=receiver.name, file_name=incoming.path.name, reason=error.what_happened)
            )
            continue
        reference = reference_for(pack_id, now)
        receipt = sign_receipt(
            receiver.receipt_key,
            receiver.receipt_certificate,
            pack_id=pack_id,
            sealed_digest=hashlib.sha256(sealed).hexdigest(),
            received_at=now,
            reference=reference,
        )
        mailbox.write_receipt(pack_id, receipt)
        results.append(
            Received(
                receiver=receiver.name,
                pack_id=pack_id,
                signer=signer,
                organisation=organisation,
                pdf=pdf,
                reference=reference,
            )
        )
    return results


def reference_for(pack_id: str, now: datetime) -> str:
    """The receiver's own reference: the year and a number drawn from the pack id, the same each time it is asked."""
    number = int(hashlib.sha256(pack_id.encode()).hexdigest()[:8], 16) % 100_000
    return f"{now:%y}-{number:05d}"

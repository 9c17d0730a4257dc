"""Receipts: signed once a pack is kept, given where the sender looks, and never written over."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.signed.receipts import (
    LARGEST,
    looks_like_receipt,
    names_file,
    read_receipt,
    receipt_among,
    sign_receipt,
    verify_receipt,
)
from prevent_desktop.delivery.signed.signed_words import payload_of
from prevent_desktop.errors import PackVerificationError, ReceiptError
from prevent_desktop.translation import _
from prevent_desktop.workflows.receiving.receiver import Receiver


def reference_for(pack_id: str, now: datetime) -> str:
    """The receiver's own reference: the year and a number drawn from the pack id, the same each time it is asked."""
    number = int(hashlib.sha256(pack_id.encode()).hexdigest()[:8], 16) % 100_000
    return f"{now:%y}-{number:05d}"


def receipt_for(receiver: Receiver, pack_id: str, sealed_digest: str, *, now: datetime) -> str:
    """The signed receipt. Raises SigningKeyError where the receiver's key cannot sign."""
    return sign_receipt(
        receiver.receipt_key,
        receiver.receipt_certificate,
        pack_id=pack_id,
        sealed_digest=sealed_digest,
        received_at=now,
        reference=reference_for(pack_id, now),
    )


def receipt_given(mailbox: FolderMailbox, receiver: Receiver, pack_id: str, sealed_digest: str) -> str | None:
    """The receipt that stands there for this very file; None where there is none that our certificate vouches for.

    Raises NotPlainError where something else than a file has the receipt's name.
    """
    receipt = receipt_among(_standing(mailbox, pack_id), sealed_digest).decode("ascii", "replace")
    try:
        verify_receipt(receipt, receiver.receipt_certificate, pack_id=pack_id, sealed_digest=sealed_digest)
    except ReceiptError:
        return None  # for another file, or from before our certificate was renewed
    return receipt


def answered_another(mailbox: FolderMailbox, receiver: Receiver, pack_id: str, sealed_digest: str) -> bool:
    """Whether a receipt of ours for this number stands there, and none for this file."""
    standing = _standing(mailbox, pack_id).split()
    if any(names_file(each, sealed_digest) for each in standing):
        return False
    return any(_is_ours(each, receiver, pack_id) for each in standing)


def _is_ours(untrusted_receipt: bytes, receiver: Receiver, pack_id: str) -> bool:
    """Whether we gave it: what others put in its place keeps no pack out."""
    try:
        return read_receipt(untrusted_receipt, receiver.receipt_certificate).pack_id == pack_id
    except ReceiptError:
        return False


def give_receipt(mailbox: FolderMailbox, pack_id: str, receipt: str) -> None:
    """Put the receipt where the sender looks, durably; one that stands there stays. OSError where that cannot be.

    A pack with this number that somebody else signed has its own, below the one that stands there. What is no receipt at all is moved
    aside, so that it hides none.
    """
    mailbox.receipts.make()
    name = mailbox.receipt_path(pack_id).name
    if mailbox.receipts.put_new(name, [receipt.encode("ascii")]):
        return
    standing = _standing(mailbox, pack_id)  # a link or a pipe in its place is no receipt
    digest = _file_of(receipt)
    if not digest or any(names_file(each, digest) for each in standing.split()):
        return
    both = standing.strip() + b"\n" + receipt.encode("ascii")
    if looks_like_receipt(both):
        mailbox.receipts.put(name, [both])
    else:
        aside = f"{name}.{hashlib.sha256(standing).hexdigest()[:12]}.false"
        mailbox.receipts.move(name, mailbox.receipts, aside)
        mailbox.receipts.put_new(name, [receipt.encode("ascii")])


def _file_of(receipt: str) -> str:
    """The digest of the sealed file that a receipt of ours is for; empty where it says none."""
    try:
        return str(json.loads(payload_of(receipt))["sealed_sha256"])
    except (ValueError, TypeError, KeyError):
        return ""


def _standing(mailbox: FolderMailbox, pack_id: str) -> bytes:
    return mailbox.receipt(pack_id, at_most=LARGEST + 1) or b""


def another_file() -> PackVerificationError:
    """The error for a second, different file under the number of a pack that was received."""
    return PackVerificationError(
        _("Another file with this number was received before"),
        _(
            "A pack with this number came before and was answered. This is a different file, so it is not taken."
        ),
        _("Ask the sender whether they sent it twice. The pack that came first is kept."),
    )

"""Receipts: signed once a pack is kept, given where the sender looks, and never written over.

What others put in a receipt's place is moved aside: it neither keeps a pack out nor hides the true receipt.
"""

from __future__ import annotations

import base64
import hashlib
from contextlib import suppress
from datetime import datetime

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.signed.receipts import LARGEST, read_receipt, sign_receipt
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
    """The receipt that stands there for this very file; None where there is none of ours.

    Raises PackVerificationError where we answered another file with this number before, NotPlainError where something else than a
    file has the receipt's name.
    """
    found = mailbox.receipt(pack_id, at_most=LARGEST + 1)
    if found is None:
        return None
    untrusted_receipt = found.decode("ascii", "replace")
    try:
        ours = read_receipt(untrusted_receipt, receiver.receipt_certificate, at_any_time=True)
    except ReceiptError:
        if not _names(untrusted_receipt, sealed_digest):  # else it may be ours, of a key before this one
            _move_aside(mailbox, pack_id, found)
        return None
    if ours.pack_id != pack_id:
        _move_aside(mailbox, pack_id, found)
        return None
    if ours.sealed_digest != sealed_digest:
        raise another_file()
    return untrusted_receipt


def _names(untrusted_receipt: str, sealed_digest: str) -> bool:
    """Whether the receipt says to be for this file."""
    _header, _dot, rest = untrusted_receipt.partition(".")
    payload = rest.partition(".")[0]
    try:
        return f'"{sealed_digest}"'.encode() in base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    except ValueError:
        return False


def _move_aside(mailbox: FolderMailbox, pack_id: str, false_receipt: bytes) -> None:
    """It is not ours, or of another pack: it is kept under another name."""
    name = mailbox.receipt_path(pack_id).name
    aside = f"{name}.{hashlib.sha256(false_receipt).hexdigest()[:12]}.false"
    with suppress(OSError):  # where we may not, the sender is told that it is false, and asks again
        mailbox.receipts.move(name, mailbox.receipts, aside)


def give_receipt(mailbox: FolderMailbox, pack_id: str, receipt: str) -> None:
    """Put the receipt where the sender looks, durably; one that stands there stays. OSError where that cannot be."""
    mailbox.receipts.make()
    name = mailbox.receipt_path(pack_id).name
    if not mailbox.receipts.put_new(name, [receipt.encode("ascii")]):
        mailbox.receipts.reading(name).close()  # a link or a pipe in its place is no receipt


def another_file() -> PackVerificationError:
    """The error for a second, different file under the number of a pack that was received."""
    return PackVerificationError(
        _("Another file with this number was received before"),
        _(
            "A pack with this number came before and was answered. This is a different file, so it is not taken."
        ),
        _("Ask the sender whether they sent it twice. The pack that came first is kept."),
    )

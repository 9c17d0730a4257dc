"""Receipts: signed once a pack is kept, given where the sender looks, and never written over."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from prevent_desktop.delivery.signed.receipts import (
    LARGEST,
    looks_like_receipt,
    names_file,
    read_receipt,
    receipt_among,
    sign_receipt,
    verify_receipt,
)
from prevent_desktop.errors import PackVerificationError, ReceiptError, SigningKeyError
from prevent_desktop.translation import _
from prevent_desktop.workflows.receiving.receiving_end import ReceivingEnd, new_key_words


def reference_for(pack_id: str, now: datetime) -> str:
    """The receiver's own reference: the year and a number drawn from the pack id, the same each time it is asked."""
    number = int(hashlib.sha256(pack_id.encode()).hexdigest()[:8], 16) % 100_000
    return f"{now:%y}-{number:05d}"


def receipt_for(receiver: ReceivingEnd, pack_id: str, sealed_digest: str, *, now: datetime) -> str:
    """The signed receipt. Raises SigningKeyError where the receiver's key cannot sign, or its certificate has ended: senders refuse that."""
    ended = receiver.ended(now)
    if ended:
        raise SigningKeyError(
            _("No receipt can be given"),
            _("{ended} Senders’ programs refuse a receipt that is signed with it.").format(ended=ended),
            new_key_words(),
        )
    return sign_receipt(
        receiver.receipt_key,
        receiver.receipt_certificate,
        pack_id=pack_id,
        sealed_digest=sealed_digest,
        received_at=now,
        reference=reference_for(pack_id, now),
    )


@dataclass(frozen=True, slots=True)
class Receipted:
    """A signed receipt, and what stands in it that a record keeps. `jws` is empty where none could be signed yet."""

    jws: str
    received_at: datetime
    reference: str


def receipt_given(
    receipts: bytes, receiver: ReceivingEnd, pack_id: str, sealed_digest: str
) -> Receipted | None:
    """The receipt for this very file among those that stand where it came in; None where our certificate vouches for none.

    Then it is for another file, or from before our certificate was renewed.
    """
    jws = receipt_among(receipts, sealed_digest).decode("ascii", "replace")
    try:
        said = verify_receipt(jws, receiver.receipt_certificate, pack_id=pack_id, sealed_digest=sealed_digest)
    except ReceiptError:
        return None
    return Receipted(jws, said.received_at, said.reference)


def receipt_to_give(
    receipts: bytes, receiver: ReceivingEnd, pack_id: str, sealed_digest: str, *, now: datetime
) -> Receipted:
    """The receipt of a pack that passed: the one that stands there already, or a new one. Raises SigningKeyError."""
    given = receipt_given(receipts, receiver, pack_id, sealed_digest)
    return given or _receipted(receipt_for(receiver, pack_id, sealed_digest, now=now), pack_id, now)


def receipt_owed(pack_id: str, now: datetime) -> Receipted:
    """That of a pack that is kept now, and answered once there is a certificate in force."""
    return _receipted("", pack_id, now)


def _receipted(jws: str, pack_id: str, now: datetime) -> Receipted:
    return Receipted(jws, now.astimezone(UTC), reference_for(pack_id, now))


def answered_another(receipts: bytes, receiver: ReceivingEnd, pack_id: str, sealed_digest: str) -> bool:
    """Whether a receipt of ours for this number stands among these, and none for this file."""
    standing = receipts.split()
    if any(names_file(each, sealed_digest) for each in standing):
        return False
    return any(_is_ours(each, receiver, pack_id) for each in standing)


def _is_ours(untrusted_receipt: bytes, receiver: ReceivingEnd, pack_id: str) -> bool:
    """Whether we gave it: what others put in its place keeps no pack out."""
    try:
        return read_receipt(untrusted_receipt, receiver.receipt_certificate).pack_id == pack_id
    except ReceiptError:
        return False


class ReceiptPlace(Protocol):
    """Where senders look for receipts: a folder or a bucket. Raises OSError or DeliveryError."""

    def receipt(self, pack_id: str, *, at_most: int) -> bytes | None:
        """What stands there, so many bytes of it; None where nothing does."""

    def put_receipt(self, pack_id: str, receipt: bytes) -> bool:
        """Put one there; False where something stands there, which stays."""

    def write_receipt(self, pack_id: str, receipt: bytes) -> object:
        """Put one there in the place of what stands there."""

    def set_receipt_aside(self, pack_id: str, ending: str) -> None:
        """Give what stands there a longer name, so that its place is free."""


def standing_receipts(place: ReceiptPlace, pack_id: str) -> bytes:
    """What stands where receipts for this pack are given, not believed yet."""
    return place.receipt(pack_id, at_most=LARGEST + 1) or b""


def give_receipt(place: ReceiptPlace, pack_id: str, sealed_digest: str, receipt: str) -> None:
    """Put the receipt for a sealed file where the sender looks, durably; one that stands there stays. OSError or DeliveryError where that cannot be.

    A pack with this number that somebody else signed has its own, below the one that stands there. What is no receipt at all is moved
    aside, so that it hides none.
    """
    if place.put_receipt(pack_id, receipt.encode("ascii")):
        return
    standing = standing_receipts(place, pack_id)  # a link or a pipe in its place is no receipt
    if any(names_file(each, sealed_digest) for each in standing.split()):
        return
    both = standing.strip() + b"\n" + receipt.encode("ascii")
    if looks_like_receipt(both):
        place.write_receipt(pack_id, both)
    else:
        place.set_receipt_aside(pack_id, f".{hashlib.sha256(standing).hexdigest()[:12]}.false")
        place.put_receipt(pack_id, receipt.encode("ascii"))


def another_file() -> PackVerificationError:
    """The error for a second, different file under the number of a pack that was received."""
    return PackVerificationError(
        _("Another file with this number was received before"),
        _(
            "A pack with this number came before and was answered. This is a different file, so it is not taken."
        ),
        _("Ask the sender whether they sent it twice. The pack that came first is kept."),
    )

"""The demo's receivers: each pack is kept sealed where it came in, opened in memory, and answered."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from prevent_desktop.delivery.mailboxes.arrivals import Arrived, arrived
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.errors import PackError, SealingError
from prevent_desktop.workflows.receiving.answering import give_receipt, receipt_for, reference_for
from prevent_desktop.workflows.receiving.checking import CheckedPack, check
from prevent_desktop.workflows.receiving.quarantine import set_aside
from prevent_desktop.workflows.receiving.receiver import Receiver


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
class Refused:
    """A file that could not be accepted, and why in plain words. No receipt is written for it."""

    receiver: str
    file_name: str
    reason: str


class InMemory:
    """A pack that was opened into memory alone."""

    def __init__(self, plain: BinaryIO) -> None:
        self.pdf = plain.read()

    @property
    def digest(self) -> str:
        """Of all its bytes."""
        return hashlib.sha256(self.pdf).hexdigest()

    def open(self) -> BinaryIO:
        """It, to be read from any place."""
        return io.BytesIO(self.pdf)

    def discard(self) -> None:
        """Nothing lies anywhere."""


def open_pack(receiver: Receiver, arrival: Arrived) -> CheckedPack:
    """Open and judge one sealed pack in memory. Raises SealingError or PackError."""
    return check(receiver, arrival, arrival.digest(), InMemory)


def receive_all(receiver: Receiver, mailbox: FolderMailbox, *, now: datetime) -> list[Received | Refused]:
    """Accept every pack that has no receipt yet. One bad file never blocks another."""
    return [
        _receive(receiver, mailbox, arrival, now)
        for arrival in arrived(mailbox)
        if not mailbox.receipt_path(arrival.untrusted_pack_id).exists()
    ]


def _receive(
    receiver: Receiver, mailbox: FolderMailbox, arrival: Arrived, now: datetime
) -> Received | Refused:
    try:
        checked = open_pack(receiver, arrival)
    except (SealingError, PackError) as error:
        set_aside(mailbox, arrival, arrival.digest(), error, now=now)
        return Refused(receiver=receiver.name, file_name=arrival.name, reason=error.what_happened)
    verified = checked.verified
    receipt = receipt_for(receiver, verified.pack_id, checked.sealed_digest, now=now)
    give_receipt(mailbox, verified.pack_id, receipt)
    with checked.staged.open() as pdf:
        return Received(
            receiver=receiver.name,
            pack_id=verified.pack_id,
            signer=verified.signer_name,
            organisation=verified.organisation,
            pdf=pdf.read(),
            reference=reference_for(verified.pack_id, now),
        )

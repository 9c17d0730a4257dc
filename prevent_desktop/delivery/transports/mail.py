"""Mail as a way: a draft with the sealed pack, which the person sends with their own mail program; what comes back is brought in.

No byte leaves by this program, so nothing is acknowledged before the person says that they have sent it. Receipts and answers are
read where `brought_in` keeps what came by mail or stick.
"""

from __future__ import annotations

import errno
from pathlib import Path

from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.delivery.mailboxes.mail_drafts import LARGEST, MailDrafts, mail_address
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.transports import Journal, Parcel
from prevent_desktop.delivery.transports.brought import what_was_brought
from prevent_desktop.errors import DeliveryError

_MEGA = 1_000_000


class MailTransport:
    """Delivers to ``mailto:`` endpoints by way of `drafts`; `brought` is where what came back lies."""

    def __init__(self, drafts: MailDrafts, brought: FolderMailbox) -> None:
        self._drafts = drafts
        self._brought = brought

    def upload(self, parcel: Parcel, journal: Journal) -> None:
        """See `Transport.upload`: a RefusedError of the kind ``mail_ready`` says that the person has to send it."""
        try:
            address = mail_address(parcel.endpoint)
        except ValueError as error:
            raise refused(FailureReason.BAD_ADDRESS) from error
        draft = self._drafts.of(parcel.pack_id, parcel.digest)
        if draft.was_sent:
            journal.acknowledge(parcel.size)
            return
        if parcel.size > LARGEST:
            size = max(parcel.size // _MEGA, LARGEST // _MEGA + 1)
            raise refused(
                FailureReason.TOO_LARGE_FOR_MAIL, address, size=str(size), most=str(LARGEST // _MEGA)
            )
        try:
            if not draft.path.exists():
                with parcel.open() as sealed:
                    self._drafts.write(
                        draft, sealed, address=address, pack_id=parcel.pack_id, check=journal.check
                    )
        except OSError as error:
            raise _in_words(error, draft.path.parent) from error
        raise refused(FailureReason.MAIL_READY, address)

    def take_back(self, parcel: Parcel) -> bool:
        """See `Transport.take_back`: a draft goes; a mail that was sent cannot be taken back."""
        draft = self._drafts.of(parcel.pack_id, parcel.digest)
        if draft.was_sent:
            return False
        try:
            draft.forget()
        except OSError as error:
            raise _in_words(error, draft.path.parent) from error
        return True

    def receipt(self, parcel: Parcel) -> bytes | None:
        """See `Transport.receipt`."""
        return what_was_brought(self._brought.receipt_path(parcel.pack_id))

    def answer(self, endpoint: str, pack_id: str, number: int) -> bytes | None:
        """See `Transport.answer`."""
        del endpoint
        return what_was_brought(self._brought.answer_path(pack_id, number))


def _in_words(error: OSError, folder: Path) -> DeliveryError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return waiting(FailureReason.FOLDER_FULL, str(folder))
    return waiting(FailureReason.FOLDER_AWAY, str(folder))

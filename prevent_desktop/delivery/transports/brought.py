"""Another way's receipts and answers, looked for first among what a person brought in by file."""

from __future__ import annotations

from pathlib import Path

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.signed.answers import LARGEST_SEALED
from prevent_desktop.delivery.transports import Journal, Parcel, Transport
from prevent_desktop.files.chosen import open_chosen


def what_was_brought(path: Path) -> bytes | None:
    """What a file holds, at most as much as an answer may have and one byte more; None where there is none."""
    try:
        with open_chosen(path) as file:
            return file.read(LARGEST_SEALED + 1)
    except OSError:
        return None


class AlsoBrought:
    """A way whose receipts and answers may also have come by mail or stick: `brought` is where those lie."""

    def __init__(self, way: Transport, brought: FolderMailbox) -> None:
        self._way = way
        self._brought = brought

    def upload(self, parcel: Parcel, journal: Journal) -> None:
        """As the way itself does."""
        self._way.upload(parcel, journal)

    def take_back(self, parcel: Parcel) -> bool:
        """As the way itself does."""
        return self._way.take_back(parcel)

    def receipt(self, parcel: Parcel) -> bytes | None:
        """What was brought in, where it is the receiver's own; else what the way finds."""
        brought = what_was_brought(self._brought.receipt_path(parcel.pack_id))
        return brought if brought is not None and parcel.is_receipt(brought) else self._way.receipt(parcel)

    def answer(self, endpoint: str, pack_id: str, number: int) -> bytes | None:
        """What the way finds: answers that are brought in go into the outbox at once."""
        return self._way.answer(endpoint, pack_id, number)

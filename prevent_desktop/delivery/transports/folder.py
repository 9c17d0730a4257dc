"""A folder mailbox as receiver: a shared folder, a memory stick, or the demo's receiver on this machine.

The pack grows in a hidden file beside its place, so a copy that was cut goes on where it was; the whole file gets
its name in one step.
"""

from __future__ import annotations

import errno
import time
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from prevent_desktop.delivery.answers import LARGEST_SEALED
from prevent_desktop.delivery.durable_files import digest_of, replace_synced, sync
from prevent_desktop.delivery.mailbox import PACK_ENDING, FolderMailbox
from prevent_desktop.delivery.receipts import LARGEST
from prevent_desktop.delivery.transports import Journal, Parcel
from prevent_desktop.delivery.troubles import Trouble, refused, waiting
from prevent_desktop.errors import DeliveryError

_CHUNK = 4 << 20


class FolderTransport:
    """Delivers to ``file:`` endpoints. `chunk` is how many bytes are written between two acknowledgements."""

    def __init__(self, *, chunk: int = _CHUNK) -> None:
        self._chunk = chunk

    def upload(self, parcel: Parcel, journal: Journal) -> None:
        """See `Transport.upload`."""
        mailbox = _mailbox(parcel.endpoint)
        try:
            target = mailbox.incoming_folder / f"{parcel.pack_id}{PACK_ENDING}"
            if target.exists():
                _require_same(target, parcel)
            else:
                self._copy(parcel, target, journal)
            journal.acknowledge(parcel.size)
        except OSError as error:
            raise _in_words(error, mailbox.folder) from error

    def receipt(self, parcel: Parcel) -> bytes | None:
        """See `Transport.receipt`."""
        mailbox = _mailbox(parcel.endpoint)
        try:
            with mailbox.receipt_path(parcel.pack_id).open("rb") as file:
                return file.read(LARGEST + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _in_words(error, mailbox.folder) from error

    def answer(self, endpoint: str, pack_id: str, number: int) -> bytes | None:
        """See `Transport.answer`."""
        mailbox = _mailbox(endpoint)
        try:
            with mailbox.answer_path(pack_id, number).open("rb") as file:
                return file.read(LARGEST_SEALED + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _in_words(error, mailbox.folder) from error

    def _copy(self, parcel: Parcel, target: Path, journal: Journal) -> None:
        growing = target.with_name(f".{target.name}.{parcel.digest[:16]}.part")
        with parcel.open() as sealed, growing.open("ab") as file:
            offset = file.tell()
            if offset > parcel.size:
                file.truncate(0)
                offset = 0
            journal.acknowledge(offset)
            sealed.seek(offset)
            while piece := sealed.read(self._chunk):
                started = time.monotonic()
                file.write(piece)
                sync(file)
                offset += len(piece)
                journal.acknowledge(offset, rate=len(piece) / max(time.monotonic() - started, 1e-6))
        if digest_of(growing) != parcel.digest:
            growing.unlink()
            raise waiting(Trouble.SPOILED, str(target.parent))
        replace_synced(growing, target)


def _mailbox(endpoint: str) -> FolderMailbox:
    mailbox = FolderMailbox(Path(url2pathname(urlsplit(endpoint).path)))
    if not mailbox.incoming_folder.is_dir():
        raise waiting(Trouble.FOLDER_AWAY, str(mailbox.folder))
    return mailbox


def _require_same(target: Path, parcel: Parcel) -> None:
    if digest_of(target) != parcel.digest:
        raise refused(Trouble.OTHER_PACK_THERE, str(target.parent))


def _in_words(error: OSError, folder: Path) -> DeliveryError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return waiting(Trouble.FOLDER_FULL, str(folder))
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return refused(Trouble.FOLDER_CLOSED, str(folder))
    return waiting(Trouble.FOLDER_AWAY, str(folder))

"""A folder mailbox as receiver: a shared folder, a memory stick, or the demo's receiver on this machine.

The pack grows in a hidden file beside its place, so a copy that was cut goes on where it was; the whole file gets
its name in one step. Each byte is written at its own place: where two write at once (a drive that hung longer than a lease
lasts), they write the same.
"""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit
from urllib.request import url2pathname

from prevent_desktop.files.durable import digest_of, replace_synced, share_as_folder, sync
from prevent_desktop.delivery.mailboxes.mailbox import PACK_ENDING, FolderMailbox, growing_name
from prevent_desktop.delivery.signed.answers import LARGEST_SEALED
from prevent_desktop.delivery.signed.receipts import LARGEST
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
            target = _target(mailbox, parcel)
            if target.exists():
                _require_same(target, parcel)
            else:
                self._copy(parcel, target, journal)
            journal.acknowledge(parcel.size)
        except OSError as error:
            raise _in_words(error, mailbox.folder) from error

    def take_back(self, parcel: Parcel) -> bool:
        """See `Transport.take_back`."""
        mailbox = _mailbox(parcel.endpoint)
        try:
            target = _target(mailbox, parcel)
            _growing(target, parcel).unlink(missing_ok=True)
            return not target.exists()
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
        growing = _growing(target, parcel)
        with parcel.open() as sealed, _opened(growing) as file:
            offset = file.seek(0, os.SEEK_END)
            if offset > parcel.size:
                file.truncate(0)
                offset = file.seek(0)
            journal.acknowledge(offset)
            sealed.seek(offset)
            while piece := sealed.read(self._chunk):
                journal.check()
                started = time.monotonic()
                file.write(piece)
                sync(file)
                offset += len(piece)
                journal.acknowledge(offset, rate=len(piece) / max(time.monotonic() - started, 1e-6))
        try:
            if digest_of(growing) != parcel.digest:
                growing.unlink()
                raise waiting(Trouble.SPOILED, str(target.parent))
            replace_synced(growing, target)
        except FileNotFoundError:  # whoever wrote the same beside us was here first
            _require_same(target, parcel)


def _opened(growing: Path) -> BinaryIO:
    """What is there of a pack, to be gone on with; made with the rights of its folder where nothing is."""
    try:
        return growing.open("r+b")
    except FileNotFoundError:
        with growing.open("ab"):
            share_as_folder(growing)
        return growing.open("r+b")


def _target(mailbox: FolderMailbox, parcel: Parcel) -> Path:
    return mailbox.incoming_folder / f"{parcel.pack_id}{PACK_ENDING}"


def _growing(target: Path, parcel: Parcel) -> Path:
    return target.with_name(growing_name(parcel.pack_id, parcel.digest))


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

"""A folder mailbox as receiver: a shared folder, a memory stick, or the demo's receiver on this machine.

The pack grows in a hidden file beside its place, so a copy that was cut goes on where it was; the whole file gets
its name in one step. Each byte is written at its own place: where two write at once (a drive that hung longer than a lease
lasts), they write the same. Others may write in that folder too: no link is followed, and only what is ours is gone on with.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import BinaryIO

from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.delivery.mailboxes.folder_address import folder_of
from prevent_desktop.delivery.mailboxes.mailbox import PACK_ENDING, FolderMailbox, growing_name
from prevent_desktop.delivery.signed.answers import LARGEST_SEALED
from prevent_desktop.delivery.signed.receipts import LARGEST
from prevent_desktop.delivery.transports import Journal, Parcel
from prevent_desktop.files.durable import PART, digest_in, sync
from prevent_desktop.files.errors import NotPlainError
from prevent_desktop.files.shared import SharedFolder
from prevent_desktop.files.windows import is_held

_CHUNK = 4 << 20


class FolderTransport:
    """Delivers to ``file:`` endpoints. `chunk` is how many bytes are written between two acknowledgements."""

    def __init__(self, *, chunk: int = _CHUNK) -> None:
        self._chunk = chunk

    def upload(self, parcel: Parcel, journal: Journal) -> None:
        """See `Transport.upload`."""
        incoming, name = _incoming(parcel.endpoint), _name(parcel)
        with _in_words(incoming):
            if incoming.has(name):
                _require_same(incoming, name, parcel)
                _remove_parts(incoming, parcel)  # of one who was stopped just after it had its name
            else:
                self._copy(parcel, incoming, journal)
            journal.acknowledge(parcel.size)

    def take_back(self, parcel: Parcel) -> bool:
        """See `Transport.take_back`."""
        incoming = _incoming(parcel.endpoint)
        with _in_words(incoming):
            _remove_parts(incoming, parcel)
            return not incoming.has(_name(parcel))

    def receipt(self, parcel: Parcel) -> bytes | None:
        """See `Transport.receipt`. What is no plain file there is none."""
        mailbox, incoming = _mailbox(parcel.endpoint), _incoming(parcel.endpoint)
        with _in_words(incoming), suppress(NotPlainError):
            return mailbox.receipt(parcel.pack_id, at_most=LARGEST + 1)
        return None

    def answer(self, endpoint: str, pack_id: str, number: int) -> bytes | None:
        """See `Transport.answer`. What is no plain file there is none."""
        mailbox, incoming = _mailbox(endpoint), _incoming(endpoint)
        with _in_words(incoming), suppress(NotPlainError):
            return mailbox.answer(pack_id, number, at_most=LARGEST_SEALED + 1)
        return None

    def _copy(self, parcel: Parcel, incoming: SharedFolder, journal: Journal) -> None:
        growing, file = _opened(incoming, parcel)
        with file, parcel.open() as sealed:
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
            file.seek(0)
            is_whole = digest_in(file) == parcel.digest
        if not is_whole:
            incoming.remove(growing)
            raise waiting(FailureReason.SPOILED, str(incoming.path))
        try:
            named = incoming.name(growing, _name(parcel))
        except FileNotFoundError:  # whoever wrote the same beside us was here first
            named = False
        if not named:
            _require_same(incoming, _name(parcel), parcel)


def _opened(incoming: SharedFolder, parcel: Parcel) -> tuple[str, BinaryIO]:
    """What is there of a pack, to be gone on with, and its name; made with the rights of its folder where nothing is.

    Where the usual name was given to something that is not ours, another one is found: nobody keeps a pack from going.
    """
    names = list(_growing_names(incoming, parcel))
    for name in names:
        with suppress(FileNotFoundError, NotPlainError, PermissionError):
            return name, incoming.going_on(name)
    usual = names[0]
    for name in (usual, usual.removesuffix(PART) + f".{secrets.token_hex(4)}{PART}"):
        with suppress(FileExistsError):
            return name, incoming.new(name)
    raise NotPlainError(usual)


def _growing_names(incoming: SharedFolder, parcel: Parcel) -> Iterator[str]:
    """What the pack may be called until it is whole: the usual name first, then those that are there in its stead."""
    usual = growing_name(parcel.pack_id, parcel.digest)
    instead = re.compile(rf"{re.escape(usual.removesuffix(PART))}\.[0-9a-f]{{8}}{re.escape(PART)}")
    yield usual
    with suppress(PermissionError):  # a drop box, which may be written and not read
        yield from filter(instead.fullmatch, incoming.names())


def _remove_parts(incoming: SharedFolder, parcel: Parcel) -> None:
    for growing in list(_growing_names(incoming, parcel)):
        incoming.remove(growing)


def _name(parcel: Parcel) -> str:
    return parcel.pack_id + PACK_ENDING


def _mailbox(endpoint: str) -> FolderMailbox:
    try:
        return FolderMailbox(folder_of(endpoint))
    except ValueError as error:
        raise refused(FailureReason.BAD_ADDRESS) from error


def _incoming(endpoint: str) -> SharedFolder:
    """Where packs are put; raise where that is away, or is no folder of the mailbox's own."""
    incoming = _mailbox(endpoint).incoming
    with _in_words(incoming), incoming.held():
        return incoming


def _require_same(incoming: SharedFolder, name: str, parcel: Parcel) -> None:
    try:
        is_same = incoming.digest(name) == parcel.digest
    except NotPlainError:
        is_same = False
    if not is_same:
        raise refused(FailureReason.OTHER_PACK_THERE, str(incoming.path))


def _in_words(incoming: SharedFolder) -> AbstractContextManager[None]:
    return in_words(str(incoming.path.parent))


@contextmanager
def in_words(folder: str) -> Iterator[None]:
    """What the drive says, as a trouble that the outbox knows."""
    try:
        yield
    except NotPlainError as error:
        raise refused(FailureReason.FOLDER_ODD, folder) from error
    except OSError as error:
        if is_held(error):  # Windows: a scanner, or the receiver, has the file open
            raise waiting(FailureReason.FOLDER_AWAY, folder) from error
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise waiting(FailureReason.FOLDER_FULL, folder) from error
        if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            raise refused(FailureReason.FOLDER_CLOSED, folder) from error
        raise waiting(FailureReason.FOLDER_AWAY, folder) from error

"""Seal a stream for recipients, and open it again; nothing unverified is ever released."""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from prevent_desktop.errors import NotForUsError, SealFormatError, SealingError
from prevent_desktop.sealing.header import FILE_KEY_SIZE, Header, read_header, write_header
from prevent_desktop.sealing.keys import Identity, Recipient
from prevent_desktop.sealing.payload import (
    NONCE_SIZE,
    opened_blocks,
    payload_cipher,
    read_all,
    sealed_blocks,
    write_all,
)
from prevent_desktop.sealing.reader import reader_of
from prevent_desktop.sealing.stanzas import Stanza, malformed_header
from prevent_desktop.translation import _


def seal(plain: BinaryIO, sealed: BinaryIO, recipients: Sequence[Recipient]) -> None:
    """Seals what is left of `plain` into `sealed`, so that each of `recipients` alone can open it.

    Memory stays the same for any size. Raises SealingError without recipients or where hybrid and classic ones
    are mixed, and SealFormatError for a recipient's key that cannot be used, before anything is written. An
    OSError of either stream passes through: whoever opened the file knows what it was for.
    """
    for piece in sealed_pieces(plain, recipients):
        write_all(sealed, piece)


def sealed_pieces(plain: BinaryIO, recipients: Sequence[Recipient]) -> Iterator[bytes | memoryview]:
    """As `seal`, piece by piece, for whoever writes them; each piece is overwritten by the next one."""
    _check_together(recipients)
    file_key = secrets.token_bytes(FILE_KEY_SIZE)
    nonce = secrets.token_bytes(NONCE_SIZE)
    stanzas = [_wrap(recipient, file_key) for recipient in recipients]
    yield write_header(stanzas, file_key) + nonce
    yield from sealed_blocks(payload_cipher(file_key, nonce), plain)


def open_sealed(sealed: BinaryIO, plain: BinaryIO, identities: Sequence[Identity]) -> None:
    """Opens `sealed` (seekable, from where it stands to its end) into `plain` with any of `identities`.

    Two passes: the whole file is verified before the first byte goes to `plain`, and each chunk again as it is
    released. Memory stays the same for any size. Raises SealFormatError (not an age file that we accept),
    NotForUsError (no identity opens it) or SealBrokenError (changed or cut). Where another program changes the
    file between the passes, `plain` may hold a genuine beginning when SealBrokenError comes: throw it away. An
    OSError passes through.
    """
    cipher, start, size = _payload(sealed, identities)
    sealed.seek(start)
    for _block in opened_blocks(cipher, sealed, size):
        pass
    sealed.seek(start)
    for block in opened_blocks(cipher, sealed, size):
        write_all(plain, block)


def sealed_reader(sealed: BinaryIO, identities: Sequence[Identity]) -> io.RawIOBase:
    """What `sealed` (seekable, from where it stands to its end) holds, to be read from any place and in any order.

    It closes `sealed` when it is closed, and is not for two threads at once. Raises as `open_sealed` does, but for a
    chunk that was changed or moved only when it is read: what was read before it is genuine, yet whoever needs all of it
    must have read all of it before using any.
    """
    cipher, start, size = _payload(sealed, identities)
    return reader_of(sealed, cipher, start, size)


def seal_bytes(plain: bytes, recipients: Sequence[Recipient]) -> bytes:
    """`plain` sealed for each of `recipients`; raises as `seal` does."""
    sealed = io.BytesIO()
    seal(io.BytesIO(plain), sealed, recipients)
    return sealed.getvalue()


def open_bytes(untrusted_sealed: bytes, identities: Sequence[Identity]) -> bytes:
    """What was sealed, whole and verified; raises as `open_sealed` does."""
    plain = io.BytesIO()
    open_sealed(io.BytesIO(untrusted_sealed), plain, identities)
    return plain.getvalue()


def _check_together(recipients: Sequence[Recipient]) -> None:
    """A classic copy of the file key would undo what the hybrid ones are for."""
    kinds = {recipient.post_quantum for recipient in recipients}
    if not kinds:
        raise SealingError(
            _("There is nobody to seal this for"),
            _("No receiver was chosen."),
            _("Choose at least one receiver."),
        )
    if len(kinds) > 1:
        raise SealingError(
            _("These receivers cannot share one sealed file"),
            _("Some have a hybrid key and some a classic one, which would weaken the file for all of them."),
            _("Seal one file for the receivers with hybrid keys, and another for the rest."),
        )


def _wrap(recipient: Recipient, file_key: bytes) -> Stanza:
    try:
        return recipient.wrap(file_key)
    except ValueError as unusable_key:
        raise SealFormatError(
            _("This receiver’s key cannot be used"),
            _("The numbers in it are not a key that a receiver can have."),
            _("Ask the receiver for their public age key again."),
        ) from unusable_key


def _payload(sealed: BinaryIO, identities: Sequence[Identity]) -> tuple[ChaCha20Poly1305, int, int]:
    """The cipher of the payload, where it begins, and how many bytes it has."""
    cipher = _cipher_of(read_header(sealed), sealed, identities)
    start = sealed.tell()
    return cipher, start, sealed.seek(0, os.SEEK_END) - start


def _cipher_of(header: Header, sealed: BinaryIO, identities: Sequence[Identity]) -> ChaCha20Poly1305:
    file_key = _unwrap(header, identities)
    header.verify(file_key)
    nonce = read_all(sealed, NONCE_SIZE)
    if len(nonce) < NONCE_SIZE:
        raise malformed_header()
    return payload_cipher(file_key, nonce)


def _unwrap(header: Header, identities: Sequence[Identity]) -> bytes:
    # All identities look at the header, so that what is refused does not hang on their order.
    found = [identity.unwrap(header.stanzas) for identity in identities]
    for file_key in found:
        if file_key is not None:
            return file_key
    raise NotForUsError(
        _("This file was not sealed for you"),
        _("None of your keys opens it."),
        _("Check that the sender used your newest public key, and that you gave the key that belongs to it."),
    )

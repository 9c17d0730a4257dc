"""The header of an age file: version line, stanzas, and a MAC over both (C2SP age, "Header")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from prevent_desktop.errors import SealBrokenError, SealFormatError
from prevent_desktop.sealing.stanzas import (
    FULL_LINE,
    Stanza,
    decode_base64,
    encode_base64,
    malformed_header,
)
from prevent_desktop.translation import _

LARGEST_HEADER = (
    1 << 20
)  # bytes: room for 600 hybrid recipients, and a bound on what a stranger makes us read
FILE_KEY_SIZE = 16

_VERSION_LINE = b"age-encryption.org/v1\n"
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_STANZA_MARK = b"-> "
_MAC_MARK = b"--- "
_MAC_LETTERS = 43
_PRINTABLE = bytes(range(0x21, 0x7F))


@dataclass(frozen=True, slots=True)
class Header:
    """What was read: the stanzas, the bytes that the MAC covers, and the MAC, not yet verified."""

    stanzas: tuple[Stanza, ...]
    covered: bytes
    untrusted_mac: bytes

    def verify(self, file_key: bytes) -> None:
        """Raises SealBrokenError where the header was changed by somebody who does not know the file key."""
        mac = _mac(file_key)
        mac.update(self.covered)
        try:
            mac.verify(self.untrusted_mac)
        except InvalidSignature as wrong_mac:
            raise SealBrokenError(
                _("This sealed file was changed"),
                _("The list of those who can open it is not the one that the sender wrote."),
                _("Do not use this file. Tell the sender, and ask for it again."),
            ) from wrong_mac


def write_header(stanzas: Sequence[Stanza], file_key: bytes) -> bytes:
    """The header's bytes, its MAC line included."""
    covered = _VERSION_LINE + b"".join(stanza.to_bytes() for stanza in stanzas) + _MAC_MARK.rstrip()
    mac = _mac(file_key)
    mac.update(covered)
    return covered + b" " + encode_base64(mac.finalize()).encode("ascii") + b"\n"


def read_header(untrusted_sealed: BinaryIO) -> Header:
    """Reads the header and leaves the stream at the payload; raises SealFormatError where it is not well formed."""
    lines = _Lines(untrusted_sealed)
    version = lines.next_with_ending()
    if version != _VERSION_LINE:
        raise _not_version_one(version)
    stanzas = []
    line = lines.next()
    while line.startswith(_STANZA_MARK):
        stanzas.append(Stanza(_arguments(line), _body(lines)))
        line = lines.next()
    covered = bytes(lines.seen[: -(len(line) + 1)]) + _MAC_MARK.rstrip()
    return Header(_checked_together(tuple(stanzas)), covered, _mac_of(line))


class _Lines:
    """The header's lines, and all bytes that were read for them; never more than LARGEST_HEADER."""

    def __init__(self, untrusted_sealed: BinaryIO) -> None:
        self._source = untrusted_sealed
        self.seen = bytearray()

    def next_with_ending(self) -> bytes:
        line = self._source.readline(LARGEST_HEADER - len(self.seen))
        self.seen += line
        return line

    def next(self) -> bytes:
        line = self.next_with_ending()
        if not line.endswith(b"\n"):
            raise malformed_header()
        return line[:-1]


def _arguments(line: bytes) -> tuple[str, ...]:
    arguments = line[len(_STANZA_MARK) :].split(b" ")
    for argument in arguments:
        if not argument or argument.translate(None, _PRINTABLE):
            raise malformed_header()
    return tuple(argument.decode("ascii") for argument in arguments)


def _body(lines: _Lines) -> bytes:
    return decode_base64(b"".join(_body_lines(lines)))


def _body_lines(lines: _Lines) -> Iterator[bytes]:
    """Full lines, and the shorter one that ends them."""
    line = lines.next()
    while len(line) == FULL_LINE:
        yield line
        line = lines.next()
    if len(line) > FULL_LINE:
        raise malformed_header()
    yield line


def _checked_together(stanzas: tuple[Stanza, ...]) -> tuple[Stanza, ...]:
    """At least one stanza; and one for a passphrase stands alone, whether or not we open such files."""
    kinds = [stanza.kind for stanza in stanzas]
    if not kinds or ("scrypt" in kinds and len(kinds) > 1):
        raise malformed_header()
    return stanzas


def _mac_of(line: bytes) -> bytes:
    if not line.startswith(_MAC_MARK) or len(line) != len(_MAC_MARK) + _MAC_LETTERS:
        raise malformed_header()
    return decode_base64(line[len(_MAC_MARK) :])


def _mac(file_key: bytes) -> HMAC:
    return HMAC(HKDF(SHA256(), 32, salt=None, info=b"header").derive(file_key), SHA256())


def _not_version_one(first_line: bytes) -> SealFormatError:
    if first_line.startswith(_ARMOUR):
        return SealFormatError(
            _("This sealed file is in its text form"),
            _("It was written as letters for an email. This program reads the binary form of sealed files."),
            _("Ask the sender for the binary file, made without the “armor” option."),
        )
    if first_line.startswith(b"age-encryption.org/"):
        return SealFormatError(
            _("This sealed file is of a version that is not known"),
            _("It was written in a version of the age format other than version 1."),
            _("Look for a newer version of this program, or ask the sender for an age version 1 file."),
        )
    return malformed_header()

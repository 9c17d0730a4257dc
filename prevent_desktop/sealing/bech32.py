"""Bech32 (BIP 173) without its length limit, as the age format writes keys: a prefix, ``1``, data, six check letters."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence

from prevent_desktop.errors import SealFormatError
from prevent_desktop.translation import _

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_TO_LETTERS = bytes.maketrans(bytes(range(32)), _LETTERS.encode())
_FROM_LETTERS = bytes.maketrans(_LETTERS.encode(), bytes(range(32)))
_TO_DIGITS = bytes.maketrans(bytes(range(32)), b"0123456789abcdefghijklmnopqrstuv")
"""Of a number to the base 32."""
_FROM_BASE32 = bytes.maketrans(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", bytes(range(32)))
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK_LETTERS = 6


def encode(prefix: str, data: bytes) -> str:
    """`data` under the lower-case `prefix`, in lower case."""
    groups = _groups_of(data)
    values = [*groups, *_check_groups(prefix, groups)]
    return prefix + "1" + bytes(values).translate(_TO_LETTERS).decode()


def decode(untrusted_text: str) -> tuple[str, bytes]:
    """The prefix, in the case in which it was written, and the data.

    Raises SealFormatError where a letter is foreign, upper and lower case are mixed, the check letters do not
    fit, or the last letter holds bits that no encoder writes.
    """
    if untrusted_text not in {untrusted_text.lower(), untrusted_text.upper()}:
        raise _mistyped()
    prefix, separator, letters = untrusted_text.rpartition("1")
    if not (separator and _is_prefix(prefix) and len(letters) >= _CHECK_LETTERS):
        raise _mistyped()
    written = letters.lower().encode(errors="replace")
    if written.translate(None, delete=_LETTERS.encode()):
        raise _mistyped()
    values = written.translate(_FROM_LETTERS)
    if _remainder([*_spread(prefix.lower()), *values]) != 1:
        raise _mistyped()
    return prefix, _bytes_of(values[:-_CHECK_LETTERS])


def _is_prefix(text: str) -> bool:
    return bool(text) and all("!" <= character <= "~" for character in text)


def _check_groups(prefix: str, groups: Sequence[int]) -> list[int]:
    remainder = _remainder([*_spread(prefix), *groups, *[0] * _CHECK_LETTERS]) ^ 1
    return [remainder >> 5 * place & 31 for place in reversed(range(_CHECK_LETTERS))]


def _spread(prefix: str) -> list[int]:
    """The prefix as the checksum sees it: the high bits of each character, a zero, the low bits."""
    return [ord(character) >> 5 for character in prefix] + [0] + [ord(character) & 31 for character in prefix]


def _multiple(top: int) -> int:
    """The generator times the five bits that leave the remainder."""
    product = 0
    for bit, term in enumerate(_GENERATOR):
        product ^= term * (top >> bit & 1)
    return product


_MULTIPLES = tuple(map(_multiple, range(32)))


def _remainder(values: Iterable[int]) -> int:
    """The remainder of the values, as a polynomial over GF(32), by the BCH code's generator."""
    remainder = 1
    for value in values:
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value ^ _MULTIPLES[remainder >> 25]
    return remainder


def _groups_of(data: bytes) -> Sequence[int]:
    """The bits of `data` in groups of five, the last one filled with zeros."""
    return base64.b32encode(data).rstrip(b"=").translate(_FROM_BASE32)


def _bytes_of(groups: Sequence[int]) -> bytes:
    size, spare = divmod(5 * len(groups), 8)
    number = int(b"0" + bytes(groups).translate(_TO_DIGITS), 32)
    if spare >= 5 or number & (1 << spare) - 1:  # noqa: PLR2004 - five bits are one letter too many
        raise _mistyped()
    return (number >> spare).to_bytes(size, "big")


def _mistyped() -> SealFormatError:
    return SealFormatError(
        _("This is not a whole key"),
        _("A part of the key is missing or was changed: its check letters do not fit."),
        _("Copy the whole key again from where it was published, as one piece of text."),
    )

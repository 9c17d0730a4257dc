"""Words of a vault on their way to others: signed, brought to one of few sizes, and sealed, so that the store learns nothing of them.

A frame (`delivery.signed.team.frame`) stands behind its length (four bytes) and is filled up with zeros to 1, 2, 4, 16 or 64 kB, then to
whole 64 kB; the seal adds some 1.6 kB. It is sealed to one key only: that of the circle's epoch, or of the addressee.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from prevent_desktop.delivery.signed.team import Words, frame, sign, signer_of, unframe
from prevent_desktop.errors import NotForUsError, SealingError
from prevent_desktop.sealing import Identity, open_bytes, parse_recipient, seal_bytes
from prevent_desktop.workflows.team.circles.own_vault import OwnVault

SIZES: Final = tuple(kilobytes * 1024 for kilobytes in (1, 2, 4, 16, 64))
LARGEST_SEALED: Final = 8 * 1024 * 1024
"""Bytes of a sealed object at most, as in every store (`delivery.team_stores`); what is asked for with `TeamStore.get`."""
LENGTH_SIZE: Final = 4
"""Bytes of the length that stands before the content."""


class NoKeyError(ValueError):
    """None of the keys at hand opens it: it is of an epoch that is not known here, or of strangers."""


class DamagedError(ValueError):
    """It is no sealed object, was cut or changed, or what is in it is none of our words."""


@dataclass(frozen=True, slots=True)
class SealedWords:
    """What an object held: a compact JWS that is not verified yet, and who says to have signed it."""

    untrusted_jws: str
    signer: str


def sign_as(kind: Words, payload: bytes, own: OwnVault) -> str:
    """`payload` as words of this vault, under the id that it writes as."""
    return sign(kind, payload, own.signing_key, own.writer)


def seal_words(jws: str, recipient: str, *, size: int = 0) -> bytes:
    """Signed words sealed to one key (``age1pq1…``); of one size of `SIZES`, or of whole `size` where one is given."""
    return seal_bytes(padded(frame(jws), size), [parse_recipient(recipient)])


def open_words(kind: Words, untrusted: bytes, identities: Iterable[Identity]) -> SealedWords:
    """What was sealed, by the first of these keys that opens it. NoKeyError, DamagedError."""
    content, _identity = open_padded(untrusted, identities)
    try:
        jws = unframe(kind, content)
        return SealedWords(jws, signer_of(kind, jws))
    except ValueError as error:
        raise DamagedError from error


def open_padded(untrusted: bytes, identities: Iterable[Identity]) -> tuple[bytes, Identity]:
    """What stood in a sealed object before it was filled up, and the key that opened it. NoKeyError, DamagedError."""
    for identity in identities:
        try:
            return unpadded(open_bytes(untrusted, [identity])), identity
        except NotForUsError:
            continue
        except (SealingError, ValueError) as error:
            raise DamagedError from error
    raise NoKeyError


def padded(content: bytes, size: int = 0) -> bytes:
    """`content` behind its length, filled up with zeros to one of `SIZES` or whole 64 kB; or to whole `size`."""
    length = LENGTH_SIZE + len(content)
    whole = _whole(length, size) if size else next((one for one in SIZES if length <= one), 0)
    return len(content).to_bytes(LENGTH_SIZE) + content + bytes((whole or _whole(length, SIZES[-1])) - length)


def _whole(length: int, size: int) -> int:
    return -(-length // size) * size


def unpadded(untrusted: bytes) -> bytes:
    """What was filled up. ValueError where it is not so."""
    length = LENGTH_SIZE + int.from_bytes(untrusted[:LENGTH_SIZE])
    if len(untrusted) < max(length, SIZES[0]) or untrusted[length:].strip(b"\0"):
        raise ValueError("not of a size that is sealed")
    return untrusted[LENGTH_SIZE:length]


def fits(contents: Sequence[bytes], size: int) -> int:
    """The smallest multiple of `size` that each of these fits into."""
    return max((_whole(LENGTH_SIZE + len(one), size) for one in contents), default=size)

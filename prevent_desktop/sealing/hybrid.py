"""Hybrid keys: ML-KEM-768 and X25519 together (C2SP age, "The MLKEM768-X25519 hybrid post-quantum recipient type").

The file key is sealed with HPKE (RFC 9180): KEM MLKEM768-X25519 (X-Wing), HKDF-SHA256, ChaCha20Poly1305.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from prevent_desktop.sealing import bech32
from prevent_desktop.sealing.stanzas import Stanza, encode_base64, malformed_header, shares_for

RECIPIENT_PREFIX = "age1pq"
IDENTITY_PREFIX = "AGE-SECRET-KEY-PQ-"
RECIPIENT_SIZE = 1216
SEED_SIZE = 32

_KIND = "mlkem768x25519"
_INFO = b"age-encryption.org/mlkem768x25519"
_MLKEM_PUBLIC_SIZE = 1184
_MLKEM_SEED_SIZE = 64
_MLKEM_SHARE_SIZE = 1088
_SHARE_SIZE = 1120
_EXPANDED_SIZE = 96


@dataclass(frozen=True, slots=True)
class HybridRecipient:
    """A public key of 1,216 bytes, the ML-KEM part first; its text begins with ``age1pq1``."""

    raw: bytes = field(repr=False)
    post_quantum = True

    def __str__(self) -> str:
        return bech32.encode(RECIPIENT_PREFIX, self.raw)

    def public_key(self) -> MLKEM768X25519PublicKey:
        """The key for HPKE; raises ValueError where the bytes are no ML-KEM-768 key (FIPS 203 section 7.2)."""
        return MLKEM768X25519PublicKey(
            MLKEM768PublicKey.from_public_bytes(self.raw[:_MLKEM_PUBLIC_SIZE]),
            X25519PublicKey.from_public_bytes(self.raw[_MLKEM_PUBLIC_SIZE:]),
        )

    def seal(self, secret: bytes, info: bytes) -> bytes:
        """`secret` for this recipient alone, bound to `info`: 1,120 bytes of key share, then the secret and 16 bytes.

        HPKE in base mode, one message. Raises ValueError for a key that no honest owner can have.
        """
        return _suite().encrypt(secret, self.public_key(), info=info)

    def wrap(self, file_key: bytes) -> Stanza:
        """The file key for this recipient; raises ValueError for a key that no honest owner can have."""
        sealed = self.seal(file_key, _INFO)
        return Stanza((_KIND, encode_base64(sealed[:_SHARE_SIZE])), sealed[_SHARE_SIZE:])


@dataclass(frozen=True, slots=True)
class HybridIdentity:
    """A secret seed of 32 bytes; its text begins with ``AGE-SECRET-KEY-PQ-1``."""

    raw: bytes = field(repr=False)
    _grown: list[tuple[MLKEM768PrivateKey, X25519PrivateKey]] = field(
        default_factory=list, init=False, repr=False, compare=False
    )

    @classmethod
    def generate(cls) -> HybridIdentity:
        """A new identity from the system's random source."""
        return cls(secrets.token_bytes(SEED_SIZE))

    @property
    def recipient(self) -> HybridRecipient:
        """The public key that belongs to it."""
        mlkem_key, x25519_key = self._parts()
        return HybridRecipient(
            mlkem_key.public_key().public_bytes_raw() + x25519_key.public_key().public_bytes_raw()
        )

    @property
    def secret_text(self) -> str:
        """The secret seed as text, to be kept as carefully as the key."""
        return bech32.encode(IDENTITY_PREFIX.lower(), self.raw).upper()

    def open(self, sealed: bytes, info: bytes) -> bytes | None:
        """What `HybridRecipient.seal` sealed to us under the same `info`; None where it does not open."""
        return _opened(self._parts(), sealed, info)

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """The file key, or None where no stanza is for us; raises SealFormatError for a malformed hybrid stanza."""
        shares = shares_for(_KIND, _SHARE_SIZE, stanzas)
        parts = self._parts()
        for share, body in shares:
            _refuse_low_order(parts[1], share)
            file_key = _opened(parts, share + body, _INFO)
            if file_key is not None:
                return file_key
        return None

    def _parts(self) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
        """Both private keys, grown from the seed as X-Wing does (draft-connolly-cfrg-xwing-kem section 5.2), once."""
        if not self._grown:
            expanded = hashlib.shake_256(self.raw).digest(_EXPANDED_SIZE)
            mlkem_key = MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_SIZE])
            self._grown.append((mlkem_key, X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_SIZE:])))
        return self._grown[0]


def _opened(parts: tuple[MLKEM768PrivateKey, X25519PrivateKey], sealed: bytes, info: bytes) -> bytes | None:
    try:
        return _suite().decrypt(sealed, MLKEM768X25519PrivateKey(*parts), info=info)
    except InvalidTag:
        return None


def _refuse_low_order(x25519_key: X25519PrivateKey, share: bytes) -> None:
    """HPKE reports an all-zero X25519 secret as a wrong tag; the format wants it told apart, as an attack."""
    try:
        x25519_key.exchange(X25519PublicKey.from_public_bytes(share[_MLKEM_SHARE_SIZE:]))
    except ValueError as all_zero_secret:
        raise malformed_header() from all_zero_secret


def _suite() -> Suite:
    return Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)

"""Classic keys: X25519 alone, for recipients that have nothing newer (C2SP age, "The X25519 recipient type")."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from prevent_desktop.sealing import bech32
from prevent_desktop.sealing.stanzas import Stanza, encode_base64, malformed_header, shares_for

RECIPIENT_PREFIX = "age"
IDENTITY_PREFIX = "AGE-SECRET-KEY-"
KEY_SIZE = 32

_KIND = "X25519"
_INFO = b"age-encryption.org/v1/X25519"
_NO_NONCE = bytes(12)  # right only because each wrapping key is used once


@dataclass(frozen=True, slots=True)
class ClassicRecipient:
    """A public X25519 key of 32 bytes; its text begins with ``age1``."""

    raw: bytes
    post_quantum = False

    def __str__(self) -> str:
        return bech32.encode(RECIPIENT_PREFIX, self.raw)

    def wrap(self, file_key: bytes) -> Stanza:
        """The file key for this recipient; raises ValueError for a key that no honest owner can have."""
        ephemeral = X25519PrivateKey.generate()
        share = ephemeral.public_key().public_bytes_raw()
        shared_secret = ephemeral.exchange(X25519PublicKey.from_public_bytes(self.raw))
        body = _cipher(shared_secret, share, self.raw).encrypt(_NO_NONCE, file_key, None)
        return Stanza((_KIND, encode_base64(share)), body)


@dataclass(frozen=True, slots=True)
class ClassicIdentity:
    """A secret X25519 key of 32 bytes; its text begins with ``AGE-SECRET-KEY-1``."""

    raw: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> ClassicIdentity:
        """A new identity from the system's random source."""
        return cls(secrets.token_bytes(KEY_SIZE))

    @property
    def recipient(self) -> ClassicRecipient:
        """The public key that belongs to it."""
        return ClassicRecipient(self._private_key().public_key().public_bytes_raw())

    @property
    def secret_text(self) -> str:
        """The secret key as text, to be kept as carefully as the key."""
        return bech32.encode(IDENTITY_PREFIX.lower(), self.raw).upper()

    def unwrap(self, stanzas: Sequence[Stanza]) -> bytes | None:
        """The file key, or None where no stanza is for us; raises SealFormatError for a malformed X25519 stanza."""
        for share, body in shares_for(_KIND, KEY_SIZE, stanzas):
            try:
                return self._cipher_for(share).decrypt(_NO_NONCE, body, None)
            except InvalidTag:
                continue
        return None

    def _cipher_for(self, share: bytes) -> ChaCha20Poly1305:
        try:
            shared_secret = self._private_key().exchange(X25519PublicKey.from_public_bytes(share))
        except ValueError as all_zero_secret:
            raise malformed_header() from all_zero_secret
        return _cipher(shared_secret, share, self.recipient.raw)

    def _private_key(self) -> X25519PrivateKey:
        return X25519PrivateKey.from_private_bytes(self.raw)


def _cipher(shared_secret: bytes, share: bytes, recipient: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt=share + recipient, info=_INFO).derive(shared_secret))

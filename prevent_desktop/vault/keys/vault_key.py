"""The vault's random key, and keys made from it."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field

from prevent_desktop.vault.keys.argon2_cost import KEY_BYTES


@dataclass(frozen=True, slots=True)
class VaultKey:
    """The 256-bit key of one vault. It never shows itself."""

    raw: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.raw) != KEY_BYTES:
            raise ValueError("a vault's key has 32 bytes")

    def derived(self, purpose: bytes) -> bytes:
        """A key for one other purpose, from which this one cannot be found (HMAC-SHA-256 as a PRF)."""
        return hmac.digest(self.raw, b"prevent-desktop " + purpose, "sha256")


def new_vault_key() -> VaultKey:
    """A fresh random key."""
    return VaultKey(secrets.token_bytes(KEY_BYTES))

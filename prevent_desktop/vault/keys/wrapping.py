"""Wrapping the vault's key under one secret, and unwrapping it.

Constructions, each bound to all facts of its slot, so that a slot with altered facts opens with no secret:

    passphrase, recovery   Argon2id (RFC 9106) → AES-256-GCM (NIST SP 800-38D), the facts as associated data
    system, tpm            a random secret → HKDF-SHA-256 (RFC 5869) → AES-256-GCM, likewise
    escrow                 HPKE (RFC 9180) with MLKEM768-X25519 to the organisation's key, the facts as `info`
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from datetime import UTC, datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from prevent_desktop.errors import UnlockMethodError, VaultError
from prevent_desktop.sealing.hybrid import HybridIdentity, HybridRecipient
from prevent_desktop.translation import _
from prevent_desktop.vault.keys.argon2_cost import KEY_BYTES, SALT_BYTES, Argon2Cost
from prevent_desktop.vault.keys.slot_file import NONCE_BYTES
from prevent_desktop.vault.keys.slots import (
    SLOT_ID_BYTES,
    Argon2Lock,
    EscrowLock,
    KeySlot,
    Lock,
    SlotKind,
    SystemLock,
    TpmLock,
)
from prevent_desktop.vault.keys.vault_key import VaultKey

SECRET_BYTES = 32
_LABEL_KEY = b"slot labels"
_HKDF_INFO = b"prevent-desktop vault slot"
_LONGEST_LABEL = 80


def new_slot_id() -> str:
    """A fresh random id."""
    return os.urandom(SLOT_ID_BYTES).hex()


def new_salt() -> bytes:
    """A fresh salt."""
    return os.urandom(SALT_BYTES)


def costly_lock(cost: Argon2Cost) -> Argon2Lock:
    """A lock with a fresh salt, for something that a person types."""
    return Argon2Lock(cost, new_salt())


def wrap(
    vault_id: bytes,
    kind: SlotKind,
    lock: Argon2Lock | SystemLock | TpmLock,
    key: VaultKey,
    secret: bytes,
    *,
    at: datetime,
    label: str = "",
    slot_id: str = "",
) -> KeySlot:
    """A slot that `secret` opens. Slow for a costly lock. Raises VaultError where memory is short."""
    empty = _empty(kind, lock, key, at=at, label=label, slot_id=slot_id, nonce=os.urandom(NONCE_BYTES))
    cipher = AESGCM(_wrapping_key(empty, secret))
    return replace(empty, wrapped=cipher.encrypt(empty.nonce, key.raw, empty.associated_data(vault_id)))


def wrap_for_escrow(
    vault_id: bytes, recipient: HybridRecipient, key: VaultKey, *, at: datetime, label: str
) -> KeySlot:
    """A slot that the owner of `recipient` opens. ValueError for a key that no honest owner can have."""
    empty = _empty(SlotKind.ESCROW, EscrowLock(key_digest(recipient)), key, at=at, label=label)
    return replace(empty, wrapped=recipient.seal(key.raw, empty.associated_data(vault_id)))


def unwrap(vault_id: bytes, slot: KeySlot, secret: bytes) -> VaultKey | None:
    """The vault's key, or None where `secret` does not open the slot. Slow for a costly lock. VaultError as `wrap`."""
    cipher = AESGCM(_wrapping_key(slot, secret))
    try:
        return VaultKey(cipher.decrypt(slot.nonce, slot.wrapped, slot.associated_data(vault_id)))
    except InvalidTag:
        return None


def unwrap_escrow(vault_id: bytes, slot: KeySlot, identity: HybridIdentity) -> VaultKey | None:
    """The vault's key by the organisation's secret key, or None where it does not open the slot."""
    raw = identity.open(slot.wrapped, slot.associated_data(vault_id))
    return None if raw is None else VaultKey(raw)


def label_of(slot: KeySlot, key: VaultKey) -> str:
    """The slot's label; empty where it has none or it is not as this vault wrote it."""
    nonce, sealed = slot.sealed_label[:NONCE_BYTES], slot.sealed_label[NONCE_BYTES:]
    if not sealed:
        return ""
    try:
        return AESGCM(key.derived(_LABEL_KEY)).decrypt(nonce, sealed, slot.id.encode()).decode()
    except (InvalidTag, UnicodeDecodeError):
        return ""


def key_digest(recipient: HybridRecipient) -> bytes:
    """What an organisation's public key is told by: its SHA-256."""
    return hashlib.sha256(recipient.raw).digest()


def _empty(
    kind: SlotKind, lock: Lock, key: VaultKey, *, at: datetime, label: str, slot_id: str = "", nonce: bytes = b""
) -> KeySlot:  # fmt: skip
    own_id = slot_id or new_slot_id()
    return KeySlot(
        id=own_id,
        kind=kind,
        sealed_label=_sealed_label(label, own_id, key),
        created_at=at.astimezone(UTC).replace(microsecond=0),
        lock=lock,
        nonce=nonce,
        wrapped=b"",
    )


def _sealed_label(label: str, slot_id: str, key: VaultKey) -> bytes:
    if not label:
        return b""
    if len(label) > _LONGEST_LABEL:
        raise _label_too_long()
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key.derived(_LABEL_KEY)).encrypt(nonce, label.encode(), slot_id.encode())


def _wrapping_key(slot: KeySlot, secret: bytes) -> bytes:
    if isinstance(slot.lock, EscrowLock):
        raise TypeError("an escrow slot has no wrapping key of its own")
    if isinstance(slot.lock, Argon2Lock):
        return _costly_key(slot.lock, secret)
    return HKDF(SHA256(), KEY_BYTES, salt=slot.lock.salt, info=_HKDF_INFO).derive(secret)


def _costly_key(lock: Argon2Lock, secret: bytes) -> bytes:
    try:
        return lock.cost.derive(secret, lock.salt)
    except MemoryError as error:
        raise VaultError(
            _("There is not enough memory to open the vault"),
            _("Opening it needs {size} MB of memory for a moment.").format(size=lock.cost.memory_kib // 1024),
            _("Close other programs, then try again."),
        ) from error


def _label_too_long() -> UnlockMethodError:
    return UnlockMethodError(
        _("The name of the way in is too long"),
        _("It has room for {count} letters. Nothing was changed.").format(count=_LONGEST_LABEL),
        _("Choose a shorter name."),
    )

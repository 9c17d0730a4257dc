"""The vault's random key and the secrets that unwrap it. Argon2id makes each unlocking take 0.5 to 1 second.

Construction: Argon2id (RFC 9106) → AES-256-GCM (NIST SP 800-38D) around the key, with the slot's parameters as
associated data, so that a slot with altered parameters opens with no secret.
"""

from __future__ import annotations

import hmac
import os
import secrets
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from prevent_desktop.errors import HeaderDamagedError, VaultError, VaultMissingError, WrongSecretError
from prevent_desktop.translation import _
from prevent_desktop.vault.keys.argon2_cost import KEY_BYTES, SALT_BYTES, Argon2Cost
from prevent_desktop.vault.keys.passphrases import require_acceptable
from prevent_desktop.vault.keys.recovery_code import new_recovery_code, read_recovery_code
from prevent_desktop.vault.keys.slot_file import (
    LARGEST_BYTES,
    KeySlot,
    SlotFile,
    SlotKind,
    associated_data,
    parse_slot_file,
    slot_file_bytes,
)
from prevent_desktop.vault.safe_files import file_error, write_replacing

SLOTS_NAME = "slots.json"
DATABASE_NAME = "vault.db"


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


def new_slots(key: VaultKey, passphrase: str, recovery_code: str, cost: Argon2Cost) -> SlotFile:
    """Both slots around `key`. Slow."""
    vault_id = secrets.token_bytes(16)
    return SlotFile(
        vault_id=vault_id,
        slots=(
            _wrap(vault_id, SlotKind.PASSPHRASE, key, _passphrase_bytes(passphrase), cost),
            _wrap(vault_id, SlotKind.RECOVERY, key, recovery_code.encode(), cost),
        ),
    )


def read_slots(folder: Path) -> SlotFile:
    """The slots of the vault in `folder`. Raises VaultMissingError, HeaderDamagedError or NewerVaultError."""
    try:
        with (folder / SLOTS_NAME).open("rb") as file:
            untrusted = file.read(LARGEST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _no_slots(folder) from error
    except OSError as error:
        raise file_error(error) from error
    return parse_slot_file(untrusted)


def unlock_key(folder: Path, passphrase: str) -> VaultKey:
    """The vault's key, by its passphrase. Slow. Raises WrongSecretError, and as `read_slots`."""
    return _unwrap(read_slots(folder), SlotKind.PASSPHRASE, _passphrase_bytes(passphrase))


def unlock_key_with_recovery(folder: Path, code: str) -> VaultKey:
    """The vault's key, by its recovery code. Slow. Raises WrongSecretError (also for a mistyped code)."""
    return _unwrap(read_slots(folder), SlotKind.RECOVERY, read_recovery_code(code).encode())


def change_passphrase(folder: Path, key: VaultKey, new_passphrase: str) -> None:
    """Wrap `key` under a new passphrase at the same cost; the recovery code stays. Slow.

    Raises WeakPassphraseError, DiskFullError or ReadOnlyFolderError; the old passphrase then still opens the vault.
    """
    require_acceptable(new_passphrase)
    _replace_slot(folder, SlotKind.PASSPHRASE, key, _passphrase_bytes(new_passphrase))


def renew_recovery_code(folder: Path, key: VaultKey) -> str:
    """Make a new recovery code and forget the old one; the passphrase stays. Slow. Raises as `change_passphrase`."""
    code = new_recovery_code()
    _replace_slot(folder, SlotKind.RECOVERY, key, code.encode())
    return code


def _replace_slot(folder: Path, kind: SlotKind, key: VaultKey, secret: bytes) -> None:
    file = read_slots(folder)
    slot = _wrap(file.vault_id, kind, key, secret, file.slot(kind).cost)
    write_replacing(folder / SLOTS_NAME, slot_file_bytes(file.with_slot(slot)))


def _wrap(vault_id: bytes, kind: SlotKind, key: VaultKey, secret: bytes, cost: Argon2Cost) -> KeySlot:
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(12)
    empty = KeySlot(kind=kind, cost=cost, salt=salt, nonce=nonce, wrapped=b"")
    cipher = AESGCM(_derive(empty, secret))
    wrapped = cipher.encrypt(nonce, key.raw, associated_data(vault_id, empty.facts()))
    return KeySlot(kind=kind, cost=cost, salt=salt, nonce=nonce, wrapped=wrapped)


def _unwrap(file: SlotFile, kind: SlotKind, secret: bytes) -> VaultKey:
    slot = file.slot(kind)
    cipher = AESGCM(_derive(slot, secret))
    try:
        return VaultKey(
            cipher.decrypt(slot.nonce, slot.wrapped, associated_data(file.vault_id, slot.facts()))
        )
    except InvalidTag as error:
        raise _wrong_secret(kind) from error


def _derive(slot: KeySlot, secret: bytes) -> bytes:
    try:
        return slot.cost.derive(secret, slot.salt)
    except MemoryError as error:
        raise VaultError(
            _("There is not enough memory to open the vault"),
            _("Opening it needs {size} MB of memory for a moment.").format(size=slot.cost.memory_kib // 1024),
            _("Close other programs, then try again."),
        ) from error


def _passphrase_bytes(passphrase: str) -> bytes:
    # The same letters give the same bytes on every keyboard and system (Unicode UAX #15).
    return unicodedata.normalize("NFKC", passphrase).encode()


def _wrong_secret(kind: SlotKind) -> WrongSecretError:
    if kind is SlotKind.RECOVERY:
        return WrongSecretError(
            _("This recovery code does not open the vault"),
            _("It is well formed, but belongs to another vault or was replaced by a newer one."),
            _("Look for the newest recovery code of this vault, or use the passphrase."),
        )
    return WrongSecretError(
        _("The passphrase does not open the vault"),
        _("Nothing was changed, and you can try as often as you need."),
        _(
            "Check Caps Lock and the keyboard language, and type it again. You can also use your recovery code."
        ),
    )


def _no_slots(folder: Path) -> VaultError:
    if (folder / DATABASE_NAME).exists():
        return HeaderDamagedError(
            _("The vault's key file is missing"),
            _(
                "The folder holds a vault's database, but not slots.json, which opens it. Nothing was changed."
            ),
            _("Put back slots.json from your newest backup. Your notes are still in the vault."),
        )
    return VaultMissingError(
        _("There is no vault here"),
        _("The folder holds no vault."),
        _("Choose the folder of your vault, or create a new vault."),
    )

"""The key slots of a vault: reading its slots, opening one, putting one in, taking one away.

What derives a key from a passphrase or recovery code is slow (0.5 to 1 second), and says so.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.errors import (
    HeaderDamagedError,
    UnlockMethodError,
    VaultError,
    VaultMissingError,
    WrongSecretError,
)
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.sealing.hybrid import HybridIdentity
from prevent_desktop.translation import _
from prevent_desktop.vault.keys.argon2_cost import Argon2Cost
from prevent_desktop.vault.keys.passphrases import normalised, require_acceptable
from prevent_desktop.vault.keys.recovery_code import read_recovery_code
from prevent_desktop.vault.keys.slot_file import LARGEST_BYTES, parse_slot_file, slot_file_bytes
from prevent_desktop.vault.keys.slots import Argon2Lock, KeySlot, SlotFile, SlotKind
from prevent_desktop.vault.keys.vault_key import VaultKey, new_vault_key
from prevent_desktop.vault.keys.wrapping import costly_lock, key_digest, unwrap, unwrap_escrow, wrap
from prevent_desktop.vault.keys.wrong_tries import WrongTries
from prevent_desktop.vault.safe_files import file_error, write_replacing

__all__ = [
    "DATABASE_NAME",
    "SLOTS_NAME",
    "OpenedBy",
    "VaultKey",
    "change_passphrase",
    "drop_slot",
    "new_slots",
    "new_vault_key",
    "open_with_passphrase",
    "passphrase_slot",
    "put_slot",
    "read_slots",
    "recovery_slot",
    "unlock_key",
    "unlock_key_with_escrow",
    "unlock_key_with_recovery",
    "unlock_key_with_secret",
]

SLOTS_NAME = "slots.json"
DATABASE_NAME = "vault.db"


@dataclass(frozen=True, slots=True)
class OpenedBy:
    """The vault's key, and the slot that gave it."""

    key: VaultKey
    slot_id: str


# -- reading and opening


def read_slots(folder: Path) -> SlotFile:
    """The slots of the vault in `folder`. Raises VaultMissingError, HeaderDamagedError or NewerVaultError."""
    try:
        with open_chosen(folder / SLOTS_NAME) as file:
            untrusted = file.read(LARGEST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise _no_slots(folder) from error
    except OSError as error:
        raise file_error(error) from error
    return parse_slot_file(untrusted)


def unlock_key(folder: Path, passphrase: str) -> VaultKey:
    """The vault's key, by a passphrase. Slow. Raises as `open_with_passphrase`."""
    return open_with_passphrase(folder, passphrase).key


def open_with_passphrase(folder: Path, passphrase: str, tries: WrongTries | None = None) -> OpenedBy:
    """The vault's key, by a passphrase, and the slot that took it. Slow.

    Raises WrongSecretError, TooManyTriesError while a wait is due, and as `read_slots`.
    """
    file = read_slots(folder)
    with (tries or WrongTries(folder)).one_try():
        return _first_that_opens(file, SlotKind.PASSPHRASE, _passphrase_bytes(passphrase))


def unlock_key_with_recovery(folder: Path, code: str) -> VaultKey:
    """The vault's key, by a recovery code. Slow. Raises WrongSecretError (also for a mistyped code)."""
    return _first_that_opens(read_slots(folder), SlotKind.RECOVERY, read_recovery_code(code).encode()).key


def unlock_key_with_escrow(folder: Path, identity: HybridIdentity) -> VaultKey:
    """The vault's key, by an organisation's secret key. Raises WrongSecretError where no escrow slot is for it."""
    file, digest = read_slots(folder), key_digest(identity.recipient)
    for slot in file.of_kind(SlotKind.ESCROW):
        if slot.lock.facts()["key_digest"] == digest.hex():
            key = unwrap_escrow(file.vault_id, slot, identity)
            if key is not None:
                return key
    raise _wrong_secret(SlotKind.ESCROW)


def unlock_key_with_secret(folder: Path, slot_id: str, secret: bytes) -> VaultKey:
    """The vault's key, by the random secret that the system or a TPM kept for a slot. Raises WrongSecretError."""
    file = read_slots(folder)
    slot = file.by_id(slot_id)
    key = unwrap(file.vault_id, slot, secret)
    if key is None:
        raise _wrong_secret(slot.kind)
    return key


def _first_that_opens(file: SlotFile, kind: SlotKind, secret: bytes) -> OpenedBy:
    slots = file.of_kind(kind)
    if not slots:
        raise _no_such_way(kind)
    for slot in slots:
        key = unwrap(file.vault_id, slot, secret)
        if key is not None:
            return OpenedBy(key, slot.id)
    raise _wrong_secret(kind)


# -- making slots, and changing the file


def new_slots(
    key: VaultKey, passphrase: str, recovery_code: str, cost: Argon2Cost, *, at: datetime | None = None
) -> SlotFile:
    """The first slots around `key`: a passphrase and a recovery code. Slow."""
    vault_id, made_at = os.urandom(16), _in_utc(at)
    wanted = (
        (SlotKind.PASSPHRASE, _passphrase_bytes(passphrase)),
        (SlotKind.RECOVERY, recovery_code.encode()),
    )
    slots = tuple(wrap(vault_id, kind, costly_lock(cost), key, secret, at=made_at) for kind, secret in wanted)
    return SlotFile(vault_id=vault_id, slots=slots)


def passphrase_slot(file: SlotFile, key: VaultKey, passphrase: str, *, label: str = "") -> KeySlot:
    """A slot for one more passphrase, at the cost of those that are there. Slow. Raises WeakPassphraseError."""
    require_acceptable(passphrase)
    lock, secret = costly_lock(_cost_of(file)), _passphrase_bytes(passphrase)
    return wrap(file.vault_id, SlotKind.PASSPHRASE, lock, key, secret, at=datetime.now(UTC), label=label)


def recovery_slot(file: SlotFile, key: VaultKey, code: str) -> KeySlot:
    """A slot for one more recovery code. Slow."""
    lock, secret = costly_lock(_cost_of(file)), read_recovery_code(code).encode()
    return wrap(file.vault_id, SlotKind.RECOVERY, lock, key, secret, at=datetime.now(UTC))


def put_slot(folder: Path, slot: KeySlot, *, without: tuple[str, ...] = ()) -> None:
    """Add `slot` and take away those of the ids `without`, in one step. UnlockMethodError, DiskFullError, ReadOnlyFolderError."""
    _write(folder, read_slots(folder).with_slot(slot, without=without))


def drop_slot(folder: Path, slot_id: str) -> None:
    """Take one slot away. UnlockMethodError where it is the last passphrase or recovery code, or is not there."""
    _write(folder, read_slots(folder).without_slot(slot_id))


def change_passphrase(folder: Path, key: VaultKey, new_passphrase: str) -> None:
    """One new passphrase in place of all that there were; the other slots stay. Slow.

    Raises WeakPassphraseError, DiskFullError or ReadOnlyFolderError; the old ones then still open the vault.
    """
    file = read_slots(folder)
    slot = passphrase_slot(file, key, new_passphrase)
    put_slot(folder, slot, without=tuple(old.id for old in file.of_kind(SlotKind.PASSPHRASE)))
    WrongTries(folder).clear()


def _write(folder: Path, file: SlotFile) -> None:
    write_replacing(folder / SLOTS_NAME, slot_file_bytes(file))


def _cost_of(file: SlotFile) -> Argon2Cost:
    """The highest cost that stands in the file: one of its slots stands alone, and those are costly."""
    costs = [slot.lock.cost for slot in file.slots if isinstance(slot.lock, Argon2Lock)]
    return max(costs, key=lambda cost: (cost.memory_kib * cost.passes, cost.memory_kib))


def _passphrase_bytes(passphrase: str) -> bytes:
    # A lone surrogate is no character of any keyboard, but must not end the program either.
    return normalised(passphrase).encode(errors="surrogatepass")


def _in_utc(at: datetime | None) -> datetime:
    return datetime.now(UTC) if at is None else at.astimezone(UTC)


# -- what went wrong, in words


def _wrong_secret(kind: SlotKind) -> WrongSecretError:
    title, why, step = {
        SlotKind.PASSPHRASE: (
            _("The passphrase does not open the vault"),
            _("Nothing was changed, and nothing is ever wiped for a wrong passphrase."),
            _(
                "Check Caps Lock and the keyboard language, and type it again. You can also use your recovery code."
            ),
        ),
        SlotKind.RECOVERY: (
            _("This recovery code does not open the vault"),
            _("It is well formed, but belongs to another vault or was replaced by a newer one."),
            _("Look for the newest recovery code of this vault, or use the passphrase."),
        ),
        SlotKind.ESCROW: (
            _("This escrow key does not open the vault"),
            _("The vault has no way in for it: it was never added, or was taken away. Nothing was changed."),
            _("Use the secret key that belongs to the public key which the vault shows under Ways in."),
        ),
        SlotKind.SYSTEM: (
            _("This computer’s login does not open the vault"),
            _("What the computer kept for it does not fit any more. Nothing was changed."),
            _("Unlock with your passphrase, then take this way in away and add it again."),
        ),
        SlotKind.TPM: (
            _("This computer’s security chip does not open the vault"),
            _("What the chip kept for it does not fit any more. Nothing was changed."),
            _("Unlock with your passphrase, then take this way in away and add it again."),
        ),
    }[kind]
    return WrongSecretError(title, why, step)


def _no_such_way(kind: SlotKind) -> UnlockMethodError:
    if kind is SlotKind.RECOVERY:
        return UnlockMethodError(
            _("This vault has no recovery code"),
            _("It was taken away. Nothing was changed."),
            _("Use the passphrase."),
        )
    return UnlockMethodError(
        _("This vault has no passphrase"),
        _("The passphrases were taken away. Nothing was changed."),
        _("Use the recovery code, and choose a passphrase then."),
    )


def _no_slots(folder: Path) -> VaultError:
    if (folder / DATABASE_NAME).exists():
        return HeaderDamagedError(
            _("The vault’s key file is missing"),
            _(
                "The folder holds a vault’s database, but not slots.json, which opens it. Nothing was changed."
            ),
            _("Put back slots.json from your newest backup. Your notes are still in the vault."),
        )
    return VaultMissingError(
        _("There is no vault here"),
        _("The folder holds no vault."),
        _("Choose the folder of your vault, or create a new vault."),
    )

"""The unlock methods of a vault: list, add, replace and take away. Each change is written down in the vault's audit.

What derives a key is slow, or asks the system: it makes a slot on a worker (`new_…`, from `material`), and `keep` puts
it into the file on the vault's thread, in one transaction with its audit entry.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prevent_desktop.casework.organisation import EscrowKey
from prevent_desktop.errors import SealFormatError, UnlockMethodError, WrongSecretError
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import WAYS_IN
from prevent_desktop.sealing import parse_recipient
from prevent_desktop.sealing.hybrid import HybridRecipient
from prevent_desktop.translation import _
from prevent_desktop.vault.audit.audit_chain import SLOT_ADDED as ADDED
from prevent_desktop.vault.audit.audit_chain import SLOT_REMOVED as REMOVED
from prevent_desktop.vault.keys import key_slots
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.keys.recovery_code import new_recovery_code
from prevent_desktop.vault.keys.slots import EscrowLock, KeySlot, SlotKind, SystemLock, TpmLock
from prevent_desktop.vault.keys.system_store import SystemStore
from prevent_desktop.vault.keys.tpm import Tpm
from prevent_desktop.vault.keys.wrapping import (
    SECRET_BYTES,
    key_digest,
    label_of,
    new_salt,
    new_slot_id,
    wrap,
    wrap_for_escrow,
)
from prevent_desktop.vault.vault import Vault
from prevent_desktop.writing.word_list import fingerprint_words

CODE_TRIED = "recovery-code.tried"
_KNOWN = "known-ways-in"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockMethod:
    """One way in, as it is shown. `fingerprint` are the words of an organisation's key; `created_at` may be unknown."""

    slot_id: str
    kind: SlotKind
    label: str
    created_at: datetime | None
    fingerprint: tuple[str, ...] = ()
    can_go: bool = True

    @property
    def name(self) -> str:
        """What it is, in words."""
        return {
            SlotKind.PASSPHRASE: _("Passphrase"),
            SlotKind.RECOVERY: _("Recovery code"),
            SlotKind.ESCROW: _("Your organisation"),
            SlotKind.SYSTEM: _("This computer’s login"),
            SlotKind.TPM: _("PIN on a computer"),
        }[self.kind]


@dataclass(frozen=True, slots=True)
class Material:
    """What a worker makes a slot from: where the slots are, and the key that they open."""

    folder: Path
    key: VaultKey


def material(vault: Vault) -> Material:
    """What to make a slot from; in the vault's lane."""
    return Material(vault.folder, vault.key)


def unlock_methods(vault: Vault) -> tuple[UnlockMethod, ...]:
    """All unlock methods of the vault, oldest first. Raises as `read_slots`."""
    file = key_slots.read_slots(vault.folder)
    alone = [slot for slot in file.slots if slot.kind.stands_alone]
    return tuple(
        UnlockMethod(
            slot_id=slot.id,
            kind=slot.kind,
            label=label_of(slot, vault.key),
            created_at=slot.created_at,
            fingerprint=fingerprint_words(slot.lock.key_digest) if isinstance(slot.lock, EscrowLock) else (),
            can_go=slot not in alone or len(alone) > 1,
        )
        for slot in file.slots
    )


_PERMITTED_AS = {SlotKind.SYSTEM: "login", SlotKind.TPM: "pin", SlotKind.ESCROW: "organisation"}


def is_permitted(kind: SlotKind) -> bool:
    """Whether IT permits a way in of this kind. Passphrases and recovery codes are always permitted: nobody is shut out."""
    permitted, name = in_force().locked(WAYS_IN), _PERMITTED_AS.get(kind)
    return permitted is None or name is None or name in permitted


def require_permitted(kind: SlotKind) -> None:
    """UsageError where IT does not permit a way in of this kind."""
    if not is_permitted(kind):
        in_force().require_free(WAYS_IN)


# -- making a slot, on a worker


def new_passphrase(made_from: Material, passphrase: str, *, label: str = "") -> KeySlot:
    """A slot for one more passphrase (slow). Raises WeakPassphraseError."""
    file = key_slots.read_slots(made_from.folder)
    return key_slots.passphrase_slot(file, made_from.key, passphrase, label=label)


def new_recovery(made_from: Material) -> tuple[str, KeySlot]:
    """A fresh recovery code and its slot (slow). The code is shown once and kept nowhere."""
    code = new_recovery_code()
    return code, key_slots.recovery_slot(key_slots.read_slots(made_from.folder), made_from.key, code)


def new_escrow(made_from: Material, organisation: EscrowKey, *, at: datetime) -> KeySlot:
    """A slot for the organisation's key. SealFormatError where it is no hybrid key, UnlockMethodError where it is there already."""
    recipient = _hybrid(organisation.recipient)
    file, digest = key_slots.read_slots(made_from.folder), key_digest(recipient)
    if any(isinstance(slot.lock, EscrowLock) and slot.lock.key_digest == digest for slot in file.slots):
        raise UnlockMethodError(
            _("Your organisation has a way in already"),
            _("The vault can be opened with this key of theirs. Nothing was changed."),
            _("Take the old one away first if it is to be made again."),
        )
    return wrap_for_escrow(file.vault_id, recipient, made_from.key, at=at, label=organisation.name)


def new_system(made_from: Material, store: SystemStore, *, at: datetime) -> KeySlot:
    """A slot for a fresh secret that `store` now keeps. UnlockMethodError where it keeps none."""
    slot_id, secret, lock = new_slot_id(), os.urandom(SECRET_BYTES), SystemLock(new_salt())
    file = key_slots.read_slots(made_from.folder)
    slot = wrap(
        file.vault_id, SlotKind.SYSTEM, lock, made_from.key, secret, at=at, label=platform.node()[:60], slot_id=slot_id
    )  # fmt: skip
    store.keep(slot_id, secret)
    if store.find(slot_id) != secret:
        raise UnlockMethodError(
            _("This computer’s store of secrets did not keep the way in"),
            _("It gave something else back. Nothing was changed."),
            _("Use your passphrase as before, and tell your IT team."),
        )
    return slot


def new_pin(made_from: Material, tpm: Tpm, pin: str, *, at: datetime) -> KeySlot:
    """A slot for a fresh secret that `tpm` gives out for `pin`. UnlockMethodError where it is too short or the TPM says no."""
    file, secret = key_slots.read_slots(made_from.folder), os.urandom(SECRET_BYTES)
    sealed = tpm.seal(secret, pin)
    lock = TpmLock(new_salt(), sealed.public, sealed.private)
    return wrap(file.vault_id, SlotKind.TPM, lock, made_from.key, secret, at=at, label=platform.node()[:60])


# -- changing the file, in the vault's lane


def keep(vault: Vault, slot: KeySlot, *, instead_of: tuple[str, ...] = ()) -> None:
    """Put `slot` in and take those of the ids `instead_of` away: all of it, written down, or nothing. UsageError as `require_permitted`."""
    require_permitted(slot.kind)
    file = key_slots.read_slots(vault.folder)
    with vault.transaction():
        vault.audit.append(ADDED, slot.id, slot.kind.value)
        for gone in instead_of:
            vault.audit.append(REMOVED, gone, file.by_id(gone).kind.value)
        _remember(vault, {slot.id, *(old.id for old in file.slots)}.difference(instead_of))
        key_slots.put_slot(vault.folder, slot, without=instead_of)


def remove(vault: Vault, slot_id: str) -> UnlockMethod:
    """Take a way in away, and tell which it was. UnlockMethodError where it is the last passphrase or recovery code."""
    key_slots.read_slots(vault.folder).by_id(slot_id)  # raises where there is none
    methods = {one.slot_id: one for one in unlock_methods(vault)}
    gone = methods.pop(slot_id)
    with vault.transaction():
        vault.audit.append(REMOVED, slot_id, gone.kind.value)
        _remember(vault, set(methods))
        key_slots.drop_slot(vault.folder, slot_id)
    return gone


def note_changes(vault: Vault) -> None:
    """Write down what changed in the slot file while the vault was shut, at unlocking.

    That is a new passphrase by the recovery code; or somebody who has the key, and another program.
    """
    now = {slot.id: slot.kind.value for slot in key_slots.read_slots(vault.folder).slots}
    kept = vault.settings.get(_KNOWN)
    before = set(now) if kept is None else set(json.loads(kept))
    if kept is not None and before == set(now):
        return
    with vault.transaction():
        for slot_id in sorted(set(now) - before):
            vault.audit.append(ADDED, slot_id, now[slot_id])
        for slot_id in sorted(before - set(now)):
            vault.audit.append(REMOVED, slot_id)
        _remember(vault, set(now))


def _remember(vault: Vault, ids: Iterable[str]) -> None:
    vault.settings.set(_KNOWN, json.dumps(sorted(ids)))


def forget_secret(store: SystemStore | None, slot_id: str) -> None:
    """Have the system's store forget what it kept for a slot that is gone (on a worker). UnlockMethodError where it cannot."""
    if store is not None:
        store.forget(slot_id)


def ids_of(vault: Vault, kind: SlotKind) -> tuple[str, ...]:
    """The ids of all methods of one kind."""
    return tuple(slot.id for slot in key_slots.read_slots(vault.folder).of_kind(kind))


# -- rehearsing


def code_opens(made_from: Material, code: str) -> None:
    """Return where the recovery code opens this vault (slow). Nothing changes. WrongSecretError where it does not."""
    if key_slots.unlock_key_with_recovery(made_from.folder, code) != made_from.key:
        raise WrongSecretError(
            _("This recovery code does not open the vault"),
            _("It opens another one."),
            _("Look for the newest recovery code of this vault."),
        )


def note_code_tried(vault: Vault, *, opens: bool) -> None:
    """Write down that the recovery code was rehearsed, and what came of it."""
    vault.audit.append(CODE_TRIED, "", "opens" if opens else "does not open")


def _hybrid(text: str) -> HybridRecipient:
    recipient = parse_recipient(text)
    if not isinstance(recipient, HybridRecipient):
        raise SealFormatError(
            _("This key is not safe enough for a way in"),
            _("It begins with “age1”, but one that begins with “age1pq1” is wanted: it also withstands quantum computers."),
            _("Ask your organisation for such a key."),
        )  # fmt: skip
    return recipient


def fingerprint_of(organisation: EscrowKey) -> tuple[str, ...]:
    """The words of the organisation's key, to be compared by phone. SealFormatError where it is no hybrid key."""
    return fingerprint_words(key_digest(_hybrid(organisation.recipient)))

"""Getting into a vault without its passphrase: by recovery code, the organisation's key, the computer, or a PIN.

What the organisation's key opens is told to the practitioner at each unlocking until they have read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from prevent_desktop.errors import NotForUsError, UnlockMethodError, WrongSecretError
from prevent_desktop.sealing import parse_identities
from prevent_desktop.sealing.hybrid import HybridIdentity
from prevent_desktop.strict_json import read, text_of
from prevent_desktop.translation import _
from prevent_desktop.vault.audit.audit_chain import ESCROW_USED
from prevent_desktop.vault.keys import key_slots
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.keys.passphrases import require_acceptable
from prevent_desktop.vault.keys.slot_file import SlotFile
from prevent_desktop.vault.keys.slots import EscrowLock, SlotKind, TpmLock
from prevent_desktop.vault.keys.system_store import SystemStore
from prevent_desktop.vault.keys.tpm import SealedObject, Tpm
from prevent_desktop.vault.keys.wrapping import key_digest, label_of
from prevent_desktop.vault.keys.wrong_tries import WrongTries
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.vault_admin import unlock_methods
from prevent_desktop.workflows.vault_admin.unlock import BY_CODE, BY_LOGIN, BY_PIN, open_vault
from prevent_desktop.workflows.vault_admin.unlock_methods import Material

BY_ESCROW = "escrow"
_ESCROW_READ = "escrow.read"
_USES = "escrow-uses"


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherMethods:
    """Which unlock methods beside the passphrase this computer can offer for a vault, and how long a passphrase has to wait."""

    by_login: bool = False
    by_pin: bool = False
    seconds_to_wait: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EscrowUse:
    """The organisation opened the vault with its escrow key. `by` is its name, as the way in was labelled."""

    at: datetime
    by: str


def other_ways(folder: Path) -> OtherMethods:
    """What the unlock screen can offer (on a worker: it asks the system). Raises as `read_slots`."""
    file = key_slots.read_slots(folder)
    return OtherMethods(
        by_login=_may_be_used(file, SlotKind.SYSTEM) and SystemStore.here() is not None,
        by_pin=_may_be_used(file, SlotKind.TPM) and Tpm.here() is not None,
        seconds_to_wait=WrongTries(folder).seconds_left(),
    )


def _may_be_used(file: SlotFile, kind: SlotKind) -> bool:
    return bool(file.of_kind(kind)) and unlock_methods.is_permitted(kind)


def derive_key_from_login(folder: Path) -> VaultKey:
    """The vault's key, by what this computer keeps for whoever is logged in (may wait for a person).

    UnlockMethodError where the store is locked or keeps nothing, WrongSecretError where that does not fit; UsageError
    where IT does not permit it.
    """
    unlock_methods.require_permitted(SlotKind.SYSTEM)
    store = SystemStore.here()
    trouble: UnlockMethodError | None = None
    for slot in key_slots.read_slots(folder).of_kind(SlotKind.SYSTEM) if store is not None else ():
        try:
            return key_slots.unlock_key_with_secret(folder, slot.id, store.find(slot.id))  # type: ignore[union-attr]  # there are none to loop over
        except UnlockMethodError as error:
            trouble = error  # another slot may be this computer's
    raise trouble or _not_here()


def derive_key_from_pin(folder: Path, pin: str) -> VaultKey:
    """The vault's key, by a PIN on this computer's TPM (some seconds). Raises as `Tpm.unseal`; UsageError where IT does not permit it."""
    unlock_methods.require_permitted(SlotKind.TPM)
    tpm = Tpm.here()
    trouble: UnlockMethodError | None = None
    for slot in key_slots.read_slots(folder).of_kind(SlotKind.TPM) if tpm is not None else ():
        if not isinstance(slot.lock, TpmLock):
            continue
        try:
            secret = tpm.unseal(SealedObject(slot.lock.public, slot.lock.private), pin)  # type: ignore[union-attr]  # likewise
            return key_slots.unlock_key_with_secret(folder, slot.id, secret)
        except UnlockMethodError as error:
            trouble = error  # sealed by another computer's TPM
    raise trouble or _not_here()


# -- with a new passphrase


def recover_with_code(folder: Path, code: str, passphrase: str) -> None:
    """A new passphrase by the recovery code, in place of all older ones (slow, for the command line).

    Raises WeakPassphraseError, WrongSecretError, and as `open_vault`; then nothing was changed.
    """
    require_acceptable(passphrase)
    _renew(folder, key_slots.unlock_key_with_recovery(folder, code), passphrase, BY_CODE)


def recover_with_login(folder: Path, passphrase: str) -> None:
    """A new passphrase by what this computer keeps for whoever is logged in; as `recover_with_code`."""
    require_acceptable(passphrase)
    _renew(folder, derive_key_from_login(folder), passphrase, BY_LOGIN)


def recover_with_pin(folder: Path, pin: str, passphrase: str) -> None:
    """A new passphrase by a PIN on this computer's TPM; as `recover_with_code`."""
    require_acceptable(passphrase)
    _renew(folder, derive_key_from_pin(folder, pin), passphrase, BY_PIN)


def _renew(folder: Path, key: VaultKey, passphrase: str, how: str) -> None:
    with open_vault(folder, key, how=how) as vault:
        _choose(vault, passphrase)


def recover_with_escrow(folder: Path, untrusted_identities: str, passphrase: str, *, now: datetime) -> None:
    """A new passphrase by the organisation's secret key, in place of all older ones (slow).

    It is written down before anything changes, and the practitioner is told at the next unlocking. Raises
    SealFormatError, WrongSecretError, WeakPassphraseError, and as `open_vault`.
    """
    require_acceptable(passphrase)
    identity, key = _that_opens(folder, untrusted_identities)
    with open_vault(folder, key, how=BY_ESCROW) as vault:
        use = EscrowUse(at=now.astimezone(UTC), by=_name_of(vault, identity))
        with vault.transaction():
            vault.audit.append(ESCROW_USED, "", key_digest(identity.recipient).hex()[:16])
            vault.settings.set(_USES, text_of((*unread_escrow_uses(vault), use)))
        _choose(vault, passphrase)


def unread_escrow_uses(vault: Vault) -> tuple[EscrowUse, ...]:
    """When the organisation opened the vault, as long as the practitioner has not said that they read it."""
    uses: tuple[EscrowUse, ...] = read(tuple[EscrowUse, ...], vault.settings.get(_USES) or "[]")
    return uses


def escrow_uses_read(vault: Vault) -> None:
    """The practitioner read it: it is not shown again, and stays in the audit."""
    with vault.transaction():
        vault.settings.set(_USES, "[]")
        vault.audit.append(_ESCROW_READ, "")


def _choose(vault: Vault, passphrase: str) -> None:
    slot = unlock_methods.new_passphrase(Material(vault.folder, vault.key), passphrase)
    unlock_methods.keep(vault, slot, instead_of=unlock_methods.ids_of(vault, SlotKind.PASSPHRASE))
    WrongTries(vault.folder).clear()


def _that_opens(folder: Path, untrusted_identities: str) -> tuple[HybridIdentity, VaultKey]:
    identities = [each for each in parse_identities(untrusted_identities) if isinstance(each, HybridIdentity)]
    if not identities:
        raise NotForUsError(
            _("The file holds no escrow key"),
            _("A line that begins with “AGE-SECRET-KEY-PQ-1” is wanted. Nothing was changed."),
            _("Use the secret key that belongs to the public key which your organisation gave out."),
        )
    trouble: WrongSecretError | None = None
    for identity in identities:
        try:
            return identity, key_slots.unlock_key_with_escrow(folder, identity)
        except WrongSecretError as error:
            trouble = error
    raise trouble or AssertionError("there is an identity")


def _name_of(vault: Vault, identity: HybridIdentity) -> str:
    digest = key_digest(identity.recipient)
    for slot in key_slots.read_slots(vault.folder).of_kind(SlotKind.ESCROW):
        if isinstance(slot.lock, EscrowLock) and slot.lock.key_digest == digest:
            return label_of(slot, vault.key)
    return ""


def _not_here() -> UnlockMethodError:
    return UnlockMethodError(
        _("This computer has no way into the vault"),
        _("None was added here, or what is needed for it is not running. Nothing was changed."),
        _("Use your passphrase."),
    )

"""What a slot file says: the vault's key, wrapped once for each way in, and what each wrapping is made with."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, TypeAlias

from prevent_desktop.errors import UnlockMethodError
from prevent_desktop.strict_json import HEX, Held, Inline, parts_of
from prevent_desktop.translation import _
from prevent_desktop.vault.keys.argon2_cost import SALT_BYTES, Argon2Cost

FORMAT = "prevent-desktop vault slots"
VERSION = 2
FIRST_VERSION = 1
MOST_SLOTS = 16
SLOT_ID_BYTES = 8
_DIGEST_BYTES = 32
_MOST_TPM_BYTES = 1024

_Salt = Annotated[bytes, HEX, Held(least=SALT_BYTES, most=SALT_BYTES)]
_TpmPart = Annotated[bytes, HEX, Held(most=_MOST_TPM_BYTES)]


class SlotKind(StrEnum):
    """Which secret a slot is opened with."""

    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a kind, not a secret
    RECOVERY = "recovery"
    ESCROW = "escrow"
    SYSTEM = "system"
    TPM = "tpm"

    @property
    def stands_alone(self) -> bool:
        """Whether it opens the vault on any computer and without anybody else's leave."""
        return self in {SlotKind.PASSPHRASE, SlotKind.RECOVERY}


class _Facts:
    """What a wrapping is made with; `FIXED` says how, and stands before it."""

    __slots__ = ()
    FIXED: ClassVar[Mapping[str, str]]

    def facts(self) -> dict[str, object]:
        """All of it, as it stands in the file."""
        return {**self.FIXED, **parts_of(self)}


@dataclass(frozen=True, slots=True)
class Argon2Lock(_Facts):
    """Something that a person types, made costly to guess."""

    FIXED: ClassVar = {"kdf": "argon2id"}
    cost: Annotated[Argon2Cost, Inline]
    salt: _Salt


@dataclass(frozen=True, slots=True)
class EscrowLock(_Facts):
    """An organisation's hybrid public key, by its SHA-256."""

    FIXED: ClassVar = {"kem": "mlkem768x25519"}
    key_digest: Annotated[bytes, HEX, Held(least=_DIGEST_BYTES, most=_DIGEST_BYTES)]


@dataclass(frozen=True, slots=True)
class SystemLock(_Facts):
    """A random secret that the system keeps for the person who is logged in."""

    FIXED: ClassVar = {"kdf": "hkdf-sha256"}
    salt: _Salt


@dataclass(frozen=True, slots=True)
class TpmLock(_Facts):
    """A random secret that a TPM 2 gives out for a PIN; `public` and `private` are its sealed object."""

    FIXED: ClassVar = {"kdf": "hkdf-sha256"}
    salt: _Salt
    public: _TpmPart
    private: _TpmPart


Lock: TypeAlias = Argon2Lock | EscrowLock | SystemLock | TpmLock


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySlot:
    """The vault's key, wrapped under what `lock` makes of one secret.

    `sealed_label` is the label under a key made of the vault's key, so that no name is read before unlocking.
    `created_at` is in UTC. A slot of version 1 keeps the binding that it was wrapped with (its secret is not known
    when the file is written anew); it has no label and no date, and its id follows from its salt.
    """

    id: str
    kind: SlotKind
    sealed_label: bytes
    created_at: datetime | None
    lock: Lock
    nonce: bytes
    wrapped: bytes
    binding: int = VERSION

    def facts(self) -> dict[str, object]:
        """All that is not the wrapping itself, as it stands in the file."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "label": self.sealed_label.hex(),
            "created_at": "" if self.created_at is None else self.created_at.isoformat(),
            "binding": self.binding,
            **self.lock.facts(),
        }

    def associated_data(self, vault_id: bytes) -> bytes:
        """What the wrapping is bound to: format, version, vault and all facts of the slot."""
        facts = self.facts() if self.binding == VERSION else {"kind": self.kind.value, **self.lock.facts()}
        bound = {"format": FORMAT, "version": self.binding, "vault_id": vault_id.hex(), **facts}
        return compact(bound)


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotFile:
    """One vault's slots, oldest first: `MOST_SLOTS` at most, and at least one that stands alone."""

    vault_id: bytes
    slots: tuple[KeySlot, ...]
    version: int = VERSION

    def __post_init__(self) -> None:
        ids = {slot.id for slot in self.slots}
        if not 0 < len(self.slots) == len(ids) <= MOST_SLOTS:
            raise ValueError("too few, too many or like slots")
        if not any(slot.kind.stands_alone for slot in self.slots):
            raise ValueError("no slot that stands alone")

    def of_kind(self, kind: SlotKind) -> tuple[KeySlot, ...]:
        """The slots of one kind, oldest first."""
        return tuple(slot for slot in self.slots if slot.kind is kind)

    def slot(self, kind: SlotKind) -> KeySlot:
        """The oldest slot of one kind. StopIteration where there is none."""
        return next(iter(self.of_kind(kind)))

    def by_id(self, slot_id: str) -> KeySlot:
        """The slot with that id. UnlockMethodError where there is none."""
        for slot in self.slots:
            if slot.id == slot_id:
                return slot
        raise UnlockMethodError(
            _("There is no such way in"),
            _("It was taken away meanwhile, or its number was mistyped. Nothing was changed."),
            _("Look at the list of ways in again."),
        )

    def with_slot(self, new: KeySlot, *, without: tuple[str, ...] = ()) -> SlotFile:
        """The file with `new` at its end and without the slots of these ids. UnlockMethodError where there is no room."""
        kept = tuple(slot for slot in self.slots if slot.id not in without)
        if len(kept) >= MOST_SLOTS:
            raise UnlockMethodError(
                _("There is no room for another way in"),
                _("A vault has {count} ways in at most. Nothing was changed.").format(count=MOST_SLOTS),
                _("Take one away that you no longer need."),
            )
        return replace(self, slots=(*kept, new), version=VERSION)

    def without_slot(self, slot_id: str) -> SlotFile:
        """The file without one slot. UnlockMethodError where it is the last passphrase or recovery code."""
        gone = self.by_id(slot_id)
        kept = tuple(slot for slot in self.slots if slot is not gone)
        if not any(slot.kind.stands_alone for slot in kept):
            raise UnlockMethodError(
                _("The last passphrase or recovery code stays"),
                _(
                    "Without it only this computer or somebody else could open the vault. Nothing was changed."
                ),
                _("Add another passphrase or recovery code first."),
            )
        return replace(self, slots=kept, version=VERSION)


def first_version_id(kind: SlotKind, lock: Argon2Lock) -> str:
    """The id of a slot that was made before slots had ids."""
    return hashlib.sha256(kind.value.encode() + lock.salt).digest()[:SLOT_ID_BYTES].hex()


def compact(members: Mapping[str, object]) -> bytes:
    """The one spelling over which checksums and bindings are made."""
    return json.dumps(members, sort_keys=True, separators=(",", ":")).encode()

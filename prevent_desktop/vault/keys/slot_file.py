"""The slot file `slots.json`, version 1: which secrets open the vault, as canonical JSON with a checksum.

The file is untrusted input: it is bounded, read strictly, and must be byte for byte what we would write.
Every version, present and to come, has the members `format`, `version` and `checksum` (SHA-256 of the rest).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from prevent_desktop.errors import HeaderDamagedError, NewerVaultError
from prevent_desktop.translation import _
from prevent_desktop.vault.keys.argon2_cost import KEY_BYTES, SALT_BYTES, Argon2Cost

FORMAT = "prevent-desktop vault slots"
VERSION = 1
LARGEST_BYTES = 64 * 1024

_ID_BYTES = 16
_NONCE_BYTES = 12
_TAG_BYTES = 16


class SlotKind(StrEnum):
    """Which secret a slot is opened with."""

    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a kind, not a secret
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeySlot:
    """The vault's key, wrapped by AES-256-GCM under what Argon2id makes of one secret."""

    kind: SlotKind
    cost: Argon2Cost
    salt: bytes
    nonce: bytes
    wrapped: bytes

    def facts(self) -> dict[str, object]:
        """All that is not secret and not the wrapping itself; bound to the slot as associated data."""
        return {
            "kind": self.kind.value, "kdf": "argon2id", "memory_kib": self.cost.memory_kib,
            "passes": self.cost.passes, "lanes": self.cost.lanes, "salt": self.salt.hex(),
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotFile:
    """One vault's slots: exactly one of each kind."""

    vault_id: bytes
    slots: tuple[KeySlot, ...]

    def slot(self, kind: SlotKind) -> KeySlot:
        """The slot of one kind."""
        return next(slot for slot in self.slots if slot.kind is kind)

    def with_slot(self, new: KeySlot) -> SlotFile:
        """The same file with the slot of `new`'s kind replaced."""
        return SlotFile(
            vault_id=self.vault_id, slots=tuple(new if slot.kind is new.kind else slot for slot in self.slots)
        )


def associated_data(vault_id: bytes, facts: Mapping[str, object]) -> bytes:
    """What AES-GCM authenticates beside a slot's wrapped key: format, version, vault and the slot's facts."""
    return _compact({"format": FORMAT, "version": VERSION, "vault_id": vault_id.hex(), **facts})


def slot_file_bytes(file: SlotFile) -> bytes:
    """The file as it stands on disk."""
    members = {
        "format": FORMAT,
        "version": VERSION,
        "vault_id": file.vault_id.hex(),
        "slots": [
            {**slot.facts(), "nonce": slot.nonce.hex(), "wrapped": slot.wrapped.hex()} for slot in file.slots
        ],
    }
    return json.dumps({**members, "checksum": _checksum(members)}, indent=1).encode() + b"\n"


def parse_slot_file(untrusted: bytes) -> SlotFile:
    """Read the file. Raises NewerVaultError for a later version, HeaderDamagedError for anything else amiss."""
    try:
        members = json.loads(untrusted)
        if members.pop("checksum") != _checksum(members) or members["format"] != FORMAT:
            raise _damaged()
        if members["version"] > VERSION:
            raise NewerVaultError(
                _("This vault was made by a newer version of the program"),
                _("This version cannot read it. Nothing was changed."),
                _("Install the newest version of Prevent Desktop, then open the vault again."),
            )
        file = SlotFile(
            vault_id=_exactly(_ID_BYTES, members["vault_id"]), slots=tuple(map(_slot, members["slots"]))
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise _damaged() from error
    kinds = [slot.kind for slot in file.slots]
    if kinds != [SlotKind.PASSPHRASE, SlotKind.RECOVERY] or slot_file_bytes(file) != untrusted:
        raise _damaged()
    return file


def _slot(untrusted: Mapping[str, Any]) -> KeySlot:
    return KeySlot(
        kind=SlotKind(untrusted["kind"]),
        cost=Argon2Cost(untrusted["memory_kib"], untrusted["passes"], untrusted["lanes"]),
        salt=_exactly(SALT_BYTES, untrusted["salt"]),
        nonce=_exactly(_NONCE_BYTES, untrusted["nonce"]),
        wrapped=_exactly(KEY_BYTES + _TAG_BYTES, untrusted["wrapped"]),
    )


def _exactly(length: int, untrusted_hex: str) -> bytes:
    content = bytes.fromhex(untrusted_hex)
    if len(content) != length:
        raise ValueError("wrong length")
    return content


def _compact(members: Mapping[str, object]) -> bytes:
    return json.dumps(members, sort_keys=True, separators=(",", ":")).encode()


def _checksum(members: Mapping[str, object]) -> str:
    return hashlib.sha256(_compact(members)).hexdigest()


def _damaged() -> HeaderDamagedError:
    return HeaderDamagedError(
        _("The vault's key file is damaged"),
        _(
            "The file slots.json was changed or cut, so the vault cannot be opened with it. Nothing was changed."
        ),
        _("Put back slots.json from your newest backup. Your notes are still in the vault."),
    )

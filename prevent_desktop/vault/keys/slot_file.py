"""The slot file `slots.json`: which secrets open the vault, as canonical JSON with a checksum.

Version 2 is written; version 1 is read for ever, and becomes version 2 with the next change. The file is untrusted
input: it is bounded, read strictly, and must be byte for byte what its version would write. Every version, present
and to come, has the members `format`, `version` and `checksum` (SHA-256 of the rest).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from prevent_desktop.errors import HeaderDamagedError, NewerVaultError
from prevent_desktop.strict_json import parse, value_of
from prevent_desktop.translation import _
from prevent_desktop.vault.keys.argon2_cost import KEY_BYTES
from prevent_desktop.vault.keys.slots import (
    FIRST_VERSION,
    FORMAT,
    MOST_SLOTS,
    SLOT_ID_BYTES,
    VERSION,
    Argon2Lock,
    EscrowLock,
    KeySlot,
    Lock,
    SlotFile,
    SlotKind,
    SystemLock,
    TpmLock,
    compact,
    first_version_id,
)

__all__ = ["LARGEST_BYTES", "KeySlot", "SlotFile", "SlotKind", "parse_slot_file", "slot_file_bytes"]

LARGEST_BYTES = 64 * 1024

NONCE_BYTES = 12
_VAULT_ID_BYTES = 16
_TAG_BYTES = 16
_WRAPPED_BYTES = KEY_BYTES + _TAG_BYTES
_KEM_SHARE_BYTES = 1120  # HPKE's encapsulated key for MLKEM768-X25519
LONGEST_SEALED_LABEL = 512


def slot_file_bytes(file: SlotFile) -> bytes:
    """The file as it stands on disk."""
    slots = [_first_version_members(slot) if file.version == FIRST_VERSION else _members(slot) for slot in file.slots]  # fmt: skip
    members = {
        "format": FORMAT,
        "version": file.version,
        "vault_id": file.vault_id.hex(),
        "slots": slots,
    }
    return json.dumps({**members, "checksum": _checksum(members)}, indent=1).encode() + b"\n"


def parse_slot_file(untrusted: bytes) -> SlotFile:
    """Read the file. Raises NewerVaultError for a later version, HeaderDamagedError for anything else amiss."""
    if len(untrusted) > LARGEST_BYTES:
        raise _damaged()
    try:
        members = parse(untrusted)
        if members.pop("checksum") != _checksum(members) or members["format"] != FORMAT:
            raise _damaged()
        if members["version"] > VERSION:
            raise _newer()
        file = _read_file(members)
        as_written = slot_file_bytes(file)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError) as error:
        raise _damaged() from error
    if as_written != untrusted:
        raise _damaged()
    return file


def _read_file(untrusted: Mapping[str, Any]) -> SlotFile:
    slots = untrusted["slots"]
    if len(slots) > MOST_SLOTS:
        raise ValueError("too many slots")
    if untrusted["version"] == FIRST_VERSION:
        version, read = FIRST_VERSION, tuple(map(_first_version_slot, slots))
        if [slot.kind for slot in read] != [SlotKind.PASSPHRASE, SlotKind.RECOVERY]:
            raise ValueError("version 1 has one slot of each kind")
    elif untrusted["version"] == VERSION:
        version, read = VERSION, tuple(map(_slot, slots))
    else:
        raise ValueError("no such version")
    vault_id = _exactly(_VAULT_ID_BYTES, untrusted["vault_id"])
    return SlotFile(vault_id=vault_id, slots=read, version=version)


def _members(slot: KeySlot) -> dict[str, object]:
    return {**slot.facts(), "nonce": slot.nonce.hex(), "wrapped": slot.wrapped.hex()}


def _slot(untrusted: Mapping[str, Any]) -> KeySlot:
    kind, binding = SlotKind(untrusted["kind"]), untrusted["binding"]
    if binding == FIRST_VERSION:
        slot = _first_version_slot(untrusted)
    elif binding == VERSION:
        slot = KeySlot(
            id=_exactly(SLOT_ID_BYTES, untrusted["id"]).hex(),
            kind=kind,
            sealed_label=_at_most(LONGEST_SEALED_LABEL, untrusted["label"]),
            created_at=_time(untrusted["created_at"]),
            lock=_lock(kind, untrusted),
            nonce=_exactly(0 if kind is SlotKind.ESCROW else NONCE_BYTES, untrusted["nonce"]),
            wrapped=_exactly(
                _WRAPPED_BYTES + (_KEM_SHARE_BYTES if kind is SlotKind.ESCROW else 0), untrusted["wrapped"]
            ),
        )
    else:
        raise ValueError("no such binding")
    return slot


_LOCKS: Mapping[SlotKind, type[Lock]] = {
    SlotKind.PASSPHRASE: Argon2Lock,
    SlotKind.RECOVERY: Argon2Lock,
    SlotKind.ESCROW: EscrowLock,
    SlotKind.SYSTEM: SystemLock,
    SlotKind.TPM: TpmLock,
}


def _lock(kind: SlotKind, untrusted: Mapping[str, Any]) -> Any:
    """The lock among the members of a slot; that nothing else is among them shows when the file is written again."""
    return value_of(_LOCKS[kind], untrusted, fixed=_LOCKS[kind].FIXED, more=True)


# -- version 1: a passphrase and a recovery code, with neither id nor date


def _first_version_members(slot: KeySlot) -> dict[str, object]:
    return {
        "kind": slot.kind.value, **slot.lock.facts(), "nonce": slot.nonce.hex(), "wrapped": slot.wrapped.hex(),
    }  # fmt: skip


def _first_version_slot(untrusted: Mapping[str, Any]) -> KeySlot:
    """From a file of version 1, or carried over into one of version 2; what it cannot be bound to is fixed."""
    kind = SlotKind(untrusted["kind"])
    if not kind.stands_alone:
        raise ValueError("version 1 knows passphrase and recovery code only")
    lock = _lock(kind, untrusted)
    return KeySlot(
        id=first_version_id(kind, lock),
        kind=kind,
        sealed_label=b"",
        created_at=None,
        lock=lock,
        nonce=_exactly(NONCE_BYTES, untrusted["nonce"]),
        wrapped=_exactly(_WRAPPED_BYTES, untrusted["wrapped"]),
        binding=FIRST_VERSION,
    )


# -- values


def _exactly(length: int, untrusted_hex: str) -> bytes:
    content = bytes.fromhex(untrusted_hex)
    if len(content) != length:
        raise ValueError("wrong length")
    return content


def _at_most(length: int, untrusted_hex: str) -> bytes:
    content = bytes.fromhex(untrusted_hex)
    if len(content) > length:
        raise ValueError("too long")
    return content


def _time(untrusted: str) -> datetime:
    at = datetime.fromisoformat(untrusted)
    if at.tzinfo is not UTC:
        raise ValueError("a time in UTC is wanted")
    return at


def _checksum(members: Mapping[str, object]) -> str:
    return hashlib.sha256(compact(members)).hexdigest()


def _newer() -> NewerVaultError:
    return NewerVaultError(
        _("This vault was made by a newer version of the program"),
        _("This version cannot read it. Nothing was changed."),
        _("Install the newest version of Prevent Desktop, then open the vault again."),
    )


def _damaged() -> HeaderDamagedError:
    return HeaderDamagedError(
        _("The vault’s key file is damaged"),
        _(
            "The file slots.json was changed or cut, so the vault cannot be opened with it. Nothing was changed."
        ),
        _("Put back slots.json from your newest backup. Your notes are still in the vault."),
    )

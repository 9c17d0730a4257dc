"""The slot file is untrusted: read strictly, bounded, and each change to it is noticed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from prevent_desktop.errors import HeaderDamagedError, NewerVaultError, UnlockMethodError
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.slot_file import (
    LARGEST_BYTES,
    KeySlot,
    SlotFile,
    SlotKind,
    parse_slot_file,
    slot_file_bytes,
)
from prevent_desktop.vault.keys.slots import (
    MOST_SLOTS,
    Argon2Lock,
    EscrowLock,
    Lock,
    SystemLock,
    TpmLock,
    first_version_id,
)

AT = datetime(2026, 11, 26, 6, 30, 5, tzinfo=UTC)
SALT = bytes(range(16))
LOCKS: dict[SlotKind, Lock] = {
    SlotKind.PASSPHRASE: Argon2Lock(FLOOR_COST, SALT),
    SlotKind.RECOVERY: Argon2Lock(FLOOR_COST, SALT),
    SlotKind.ESCROW: EscrowLock(bytes(32)),
    SlotKind.SYSTEM: SystemLock(SALT),
    SlotKind.TPM: TpmLock(SALT, bytes(90), bytes(160)),
}


def a_slot(kind: SlotKind, number: int = 0) -> KeySlot:
    escrow = kind is SlotKind.ESCROW
    return KeySlot(
        id=f"{list(SlotKind).index(kind):02x}{number:014x}",
        kind=kind,
        sealed_label=bytes(40),
        created_at=AT,
        lock=LOCKS[kind],
        nonce=b"" if escrow else bytes(12),
        wrapped=bytes(1168 if escrow else 48),
    )


def a_first_version_slot(kind: SlotKind) -> KeySlot:
    lock = Argon2Lock(FLOOR_COST, SALT)
    return KeySlot(
        id=first_version_id(kind, lock), kind=kind, sealed_label=b"", created_at=None, lock=lock, nonce=bytes(12),
        wrapped=bytes(48), binding=1,
    )  # fmt: skip


FILE = SlotFile(vault_id=bytes(range(16)), slots=tuple(map(a_slot, SlotKind)))
FIRST = SlotFile(
    vault_id=bytes(range(16)),
    slots=(a_first_version_slot(SlotKind.PASSPHRASE), a_first_version_slot(SlotKind.RECOVERY)),
    version=1,
)
VECTORS = Path(__file__).parent / "vectors"


def resealed(members: dict[str, Any]) -> bytes:
    """What somebody writes who knows how the checksum is made."""
    members.pop("checksum", None)
    compact = json.dumps(members, sort_keys=True, separators=(",", ":")).encode()
    return json.dumps({**members, "checksum": hashlib.sha256(compact).hexdigest()}, indent=1).encode() + b"\n"


def members() -> dict[str, Any]:
    return dict(json.loads(slot_file_bytes(FILE)))


def test_it_is_read_as_it_was_written() -> None:
    assert parse_slot_file(slot_file_bytes(FILE)) == FILE
    assert resealed(members()) == slot_file_bytes(FILE)
    assert parse_slot_file(slot_file_bytes(FIRST)) == FIRST


def test_the_committed_files_of_both_versions_are_read_and_come_back_byte_for_byte() -> None:
    for version in (1, 2):
        content = (VECTORS / f"slots-{version}.json").read_bytes()
        assert parse_slot_file(content).version == version
        assert slot_file_bytes(parse_slot_file(content)) == content


def test_slots_of_version_1_are_carried_over_into_version_2() -> None:
    carried = FIRST.with_slot(a_slot(SlotKind.ESCROW))
    assert carried.version == 2
    assert parse_slot_file(slot_file_bytes(carried)) == carried
    assert json.loads(slot_file_bytes(carried))["slots"][0]["binding"] == 1
    assert FIRST.without_slot(FIRST.slots[1].id).version == 2


def test_a_flipped_bit_anywhere_is_noticed() -> None:
    whole = slot_file_bytes(FIRST)
    for place in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[place] ^= 1 << bit
            with pytest.raises(HeaderDamagedError):
                parse_slot_file(bytes(changed))


def test_a_cut_anywhere_is_noticed() -> None:
    whole = slot_file_bytes(FIRST)
    for length in range(len(whole)):
        with pytest.raises(HeaderDamagedError):
            parse_slot_file(whole[:length])


@given(some.binary(max_size=300) | some.text().map(str.encode))
def test_anything_else_is_refused(untrusted: bytes) -> None:
    with pytest.raises(HeaderDamagedError):
        parse_slot_file(untrusted)


JSON_VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=40),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


@given(some.sampled_from(["format", "version", "vault_id", "slots"]), JSON_VALUES)
def test_a_member_of_another_kind_is_refused_even_with_its_checksum(name: str, value: Any) -> None:
    changed = {**members(), name: value}
    if changed == members():
        return
    with pytest.raises((HeaderDamagedError, NewerVaultError)):
        parse_slot_file(resealed(changed))


SLOT_MEMBERS = sorted({name for slot in members()["slots"] for name in slot})


@given(some.integers(0, 4), some.sampled_from(SLOT_MEMBERS), JSON_VALUES)
def test_a_slots_member_of_another_kind_is_refused_even_with_its_checksum(
    number: int, name: str, value: Any
) -> None:
    changed = members()
    within_bounds = isinstance(value, int) and not isinstance(value, bool) and value >= 3
    left_out = name in {"label", "public", "private"} and value == ""
    if changed["slots"][number].get(name) == value or within_bounds or left_out:
        return
    changed["slots"][number][name] = value
    with pytest.raises(HeaderDamagedError):
        parse_slot_file(resealed(changed))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("memory_kib", 1024),
        ("memory_kib", 2**40),
        ("passes", 1),
        ("passes", 10**9),
        ("lanes", 1),
        ("lanes", 10**6),
        ("memory_kib", 65536.0),
        ("lanes", 4.0),
        ("binding", True),
        ("binding", 3),
        ("created_at", "2026-11-26T06:30:05"),
        ("created_at", "2026-11-26T06:30:05+01:00"),
        ("created_at", ""),
        ("id", "00"),
        ("label", "00" * 513),
    ],
)
def test_lowered_and_raised_costs_and_other_values_out_of_bounds_are_refused_before_any_work(
    name: str, value: Any
) -> None:
    changed = members()
    changed["slots"][0][name] = value
    with pytest.raises(HeaderDamagedError):
        parse_slot_file(resealed(changed))


def test_a_later_version_is_told_apart_from_damage() -> None:
    changed = {**members(), "version": 3, "something_new": [1, 2, 3]}
    with pytest.raises(NewerVaultError):
        parse_slot_file(resealed(changed))


@pytest.mark.parametrize("version", [0, 1, True, 2.0, 1.5, -1, None, "2"])
def test_a_version_that_does_not_fit_is_refused(version: Any) -> None:
    with pytest.raises(HeaderDamagedError):
        parse_slot_file(resealed({**members(), "version": version}))


def test_one_passphrase_or_recovery_code_always_stands_there() -> None:
    changed = members()
    changed["slots"] = changed["slots"][2:]
    with pytest.raises(HeaderDamagedError):
        parse_slot_file(resealed(changed))
    alone = FILE.without_slot(FILE.slots[0].id)
    with pytest.raises(UnlockMethodError, match="last passphrase"):
        alone.without_slot(FILE.slots[1].id)
    assert len(alone.slots) == 4


def test_a_slot_twice_and_too_many_slots_are_refused() -> None:
    changed = members()
    changed["slots"].append(changed["slots"][0])
    with pytest.raises(HeaderDamagedError):
        parse_slot_file(resealed(changed))
    full = SlotFile(
        vault_id=bytes(16), slots=tuple(a_slot(SlotKind.PASSPHRASE, number) for number in range(MOST_SLOTS))
    )
    assert parse_slot_file(slot_file_bytes(full)) == full
    with pytest.raises(UnlockMethodError, match=rf"no room.* {MOST_SLOTS} ways in"):
        full.with_slot(a_slot(SlotKind.RECOVERY))
    assert len(full.with_slot(a_slot(SlotKind.RECOVERY), without=(full.slots[0].id,)).slots) == MOST_SLOTS
    with pytest.raises(ValueError, match="slots"):
        dataclasses.replace(full, slots=(*full.slots, a_slot(SlotKind.RECOVERY)))
    largest = tuple(
        dataclasses.replace(a_slot(SlotKind.ESCROW, number), sealed_label=bytes(512))
        for number in range(MOST_SLOTS - 1)
    )
    fits = SlotFile(vault_id=bytes(16), slots=(a_slot(SlotKind.PASSPHRASE), *largest))
    assert len(slot_file_bytes(fits)) <= LARGEST_BYTES


def test_what_a_slot_is_bound_to_names_all_its_facts() -> None:
    for slot in FILE.slots:
        bound = json.loads(slot.associated_data(FILE.vault_id))
        assert bound == {"format": "prevent-desktop vault slots", "version": 2, "vault_id": FILE.vault_id.hex(), **slot.facts()}  # fmt: skip

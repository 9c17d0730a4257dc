"""The slot file is untrusted: read strictly, bounded, and each change to it is noticed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from prevent_desktop.errors import HeaderDamagedError, NewerVaultError
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.slot_file import KeySlot, SlotFile, SlotKind, parse_slot_file, slot_file_bytes


def a_slot(kind: SlotKind) -> KeySlot:
    return KeySlot(kind=kind, cost=FLOOR_COST, salt=bytes(range(16)), nonce=bytes(12), wrapped=bytes(48))


FILE = SlotFile(vault_id=bytes(range(16)), slots=(a_slot(SlotKind.PASSPHRASE), a_slot(SlotKind.RECOVERY)))


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


def test_a_flipped_bit_anywhere_is_noticed() -> None:
    whole = slot_file_bytes(FILE)
    for place in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[place] ^= 1 << bit
            with pytest.raises(HeaderDamagedError):
                parse_slot_file(bytes(changed))


def test_a_cut_anywhere_is_noticed() -> None:
    whole = slot_file_bytes(FILE)
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


@given(
    some.integers(0, 1),
    some.sampled_from(["kind", "kdf", "memory_kib", "passes", "lanes", "salt", "nonce", "wrapped"]),
    JSON_VALUES,
)
def test_a_slots_member_of_another_kind_is_refused_even_with_its_checksum(
    number: int, name: str, value: Any
) -> None:
    changed = members()
    within_bounds = isinstance(value, int) and not isinstance(value, bool) and value >= 3
    if changed["slots"][number][name] == value or within_bounds:
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
    ],
)
def test_lowered_and_raised_costs_are_refused_before_any_work(name: str, value: int) -> None:
    changed = members()
    changed["slots"][0][name] = value
    with pytest.raises(HeaderDamagedError):
        parse_slot_file(resealed(changed))


def test_a_later_version_is_told_apart_from_damage() -> None:
    changed = {**members(), "version": 2, "something_new": [1, 2, 3]}
    with pytest.raises(NewerVaultError):
        parse_slot_file(resealed(changed))


def test_two_slots_of_one_kind_are_refused() -> None:
    twice = SlotFile(vault_id=FILE.vault_id, slots=(a_slot(SlotKind.PASSPHRASE), a_slot(SlotKind.PASSPHRASE)))
    with pytest.raises(HeaderDamagedError):
        parse_slot_file(slot_file_bytes(twice))

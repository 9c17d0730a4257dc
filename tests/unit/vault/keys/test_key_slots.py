from __future__ import annotations

import dataclasses
import json
import stat
import sys
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from prevent_desktop.errors import (
    HeaderDamagedError,
    UnlockMethodError,
    VaultMissingError,
    WeakPassphraseError,
    WrongSecretError,
)
from prevent_desktop.sealing.hybrid import HybridIdentity
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST, Argon2Cost
from prevent_desktop.vault.keys.key_slots import (
    SLOTS_NAME,
    VaultKey,
    change_passphrase,
    drop_slot,
    new_slots,
    open_with_passphrase,
    passphrase_slot,
    put_slot,
    read_slots,
    recovery_slot,
    unlock_key,
    unlock_key_with_escrow,
    unlock_key_with_recovery,
    unlock_key_with_secret,
)
from prevent_desktop.vault.keys.recovery_code import new_recovery_code
from prevent_desktop.vault.keys.slot_file import SlotFile, SlotKind, parse_slot_file, slot_file_bytes
from prevent_desktop.vault.keys.slots import Argon2Lock
from prevent_desktop.vault.keys.wrapping import label_of, wrap_for_escrow
from prevent_desktop.vault.keys.wrong_tries import TRIES_NAME
from tests.made_vaults import renewed_code
from tests.unit.vault.conftest import Made


def test_passphrase_and_recovery_code_open_the_same_key(made: Made) -> None:
    assert unlock_key(made.folder, made.passphrase) == made.key
    assert unlock_key_with_recovery(made.folder, made.recovery_code.lower()) == made.key


def test_the_same_letters_in_another_unicode_form_open_it(made: Made) -> None:
    change_passphrase(made.folder, made.key, "caf\u00e9 tractor lamp seventeen")
    assert unlock_key(made.folder, "cafe\u0301 tractor lamp seventeen") == made.key


@pytest.mark.parametrize(
    "passphrase", ["", "wrong", "violet tractor lamp seventeen ", "Violet tractor lamp seventeen"]
)
def test_a_wrong_passphrase_opens_nothing_and_changes_nothing(made: Made, passphrase: str) -> None:
    before = (made.folder / SLOTS_NAME).read_bytes()
    with pytest.raises(WrongSecretError) as raised:
        unlock_key(made.folder, passphrase)
    assert "passphrase" in raised.value.title
    assert (made.folder / SLOTS_NAME).read_bytes() == before


def test_another_vaults_recovery_code_and_a_mistyped_one_are_told_apart(made: Made) -> None:
    with pytest.raises(WrongSecretError, match="does not open the vault"):
        unlock_key_with_recovery(made.folder, new_recovery_code())
    with pytest.raises(WrongSecretError, match="typing mistake"):
        unlock_key_with_recovery(made.folder, made.recovery_code[:-1])


def test_changing_the_passphrase_rewrites_only_its_slot(made: Made) -> None:
    before = read_slots(made.folder)
    others = {path.name: path.read_bytes() for path in made.folder.iterdir() if path.name != SLOTS_NAME}
    change_passphrase(made.folder, made.key, "another lamp for seventeen tractors")
    after = read_slots(made.folder)
    assert after.slot(SlotKind.RECOVERY) == before.slot(SlotKind.RECOVERY)
    assert after.vault_id == before.vault_id
    assert {
        path.name: path.read_bytes() for path in made.folder.iterdir() if path.name != SLOTS_NAME
    } == others
    assert unlock_key(made.folder, "another lamp for seventeen tractors") == made.key
    assert unlock_key_with_recovery(made.folder, made.recovery_code) == made.key
    with pytest.raises(WrongSecretError):
        unlock_key(made.folder, made.passphrase)


def test_a_new_recovery_code_replaces_the_old_one(made: Made) -> None:
    code = renewed_code(made.folder, made.key)
    assert unlock_key_with_recovery(made.folder, code) == made.key
    assert unlock_key(made.folder, made.passphrase) == made.key
    with pytest.raises(WrongSecretError):
        unlock_key_with_recovery(made.folder, made.recovery_code)


def test_several_passphrases_open_one_vault_each_with_its_own_label(made: Made) -> None:
    file = read_slots(made.folder)
    second = passphrase_slot(file, made.key, "copper lantern eleven meadows", label="For the deputy")
    put_slot(made.folder, second)
    assert unlock_key(made.folder, made.passphrase) == made.key
    assert open_with_passphrase(made.folder, "copper lantern eleven meadows").slot_id == second.id
    assert label_of(second, made.key) == "For the deputy"
    assert "deputy" not in (made.folder / SLOTS_NAME).read_text()
    assert label_of(second, VaultKey(bytes(32))) == ""
    assert label_of(dataclasses.replace(second, sealed_label=b""), made.key) == ""
    drop_slot(made.folder, second.id)
    with pytest.raises(WrongSecretError):
        unlock_key(made.folder, "copper lantern eleven meadows")


def test_the_longest_name_of_a_way_in_is_kept_in_any_script(made: Made) -> None:
    file, longest = read_slots(made.folder), "\U00010330" * 80
    second = passphrase_slot(file, made.key, "copper lantern eleven meadows", label=longest)
    put_slot(made.folder, second)
    (kept,) = (slot for slot in read_slots(made.folder).slots if slot.id == second.id)
    assert label_of(kept, made.key) == longest
    with pytest.raises(UnlockMethodError, match=r"too long.*80"):
        passphrase_slot(file, made.key, "copper lantern eleven meadows", label=f"{longest}a")


def test_a_new_passphrase_after_recovery_shuts_all_older_ones_out(made: Made) -> None:
    put_slot(made.folder, passphrase_slot(read_slots(made.folder), made.key, "copper lantern eleven meadows"))
    change_passphrase(made.folder, made.key, "another lamp for seventeen tractors")
    assert len(read_slots(made.folder).of_kind(SlotKind.PASSPHRASE)) == 1
    for old in (made.passphrase, "copper lantern eleven meadows"):
        with pytest.raises(WrongSecretError):
            unlock_key(made.folder, old)


def test_the_last_way_in_that_stands_alone_is_not_taken_away(made: Made) -> None:
    file = read_slots(made.folder)
    drop_slot(made.folder, file.slot(SlotKind.PASSPHRASE).id)
    with pytest.raises(UnlockMethodError, match="last passphrase"):
        drop_slot(made.folder, file.slot(SlotKind.RECOVERY).id)
    with pytest.raises(UnlockMethodError, match="no such way"):
        drop_slot(made.folder, "ff" * 8)
    with pytest.raises(UnlockMethodError, match="no passphrase"):
        unlock_key(made.folder, made.passphrase)
    assert unlock_key_with_recovery(made.folder, made.recovery_code) == made.key


def test_a_weak_new_passphrase_is_refused_and_the_old_one_stays(made: Made) -> None:
    with pytest.raises(WeakPassphraseError):
        change_passphrase(made.folder, made.key, "password1234")
    assert unlock_key(made.folder, made.passphrase) == made.key


@pytest.mark.skipif(
    sys.platform == "win32",
    reason="POSIX only: modes; tests/unit/files/test_on_windows.py asks for the access list",
)
def test_the_slot_file_is_for_its_owner_only(made: Made) -> None:
    change_passphrase(made.folder, made.key, "another lamp for seventeen tractors")
    assert stat.S_IMODE((made.folder / SLOTS_NAME).stat().st_mode) == 0o600


def test_a_slot_moved_to_another_vault_or_kind_opens_nothing(made: Made) -> None:
    file = read_slots(made.folder)
    slot = file.slot(SlotKind.PASSPHRASE)
    moved = SlotFile(vault_id=bytes(16), slots=file.slots)
    (made.folder / SLOTS_NAME).write_bytes(slot_file_bytes(moved))
    with pytest.raises(WrongSecretError):
        unlock_key(made.folder, made.passphrase)
    assert isinstance(slot.lock, Argon2Lock)
    cost = slot.lock.cost
    raised = Argon2Lock(Argon2Cost(cost.memory_kib, cost.passes + 1, cost.lanes), slot.lock.salt)
    others = tuple(other for other in file.slots if other is not slot)
    for altered in (
        dataclasses.replace(slot, lock=raised),
        dataclasses.replace(slot, id="00" * 8),
        dataclasses.replace(slot, created_at=datetime(2020, 1, 1, tzinfo=UTC)),
        dataclasses.replace(slot, sealed_label=b"\1" * 40),
    ):
        (made.folder / TRIES_NAME).unlink(missing_ok=True)
        (made.folder / SLOTS_NAME).write_bytes(
            slot_file_bytes(SlotFile(vault_id=file.vault_id, slots=(altered, *others)))
        )
        with pytest.raises(WrongSecretError):
            unlock_key(made.folder, made.passphrase)


def test_no_vault_and_a_missing_slot_file_are_told_apart(made: Made, tmp_path: Path) -> None:
    with pytest.raises(VaultMissingError):
        read_slots(tmp_path / "nothing")
    (made.folder / SLOTS_NAME).unlink()
    with pytest.raises(HeaderDamagedError, match="missing"):
        read_slots(made.folder)


def test_a_huge_slot_file_is_refused(made: Made) -> None:
    (made.folder / SLOTS_NAME).write_bytes(b" " * 10_000_000)
    with pytest.raises(HeaderDamagedError):
        read_slots(made.folder)


def test_neither_secret_nor_key_stands_in_the_slot_file(made: Made) -> None:
    text = (made.folder / SLOTS_NAME).read_text()
    assert made.passphrase not in text
    assert made.recovery_code not in text
    assert made.key.raw.hex() not in text
    assert json.loads(text)["version"] == 2


def test_a_key_never_shows_itself() -> None:
    assert "11" not in repr(VaultKey(b"\x11" * 32))
    with pytest.raises(ValueError, match="32 bytes"):
        VaultKey(b"short")


def test_keys_for_other_purposes_differ() -> None:
    key = VaultKey(b"\x11" * 32)
    assert len({key.raw, key.derived(b"one"), key.derived(b"two")}) == 3


VECTORS = Path(__file__).parent / "vectors"
VECTOR_KEY = VaultKey(bytes(range(32)))
VECTOR_CODE = "433VC-H4WXS-8XW6A-K2ZV1-KM2HD-Z7KQ2"


@pytest.mark.parametrize("version", [1, 2])
def test_a_slot_file_of_each_version_is_read_for_ever(tmp_path: Path, version: int) -> None:
    """The committed files never change: they stand for every vault that was made with these versions."""
    (tmp_path / SLOTS_NAME).write_bytes((VECTORS / f"slots-{version}.json").read_bytes())
    assert unlock_key(tmp_path, "violet tractor lamp seventeen") == VECTOR_KEY
    assert unlock_key_with_recovery(tmp_path, VECTOR_CODE) == VECTOR_KEY


def test_the_other_slots_of_the_committed_file_open_too(tmp_path: Path) -> None:
    (tmp_path / SLOTS_NAME).write_bytes((VECTORS / "slots-2.json").read_bytes())
    file = read_slots(tmp_path)
    assert unlock_key_with_escrow(tmp_path, HybridIdentity(bytes(range(32)))) == VECTOR_KEY
    for kind in (SlotKind.SYSTEM, SlotKind.TPM):
        assert unlock_key_with_secret(tmp_path, file.slot(kind).id, bytes(range(32, 64))) == VECTOR_KEY
    assert label_of(file.slot(SlotKind.ESCROW), VECTOR_KEY) == "Example Council"


def test_a_file_of_version_1_becomes_version_2_with_the_next_change(tmp_path: Path) -> None:
    (tmp_path / SLOTS_NAME).write_bytes((VECTORS / "slots-1.json").read_bytes())
    unlock_key(tmp_path, "violet tractor lamp seventeen")
    assert read_slots(tmp_path).version == 1
    change_passphrase(tmp_path, VECTOR_KEY, "another lamp for seventeen tractors")
    content = (tmp_path / SLOTS_NAME).read_bytes()
    assert json.loads(content)["version"] == 2
    assert parse_slot_file(content).slot(SlotKind.RECOVERY).binding == 1
    assert unlock_key(tmp_path, "another lamp for seventeen tractors") == VECTOR_KEY
    assert unlock_key_with_recovery(tmp_path, VECTOR_CODE) == VECTOR_KEY


def test_an_escrow_slot_opens_with_its_own_secret_key_only(made: Made) -> None:
    file, identity = read_slots(made.folder), HybridIdentity.generate()
    slot = wrap_for_escrow(
        file.vault_id, identity.recipient, made.key, at=datetime.now(UTC), label="Example Council"
    )
    put_slot(made.folder, slot)
    assert unlock_key_with_escrow(made.folder, identity) == made.key
    with pytest.raises(WrongSecretError, match="escrow key"):
        unlock_key_with_escrow(made.folder, HybridIdentity.generate())
    moved = dataclasses.replace(read_slots(made.folder), vault_id=bytes(16))
    (made.folder / SLOTS_NAME).write_bytes(slot_file_bytes(moved))
    with pytest.raises(WrongSecretError, match="escrow key"):
        unlock_key_with_escrow(made.folder, identity)


def test_a_slot_tells_in_universal_time_when_it_was_made(made: Made) -> None:
    there = datetime(2026, 11, 26, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    file = new_slots(made.key, made.passphrase, new_recovery_code(), FLOOR_COST, at=there)
    assert len(file.vault_id) == 16
    assert [slot.created_at for slot in file.slots] == [there, there]
    now = new_slots(made.key, made.passphrase, new_recovery_code(), FLOOR_COST).slots[0]
    assert label_of(passphrase_slot(file, made.key, "copper lantern eleven meadows"), made.key) == ""
    for slot in (file.slots[0], now, recovery_slot(file, made.key, new_recovery_code())):
        assert slot.created_at is not None
        assert slot.created_at.tzinfo is UTC

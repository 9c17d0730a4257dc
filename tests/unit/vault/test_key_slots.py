from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from prevent_desktop.errors import (
    HeaderDamagedError,
    VaultMissingError,
    WeakPassphraseError,
    WrongSecretError,
)
from prevent_desktop.vault.keys.key_slots import (
    SLOTS_NAME,
    VaultKey,
    change_passphrase,
    read_slots,
    renew_recovery_code,
    unlock_key,
    unlock_key_with_recovery,
)
from prevent_desktop.vault.keys.recovery_code import new_recovery_code
from prevent_desktop.vault.keys.slot_file import KeySlot, SlotFile, SlotKind, slot_file_bytes
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
    code = renew_recovery_code(made.folder, made.key)
    assert unlock_key_with_recovery(made.folder, code) == made.key
    assert unlock_key(made.folder, made.passphrase) == made.key
    with pytest.raises(WrongSecretError):
        unlock_key_with_recovery(made.folder, made.recovery_code)


def test_a_weak_new_passphrase_is_refused_and_the_old_one_stays(made: Made) -> None:
    with pytest.raises(WeakPassphraseError):
        change_passphrase(made.folder, made.key, "password1234")
    assert unlock_key(made.folder, made.passphrase) == made.key


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
    raised_cost = KeySlot(
        kind=slot.kind, cost=type(slot.cost)(slot.cost.memory_kib, slot.cost.passes + 1, slot.cost.lanes),
        salt=slot.salt, nonce=slot.nonce, wrapped=slot.wrapped,
    )  # fmt: skip
    (made.folder / SLOTS_NAME).write_bytes(slot_file_bytes(file.with_slot(raised_cost)))
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
    assert json.loads(text)["version"] == 1


def test_a_key_never_shows_itself() -> None:
    assert "11" not in repr(VaultKey(b"\x11" * 32))
    with pytest.raises(ValueError, match="32 bytes"):
        VaultKey(b"short")


def test_keys_for_other_purposes_differ() -> None:
    key = VaultKey(b"\x11" * 32)
    assert len({key.raw, key.derived(b"one"), key.derived(b"two")}) == 3


def test_a_slot_file_of_version_1_is_read_for_ever(tmp_path: Path) -> None:
    """The committed file never changes: it stands for every vault that was made with this version."""
    vector = Path(__file__).parent / "vectors" / "slots-1.json"
    (tmp_path / SLOTS_NAME).write_bytes(vector.read_bytes())
    key = VaultKey(bytes(range(32)))
    assert unlock_key(tmp_path, "violet tractor lamp seventeen") == key
    assert unlock_key_with_recovery(tmp_path, "433VC-H4WXS-8XW6A-K2ZV1-KM2HD-Z7KQ2") == key

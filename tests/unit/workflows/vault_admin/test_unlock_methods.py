"""Ways in: added, shown, tried, taken away, and each of them used to get back in; with the real keepers."""

from __future__ import annotations

import platform
import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.casework.organisation import EscrowKey
from prevent_desktop.errors import (
    NotForUsError,
    RolledBackError,
    SealFormatError,
    UnlockMethodError,
    UsageError,
    WeakPassphraseError,
    WrongSecretError,
)
from prevent_desktop.sealing import generate_identity
from prevent_desktop.vault.audit.audit_chain import UNLOCKED
from prevent_desktop.vault.creation import CreatedVault
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import (
    SLOTS_NAME,
    read_slots,
    unlock_key,
    unlock_key_with_recovery,
)
from prevent_desktop.vault.keys.recovery_code import new_recovery_code
from prevent_desktop.vault.keys.slots import SlotKind
from prevent_desktop.vault.keys.system_store import SystemStore
from prevent_desktop.vault.keys.tpm import Tpm
from prevent_desktop.vault.keys.wrong_tries import WrongTries
from prevent_desktop.vault.merging.state import LAPTOP
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.vault_admin import recover, unlock, unlock_methods
from tests.made_vaults import copied_vault
from tests.managed import managed
from tests.unit.vault.keys.keepers import secret_service, software_tpm, why_no_secret_service, why_no_tpm

PASSPHRASE, OTHER = "seven quiet otters under bridges", "copper lantern eleven meadows"
NOW = datetime(2026, 11, 26, 9, 30, tzinfo=UTC)
IDENTITY = generate_identity()
COUNCIL = EscrowKey(name="Example Council", recipient=str(IDENTITY.recipient))


@pytest.fixture(scope="module")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CreatedVault]:
    folder = tmp_path_factory.mktemp("made") / "vault"
    return folder, copied_vault(folder, PASSPHRASE)


@pytest.fixture
def folder(made_once: tuple[Path, CreatedVault], tmp_path: Path) -> Path:
    shutil.copytree(made_once[0], tmp_path / "vault")
    return tmp_path / "vault"


@pytest.fixture
def vault(folder: Path, made_once: tuple[Path, CreatedVault]) -> Iterator[Vault]:
    with unlock.open_vault(folder, made_once[1].key) as opened:
        yield opened


def test_unlocking_is_written_down_with_the_way_that_was_taken(vault: Vault) -> None:
    entry = vault.audit.newest("", UNLOCKED)
    assert entry is not None
    assert entry.detail == "passphrase"


def said(vault: Vault) -> list[tuple[str, str]]:
    """The newest entries of the audit, without the unlocking."""
    return [(entry.action, entry.detail) for entry in vault.audit.entries() if "vault." not in entry.action]


def with_escrow(vault: Vault) -> unlock_methods.UnlockMethod:
    unlock_methods.keep(vault, unlock_methods.new_escrow(unlock_methods.material(vault), COUNCIL, at=NOW))
    return unlock_methods.unlock_methods(vault)[-1]


def test_a_new_vault_has_a_passphrase_and_a_recovery_code_with_their_dates(vault: Vault) -> None:
    found = unlock_methods.unlock_methods(vault)
    assert [(way.kind, way.can_go) for way in found] == [
        (SlotKind.PASSPHRASE, True),
        (SlotKind.RECOVERY, True),
    ]
    assert all(way.created_at is not None and way.name for way in found)


def test_a_second_passphrase_is_added_used_and_taken_away_and_all_of_it_written_down(vault: Vault) -> None:
    slot = unlock_methods.new_passphrase(unlock_methods.material(vault), OTHER, label="Kept in the safe")
    unlock_methods.keep(vault, slot)
    assert unlock_methods.unlock_methods(vault)[-1].label == "Kept in the safe"
    assert unlock_key(vault.folder, OTHER) == vault.key
    assert unlock_methods.remove(vault, slot.id).slot_id == slot.id
    with pytest.raises(WrongSecretError):
        unlock_key(vault.folder, OTHER)
    assert said(vault) == [("slot.added", "passphrase"), ("slot.removed", "passphrase")]
    assert "safe" not in (vault.folder / SLOTS_NAME).read_text()


def test_one_passphrase_takes_the_place_of_another_in_one_step(vault: Vault) -> None:
    slot = unlock_methods.new_passphrase(unlock_methods.material(vault), OTHER)
    assert slot.sealed_label == b"", "it has no name"
    (old,) = unlock_methods.ids_of(vault, SlotKind.PASSPHRASE)
    unlock_methods.keep(vault, slot, instead_of=(old,))
    removed = vault.audit.newest(old, "slot.removed")
    assert removed is not None
    assert removed.detail == "passphrase"
    assert [way.kind for way in unlock_methods.unlock_methods(vault)] == [
        SlotKind.RECOVERY,
        SlotKind.PASSPHRASE,
    ]
    with pytest.raises(WrongSecretError):
        unlock_key(vault.folder, PASSPHRASE)


def test_what_cannot_be_kept_is_not_written_down_either(vault: Vault) -> None:
    slot = unlock_methods.new_passphrase(unlock_methods.material(vault), OTHER)
    with pytest.raises(UnlockMethodError):
        unlock_methods.keep(vault, slot, instead_of=("ff" * 8,))
    with pytest.raises(UnlockMethodError):
        unlock_methods.remove(vault, "ff" * 8)
    unlock_methods.remove(vault, unlock_methods.ids_of(vault, SlotKind.PASSPHRASE)[0])
    (last,) = unlock_methods.unlock_methods(vault)
    assert not last.can_go
    with pytest.raises(UnlockMethodError, match="last passphrase"):
        unlock_methods.remove(vault, last.slot_id)
    assert said(vault) == [("slot.removed", "passphrase")]


@pytest.mark.harms_vault("an older key file is put back")
def test_what_changed_while_the_vault_was_shut_is_written_down_at_unlocking(
    folder: Path, made_once: tuple[Path, CreatedVault]
) -> None:
    key = made_once[1].key
    with unlock.open_vault(folder, key) as vault:
        before = said(vault)
        (old,) = unlock_methods.ids_of(vault, SlotKind.PASSPHRASE)
    former = (folder / SLOTS_NAME).read_bytes()
    unlock.choose_new_passphrase(folder, key, OTHER)
    with unlock.open_vault(folder, key, how=unlock.BY_CODE) as vault:
        assert said(vault) == [*before, ("slot.added", "passphrase"), ("slot.removed", "")]
        assert "vault.recovered" in [entry.action for entry in vault.audit.entries()]
    with unlock.open_vault(folder, key) as vault:
        assert len(said(vault)) == len(before) + 2
        assert old not in unlock_methods.ids_of(vault, SlotKind.PASSPHRASE)
    (folder / SLOTS_NAME).write_bytes(former)
    with pytest.raises(RolledBackError):
        unlock.open_vault(folder, key)


def test_a_recovery_code_is_rehearsed_without_a_change(
    vault: Vault, made_once: tuple[Path, CreatedVault]
) -> None:
    before = (vault.folder / SLOTS_NAME).read_bytes()
    unlock_methods.code_opens(unlock_methods.material(vault), made_once[1].recovery_code.lower())
    code, slot = unlock_methods.new_recovery(unlock_methods.material(vault))
    with pytest.raises(WrongSecretError, match="does not open"):
        unlock_methods.code_opens(unlock_methods.material(vault), code)
    assert (vault.folder / SLOTS_NAME).read_bytes() == before
    unlock_methods.note_code_tried(vault, opens=True)
    unlock_methods.note_code_tried(vault, opens=False)
    assert said(vault) == [("recovery-code.tried", "opens"), ("recovery-code.tried", "does not open")]
    assert vault.audit.newest("", "recovery-code.tried") is not None, "it is about nobody"
    unlock_methods.keep(vault, slot, instead_of=unlock_methods.ids_of(vault, SlotKind.RECOVERY))
    unlock_methods.code_opens(unlock_methods.material(vault), code)
    with pytest.raises(WrongSecretError):
        unlock_methods.code_opens(unlock_methods.material(vault), made_once[1].recovery_code)


def test_the_organisations_way_in_shows_whose_it_is(vault: Vault) -> None:
    way = with_escrow(vault)
    assert (way.kind, way.label, way.created_at, way.can_go) == (
        SlotKind.ESCROW,
        "Example Council",
        NOW,
        True,
    )
    assert way.fingerprint == unlock_methods.fingerprint_of(COUNCIL)
    assert len(way.fingerprint) == 6
    assert "Council" not in (vault.folder / SLOTS_NAME).read_text()
    with pytest.raises(UnlockMethodError, match="already"):
        unlock_methods.new_escrow(unlock_methods.material(vault), COUNCIL, at=NOW)
    unlock_methods.remove(vault, way.slot_id)
    with pytest.raises(WrongSecretError):
        recover.recover_with_escrow(vault.folder, IDENTITY.secret_text, OTHER, now=NOW)


def test_a_classic_or_broken_key_is_no_escrow_key(vault: Vault) -> None:
    classic = str(generate_identity(hybrid=False).recipient)
    for text in (classic, "age1pq1nothing", ""):
        with pytest.raises(SealFormatError):
            unlock_methods.new_escrow(
                unlock_methods.material(vault), EscrowKey(name="Example Council", recipient=text), at=NOW
            )


def test_the_organisation_recovers_a_vault_and_the_practitioner_is_told_until_they_read_it(
    folder: Path, made_once: tuple[Path, CreatedVault]
) -> None:
    with unlock.open_vault(folder, made_once[1].key) as vault:
        with_escrow(vault)
        assert recover.unread_escrow_uses(vault) == ()
    key_file = f"# escrow\n\n{IDENTITY.secret_text}\n"
    recover.recover_with_escrow(folder, key_file, OTHER, now=NOW)
    with pytest.raises(WrongSecretError):
        unlock_key(folder, PASSPHRASE)
    with unlock.open_vault(folder, unlock_key(folder, OTHER)) as vault:
        (use,) = recover.unread_escrow_uses(vault)
        assert (use.at, use.by) == (NOW, "Example Council")
        assert [action for action, _detail in said(vault)] == [
            "slot.added", "escrow.used", "slot.added", "slot.removed",
        ]  # fmt: skip
    with unlock.open_vault(folder, unlock_key(folder, OTHER)) as vault:
        assert len(recover.unread_escrow_uses(vault)) == 1
        recover.escrow_uses_read(vault)
        assert recover.unread_escrow_uses(vault) == ()
        assert said(vault)[-1][0] == "escrow.read"
    assert unlock_key_with_recovery(folder, made_once[1].recovery_code) == made_once[1].key


def test_an_escrow_key_that_does_not_fit_changes_nothing(folder: Path) -> None:
    before = (folder / SLOTS_NAME).read_bytes()
    for text, error in (
        (generate_identity().secret_text, WrongSecretError),
        (generate_identity(hybrid=False).secret_text, NotForUsError),
        ("# nothing", NotForUsError),
        ("rubbish", SealFormatError),
    ):
        with pytest.raises(error):
            recover.recover_with_escrow(folder, text, OTHER, now=NOW)
    with pytest.raises(WeakPassphraseError):
        recover.recover_with_escrow(folder, IDENTITY.secret_text, "password1234567", now=NOW)
    assert (folder / SLOTS_NAME).read_bytes() == before


def test_the_recovery_code_gives_a_new_passphrase_and_ends_the_wait(
    folder: Path, made_once: tuple[Path, CreatedVault]
) -> None:
    for _try in range(3):
        with pytest.raises(WrongSecretError), WrongTries(folder).one_try():
            raise WrongSecretError("wrong", "", "")
    recover.recover_with_code(folder, made_once[1].recovery_code, OTHER)
    assert WrongTries(folder).seconds_left() == 0
    with unlock.open_vault(folder, unlock_key(folder, OTHER)) as vault:
        assert vault.audit.newest("", "vault.recovered") is not None, "it is about nobody"


@pytest.mark.skipif(bool(why_no_secret_service()), reason=why_no_secret_service())
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_this_computers_login_opens_the_vault_until_it_is_taken_away(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tempfile.TemporaryDirectory(prefix="pd-") as name, secret_service(Path(name)) as reached:
        for variable, value in reached.items():
            monkeypatch.setenv(variable, value)
        store = SystemStore.here()
        assert store is not None
        assert not recover.other_ways(vault.folder).by_login
        with pytest.raises(UnlockMethodError, match="no way into"):
            recover.derive_key_from_login(vault.folder)
        monkeypatch.setattr(platform, "node", lambda: "n" * 70)
        elsewhere = unlock_methods.new_system(unlock_methods.material(vault), store, at=NOW)
        slot = unlock_methods.new_system(unlock_methods.material(vault), store, at=NOW)
        for each in (elsewhere, slot):
            unlock_methods.keep(vault, each)
        shown = unlock_methods.unlock_methods(vault)[-2:]
        assert [(one.kind, one.label, one.created_at) for one in shown] == [
            (SlotKind.SYSTEM, "n" * 60, NOW)
        ] * 2
        store.forget(elsewhere.id)
        assert recover.other_ways(vault.folder).by_login
        assert recover.derive_key_from_login(vault.folder) == vault.key
        vault.close()
        recover.recover_with_login(vault.folder, OTHER)
        with unlock.open_vault(vault.folder, unlock_key(vault.folder, OTHER)) as again:
            unlock_methods.remove(again, slot.id)
        unlock_methods.forget_secret(store, slot.id)
        with pytest.raises(UnlockMethodError, match="no longer keeps"):
            recover.derive_key_from_login(vault.folder)
        with pytest.raises(UnlockMethodError):
            store.find(slot.id)
    assert not recover.other_ways(vault.folder).by_login
    assert unlock_key(vault.folder, OTHER) == vault.key


@pytest.mark.skipif(bool(why_no_tpm()), reason=why_no_tpm())
def test_a_pin_opens_the_vault_on_the_computer_with_its_tpm_only(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        tempfile.TemporaryDirectory(prefix="pd-") as name,
        tempfile.TemporaryDirectory(prefix="pd-") as other,
        software_tpm(Path(name)) as own,
        software_tpm(Path(other)) as others,
    ):
        monkeypatch.setenv("TPM2TOOLS_TCTI", own)
        tpm = Tpm.here()
        assert tpm is not None
        monkeypatch.setattr(platform, "node", lambda: "n" * 70)
        slot = unlock_methods.new_pin(unlock_methods.material(vault), tpm, "2468 lamp", at=NOW)
        unlock_methods.keep(vault, slot)
        shown = unlock_methods.unlock_methods(vault)[-1]
        assert (shown.kind, shown.label, shown.created_at) == (SlotKind.TPM, "n" * 60, NOW)
        assert recover.other_ways(vault.folder).by_pin
        assert recover.derive_key_from_pin(vault.folder, "2468 lamp") == vault.key
        with pytest.raises(WrongSecretError, match="PIN"):
            recover.derive_key_from_pin(vault.folder, "1357 lamp")
        vault.close()
        recover.recover_with_pin(vault.folder, "2468 lamp", OTHER)
        with pytest.raises(WrongSecretError):
            unlock_key(vault.folder, PASSPHRASE)
        with unlock.open_vault(vault.folder, unlock_key(vault.folder, OTHER)) as again:
            recovered = [entry.detail for entry in again.audit.entries() if entry.action == "vault.recovered"]
        assert recovered == [unlock.BY_PIN]
        monkeypatch.setenv("TPM2TOOLS_TCTI", others)
        with pytest.raises(UnlockMethodError, match="does not answer"):
            recover.derive_key_from_pin(vault.folder, "2468 lamp")
    assert unlock_key(vault.folder, OTHER) == vault.key


def test_of_what_the_organisation_does_not_permit_none_is_put_in(vault: Vault) -> None:
    made_of = unlock_methods.material(vault)
    slot = unlock_methods.new_escrow(made_of, COUNCIL, at=NOW)
    with managed({"WaysIn": ["pin"]}):
        assert [kind for kind in SlotKind if unlock_methods.is_permitted(kind)] == [
            SlotKind.PASSPHRASE,
            SlotKind.RECOVERY,
            SlotKind.TPM,
        ]
        with pytest.raises(UsageError):
            unlock_methods.keep(vault, slot)
        unlock_methods.keep(vault, unlock_methods.new_passphrase(made_of, OTHER))
    assert all(map(unlock_methods.is_permitted, SlotKind))


def test_a_vault_is_made_with_the_code_that_was_shown_and_at_the_cost_that_is_asked(tmp_path: Path) -> None:
    code = new_recovery_code()
    made = unlock.create(tmp_path / "one", PASSPHRASE, cost=FLOOR_COST, recovery_code=code)
    assert made.recovery_code == code
    assert unlock_key_with_recovery(tmp_path / "one", code) == made.key
    other = unlock.create(tmp_path / "two", PASSPHRASE, cost=FLOOR_COST)
    assert unlock_key_with_recovery(tmp_path / "two", other.recovery_code) == other.key
    assert [slot.lock.facts()["memory_kib"] for slot in read_slots(tmp_path / "one").slots] == [64 * 1024] * 2


def test_what_keeps_the_vault_is_told_with_its_versions(vault: Vault) -> None:
    assert re.fullmatch(r"SQLCipher 4\.\d+\.\d+ \w+, SQLite 3\.\d+\.\d+", unlock.engine(vault))


def test_the_computer_is_remembered_by_its_name_and_one_without_a_name_changes_nothing(
    folder: Path, made_once: tuple[Path, CreatedVault], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, remembered in (("room-12", "room-12"), ("", "room-12"), ("room-14", "room-14")):
        monkeypatch.setattr(platform, "node", lambda name=name: name)
        with unlock.open_vault(folder, made_once[1].key) as vault:
            assert vault.settings.get(LAPTOP) == remembered

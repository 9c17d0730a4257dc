"""Where records may lie: told before anything is written, moved whole, permitted for a virtual desktop alone; a backup may lie there."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from prevent_desktop.cli.main import run_command
from prevent_desktop.cli.output import Exit
from prevent_desktop.errors import VaultInUseError, VaultPlaceError
from prevent_desktop.vault.copies.moving import move_vault
from prevent_desktop.vault.instance_lock import InstanceLock
from prevent_desktop.vault.keys.argon2_cost import FLOOR_COST
from prevent_desktop.vault.keys.key_slots import unlock_key
from prevent_desktop.vault.keys.recovery_code import new_recovery_code
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.places import Places, usual_folder
from prevent_desktop.workflows.vault_admin.back_up import back_up
from prevent_desktop.workflows.vault_admin.first_run import SetUp, make_vault
from prevent_desktop.workflows.vault_admin.restore import backup_in, restore
from prevent_desktop.workflows.vault_place import require_place, trouble_with
from tests.made_vaults import copied_vault
from tests.managed import managed, use_home
from tests.network_drive import network_drive, why_no_drive

PASSPHRASE = "seven quiet otters under bridges"
drive = pytest.mark.skipif(bool(why_no_drive()), reason=why_no_drive() or "it can")


@pytest.fixture
def synced(tmp_path: Path) -> Path:
    folder = tmp_path / "OneDrive"
    folder.mkdir()
    (folder / "desktop.ini").write_text("IconResource=OneDrive.exe,6")
    return folder


def make(folder: Path) -> None:
    said = SetUp(name="Ash Moor", organisation="Example School", roles=frozenset())
    make_vault(folder, PASSPHRASE, new_recovery_code(), said, cost=FLOOR_COST)


@drive
def test_no_records_are_made_on_a_network_drive_and_nothing_is_written_there(tmp_path: Path) -> None:
    log = tmp_path / "written"
    with network_drive(tmp_path / "drive", log) as folder, pytest.raises(VaultPlaceError) as told:
        make(folder / "vaults" / "mine")
    assert "network drive" in told.value.what_happened
    assert "A backup may lie there" in told.value.next_step
    assert log.read_text() == ""


def test_no_records_are_made_in_a_synced_folder(synced: Path) -> None:
    with pytest.raises(VaultPlaceError, match="OneDrive"):
        make(synced / "vaults" / "mine")
    assert [each.name for each in synced.iterdir()] == ["desktop.ini"]


def test_nor_restored_there_and_a_backup_may_lie_there(vault: Vault, synced: Path, tmp_path: Path) -> None:
    made = back_up(vault, synced, now=datetime.now(UTC))
    with pytest.raises(VaultPlaceError):
        restore(backup_in(made.folder), vault.key, synced / "mine")
    assert not (synced / "mine").exists()
    assert restore(backup_in(made.folder), vault.key, tmp_path / "mine").folder == tmp_path / "mine"


def test_it_can_permit_it_for_the_container_of_a_virtual_desktop(synced: Path) -> None:
    with managed({"VaultAnywhere": True}):
        make(synced / "mine")
        assert trouble_with(synced / "mine") is None
    found = trouble_with(synced / "mine")
    assert found is not None


def test_records_move_out_of_a_synced_folder_whole(synced: Path, tmp_path: Path) -> None:
    copied_vault(synced / "mine", PASSPHRASE)
    key = unlock_key(synced / "mine", PASSPHRASE)
    before = {each.name: each.read_bytes() for each in (synced / "mine").iterdir() if each.is_file()}
    move_vault(synced / "mine", tmp_path / "here")
    assert not (synced / "mine").exists()
    after = {each.name: each.read_bytes() for each in (tmp_path / "here").iterdir() if each.is_file()}
    assert {name: after[name] for name in before if name != "instance.lock"} == {
        name: content for name, content in before.items() if name != "instance.lock"
    }
    with Vault.open(tmp_path / "here", key) as opened:
        assert opened.folder == tmp_path / "here"


def test_records_that_are_open_do_not_move(synced: Path, tmp_path: Path) -> None:
    copied_vault(synced / "mine", PASSPHRASE)
    lock = InstanceLock(synced / "mine")
    try:
        with pytest.raises(VaultInUseError):
            move_vault(synced / "mine", tmp_path / "here")
    finally:
        lock.release()
    assert not (tmp_path / "here").exists()


@drive
def test_a_move_to_a_disk_that_takes_nothing_leaves_all_where_it_was(tmp_path: Path) -> None:
    copied_vault(tmp_path / "mine", PASSPHRASE)
    with (
        network_drive(tmp_path / "drive", tmp_path / "written") as folder,
        pytest.raises(Exception, match="cannot be written"),
    ):
        move_vault(tmp_path / "mine", folder / "mine")
    with Vault.open(tmp_path / "mine", unlock_key(tmp_path / "mine", PASSPHRASE)):
        pass


def test_the_command_line_tells_it_before_it_opens_records(
    synced: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    copied_vault(synced / "mine", PASSPHRASE)
    monkeypatch.setenv("PREVENT_DESKTOP_PASSPHRASE", PASSPHRASE)
    assert run_command(["vault", "profile", "show", str(synced / "mine")]) == Exit.DONE
    assert "kept the same on several computers by OneDrive" in capsys.readouterr().err


def test_a_data_folder_of_its_in_a_synced_folder_makes_no_new_records_there(
    synced: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_home(monkeypatch, tmp_path / "home")
    with managed({"DataFolder": str(synced / "records")}):
        assert Places.of().data == usual_folder()
        copied_vault(synced / "records" / "vaults" / "mine", PASSPHRASE)
        assert Places.of().data == synced / "records"  # what is there already is shown, and told


def test_a_folder_of_this_computer_is_no_trouble(tmp_path: Path) -> None:
    require_place(tmp_path / "mine")

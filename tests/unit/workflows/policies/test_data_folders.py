"""Another data folder never shows an empty program: the records are used where they are, named, and moved whole."""

from __future__ import annotations

import os
import shutil
import string
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import DataFolderAwayError, SpoolError, UsageError, VaultError, VaultInUseError
from prevent_desktop.strict_json import text_of
from prevent_desktop.vault.copies.moving import require_same
from prevent_desktop.vault.instance_lock import InstanceLock
from prevent_desktop.vault.keys.key_slots import unlock_key
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import data_folders
from prevent_desktop.workflows.data_folders import WantedMove, move, wanted_move
from prevent_desktop.workflows.places import MOVING_NAME, Places, usual_folder
from tests.made_vaults import copied_vault
from tests.managed import managed, use_home

PASSPHRASE = "seven quiet otters under bridges"


@pytest.fixture
def usual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    use_home(monkeypatch, tmp_path / "home")
    return usual_folder()


def away() -> Path:
    """A folder on a disk that this machine does not have."""
    platform: str = sys.platform
    if platform == "win32":
        letters = reversed(string.ascii_uppercase)
        return next(Path(f"{one}:\\records") for one in letters if not Path(f"{one}:\\").exists())
    return Path("/Volumes" if platform == "darwin" else "/media/ash") / "not here" / "records"


def lay(data: Path) -> Path:
    folder = data / "vaults" / "a1b2c3"
    copied_vault(folder, PASSPHRASE)
    (data / "outbox").mkdir()
    (data / "outbox" / "P-1.age").write_bytes(b"sealed")
    return folder


def opens(folder: Path) -> bool:
    with Vault.open(folder, unlock_key(folder, PASSPHRASE)) as vault:
        return vault.folder == folder


def test_what_is_locked_is_the_data_folder_whatever_the_environment_says(
    tmp_path: Path, usual: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREVENT_DESKTOP_DATA", str(tmp_path / "other"))
    with managed({"DataFolder": "~/records"}):
        assert Places.of().data == tmp_path / "home" / "records"
        with pytest.raises(UsageError):
            Places.of(tmp_path / "other")
    with managed(preset={"DataFolder": "~/records"}):
        assert Places.of().data == tmp_path / "other"
    assert usual.name == "prevent-desktop"


def test_records_in_the_usual_folder_are_used_until_they_are_moved(tmp_path: Path, usual: Path) -> None:
    lay(usual)
    with managed({"DataFolder": str(tmp_path / "new")}):
        assert Places.of().data == usual
        wanted = wanted_move()
        assert wanted == WantedMove(usual, tmp_path / "new", 1)
        move(wanted)
        assert Places.of().data == tmp_path / "new"
        assert wanted_move() is None
    assert opens(tmp_path / "new" / "vaults" / "a1b2c3")
    assert (tmp_path / "new" / "outbox" / "P-1.age").read_bytes() == b"sealed"
    assert not (usual / "vaults").exists()


def test_records_in_an_older_folder_of_its_are_known_again(tmp_path: Path, usual: Path) -> None:
    lay(tmp_path / "first")
    with managed({"DataFolder": str(tmp_path / "first")}):
        data_folders.remember(Places.of())
    assert not (usual / "vaults").exists()
    with managed({"DataFolder": str(tmp_path / "second")}):
        assert Places.of().data == tmp_path / "first"
    assert Places.of().data == tmp_path / "first"  # where IT takes its setting back, too


def test_where_both_hold_records_the_wanted_one_counts(tmp_path: Path, usual: Path) -> None:
    lay(usual)
    lay(tmp_path / "new")
    with managed({"DataFolder": str(tmp_path / "new")}):
        assert Places.of().data == tmp_path / "new"
    assert (usual / "vaults" / "a1b2c3").exists()


def test_a_move_that_was_interrupted_begins_again_and_loses_nothing(tmp_path: Path, usual: Path) -> None:
    folder = lay(usual)
    target = tmp_path / "new"
    (target / MOVING_NAME / "vaults").mkdir(parents=True)
    (target / "outbox").mkdir()
    (target / "outbox" / "P-1.age").write_bytes(b"half")
    with managed({"DataFolder": str(target)}):
        assert Places.of().data == usual
        move(WantedMove(usual, target, 1))
    assert opens(target / "vaults" / "a1b2c3")
    assert (target / "outbox" / "P-1.age").read_bytes() == b"sealed"
    assert not folder.exists()
    assert not (target / MOVING_NAME).exists()


def test_records_that_somebody_has_open_stay(tmp_path: Path, usual: Path) -> None:
    folder = lay(usual)
    lock = InstanceLock(folder)
    try:
        with pytest.raises(VaultInUseError):
            move(WantedMove(usual, tmp_path / "new", 1))
    finally:
        lock.release()
    assert not (tmp_path / "new").exists()
    assert opens(folder)


def test_an_outbox_that_somebody_has_open_stays(tmp_path: Path, usual: Path) -> None:
    """The fault: a command or another window went on with the old outbox; what it sent or queued was taken away with it."""
    folder = lay(usual)
    with Spool.open(usual / "outbox"), pytest.raises(SpoolError, match="open elsewhere"):
        move(WantedMove(usual, tmp_path / "new", 1))
    assert not (tmp_path / "new").exists()
    assert opens(folder)
    move(WantedMove(usual, tmp_path / "new", 1))
    assert opens(tmp_path / "new" / "vaults" / "a1b2c3")


def test_an_outbox_that_somebody_opens_while_it_is_copied_stays(
    tmp_path: Path, usual: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = lay(usual)
    with ExitStack() as held:

        def compared(source: Path, target: Path) -> None:
            require_same(source, target)
            if source.name == "vaults":
                held.enter_context(Spool.open(usual / "outbox"))

        monkeypatch.setattr(data_folders, "require_same", compared)
        with pytest.raises((SpoolError, VaultError), match=r"open elsewhere|not the same"):
            move(WantedMove(usual, tmp_path / "new", 1))
    assert opens(folder)
    assert not (tmp_path / "new" / "vaults").exists()


def test_what_stands_in_the_new_place_is_not_written_over(tmp_path: Path, usual: Path) -> None:
    folder = lay(usual)
    (tmp_path / "new" / "outbox").mkdir(parents=True)
    (tmp_path / "new" / "outbox" / "P-9.age").write_bytes(b"another's")
    with pytest.raises(VaultError, match="something in the new place"):
        move(WantedMove(usual, tmp_path / "new", 1))
    assert (tmp_path / "new" / "outbox" / "P-9.age").read_bytes() == b"another's"
    assert opens(folder)


def test_a_folder_in_itself_is_refused(usual: Path) -> None:
    folder = lay(usual)
    with pytest.raises(VaultError, match="lies in the other"):
        move(WantedMove(usual, usual / "vaults" / "new", 1))
    assert opens(folder)


@pytest.mark.skipif(os.name == "nt", reason="POSIX only: links and pipes")
def test_links_are_not_followed_out_of_the_folder(tmp_path: Path, usual: Path) -> None:
    lay(usual)
    (tmp_path / "secret").write_text("elsewhere")
    (usual / "link").symlink_to(tmp_path / "secret")
    move(WantedMove(usual, tmp_path / "new", 1))
    assert not (tmp_path / "new" / "link").exists()
    assert (tmp_path / "secret").read_text() == "elsewhere"


@pytest.mark.parametrize("locked", [True, False])
def test_where_the_drive_of_its_folder_is_not_attached_nothing_begins(usual: Path, locked: bool) -> None:
    setting: dict[str, object] = {"DataFolder": str(away())}
    with managed(*((setting, {}) if locked else ({}, setting))):
        with pytest.raises(DataFolderAwayError, match="not there") as told:
            Places.of()
        with pytest.raises(DataFolderAwayError):
            wanted_move()
    assert str(away()) in told.value.what_happened
    assert "your organisation" in told.value.what_happened
    assert "Plug" in told.value.next_step
    assert not usual.exists()
    assert not away().exists()


def test_a_folder_that_held_records_and_is_gone_is_missed_wherever_it_was(
    tmp_path: Path, usual: Path
) -> None:
    lay(tmp_path / "disk" / "records")
    with managed({"DataFolder": str(tmp_path / "disk" / "records")}):
        data_folders.remember(Places.of())
        (tmp_path / "disk").rename(tmp_path / "pulled out")
        with pytest.raises(DataFolderAwayError):
            Places.of()
        (tmp_path / "pulled out").rename(tmp_path / "disk")
        assert Places.of().data == tmp_path / "disk" / "records"
        shutil.rmtree(tmp_path / "disk")
        (tmp_path / "disk" / "records").mkdir(parents=True)  # IT begins anew
        assert Places.of().data == tmp_path / "disk" / "records"
    assert [each.name for each in usual.iterdir()] == ["data-folders.json"]


def test_records_that_are_still_here_are_used_and_not_offered_to_a_disk_that_is_away(usual: Path) -> None:
    lay(usual)
    with managed({"DataFolder": str(away())}):
        assert Places.of().data == usual
        assert wanted_move() is None


def test_nor_are_they_in_place_of_newer_ones_on_a_disk_that_is_away(usual: Path) -> None:
    lay(usual)
    (usual / "data-folders.json").write_text(text_of((str(away()),)))
    with managed({"DataFolder": str(away())}), pytest.raises(DataFolderAwayError):
        Places.of()

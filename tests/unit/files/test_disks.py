"""On what a folder lies: real mounts where this machine allows them, and the marks that syncing programs leave."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.errors import VaultMissingError
from prevent_desktop.files.attached import is_attached
from prevent_desktop.files.disks import Ground, ground_of, mount_over, synced_by
from prevent_desktop.vault.keys.key_slots import unlock_key
from prevent_desktop.workflows.places import Places
from tests.made_vaults import copied_vault
from tests.network_drive import network_drive, why_no_drive

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="POSIX only: mounts and marks by their Linux paths"
)


@pytest.fixture(autouse=True)
def _no_onedrive(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OneDrive", "OneDriveCommercial", "OneDriveConsumer", "APPDATA"):
        monkeypatch.delenv(name, raising=False)


def why_no_fat() -> str:
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root of Linux mounts disks"
    if "vfat" not in Path("/proc/filesystems").read_text(encoding="ascii"):
        return "this kernel has no FAT"
    missing = [name for name in ("mkfs.vfat", "mount") if not _has(name)]
    return f"not installed: {missing}" if missing else ""


def _has(name: str) -> bool:
    return any((Path(each) / name).exists() for each in ("/usr/sbin", "/sbin", "/usr/bin", "/bin"))


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A folder to mount on, taken down at the end."""
    folder = tmp_path / "mounted"
    folder.mkdir()
    yield folder
    subprocess.run(["umount", "-l", folder], check=False, capture_output=True)  # noqa: S607


def mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True, capture_output=True)  # noqa: S607


def test_a_folder_of_this_computer_is_local(tmp_path: Path) -> None:
    assert ground_of(tmp_path)[0] is Ground.LOCAL
    assert ground_of(tmp_path / "not" / "there" / "yet")[0] is Ground.LOCAL


@pytest.mark.skipif(bool(why_no_drive()), reason=why_no_drive() or "it can")
def test_a_network_drive_is_known_and_nothing_is_written_to_find_out(tmp_path: Path) -> None:
    log = tmp_path / "written"
    with network_drive(tmp_path / "drive", log) as drive:
        assert ground_of(drive) == (Ground.NETWORK, "fuse.sshfs")
        assert ground_of(drive / "vaults" / "new")[0] is Ground.NETWORK
    assert log.read_text() == ""


@pytest.mark.skipif(bool(why_no_drive()), reason=why_no_drive() or "it can")
def test_the_drive_of_these_tests_does_tell_what_is_written(tmp_path: Path) -> None:
    log = tmp_path / "written"
    with network_drive(tmp_path / "drive", log) as drive, pytest.raises(OSError, match="Read-only"):
        (drive / "new").mkdir()
    assert log.read_text() == "mkdir\n"


@pytest.mark.skipif(bool(why_no_fat()), reason=why_no_fat() or "it can")
def test_a_stick_with_fat_is_known(tmp_path: Path, mounted: Path) -> None:
    image = tmp_path / "stick"
    image.write_bytes(bytes(8 << 20))
    subprocess.run(["mkfs.vfat", image], check=True, capture_output=True)  # noqa: S607
    mount("-o", "loop", str(image), str(mounted))
    assert ground_of(mounted) == (Ground.FAT, "vfat")


@pytest.mark.parametrize(
    ("kind", "wanted"), [("vfat", "vfat"), ("exfat", "exfat"), ("nfs4", "nfs4"), ("cifs", "cifs")]
)
def test_the_kind_is_read_from_the_list_of_mounts(tmp_path: Path, kind: str, wanted: str) -> None:
    mounts = tmp_path / "mountinfo"
    inner = str(tmp_path / "my stick").replace(" ", "\\040")
    mounts.write_text(
        f"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n40 22 8:17 / {inner} rw,nosuid shared:9 - {kind} //x rw\n"
    )
    assert mount_over(tmp_path / "my stick" / "deep", mounts) == (tmp_path / "my stick", wanted)
    assert mount_over(tmp_path, mounts)[1] == "ext4"


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root of Linux mounts disks")
def test_a_disk_that_takes_nothing_is_known(mounted: Path) -> None:
    mount("-t", "tmpfs", "-o", "ro", "none", str(mounted))
    assert ground_of(mounted)[0] is Ground.READ_ONLY


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root of Linux mounts disks")
def test_a_local_disk_bound_into_a_synced_folder_is_told_as_synced(tmp_path: Path, mounted: Path) -> None:
    (tmp_path / ".dropbox").touch()
    mount("-t", "tmpfs", "none", str(mounted))
    assert ground_of(mounted) == (Ground.SYNCED, "Dropbox")


@pytest.mark.parametrize("variable", ["OneDrive", "OneDriveCommercial", "OneDriveConsumer"])
def test_onedrive_names_its_folder_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, str(tmp_path))
    assert synced_by(tmp_path / "Documents" / "records") == "OneDrive"
    assert synced_by(tmp_path.parent / "elsewhere") == ""


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (".dropbox", "Dropbox"),
        (".dropbox.cache/", "Dropbox"),
        (".tmp.drivedownload/", "Google Drive"),
        (".shortcut-targets-by-id/", "Google Drive"),
        (".stfolder/", "Syncthing"),
        (".nextcloudsync.log", "Nextcloud"),
        (".owncloudsync.log", "ownCloud"),
    ],
)
def test_the_marks_of_syncing_programs_are_known_from_any_depth(tmp_path: Path, mark: str, name: str) -> None:
    place = tmp_path / mark
    place.mkdir() if mark.endswith("/") else place.touch()
    assert ground_of(tmp_path / "a" / "b") == (Ground.SYNCED, name)


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("iCloudDrive", "iCloud"),
        ("Library/CloudStorage/OneDrive-Council", "CloudStorage"),
        ("My Drive", "Google Drive"),
    ],
)
def test_folders_that_macos_and_windows_keep_the_same_are_known_by_name(
    tmp_path: Path, folder: str, name: str
) -> None:
    (tmp_path / folder).mkdir(parents=True)
    assert ground_of(tmp_path / folder / "records") == (Ground.SYNCED, name)


@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_the_icon_of_a_folder_tells_who_syncs_it(tmp_path: Path, coding: str) -> None:
    words = "[.ShellClassInfo]\r\nIconResource=C:\\Program Files\\Microsoft OneDrive\\OneDrive.exe,6\r\n"
    (tmp_path / "desktop.ini").write_bytes(words.encode(coding))
    assert ground_of(tmp_path / "records") == (Ground.SYNCED, "OneDrive")


def test_a_desktop_ini_of_any_other_folder_tells_nothing(tmp_path: Path) -> None:
    (tmp_path / "desktop.ini").write_text("[.ShellClassInfo]\nIconResource=C:\\Windows\\shell32.dll,4\n")
    assert synced_by(tmp_path) == ""


def test_a_pipe_in_the_place_of_the_icon_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "desktop.ini")
    assert synced_by(tmp_path) == ""


def test_a_roaming_profile_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPDATA", str(tmp_path))
    assert ground_of(tmp_path / "prevent-desktop") == (Ground.ROAMING, str(tmp_path))


def test_the_folder_of_dropboxs_own_settings_in_a_home_is_no_mark(tmp_path: Path) -> None:
    (tmp_path / ".dropbox").mkdir()
    assert ground_of(tmp_path / ".local" / "share" / "prevent-desktop")[0] is Ground.LOCAL


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root of Linux mounts disks")
def test_a_disk_that_was_pulled_out_is_told_and_nothing_is_written_in_its_place(mounted: Path) -> None:
    mount("-t", "tmpfs", "none", str(mounted))
    copied_vault(mounted / "mine", "seven quiet otters under bridges")
    subprocess.run(["umount", mounted], check=True)  # noqa: S607
    with pytest.raises(VaultMissingError):
        unlock_key(mounted / "mine", "seven quiet otters under bridges")
    assert list(mounted.iterdir()) == []


def test_a_synced_folder_that_is_not_there_yet_is_known(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OneDrive", str(tmp_path / "OneDrive"))
    assert ground_of(tmp_path / "OneDrive" / "records") == (Ground.SYNCED, "OneDrive")


@pytest.mark.parametrize("name", ["a" * 5_000, "a/" * 2_500, "a\0b", "a\ud800b", "loop", "loop/a", "pipe/a"])
def test_a_name_that_no_disk_takes_has_the_ground_of_the_folder_above(tmp_path: Path, name: str) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    assert ground_of(tmp_path / name) == ground_of(tmp_path)
    assert is_attached(tmp_path / name)
    assert Places.of(tmp_path / name).data.is_relative_to(tmp_path)

"""Whether the drive, share or mount point of a folder is there: nothing begins in the empty folder beneath a disk that is away."""

from __future__ import annotations

import string
import sys
from pathlib import Path

import pytest

from prevent_desktop.files.attached import is_attached
from tests.network_drive import network_drive, why_no_drive

drive = pytest.mark.skipif(bool(why_no_drive()), reason=why_no_drive() or "it can")
linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux only: fstab(5)")


def fstab(folder: Path, *points: Path | str) -> Path:
    lines = [
        "# <system> <point> <kind> <options> <dump> <pass>",
        "UUID=1 / ext4 defaults 0 1",
        "/dev/sdb1 none swap sw",
    ]
    lines += [f"LABEL=records {str(point).replace(' ', chr(92) + '040')} ext4 nofail 0 2" for point in points]
    (folder / "fstab").write_text("\n".join([*lines, "", "nonsense"]))
    return folder / "fstab"


def test_a_folder_of_this_computer_is_attached_whether_it_is_there_or_not(tmp_path: Path) -> None:
    assert is_attached(tmp_path)
    assert is_attached(tmp_path / "to" / "be" / "made")


@linux
def test_a_mount_point_that_nothing_is_mounted_at_is_not(tmp_path: Path) -> None:
    point = tmp_path / "disk of records"
    point.mkdir()
    named = fstab(tmp_path, point)
    assert not is_attached(point / "ash", named)
    assert is_attached(tmp_path / "disk of records 2" / "ash", named)
    assert is_attached(tmp_path, named)


@linux
def test_nor_through_a_link(tmp_path: Path) -> None:
    point = tmp_path / "disk"
    point.mkdir()
    (tmp_path / "records").symlink_to(point)
    assert not is_attached(tmp_path / "records" / "ash", fstab(tmp_path, point))


@drive
def test_with_the_drive_mounted_it_is(tmp_path: Path) -> None:
    named = fstab(tmp_path, tmp_path / "drive")
    with network_drive(tmp_path / "drive", tmp_path / "log") as folder:
        assert is_attached(folder / "ash", named)
    assert not is_attached(tmp_path / "drive" / "ash", named)


@linux
def test_a_machine_without_a_list_of_mount_points_is_believed(tmp_path: Path) -> None:
    assert is_attached(tmp_path / "ash", tmp_path / "no fstab")


@pytest.mark.parametrize("place", ["/media/ash/RECORDS/mine", "/run/media/ash/RECORDS/mine"])
@linux
def test_where_sticks_are_mounted_no_folder_of_this_computer_counts(place: str) -> None:
    assert not is_attached(Path(place))


@pytest.mark.skipif(sys.platform != "win32", reason="Windows only: letters of drives, and shares")
def test_a_letter_without_a_drive_and_a_share_that_cannot_be_reached_are_not() -> None:
    free = next(letter for letter in reversed(string.ascii_uppercase) if not Path(f"{letter}:\\").exists())
    assert not is_attached(Path(f"{free}:\\records\\ash"))
    assert not is_attached(Path("\\\\no-such-server.invalid\\records\\ash"))
    assert is_attached(Path("C:\\records\\ash"))

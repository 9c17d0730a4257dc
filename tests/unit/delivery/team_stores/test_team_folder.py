"""A folder passes the contract of a team's mailbox; and what shares, programs that keep folders the same, and strangers do there."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO
from unittest import mock

import pytest

from prevent_desktop.delivery.mailboxes.team_store import NOTHING, TeamStore, with_digest
from prevent_desktop.delivery.team_stores.opening import open_team_store
from prevent_desktop.errors import DeliveryError, TeamObjectError, WaitingError
from prevent_desktop.files import places
from prevent_desktop.files.shared import SharedFolder
from tests.faults.small_disk import SmallDisk, why_no_small_disk
from tests.unit.delivery.team_stores.team_store_contract import (
    CONTENT,
    MOST,
    NAME,
    OTHER,
    OTHER_NAME,
    StageInFolder,
    TeamStoreContract,
)


class FolderStage(StageInFolder):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        folder.mkdir()

    def open(self) -> TeamStore:
        return open_team_store(self.folder.as_uri())

    def go_away(self) -> None:
        self.folder.rename(self.folder.with_name("elsewhere"))

    def come_back(self) -> None:
        self.folder.with_name("elsewhere").rename(self.folder)


@pytest.fixture
def stage(tmp_path: Path) -> FolderStage:
    return FolderStage(tmp_path / "Team mailbox – Schule & Hort #1")


@pytest.fixture
def store(stage: FolderStage) -> TeamStore:
    return stage.open()


class TestFolderTeamStore(TeamStoreContract):
    pass


# -- programs that keep folders the same (OneDrive, Google Drive, Dropbox, Syncthing, Nextcloud, iCloud)


@pytest.mark.parametrize(
    "beside",
    [
        "{name}-LAPTOP-4711", "{name} (1)", "{name} (Jo’s conflicted copy 2026-11-29)", "{name}.sync-conflict-20261129-101500-ABCDEFG",
        "{name} (Konflikt)", "{name}.tmp", "~${name}", ".{name}.a1b2c3.part",
    ],
)  # fmt: skip
def test_a_conflicted_copy_is_nobodys_object_and_goes_with_its_object(
    stage: FolderStage, store: TeamStore, beside: str
) -> None:
    folder, _slash, name = NAME.partition("/")
    store.put(NAME, CONTENT)
    copy = f"{folder}/{beside.format(name=name)}"
    stage.place(copy, with_digest(OTHER))
    assert store.get(NAME, MOST) == CONTENT
    store.delete(NAME)
    assert store.get(NAME, MOST) is None
    assert stage.lies(copy) is None or beside.startswith("~")


def test_conflicted_copies_of_a_head_are_tidied_away_after_a_day_and_the_head_stays(
    stage: FolderStage,
) -> None:
    stage.open().set_head(NAME, b"one")
    old, young = (stage.folder / "heads" / f"{NAME}-{which}" for which in ("LAPTOP", "TABLET"))
    for each in (old, young):
        each.write_bytes(b"another's")
    os.utime(old, (0, 0))
    os.utime(stage.folder / "heads" / NAME, (0, 0))
    os.utime(stage.folder / "heads" / "ab", (0, 0))
    stage.open().set_head(OTHER_NAME.replace("zz/", "ab/"), b"two")
    assert not old.exists()
    assert young.exists()
    found = stage.open().head(NAME)
    assert found is not None
    assert found.content == b"one"


@pytest.mark.parametrize("stub", [".{name}.icloud", "{name}.nextcloud"])
def test_a_file_that_is_online_alone_is_told_and_is_not_nothing(
    stage: FolderStage, store: TeamStore, stub: str
) -> None:
    folder, _slash, name = NAME.partition("/")
    stage.place(f"{folder}/{stub.format(name=name)}", b" ")
    with pytest.raises(TeamObjectError) as caught:
        store.get(NAME, MOST)
    assert caught.value.kind == "not_here"
    assert "Always keep" in caught.value.next_step


@pytest.mark.parametrize("error", [5, 61, 110, 116, 121])  # EIO, ENODATA, ETIMEDOUT, ESTALE, EREMOTEIO
def test_a_file_that_cannot_be_brought_here_is_told_and_the_rest_goes_on(
    store: TeamStore, error: int
) -> None:
    store.put(NAME, CONTENT)
    store.put(OTHER_NAME, OTHER)
    with _reading_fails(OSError(error, os.strerror(error))), pytest.raises(TeamObjectError) as caught:
        store.get(NAME, MOST)
    assert caught.value.kind == "not_here"
    assert store.get(OTHER_NAME, MOST) == OTHER


def test_a_placeholder_that_reads_as_less_than_its_size_is_told(store: TeamStore) -> None:
    store.put(NAME, CONTENT)
    real = SharedFolder.reading

    def short(self: SharedFolder, name: str) -> BinaryIO:
        file = real(self, name)
        file.seek(0, os.SEEK_END)
        return file

    with mock.patch.object(SharedFolder, "reading", short), pytest.raises(TeamObjectError) as caught:
        store.get(NAME, MOST)
    assert caught.value.kind == "not_here"


def test_a_file_in_a_synced_folder_of_windows_is_no_link(tmp_path: Path) -> None:
    """OneDrive's files are reparse points there; those that lead elsewhere are links."""
    file = tmp_path / "file"
    file.write_bytes(b"x")

    def found(tag: int) -> mock.Mock:
        return mock.Mock(st_mode=stat.S_IFREG, st_file_attributes=0x400, st_reparse_tag=tag)

    with mock.patch.object(places, "_REPARSE_POINT", 0x400):
        assert not places.is_link(found(0x9000_001A))  # IO_REPARSE_TAG_CLOUD
        assert not places.is_link(found(0x9000_601A))  # IO_REPARSE_TAG_CLOUD_6
        assert places.is_link(found(0xA000_0003))  # IO_REPARSE_TAG_MOUNT_POINT
        assert places.is_link(found(0xA000_000C))  # IO_REPARSE_TAG_SYMLINK
        assert places.is_link(mock.Mock(st_mode=stat.S_IFLNK, st_file_attributes=0))


# -- strangers, and rights


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes and devices by name there")
@pytest.mark.parametrize("kind", ["link", "dangling", "pipe", "folder", "device"])
@pytest.mark.parametrize("what", ["", "heads/"])
def test_what_is_no_file_is_told_at_once_and_nothing_outside_is_touched(
    stage: FolderStage, store: TeamStore, tmp_path: Path, kind: str, what: str
) -> None:
    outside = tmp_path / "outside"
    outside.write_bytes(with_digest(CONTENT))
    place = stage.folder / f"{what}{NAME}"
    place.parent.mkdir(parents=True)
    make: dict[str, Callable[[], object]] = {
        "link": lambda: place.symlink_to(outside),
        "dangling": lambda: place.symlink_to(tmp_path / "nowhere"),
        "pipe": lambda: os.mkfifo(place),
        "folder": place.mkdir,
        "device": lambda: place.symlink_to("/dev/zero"),
    }
    make[kind]()
    with pytest.raises(TeamObjectError) as caught:
        store.head(NAME) if what else store.get(NAME, MOST)
    assert caught.value.kind == "odd"
    if not what:
        with pytest.raises(DeliveryError):
            store.put(NAME, OTHER)
    elif kind != "folder":
        store.set_head(NAME, b"one")  # the link itself is replaced
        assert not place.is_symlink()
    store.put(OTHER_NAME, OTHER)
    assert store.get(OTHER_NAME, MOST) == OTHER
    assert outside.read_bytes() == with_digest(CONTENT)
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no links without a right of their own there")
def test_a_link_in_the_place_of_a_folder_leads_nowhere(
    stage: FolderStage, store: TeamStore, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("ab", "heads"):
        (stage.folder / name).symlink_to(outside)
    for ask in (lambda: store.put(NAME, CONTENT), lambda: store.set_head(NAME, b"one")):
        with pytest.raises(DeliveryError):
            ask()
    assert list(outside.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
@pytest.mark.parametrize(("folder", "file"), [(0o700, 0o600), (0o2770, 0o660), (0o755, 0o644)])
def test_what_is_put_has_the_rights_of_the_folder(
    stage: FolderStage, store: TeamStore, folder: int, file: int
) -> None:
    stage.folder.chmod(folder)
    store.put(NAME, CONTENT)
    store.set_head(NAME, b"one")
    for name in (NAME, f"heads/{NAME}"):
        path = stage.folder / name
        assert stat.S_IMODE(path.stat().st_mode) == file
        assert stat.S_IMODE(path.parent.stat().st_mode) & 0o777 == folder & 0o777
    assert not [path for path in stage.folder.rglob("*") if path.name.startswith(".")]


@pytest.mark.skipif(bool(why_no_small_disk()), reason=why_no_small_disk() or "-")
def test_a_full_disk_is_told_and_nothing_half_has_a_name(tmp_path: Path) -> None:
    with SmallDisk(tmp_path / "disk", 4) as disk:
        store = open_team_store(disk.folder.as_uri())
        store.set_head(NAME, b"one")
        disk.fill()
        for ask in (lambda: store.put(NAME, CONTENT), lambda: store.set_head(NAME, OTHER)):
            with pytest.raises(WaitingError) as caught:
                ask()
            assert caught.value.kind == "folder_full"
        assert store.get(NAME, MOST) is None
        found = store.head(NAME)
        assert found is not None
        assert found.content == b"one"
        (disk.folder / ".ballast").unlink()
        assert store.put(NAME, CONTENT)


def test_what_a_killed_writer_left_is_tidied_away_after_a_day(stage: FolderStage) -> None:
    left = stage.folder / "ab" / f".{NAME[3:]}.0123456789ab.part"
    stage.place(str(left.relative_to(stage.folder)), b"half")
    os.utime(left, (0, 0))
    stage.open().put(NAME, CONTENT)
    assert not left.exists()


def test_a_folder_that_is_not_there_is_never_made(tmp_path: Path) -> None:
    store = open_team_store((tmp_path / "away").as_uri())
    for ask in (
        lambda: store.put(NAME, CONTENT),
        lambda: store.set_head(NAME, b"one"),
        lambda: store.get(NAME, MOST),
    ):
        with pytest.raises(WaitingError):
            ask()
    assert not (tmp_path / "away").exists()


def test_an_empty_folder_holds_nothing(store: TeamStore) -> None:
    assert store.head(NAME) == NOTHING


def _reading_fails(error: OSError) -> mock._patch[Callable[..., BinaryIO]]:
    def fails(_self: SharedFolder, _name: str) -> BinaryIO:
        raise error

    return mock.patch.object(SharedFolder, "reading", fails)

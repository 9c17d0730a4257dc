from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox, growing_name
from prevent_desktop.delivery.transports.folder import FolderTransport
from prevent_desktop.errors import RefusedError, WaitingError
from tests.unit.delivery.receivers import PACK
from tests.unit.delivery.transport_contract import (
    CHUNK,
    CONTENT,
    RecordingJournal,
    StoppedHereError,
    TransportContract,
    Way,
    parcel,
)


class FolderWay(Way):
    def __init__(self, folder: Path) -> None:
        self.mailbox = FolderMailbox.create(folder / "Kinder & Jugend #1")
        self.transport = FolderTransport(chunk=CHUNK)
        self.endpoint = self.mailbox.endpoint

    def arrived(self, pack_id: str) -> bytes | None:
        found = [pack for pack in self.mailbox.arrived() if pack.untrusted_pack_id == pack_id]
        return found[0].path.read_bytes() if found else None

    def has_a_part(self) -> bool:
        return any(self.mailbox.incoming.path.glob(".*.part"))

    def answer(self, pack_id: str, receipt: bytes) -> None:
        self.mailbox.receipt_path(pack_id).write_bytes(receipt)

    def put_answer(self, pack_id: str, number: int, sealed: bytes) -> None:
        self.mailbox.write_answer(pack_id, number, sealed)

    def go_away(self) -> None:
        self.mailbox.folder.rename(self._elsewhere)

    def come_back(self) -> None:
        if self._elsewhere.exists():
            self._elsewhere.rename(self.mailbox.folder)

    def forget(self) -> None:
        for path in self.mailbox.incoming.path.glob(".*"):
            path.unlink()

    @property
    def _elsewhere(self) -> Path:
        return self.mailbox.folder.with_name("unplugged")


@pytest.fixture
def way(tmp_path: Path) -> FolderWay:
    return FolderWay(tmp_path)


class TestFolderTransport(TransportContract):
    """The folder mailbox passes the contract."""


def test_another_pack_with_the_same_id_is_not_replaced(way: FolderWay) -> None:
    way.transport.upload(parcel(way)[0], RecordingJournal())
    with pytest.raises(RefusedError, match="same id"):
        way.transport.upload(parcel(way, content=b"something else")[0], RecordingJournal())
    assert way.arrived(PACK) == CONTENT


def test_a_copy_that_was_spoiled_is_removed_and_sent_again(way: FolderWay) -> None:
    journal = RecordingJournal(stop_at=5 * CHUNK)
    sealed = parcel(way)[0]
    with pytest.raises(StoppedHereError):
        way.transport.upload(sealed, journal)
    growing = next(way.mailbox.incoming.path.glob(".*.part"))
    growing.write_bytes(b"?" * growing.stat().st_size)
    with pytest.raises(WaitingError, match="spoiled"):
        way.transport.upload(sealed, RecordingJournal())
    assert way.arrived(PACK) is None
    way.transport.upload(sealed, RecordingJournal())
    assert way.arrived(PACK) == CONTENT


@pytest.mark.parametrize(
    ("number", "kind", "error"),
    [
        (errno.ENOSPC, "folder_full", WaitingError),
        (errno.EROFS, "folder_closed", RefusedError),
        (errno.EACCES, "folder_closed", RefusedError),
        (errno.EIO, "folder_away", WaitingError),
    ],
)
def test_what_the_disk_says_is_told_apart(
    way: FolderWay,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    kind: str,
    error: type[WaitingError | RefusedError],
) -> None:
    def fail(_file: object) -> None:
        raise OSError(number, "")

    monkeypatch.setattr("prevent_desktop.delivery.transports.folder.sync", fail)
    with pytest.raises(error) as caught:
        way.transport.upload(parcel(way)[0], RecordingJournal())
    assert getattr(caught.value, "kind", "") == kind
    assert way.arrived(PACK) is None


posix = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes are POSIX's")


def a_link(path: Path, precious: Path) -> None:
    path.symlink_to(precious)


def a_second_name(path: Path, precious: Path) -> None:
    os.link(precious, path)


def a_pipe(path: Path, _precious: Path) -> None:
    os.mkfifo(path)


def a_folder(path: Path, _precious: Path) -> None:
    path.mkdir()


@posix
@pytest.mark.parametrize("kind", [a_link, a_second_name, a_pipe, a_folder])
def test_what_somebody_puts_in_the_place_of_a_growing_pack_is_left_and_the_pack_goes_all_the_same(
    way: FolderWay, tmp_path: Path, kind: Callable[[Path, Path], None]
) -> None:
    """The fault: a link there was followed, and a vault became a sealed pack that counted as delivered."""
    precious, sealed = tmp_path / "vault.db", parcel(way)[0]
    precious.write_bytes(b"precious" * 100_000)
    growing = way.mailbox.incoming.path / growing_name(sealed.pack_id, sealed.digest)
    kind(growing, precious)
    with pytest.raises(StoppedHereError):
        way.transport.upload(sealed, RecordingJournal(stop_at=3 * CHUNK))
    journal = RecordingJournal()
    way.transport.upload(sealed, journal)
    assert journal.offsets[0] == 3 * CHUNK, "it goes on where it was"
    assert way.arrived(PACK) == CONTENT
    assert precious.read_bytes() == b"precious" * 100_000
    assert [path.name for path in way.mailbox.incoming.path.iterdir() if path.name.startswith(".")] == [
        growing.name
    ]


@posix
def test_a_link_or_a_pipe_that_has_the_packs_name_is_no_pack_of_ours(way: FolderWay, tmp_path: Path) -> None:
    sealed = parcel(way)[0]
    (tmp_path / "same").write_bytes(CONTENT)
    for kind in (a_link, a_pipe):
        path = way.mailbox.incoming.path / f"{PACK}.pdf.age"
        kind(path, tmp_path / "same")
        with pytest.raises(RefusedError, match="same id"):
            way.transport.upload(sealed, RecordingJournal())
        path.unlink()


@posix
def test_a_link_in_the_place_of_the_folder_is_told_and_nothing_is_written(
    way: FolderWay, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    way.mailbox.incoming.path.rmdir()
    way.mailbox.incoming.path.symlink_to(elsewhere)
    with pytest.raises(RefusedError, match="strange") as raised:
        way.transport.upload(parcel(way)[0], RecordingJournal())
    assert getattr(raised.value, "kind", "") == "folder_odd"
    assert list(elsewhere.iterdir()) == []


@posix
def test_a_pipe_in_the_place_of_a_receipt_or_an_answer_is_none_and_nobody_waits(
    way: FolderWay, tmp_path: Path
) -> None:
    sealed = parcel(way)[0]
    os.mkfifo(way.mailbox.receipt_path(PACK))
    (way.mailbox.answers_folder / PACK).mkdir(parents=True)
    a_link(way.mailbox.answer_path(PACK, 1), tmp_path)
    assert way.transport.receipt(sealed) is None
    assert way.transport.answer(way.endpoint, PACK, 1) is None


class HeldError(PermissionError):
    """What Windows says of a file that another program has open."""

    winerror = 32


def test_a_file_that_another_program_holds_is_waited_for_and_no_refusal(
    way: FolderWay, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(*_arguments: object) -> bool:
        raise HeldError(errno.EACCES, "in use")

    monkeypatch.setattr("prevent_desktop.files.shared.SharedFolder.name", held)
    with pytest.raises(WaitingError):
        way.transport.upload(parcel(way)[0], RecordingJournal())

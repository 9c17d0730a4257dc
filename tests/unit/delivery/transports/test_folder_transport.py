from __future__ import annotations

import errno
from pathlib import Path

import pytest

from prevent_desktop.delivery.mailboxes.arrivals import arrived
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
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
        found = [pack for pack in arrived(self.mailbox) if pack.untrusted_pack_id == pack_id]
        return found[0].path.read_bytes() if found else None

    def has_a_part(self) -> bool:
        return any(self.mailbox.incoming_folder.glob(".*.part"))

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
        for path in self.mailbox.incoming_folder.glob(".*"):
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
    growing = next(way.mailbox.incoming_folder.glob(".*.part"))
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

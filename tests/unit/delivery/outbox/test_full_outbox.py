"""The outbox on a disk that is full to the last block: it says so, keeps what it has, and goes on when there is room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import SpoolError
from tests.faults.small_disk import SmallDisk, why_no_small_disk
from tests.unit.delivery.receivers import OTHER_PACK, PACK

pytestmark = pytest.mark.skipif(bool(why_no_small_disk()), reason=why_no_small_disk() or "-")

ENDPOINT = "https://receiver.example/files"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    with SmallDisk(tmp_path / "disk", 2) as mounted:
        yield mounted


def queue(spool: Spool, pack_id: str) -> None:
    spool.queue(pack_id, bytes(30_000), endpoint=ENDPOINT, receipt_certificate="its certificate")


def test_a_full_disk_is_told_when_a_pack_is_queued_and_what_is_there_is_kept(disk: SmallDisk) -> None:
    with Spool.open(disk.folder / "outbox") as spool:
        queue(spool, PACK)
        disk.fill()
        with pytest.raises(SpoolError) as caught:
            queue(spool, OTHER_PACK)
        assert caught.value.title == "The disk is full"
        disk.relieve()
        queue(spool, OTHER_PACK)
        assert {item.pack_id for item in spool.items()} == {PACK, OTHER_PACK}


def test_a_full_disk_is_told_when_the_outbox_is_opened(disk: SmallDisk) -> None:
    folder = disk.folder / "outbox"
    with Spool.open(folder) as spool:
        queue(spool, PACK)
    disk.fill()
    with pytest.raises(SpoolError) as caught, Spool.open(folder):
        pass
    assert caught.value.title == "The disk is full"
    disk.relieve()
    with Spool.open(folder) as spool:
        assert [item.pack_id for item in spool.items()] == [PACK]

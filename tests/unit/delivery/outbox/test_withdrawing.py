"""A pack of which not one byte has left can be taken out of the outbox; any other cannot."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.delivery.failure_reasons import FailureReason, waiting
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from tests.unit.delivery.receivers import NOW, OTHER_PACK, PACK, Receiver

RECEIVER = Receiver.make()


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with Spool.open(tmp_path / "outbox", clock=lambda: NOW) as opened:
        for pack_id in (PACK, OTHER_PACK):
            opened.queue(
                pack_id, pack_id.encode(), endpoint="https://receiver.example/files",
                receipt_certificate=RECEIVER.certificate_pem,
            )  # fmt: skip
        yield opened


def left(spool: Spool) -> list[str]:
    return [item.pack_id for item in spool.items()]


def test_a_pack_that_waits_goes_with_its_sealed_file_and_no_other_does(spool: Spool) -> None:
    assert spool.withdraw(PACK)
    assert left(spool) == [OTHER_PACK]
    assert not [path for path in (spool.folder / "packs").iterdir() if PACK in path.name]


def test_one_that_could_not_connect_yet_can_be_withdrawn(spool: Spool) -> None:
    lease = spool.claim(NOW)
    assert lease is not None
    lease.wait(NOW + timedelta(minutes=1), waiting(FailureReason.OFFLINE))
    assert spool.withdraw(lease.item.pack_id)


def test_one_that_is_being_sent_stays(spool: Spool) -> None:
    lease = spool.claim(NOW)
    assert lease is not None
    assert not spool.withdraw(lease.item.pack_id)
    assert lease.item.pack_id in left(spool)


def test_one_for_which_the_receiver_has_an_upload_stays(spool: Spool) -> None:
    lease = spool.claim(NOW)
    assert lease is not None
    lease.remember("https://receiver.example/files/1")
    lease.wait(NOW + timedelta(minutes=1), waiting(FailureReason.OFFLINE))
    assert not spool.withdraw(lease.item.pack_id)


def test_one_that_was_found_without_a_list_may_have_been_sent_and_stays(tmp_path: Path, spool: Spool) -> None:
    spool.close()
    with closing(sqlite3.connect(tmp_path / "outbox" / "spool.db")) as database, database:
        database.execute("DELETE FROM items")
    with Spool.open(tmp_path / "outbox", clock=lambda: NOW) as opened:
        assert {item.state for item in opened.items()} == {State.WAITING}
        assert not opened.withdraw(PACK)


def test_one_that_is_gone_already_counts_as_withdrawn(spool: Spool) -> None:
    assert spool.withdraw(PACK)
    assert spool.withdraw(PACK)

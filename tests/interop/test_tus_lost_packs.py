"""A receiver that has lost what it had acknowledged: a person who asks for the pack again gets it there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prevent_desktop.delivery.attempts import NO_RECEIPT_AFTER
from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports.tus import TusTransport
from tests.interop.tus_parts import Reception, TusServer, why_no_tus_server
from tests.unit.delivery.receivers import PACK, Receiver

pytestmark = pytest.mark.skipif(bool(why_no_tus_server()), reason=why_no_tus_server() or "-")

SIZE = 400_000


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TusServer]:
    with TusServer(tmp_path / "receiver") as started:
        yield started


@pytest.mark.parametrize("kept", [SIZE, SIZE // 3, None], ids=["all", "a part", "nothing"])
def test_try_again_without_a_receipt_sends_what_the_receiver_does_not_have(
    tmp_path: Path, server: TusServer, kept: int | None
) -> None:
    clock = Clock()
    reception = Reception(server, Receiver.make())
    with Spool.open(tmp_path / "outbox", clock=clock) as spool:
        courier = Courier(spool, {"http": TusTransport()}, clock=clock)
        spool.queue(
            PACK,
            os.urandom(SIZE),
            endpoint=server.endpoint,
            receipt_certificate=reception.receiver.certificate_pem,
        )
        courier.run_once()
        (upload,) = server.whole_uploads()
        if kept is None:
            for path in server.store.iterdir():
                path.unlink()
        else:
            os.truncate(upload.path, kept)
        clock.now += NO_RECEIPT_AFTER + timedelta(hours=1)
        spool.send_now()
        courier.run_once()
        (item,) = spool.items()
        assert item.reason is not None
        assert (item.state, item.reason.kind) == (State.NEEDS_YOU, "no_receipt")
        spool.retry(PACK)
        courier.run_once()
        assert len(server.whole_uploads()) == 1
        reception.answer_all()
        spool.send_now()
        courier.run_once()
        (item,) = spool.items()
        assert item.state is State.DELIVERED


def test_a_person_who_doubts_a_pack_that_is_there_sends_no_byte_again(
    tmp_path: Path, server: TusServer
) -> None:
    clock = Clock()
    receiver = Receiver.make()
    with Spool.open(tmp_path / "outbox", clock=clock) as spool:
        courier = Courier(spool, {"http": TusTransport()}, clock=clock)
        spool.queue(
            PACK,
            os.urandom(SIZE),
            endpoint=server.endpoint,
            receipt_certificate=receiver.certificate_pem,
        )
        courier.run_once()
        (before,) = server.whole_uploads()
        changed = before.path.stat().st_mtime_ns
        clock.now += NO_RECEIPT_AFTER + timedelta(hours=1)
        spool.send_now()
        courier.run_once()
        spool.retry(PACK)
        courier.run_once()
        (item,) = spool.items()
        assert item.state is State.SENT
        assert item.sent_at == clock.now
        (after,) = server.whole_uploads()
        assert (after.path, after.path.stat().st_mtime_ns) == (before.path, changed)

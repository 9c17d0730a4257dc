"""A real pack over a real tus server to the receiver's batch command, and its receipt back to the sender."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports.tus import TusTransport
from prevent_desktop.workflows.receiving.file_sink import Kept
from prevent_desktop.workflows.receiving.outcomes import SetAside
from tests.interop.tus_parts import TusServer, why_no_tus_server
from tests.unit.workflows.receiving.packs_in import NOW, PACK, Desk, make_desk, take_all

pytestmark = pytest.mark.skipif(bool(why_no_tus_server()), reason=why_no_tus_server() or "-")


class ShortestWait(random.Random):
    def uniform(self, a: float, b: float) -> float:
        return min(a, b)


@pytest.fixture(scope="module")
def desk() -> Desk:
    return make_desk()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TusServer]:
    with TusServer(tmp_path / "receiver") as started:
        yield started


def queue(spool: Spool, server: TusServer, desk: Desk, pack_id: str, sealed: bytes) -> None:
    spool.queue(
        pack_id,
        io.BytesIO(sealed),
        endpoint=server.endpoint,
        receipt_certificate=desk.receiver.receipt_certificate.decode(),
    )


def round_of(spool: Spool) -> dict[str, State]:
    spool.send_now()
    Courier(spool, {"http": TusTransport()}, random=ShortestWait()).run_once()
    return {item.pack_id: item.state for item in spool.items()}


def test_a_pack_goes_to_the_server_is_taken_into_a_folder_and_its_receipt_comes_back(
    tmp_path: Path, server: TusServer, desk: Desk
) -> None:
    mailbox = FolderMailbox(server.store.parent)
    with Spool.open(tmp_path / "outbox") as spool:
        queue(spool, server, desk, PACK, desk.sealed)
        queue(spool, server, desk, "P-JUNK23456789", b"no pack at all")
        assert set(round_of(spool).values()) == {State.SENT}
        outcomes = list(take_all(desk.receiver, mailbox, tmp_path / "out", clock=lambda: NOW))
        assert {type(outcome) for outcome in outcomes} == {Kept, SetAside}
        assert (tmp_path / "out" / f"{PACK}.pdf").read_bytes() == desk.signed.pdf
        assert list(server.store.iterdir()) == []
        assert round_of(spool) == {PACK: State.DELIVERED, "P-JUNK23456789": State.SENT}


def test_an_upload_that_is_not_whole_is_left_to_the_server(
    tmp_path: Path, server: TusServer, desk: Desk
) -> None:
    mailbox = FolderMailbox(server.store.parent)
    with Spool.open(tmp_path / "outbox") as spool:
        queue(spool, server, desk, PACK, desk.sealed)
        round_of(spool)
        (upload,) = server.uploads()
        upload.path.write_bytes(desk.sealed[:-1])
        assert list(take_all(desk.receiver, mailbox, tmp_path / "out", clock=lambda: NOW)) == []
        assert upload.path.exists()

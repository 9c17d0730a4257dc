"""The whole sending side against npm @tus/server, as processes that can be killed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports.tus import TusTransport
from tests.interop.tus_parts import BadLine, Cut, Reception, TusServer, why_no_tus_server
from tests.patience import PATIENCE
from tests.unit.delivery.receivers import PACK, Receiver

pytestmark = pytest.mark.skipif(bool(why_no_tus_server()), reason=why_no_tus_server() or "-")

CHUNK = 64 * 1024
COURIER = """
import sys, threading
from pathlib import Path
from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports.tus import TusTransport
with Spool.open(Path(sys.argv[1])) as spool:
    spool.send_now()
    print("open", flush=True)
    Courier(spool, {"http": TusTransport(largest_chunk=65536)}).run_once()
"""


class ShortestWait(random.Random):
    def uniform(self, a: float, b: float) -> float:
        return min(a, b)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TusServer]:
    with TusServer(tmp_path / "receiver") as started:
        yield started


@pytest.fixture
def reception(server: TusServer) -> Reception:
    return Reception(server, Receiver.make())


@pytest.fixture
def outbox(tmp_path: Path) -> Path:
    return tmp_path / "outbox"


def queue(outbox: Path, reception: Reception, endpoint: str, packs: dict[str, int]) -> None:
    with Spool.open(outbox) as spool:
        for pack_id, size in packs.items():
            spool.queue(
                pack_id,
                os.urandom(size),
                endpoint=endpoint,
                receipt_certificate=reception.receiver.certificate_pem,
            )


def round_of(outbox: Path) -> dict[str, State]:
    with Spool.open(outbox) as spool:
        spool.send_now()
        Courier(spool, {"http": TusTransport(largest_chunk=CHUNK)}, random=ShortestWait()).run_once()
        return {item.pack_id: item.state for item in spool.items()}


def test_a_pack_is_delivered_by_its_receipt(outbox: Path, server: TusServer, reception: Reception) -> None:
    queue(outbox, reception, server.endpoint, {PACK: 500_000})
    assert round_of(outbox) == {PACK: State.SENT}
    reception.answer_all()
    assert round_of(outbox) == {PACK: State.DELIVERED}


def test_a_pack_whose_last_answer_was_lost_and_that_was_taken_away_is_not_sent_twice(
    outbox: Path, server: TusServer, reception: Reception
) -> None:
    fates: list[Cut] = []
    with BadLine(lambda: server.port, lambda: fates.pop() if fates else None) as line:
        queue(outbox, reception, line.endpoint, {"P-FIRST0": CHUNK // 2})
        assert round_of(outbox) == {"P-FIRST0": State.SENT}
        reception.answer_all()
        assert round_of(outbox) == {"P-FIRST0": State.DELIVERED}
        line.close()  # so that all connections are counted
        whole_conversation = max(line.went_down)
    with BadLine(lambda: server.port, lambda: fates.pop() if fates else None) as line:
        queue(outbox, reception, line.endpoint, {"P-SECOND": CHUNK // 2})
        fates += [Cut(after=whole_conversation - 1, upward=False)]
        with Spool.open(outbox) as spool:
            Courier(spool, {"http": TusTransport()}, random=ShortestWait()).run_once()
            second = spool.get("P-SECOND")
            assert second is not None
            assert (second.state, second.offset) == (State.WAITING, 0)
        assert line.cuts == 1
        reception.answer_all()
        for path in server.store.iterdir():
            path.unlink()  # the receiver has taken the packs out of its upload folder
        assert round_of(outbox) == {"P-FIRST0": State.DELIVERED, "P-SECOND": State.DELIVERED}
    assert list(server.uploads()) == []


def test_a_courier_killed_at_any_moment_goes_on_and_each_pack_arrives_once(
    outbox: Path, server: TusServer, reception: Reception
) -> None:
    packs = {f"P-KILL{number}": 20 * CHUNK for number in range(4)}
    queue(outbox, reception, server.endpoint, packs)
    chance = random.Random(11)
    for _kill in range(8):
        process = subprocess.Popen([sys.executable, "-c", COURIER, str(outbox)], stdout=subprocess.PIPE)
        with process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0.0, 0.25))
            process.kill()
    round_of(outbox)
    reception.answer_all()
    assert set(round_of(outbox).values()) == {State.DELIVERED}
    assert sorted(upload.pack_id for upload in server.whole_uploads()) == sorted(packs)


def test_two_couriers_at_once_send_each_pack_once(
    outbox: Path, server: TusServer, reception: Reception
) -> None:
    packs = {f"P-BOTH{number}": 10 * CHUNK for number in range(6)}
    queue(outbox, reception, server.endpoint, packs)
    processes = [subprocess.Popen([sys.executable, "-c", COURIER, str(outbox)]) for _ in range(2)]
    assert [process.wait(PATIENCE) for process in processes] == [0, 0]
    assert sorted(upload.pack_id for upload in server.uploads()) == sorted(packs)
    reception.answer_all()
    assert set(round_of(outbox).values()) == {State.DELIVERED}

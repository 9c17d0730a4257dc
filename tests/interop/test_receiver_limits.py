"""What the receiver does not take, and how it says so: size, pace, room, and what is no pack."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from tests.faults.small_disk import SmallDisk, why_no_small_disk
from tests.interop.raw_requests import CHUNK, TUS, Caller
from tests.interop.receiver_parts import LoopbackReceiver, round_of, why_no_receiver
from tests.unit.delivery.receivers import PACK, Receiver

pytestmark = pytest.mark.skipif(bool(why_no_receiver()), reason=why_no_receiver() or "-")
LARGEST = 200_000
NAME = f"{PACK}.pdf.age"
NAME_64 = base64.b64encode(NAME.encode()).decode()


def caller_of(receiver: LoopbackReceiver) -> Caller:
    return Caller(receiver.port, receiver.trusting())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LoopbackReceiver]:
    with LoopbackReceiver(tmp_path_factory.mktemp("small"), largest_pack=LARGEST) as started:
        yield started


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with Spool.open(tmp_path / "outbox") as opened:
        yield opened


def queue(spool: Spool, receiver: LoopbackReceiver, size: int) -> None:
    spool.queue(
        PACK, b"x" * size, endpoint=receiver.endpoint, receipt_certificate=Receiver.make().certificate_pem
    )


def test_a_pack_beyond_the_limit_is_refused_before_a_byte_of_it(
    small: LoopbackReceiver, spool: Spool
) -> None:
    caller = caller_of(small)
    assert caller.ask("OPTIONS", "/files").headers["tus-max-size"] == str(LARGEST)
    assert caller.begin(LARGEST + 1, filename=NAME).status == 413
    queue(spool, small, LARGEST + 1)
    item = round_of(spool, small.transport())[PACK]
    assert item.reason is not None
    assert (item.state, item.reason.kind, item.offset) == (State.NEEDS_YOU, "too_large", 0)


def test_a_request_beyond_the_limit_ends_at_nginx_with_a_line_and_no_page(small: LoopbackReceiver) -> None:
    caller = caller_of(small)
    begun = caller.begin(LARGEST, filename=NAME).headers["location"]
    said = caller.send(begun, b"x" * (LARGEST + 1))
    assert (said.status, said.body) == (413, b"Too large.\n")
    assert caller.ask("HEAD", begun, TUS).headers["upload-offset"] == "0"


@pytest.mark.parametrize(
    ("metadata", "size"),
    [
        ({}, "10"),
        ({"filename": "report.pdf"}, "10"),
        ({"filename": "../P-7QF2ABCDEFGH.pdf.age"}, "10"),
        ({"filename": NAME, "child": "Ali"}, "10"),
        ({"filename": NAME, "sha256": "x"}, "10"),
        ({"filename": NAME}, "0"),
        ({"filename": NAME}, "-1"),
        ({"filename": NAME}, "1e9"),
        ({"filename": NAME}, ""),
    ],
)
def test_what_does_not_say_that_it_is_a_pack_is_not_begun(
    small: LoopbackReceiver, metadata: dict[str, str], size: str
) -> None:
    before = set(small.store.iterdir())
    assert caller_of(small).begin(size, **metadata).status == 400
    assert set(small.store.iterdir()) == before


def test_a_size_that_comes_later_is_not_taken(small: LoopbackReceiver) -> None:
    said = caller_of(small).ask("POST", "/files", {**TUS, "Upload-Defer-Length": "1"})
    assert said.status in {400, 501}


def test_a_flood_is_slowed_down_in_words_and_the_courier_comes_again_later(
    tmp_path: Path, spool: Spool
) -> None:
    with LoopbackReceiver(tmp_path / "receiver", requests_per_second=1, requests_burst=5) as receiver:
        caller = caller_of(receiver)
        said = [caller.ask("GET", f"/receipts/{PACK}.jws") for _ in range(30)]
        assert {one.status for one in said} == {404, 429}
        turned_away = next(one for one in said if one.status == 429)
        assert turned_away.headers["retry-after"] == "10"
        assert turned_away.headers["content-type"].startswith("text/plain")
        queue(spool, receiver, 1000)
        item = round_of(spool, receiver.transport())[PACK]
        assert item.reason is not None
        assert (item.state, item.reason.kind) == (State.WAITING, "server_busy")


def test_uploads_that_begin_have_a_limit_of_their_own(tmp_path: Path) -> None:
    with LoopbackReceiver(tmp_path / "receiver", uploads_per_second=1, uploads_burst=3) as receiver:
        caller = caller_of(receiver)
        assert {caller.begin(10, filename=NAME).status for _ in range(20)} == {201, 429}
        assert caller.ask("OPTIONS", "/files").status == 204


def test_a_full_disk_is_told_before_a_byte_of_the_pack(tmp_path: Path, spool: Spool) -> None:
    with LoopbackReceiver(tmp_path / "receiver", keep_free=10**15 - 1) as receiver:
        queue(spool, receiver, 1000)
        item = round_of(spool, receiver.transport())[PACK]
        assert item.reason is not None
        assert (item.state, item.reason.kind, item.offset) == (State.WAITING, "server_full", 0)
        assert list(receiver.store.iterdir()) == []


@pytest.mark.skipif(bool(why_no_small_disk()), reason=why_no_small_disk() or "-")
@pytest.mark.parametrize("with_creation", [False, True])
def test_uploads_that_begin_together_leave_free_what_is_to_stay_free(
    tmp_path: Path, with_creation: bool
) -> None:
    """Three of 6 MB on a disk of 24, of which 8 stay free: two have room."""
    mega = 1 << 20
    content = bytes(6 * mega)
    with (
        SmallDisk(tmp_path / "disk", 24) as disk,
        LoopbackReceiver(tmp_path / "receiver", mailbox=mailbox_on(disk), keep_free=8 * mega) as receiver,
    ):
        caller = caller_of(receiver)

        def upload(begun: str) -> int:
            if begun:
                return caller.send(begun, content).status
            told = {"Upload-Length": str(len(content)), "Upload-Metadata": f"filename {NAME_64}"}
            return caller.ask("POST", "/files", {**CHUNK, **told}, content).status

        begun = [
            "" if with_creation else caller.begin(len(content), filename=NAME).headers["location"]
            for _ in "123"
        ]
        with ThreadPoolExecutor() as pool:
            said = sorted(pool.map(upload, begun))
        assert said == ([201, 201, 507] if with_creation else [204, 204, 507])
        free = os.statvfs(disk.folder)
        assert free.f_bavail * free.f_bsize >= 8 * mega


@pytest.mark.skipif(bool(why_no_small_disk()), reason=why_no_small_disk() or "-")
def test_whoever_begins_uploads_and_sends_nothing_takes_no_room(tmp_path: Path) -> None:
    mega = 1 << 20
    with (
        SmallDisk(tmp_path / "disk", 24) as disk,
        LoopbackReceiver(tmp_path / "receiver", mailbox=mailbox_on(disk), keep_free=8 * mega) as receiver,
    ):
        caller = caller_of(receiver)
        assert {caller.begin(12 * mega, filename=NAME).status for _ in range(10)} == {201}
        caller.put(PACK, bytes(10 * mega))


def mailbox_on(disk: SmallDisk) -> Path:
    """A mailbox on that disk."""
    mailbox = disk.folder / "mailbox"
    for name in ("store", "receipts", "answers"):
        (mailbox / name).mkdir(parents=True)
    return mailbox


def test_unfinished_uploads_go_after_their_days_and_whole_ones_never(tmp_path: Path) -> None:
    folder = tmp_path / "receiver"
    store = folder / "mailbox" / "store"
    store.mkdir(parents=True)
    long_ago = (datetime.now(UTC) - timedelta(days=400)).isoformat()
    lately = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    for name, created, size in (("a", long_ago, 5), ("b", long_ago, 9), ("c", lately, 9)):
        told = {"id": name * 32, "size": size, "offset": 0, "metadata": {}, "creation_date": created}
        (store / (name * 32)).write_bytes(b"12345")
        (store / f"{name * 32}.json").write_text(json.dumps(told))
    with LoopbackReceiver(folder) as receiver:
        said = caller_of(receiver).ask("HEAD", f"/files/{'c' * 32}", TUS)
        assert said.headers["upload-offset"] == "5"
    assert {path.stem[0] for path in store.iterdir()} == {"a", "c"}

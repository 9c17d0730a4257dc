from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from prevent_desktop.delivery.backoff import LONGEST_WAIT, wait_for
from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.delivery.mailboxes.mailbox import FolderMailbox
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports import Journal, Parcel, Transport
from prevent_desktop.delivery.transports.brought import AlsoBrought
from prevent_desktop.delivery.transports.folder import FolderTransport
from prevent_desktop.errors import PreventDesktopError, SpoolError
from prevent_desktop.files.durable import digest_of
from tests.patience import PATIENCE, until
from tests.unit.delivery.receivers import NOW, PACK, Receiver

RECEIVER = Receiver.make()
SEALED = os.urandom(300_000)


class SetClock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Told:
    """A transport that does what a test tells it to; its receiver is a dictionary."""

    def __init__(self) -> None:
        self.uploads: list[str] = []
        self.receipts: dict[str, bytes] = {}
        self.on_upload: Callable[[Parcel, Journal], None] = lambda _parcel, _journal: None
        self.on_receipt: Callable[[Parcel], None] = lambda _parcel: None
        self.answers: dict[tuple[str, int], bytes] = {}
        self.asked: list[tuple[str, int]] = []
        self.on_answer: Callable[[str], None] = lambda _pack_id: None
        self.taken_back: list[str] = []
        self.takes_back = True

    def upload(self, parcel: Parcel, journal: Journal) -> None:
        self.uploads.append(parcel.pack_id)
        self.on_upload(parcel, journal)

    def take_back(self, parcel: Parcel) -> bool:
        self.taken_back.append(parcel.pack_id)
        return self.takes_back

    def receipt(self, parcel: Parcel) -> bytes | None:
        self.on_receipt(parcel)
        return self.receipts.get(parcel.pack_id)

    def answer(self, _endpoint: str, pack_id: str, number: int) -> bytes | None:
        self.asked.append((pack_id, number))
        self.on_answer(pack_id)
        return self.answers.get((pack_id, number))


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def spool(tmp_path: Path, clock: SetClock) -> Iterator[Spool]:
    with Spool.open(tmp_path / "outbox", clock=clock) as opened:
        yield opened


@pytest.fixture
def mailbox(tmp_path: Path) -> FolderMailbox:
    return FolderMailbox.create(tmp_path / "mailbox")


def queue(spool: Spool, pack_id: str = PACK, endpoint: str = "told://r", sealed: bytes = SEALED) -> SpoolItem:
    if endpoint == "told://r":
        endpoint = "https://receiver.example/files"
    return spool.queue(pack_id, sealed, endpoint=endpoint, receipt_certificate=RECEIVER.certificate_pem)


def courier(spool: Spool, transport: Transport, clock: SetClock, **more: object) -> Courier:
    return Courier(spool, {"https": transport, "file": transport}, clock=clock, random=Random(7), **more)  # type: ignore[arg-type]  # passed on as named


def state(spool: Spool, pack_id: str = PACK) -> State:
    item = spool.get(pack_id)
    assert item is not None
    return item.state


def answer(mailbox: FolderMailbox) -> None:
    for pack in mailbox.arrived():
        receipt = RECEIVER.receipt(pack.untrusted_pack_id, digest_of(pack.path))
        mailbox.receipt_path(pack.untrusted_pack_id).write_text(receipt)


def test_a_pack_goes_from_queued_to_delivered_by_its_receipt(
    spool: Spool, clock: SetClock, mailbox: FolderMailbox, tmp_path: Path
) -> None:
    heard: list[tuple[str, int, int]] = []
    queue(spool, endpoint=mailbox.endpoint)
    own = courier(spool, FolderTransport(chunk=100_000), clock, listener=lambda *step: heard.append(step))
    assert own.run_once() == 1
    assert state(spool) is State.SENT
    assert mailbox.arrived()[0].path.read_bytes() == SEALED
    assert [offset for _pack, offset, _size in heard][:4] == [0, 100_000, 200_000, 300_000]
    assert {(pack, size) for pack, _offset, size in heard} == {(PACK, len(SEALED))}
    answer(mailbox)
    clock.now += timedelta(seconds=3)
    assert own.run_once() == 1
    assert state(spool) is State.DELIVERED
    assert not list((tmp_path / "outbox" / "packs").iterdir())
    assert own.run_once() == 0


def test_a_receipt_that_is_there_already_makes_it_delivered_in_one_round(
    spool: Spool, clock: SetClock, mailbox: FolderMailbox
) -> None:
    item = queue(spool, endpoint=mailbox.endpoint)
    mailbox.receipt_path(PACK).write_text(RECEIVER.receipt(PACK, item.digest))
    courier(spool, FolderTransport(), clock).run_once()
    assert state(spool) is State.DELIVERED


def test_the_end_of_an_upload_alone_is_never_delivered(spool: Spool, clock: SetClock) -> None:
    queue(spool)
    transport = Told()
    own = courier(spool, transport, clock)
    for _hour in range(50):
        own.run_once()
        clock.now += timedelta(hours=1)
    assert state(spool) is State.SENT
    assert transport.uploads == [PACK]


@pytest.mark.parametrize("forged", ["rubbish", "another key", "another digest"])
def test_a_false_receipt_needs_a_person_and_the_pack_is_kept(
    spool: Spool, clock: SetClock, forged: str
) -> None:
    item = queue(spool)
    transport = Told()
    transport.receipts[PACK] = {
        "rubbish": b"\xff\x00",
        "another key": Receiver.make().receipt(PACK, item.digest).encode(),
        "another digest": RECEIVER.receipt(PACK, "00" * 32).encode(),
    }[forged]
    own = courier(spool, transport, clock)
    own.run_once()
    assert state(spool) is State.NEEDS_YOU
    spool.open_sealed(item).close()
    transport.receipts[PACK] = RECEIVER.receipt(PACK, item.digest).encode()
    spool.retry(PACK)
    own.run_once()
    assert state(spool) is State.DELIVERED
    assert transport.uploads == [PACK]


def test_a_false_receipt_keeps_no_pack_from_being_sent_and_the_true_one_is_asked_for_by_itself(
    spool: Spool, clock: SetClock
) -> None:
    item = queue(spool)
    transport = Told()
    transport.receipts[PACK] = b"false"

    def cut_once(_parcel: Parcel, journal: Journal) -> None:
        journal.remember("https://receiver.example/files/1")
        if len(transport.uploads) == 1:
            raise waiting(FailureReason.CUT_OFF, "receiver.example")

    transport.on_upload = cut_once
    own = courier(spool, transport, clock)
    own.run_once()
    clock.now += timedelta(minutes=1)
    own.run_once()
    assert transport.uploads == [PACK, PACK], "before all is sent, a receipt can only be false"
    assert state(spool) is State.NEEDS_YOU
    transport.receipts[PACK] = RECEIVER.receipt(PACK, item.digest).encode()
    clock.now += timedelta(hours=1, minutes=1)
    own.run_once()
    assert state(spool) is State.DELIVERED


def test_a_false_receipt_that_was_brought_hides_no_true_one(
    spool: Spool, clock: SetClock, tmp_path: Path
) -> None:
    item = queue(spool)
    transport, brought = Told(), FolderMailbox.create(tmp_path / "brought")
    brought.write_receipt(PACK, b"false")
    transport.receipts[PACK] = RECEIVER.receipt(PACK, item.digest).encode()
    courier(spool, AlsoBrought(transport, brought), clock).run_once()
    assert state(spool) is State.DELIVERED


def test_a_pack_whose_answer_was_lost_is_not_sent_again_when_its_receipt_is_there(
    spool: Spool, clock: SetClock
) -> None:
    item = queue(spool)
    transport = Told()

    def lose_the_answer(_parcel: Parcel, journal: Journal) -> None:
        journal.remember("https://receiver.example/files/1")
        journal.acknowledge(1000)
        transport.receipts[PACK] = RECEIVER.receipt(PACK, item.digest).encode()
        raise waiting(FailureReason.CUT_OFF, "receiver.example")

    transport.on_upload = lose_the_answer
    own = courier(spool, transport, clock)
    own.run_once()
    assert state(spool) is State.WAITING
    clock.now += timedelta(minutes=1)
    own.run_once()
    assert state(spool) is State.DELIVERED
    assert transport.uploads == [PACK]


def test_one_bad_pack_never_holds_up_another(
    spool: Spool, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    fates: dict[str, Exception | None] = {
        "P-BROKEN": RuntimeError("a fault of ours"),
        "P-REFUSED": refused(FailureReason.TOO_LARGE, "r"),
        "P-WAITS": waiting(FailureReason.OFFLINE),
        "P-GOOD": None,
    }
    for pack_id in fates:
        queue(spool, pack_id)
    transport = Told()

    def fare(parcel: Parcel, _journal: Journal) -> None:
        if (error := fates[parcel.pack_id]) is not None:
            raise error

    transport.on_upload = fare
    with caplog.at_level(logging.CRITICAL + 1):
        assert courier(spool, transport, clock).run_once() == 4
    assert {item.pack_id: item.state for item in spool.items()} == {
        "P-BROKEN": State.NEEDS_YOU,
        "P-REFUSED": State.NEEDS_YOU,
        "P-WAITS": State.WAITING,
        "P-GOOD": State.SENT,
    }
    for item in spool.items():
        if item.state is State.NEEDS_YOU:
            assert item.reason is not None
            assert item.reason.next_step


def test_what_was_sent_before_is_never_called_not_sent(spool: Spool, clock: SetClock) -> None:
    queue(spool)
    transport = Told()

    def certificate_is_out_of_date(*_call: object) -> None:
        raise waiting(FailureReason.CERTIFICATE_EXPIRED, "receiver.example")

    transport.on_upload = certificate_is_out_of_date
    own = courier(spool, transport, clock)
    own.run_once()
    assert "out of date. Nothing was sent. Check" in spool.items()[0].what_happens_next
    transport.on_upload = lambda *_call: None
    spool.send_now()
    own.run_once()
    transport.on_receipt = certificate_is_out_of_date
    spool.send_now()
    own.run_once()
    item = spool.items()[0]
    assert item.state is State.SENT
    assert "All of the pack was sent before; only its receipt" in item.what_happens_next
    assert "Nothing" not in item.what_happens_next


def test_an_address_that_no_transport_serves_needs_a_person(spool: Spool, clock: SetClock) -> None:
    queue(spool)
    Courier(spool, {}, clock=clock).run_once()
    assert state(spool) is State.NEEDS_YOU


def test_waits_grow_from_2_seconds_to_15_minutes_and_outlive_a_restart(
    tmp_path: Path, clock: SetClock
) -> None:
    transport = Told()

    def offline(_parcel: Parcel, _journal: Journal) -> None:
        raise waiting(FailureReason.OFFLINE)

    transport.on_upload = offline
    random = Random(7)
    waits = []
    for _restart in range(15):
        with Spool.open(tmp_path / "outbox", clock=clock) as spool:
            queue(spool)
            own = Courier(spool, {"https": transport}, clock=clock, random=random)
            assert own.run_once() == 1
            until = spool.items()[0].next_try_at
            assert until is not None
            waits.append((until - clock.now).total_seconds())
            assert own.run_once(until - timedelta(seconds=0.001)) == 0
            clock.now = until
    bounds = [min(900.0, 2.0 * 2**attempt) for attempt in range(15)]
    assert all(0 <= wait <= bound for wait, bound in zip(waits, bounds, strict=True))
    assert max(waits) > 300


def test_jitter_fills_the_whole_window() -> None:
    random = Random(1)
    waits = [wait_for(20, random).total_seconds() for _ in range(2000)]
    assert min(waits) < 20
    assert max(waits) > 880
    assert abs(sum(waits) / len(waits) - 450) < 30


def test_what_the_server_asks_for_is_kept_up_to_an_hour() -> None:
    random = Random(1)
    assert wait_for(0, random, asked=120.0) >= timedelta(seconds=120)
    assert wait_for(0, random, asked=1e12) == LONGEST_WAIT
    assert wait_for(0, random, asked=-5.0) <= timedelta(seconds=2)


def test_those_whom_a_server_asked_for_the_same_wait_do_not_come_back_together() -> None:
    random = Random(7)
    waits = [wait_for(0, random, asked=300.0).total_seconds() for _ in range(2000)]
    assert min(waits) >= 300.0
    assert max(sum(at <= wait < at + 30 for wait in waits) for at in range(300, 600, 30)) < 300


def test_a_stop_in_the_middle_lets_go_and_the_next_run_goes_on_from_there(
    spool: Spool, clock: SetClock, mailbox: FolderMailbox
) -> None:
    queue(spool, endpoint=mailbox.endpoint)
    stop = threading.Event()

    def stop_soon(_pack: str, offset: int, _size: int) -> None:
        if offset >= 100_000:
            stop.set()

    transport = FolderTransport(chunk=50_000)
    courier(spool, transport, clock, listener=stop_soon).run_once(stop=stop)
    item = spool.items()[0]
    assert (item.state, item.offset) == (State.QUEUED, 100_000)
    courier(spool, transport, clock).run_once()
    assert mailbox.arrived()[0].path.read_bytes() == SEALED


def test_pausing_stops_a_pack_after_its_chunk(spool: Spool, clock: SetClock, mailbox: FolderMailbox) -> None:
    queue(spool, endpoint=mailbox.endpoint)
    heard: list[int] = []

    def pause(_pack: str, offset: int, _size: int) -> None:
        if offset == 50_000 and not heard:
            heard.append(offset)
            spool.pause()

    own = courier(spool, FolderTransport(chunk=50_000), clock, listener=pause)
    own.run_once()
    assert (state(spool), spool.items()[0].offset) == (State.QUEUED, 50_000)
    assert own.run_once() == 0
    spool.resume()
    own.run_once()
    assert state(spool) is State.SENT


def test_two_couriers_never_send_the_same_pack(tmp_path: Path, mailbox: FolderMailbox) -> None:
    sent: list[str] = []
    lock = threading.Lock()

    class Counting(Told):
        def upload(self, parcel: Parcel, journal: Journal) -> None:
            with lock:
                sent.append(parcel.pack_id)
            FolderTransport(chunk=1000).upload(parcel, journal)

    def work() -> None:
        with Spool.open(tmp_path / "outbox") as own:
            Courier(own, {"file": Counting()}).run_once()

    with Spool.open(tmp_path / "outbox") as spool:
        for number in range(10):
            queue(spool, f"P-{number:04}", mailbox.endpoint, os.urandom(20_000))
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(sent) == [f"P-{number:04}" for number in range(10)]
        assert {item.state for item in spool.items()} == {State.SENT}


class TestRunning:
    @pytest.fixture
    def stop(self) -> threading.Event:
        return threading.Event()

    @pytest.fixture
    def wake(self) -> threading.Event:
        return threading.Event()

    @staticmethod
    def started(own: Courier, stop: threading.Event, wake: threading.Event) -> threading.Thread:
        thread = threading.Thread(target=own.run, args=(stop, wake))
        thread.start()
        return thread

    def test_it_delivers_what_is_queued_when_woken(
        self,
        tmp_path: Path,
        mailbox: FolderMailbox,
        stop: threading.Event,
        wake: threading.Event,
    ) -> None:
        with Spool.open(tmp_path / "outbox") as spool:
            thread = self.started(Courier(spool, {"file": FolderTransport()}), stop, wake)
            queue(spool, endpoint=mailbox.endpoint)
            wake.set()
            until(lambda: state(spool) is State.SENT)
            answer(mailbox)
            spool.send_now()
            wake.set()
            until(lambda: state(spool) is State.DELIVERED)
            stop.set()
            thread.join(PATIENCE)

    def test_it_comes_back_by_itself_when_the_wait_is_over(
        self, tmp_path: Path, stop: threading.Event, wake: threading.Event
    ) -> None:
        transport = Told()

        def offline_once(_parcel: Parcel, _journal: Journal) -> None:
            if len(transport.uploads) == 1:
                raise waiting(FailureReason.OFFLINE)

        transport.on_upload = offline_once
        with Spool.open(tmp_path / "outbox") as spool:
            queue(spool)
            own = Courier(spool, {"https": transport}, random=Random(3))
            thread = self.started(own, stop, wake)
            until(lambda: state(spool) is State.SENT)
            stop.set()
            thread.join(PATIENCE)
        assert transport.uploads == [PACK, PACK]

    def test_idle_it_takes_no_processor_time(
        self, spool: Spool, stop: threading.Event, wake: threading.Event
    ) -> None:
        thread = self.started(Courier(spool, {}), stop, wake)
        time.sleep(0.2)
        before = time.process_time()
        time.sleep(1.0)
        used = time.process_time() - before
        stop.set()
        thread.join(PATIENCE)
        assert used < 0.05

    def test_it_stops_when_idle(self, spool: Spool, stop: threading.Event, wake: threading.Event) -> None:
        thread = self.started(Courier(spool, {}), stop, wake)
        time.sleep(0.1)
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()

    def test_it_stops_though_the_system_does_not_answer(
        self, spool: Spool, stop: threading.Event, wake: threading.Event
    ) -> None:
        held, let_go = threading.Event(), threading.Event()
        transport = Told()

        def hang(_parcel: Parcel, _journal: Journal) -> None:
            held.set()
            let_go.wait()

        transport.on_upload = hang
        queue(spool)
        thread = self.started(courier(spool, transport, SetClock()), stop, wake)
        assert held.wait(PATIENCE)
        stop.set()
        thread.join(PATIENCE)
        ended = not thread.is_alive()
        let_go.set()
        until(lambda: all(other.name != "courier" for other in threading.enumerate()))
        assert ended

    def test_trouble_with_the_spool_itself_is_told_and_it_goes_on(
        self, tmp_path: Path, stop: threading.Event, wake: threading.Event
    ) -> None:
        told: list[PreventDesktopError] = []
        transport = Told()

        def full_disk(_parcel: Parcel, _journal: Journal) -> None:
            if len(transport.uploads) == 1:
                raise SpoolError("The disk is full", "No room.", "Free some space.")

        transport.on_upload = full_disk
        with Spool.open(tmp_path / "outbox") as spool:
            queue(spool)
            own = Courier(spool, {"https": transport}, troubled=told.append)
            thread = self.started(own, stop, wake)
            until(lambda: bool(told))
            wake.set()
            until(lambda: state(spool) is State.SENT)
            stop.set()
            thread.join(PATIENCE)
        assert [error.title for error in told] == ["The disk is full"]

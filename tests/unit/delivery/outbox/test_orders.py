"""What a person decides about packs holds, in every process, also for the pack that is being sent at that moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.delivery.outbox.leases import LeaseLostError
from prevent_desktop.delivery.outbox.sending_settings import keep_days_on_the_list
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports import Journal, Parcel
from prevent_desktop.errors import SpoolError
from tests.unit.delivery.receivers import NOW, OTHER_PACK, PACK, Receiver
from tests.unit.delivery.test_courier import SetClock, Told

RECEIVER = Receiver.make()
SIZE = 1000


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def spool(tmp_path: Path, clock: SetClock) -> Iterator[Spool]:
    with Spool.open(tmp_path / "outbox", clock=clock) as opened:
        yield opened


def queue(spool: Spool, pack_id: str = PACK, size: int = SIZE) -> SpoolItem:
    return spool.queue(
        pack_id, b"x" * size, endpoint="https://r.example/files", receipt_certificate=RECEIVER.certificate_pem
    )


def item(spool: Spool, pack_id: str = PACK) -> SpoolItem:
    found = spool.get(pack_id)
    assert found is not None
    return found


def courier(spool: Spool, told: Told, clock: SetClock) -> Courier:
    return Courier(spool, {"https": told}, clock=clock, random=Random(7))


def in_pieces(meanwhile: Callable[[int], object]) -> Callable[[Parcel, Journal], None]:
    """An upload of ten chunks; `meanwhile` is called with the number of the chunk before it is acknowledged."""

    def upload(_parcel: Parcel, journal: Journal) -> None:
        journal.remember("https://r.example/files/1")
        for chunk in range(1, 11):
            meanwhile(chunk)
            journal.acknowledge(chunk * SIZE // 10)

    return upload


def sealed_files(spool: Spool) -> list[str]:
    return [path.name.partition(".")[0] for path in (spool.folder / "packs").glob("*.age")]


class TestOrder:
    def test_what_is_sent_first_goes_before_shorter_ones_and_the_last_word_counts(self, spool: Spool) -> None:
        for number, size in enumerate((5000, 10, 4000)):
            queue(spool, f"P-{number:04}", size)
        spool.orders.send_first("P-0002")
        spool.orders.send_first("P-0000")
        order = []
        while lease := spool.claim(NOW):
            order.append(lease.item.pack_id)
        assert order == ["P-0000", "P-0002", "P-0001"]

    def test_one_that_goes_in_turn_again_is_as_every_other(self, spool: Spool) -> None:
        queue(spool, PACK, 5000)
        queue(spool, OTHER_PACK, 10)
        spool.orders.send_first(PACK)
        assert spool.orders.send_in_turn(PACK).priority == 0
        lease = spool.claim(NOW)
        assert lease is not None
        assert lease.item.pack_id == OTHER_PACK

    def test_a_pack_that_is_not_there_is_told(self, spool: Spool) -> None:
        orders = spool.orders
        for order in (orders.hold, orders.let_go, orders.send_first, orders.send_in_turn, orders.cancel):
            with pytest.raises(SpoolError, match="no pack"):
                order(PACK)


class TestOvertaking:
    def test_one_that_is_put_first_goes_after_the_chunk_and_the_long_one_goes_on_from_there(
        self, spool: Spool, clock: SetClock, tmp_path: Path
    ) -> None:
        queue(spool)
        told = Told()
        steps: list[tuple[str, int]] = []
        with Spool.open(tmp_path / "outbox", clock=clock) as window:

            def upload(parcel: Parcel, journal: Journal) -> None:
                if not parcel.upload_url:
                    journal.remember("https://r.example/files/1")
                for chunk in range(parcel.offset * 10 // SIZE + 1, 11):
                    if parcel.pack_id == PACK and chunk == 4:
                        queue(window, OTHER_PACK)
                        window.orders.send_first(OTHER_PACK)
                    steps.append((parcel.pack_id, chunk))
                    journal.acknowledge(chunk * SIZE // 10)

            told.on_upload = upload
            courier(spool, told, clock).run_once()
        long, first = ([chunk for pack, chunk in steps if pack == one] for one in (PACK, OTHER_PACK))
        assert long == first == list(range(1, 11)), "no chunk twice"
        assert steps.index((OTHER_PACK, 10)) < steps.index((PACK, 5))
        assert {item(spool, one).state for one in (PACK, OTHER_PACK)} == {State.SENT}

    def test_one_that_cannot_go_holds_up_no_other(self, spool: Spool, clock: SetClock) -> None:
        queue(spool)
        queue(spool, OTHER_PACK)
        spool.orders.send_first(OTHER_PACK)
        told = Told()
        whole = in_pieces(lambda _chunk: None)

        def upload(parcel: Parcel, journal: Journal) -> None:
            if parcel.pack_id == OTHER_PACK:
                raise waiting(FailureReason.SERVER_BUSY, "r.example", retry_after=0.0)
            clock.now += timedelta(hours=1)  # by now the first one is due again
            whole(parcel, journal)

        told.on_upload = upload
        courier(spool, told, clock).run_once()
        assert (item(spool).state, item(spool, OTHER_PACK).state) == (State.SENT, State.WAITING)
        assert told.uploads == [OTHER_PACK, PACK]

    def test_one_that_seems_due_and_is_not_makes_nobody_stand_aside_for_ever(
        self, spool: Spool, clock: SetClock
    ) -> None:
        """The round was begun with an earlier time than the clock has now."""
        queue(spool)
        queue(spool, OTHER_PACK)
        spool.orders.send_first(OTHER_PACK)
        lease = spool.claim(NOW)
        assert lease is not None
        lease.wait(NOW + timedelta(seconds=30), waiting(FailureReason.OFFLINE))
        clock.now = NOW + timedelta(minutes=1)
        told = Told()
        told.on_upload = in_pieces(lambda _chunk: None)
        assert courier(spool, told, clock).run_once(NOW) == 1
        assert told.uploads == [PACK, PACK]
        courier(spool, told, clock).run_once()
        assert {item(spool, one).state for one in (PACK, OTHER_PACK)} == {State.SENT}


class TestHolding:
    def test_a_held_pack_stays_and_the_others_go(self, spool: Spool, clock: SetClock) -> None:
        queue(spool)
        queue(spool, OTHER_PACK)
        spool.orders.hold(PACK)
        told = Told()
        courier(spool, told, clock).run_once()
        assert told.uploads == [OTHER_PACK]
        assert (item(spool).state, item(spool).held) == (State.QUEUED, True)
        spool.orders.let_go(PACK)
        courier(spool, told, clock).run_once()
        assert told.uploads == [OTHER_PACK, PACK]

    def test_one_that_is_being_sent_stops_after_its_chunk_and_goes_on_from_there(
        self, spool: Spool, clock: SetClock, tmp_path: Path
    ) -> None:
        queue(spool)
        told = Told()
        with Spool.open(tmp_path / "outbox", clock=clock) as window:
            told.on_upload = in_pieces(lambda chunk: chunk == 4 and window.orders.hold(PACK))
            courier(spool, told, clock).run_once()
        assert (item(spool).offset, item(spool).held, item(spool).state) == (400, True, State.QUEUED)
        assert spool.next_due(NOW) is None
        spool.orders.let_go(PACK)
        lease = spool.claim(NOW)
        assert lease is not None
        assert (lease.item.offset, lease.fresh) == (400, False)

    def test_an_order_is_taken_back_and_one_that_can_no_longer_hold_it_is_told(
        self, spool: Spool, clock: SetClock
    ) -> None:
        queue(spool)
        untouched = item(spool)
        for order in (spool.orders.hold, spool.orders.send_first):
            order(PACK)
        held = item(spool)
        assert spool.orders.take_back(untouched) == untouched
        assert spool.orders.take_back(held) == held
        spool.orders.let_go(PACK)
        courier(spool, Told(), clock).run_once()
        with pytest.raises(SpoolError):
            spool.orders.take_back(held)

    def test_all_that_was_sent_cannot_be_held(self, spool: Spool, clock: SetClock) -> None:
        queue(spool)
        courier(spool, Told(), clock).run_once()
        assert item(spool).state is State.SENT
        with pytest.raises(SpoolError, match="too late"):
            spool.orders.hold(PACK)


class TestCancelling:
    def test_one_that_never_left_is_gone_at_once_and_nobody_is_told(
        self, spool: Spool, clock: SetClock
    ) -> None:
        queue(spool)
        cancelled = spool.orders.cancel(PACK)
        assert (cancelled.state, cancelled.to_tell) == (State.CANCELLED, False)
        assert cancelled.what_happens_next == "Cancelled. Nothing of it was sent."
        assert not sealed_files(spool)
        told = Told()
        courier(spool, told, clock).run_once()
        assert (told.uploads, told.taken_back) == ([], [])

    def test_one_on_its_way_sends_nothing_more_and_its_receiver_is_told_to_delete_it(
        self, spool: Spool, clock: SetClock, tmp_path: Path
    ) -> None:
        queue(spool)
        chunks: list[int] = []
        told = Told()
        with Spool.open(tmp_path / "outbox", clock=clock) as window:

            def meanwhile(chunk: int) -> None:
                chunks.append(chunk)
                if chunk == 4:
                    window.orders.cancel(PACK)

            told.on_upload = in_pieces(meanwhile)
            courier(spool, told, clock).run_once()
        assert chunks == [1, 2, 3, 4]
        assert not sealed_files(spool)
        assert (item(spool).state, item(spool).to_tell, item(spool).offset) == (State.CANCELLED, True, 300)
        assert "asked to delete" in item(spool).what_happens_next
        courier(spool, told, clock).run_once()
        assert told.taken_back == [PACK]
        assert (item(spool).to_tell, item(spool).reason.kind) == (False, FailureReason.CANCELLED)  # type: ignore[union-attr]
        courier(spool, told, clock).run_once()
        assert told.taken_back == [PACK]

    def test_one_that_had_arrived_after_all_counts_as_delivered(self, spool: Spool, clock: SetClock) -> None:
        sealed = queue(spool)
        lease = spool.claim(NOW)
        assert lease is not None
        lease.remember("https://r.example/files/1")
        lease.wait(NOW + timedelta(minutes=1), waiting(FailureReason.CUT_OFF, "r.example"))
        spool.orders.cancel(PACK)
        told = Told()
        told.receipts[PACK] = RECEIVER.receipt(PACK, sealed.digest).encode()
        courier(spool, told, clock).run_once()
        assert (item(spool).state, told.taken_back) == (State.DELIVERED, [])

    def test_what_the_record_knew_as_cancelled_is_recorded_anew_once_it_is_delivered(
        self, spool: Spool, clock: SetClock
    ) -> None:
        sealed = queue(spool)
        lease = spool.claim(NOW)
        assert lease is not None
        lease.remember("https://r.example/files/1")
        lease.wait(NOW + timedelta(minutes=1), waiting(FailureReason.CUT_OFF, "r.example"))
        spool.orders.cancel(PACK)
        spool.orders.recorded(PACK)
        assert item(spool).recorded_at is not None
        told = Told()
        told.receipts[PACK] = RECEIVER.receipt(PACK, sealed.digest).encode()
        courier(spool, told, clock).run_once()
        assert (item(spool).state, item(spool).recorded_at) == (State.DELIVERED, None)

    def test_a_receiver_that_keeps_its_part_is_asked_for_a_receipt_for_some_days_and_no_longer(
        self, spool: Spool, clock: SetClock
    ) -> None:
        queue(spool)
        lease = spool.claim(NOW)
        assert lease is not None
        lease.remember("https://r.example/files/1")
        lease.acknowledge(500)
        spool.orders.cancel(PACK)
        told = Told()
        told.takes_back = False
        own = courier(spool, told, clock)
        for _hour in range(100):
            own.run_once()
            clock.now += timedelta(minutes=61)
        assert 72 <= len(told.taken_back) <= 74
        assert (item(spool).to_tell, item(spool).reason.kind) == (False, FailureReason.CANCELLED_LEFT)  # type: ignore[union-attr]

    def test_a_receiver_that_cannot_be_reached_is_told_later(self, spool: Spool, clock: SetClock) -> None:
        queue(spool)
        lease = spool.claim(NOW)
        assert lease is not None
        lease.remember("https://r.example/files/1")
        spool.orders.cancel(PACK)
        told = Told()

        def offline(_parcel: Parcel) -> None:
            raise waiting(FailureReason.OFFLINE)

        told.on_receipt = offline
        courier(spool, told, clock).run_once()
        assert (item(spool).to_tell, told.taken_back) == (True, [])
        told.on_receipt = lambda _parcel: None
        clock.now += timedelta(minutes=15)
        courier(spool, told, clock).run_once()
        assert told.taken_back == [PACK]

    @pytest.mark.expects_log
    def test_a_fault_of_ours_while_telling_holds_up_no_other_pack(
        self, spool: Spool, clock: SetClock
    ) -> None:
        queue(spool)
        lease = spool.claim(NOW)
        assert lease is not None
        lease.remember("https://r.example/files/1")
        spool.orders.cancel(PACK)
        queue(spool, OTHER_PACK)
        told = Told()

        def breaks(parcel: Parcel) -> None:
            if parcel.pack_id == PACK:
                raise ZeroDivisionError

        told.on_receipt = breaks
        courier(spool, told, clock).run_once()
        assert (item(spool).state, item(spool).to_tell) == (State.CANCELLED, True)
        assert item(spool, OTHER_PACK).state is State.SENT

    def test_one_that_is_let_go_in_the_middle_of_telling_stays_cancelled(self, spool: Spool) -> None:
        queue(spool)
        first = spool.claim(NOW)
        assert first is not None
        first.remember("https://r.example/files/1")
        spool.orders.cancel(PACK)
        lease = spool.claim(NOW)
        assert lease is not None
        lease.release()
        assert (item(spool).state, item(spool).to_tell) == (State.CANCELLED, True)

    @pytest.mark.parametrize("delivered", [False, True])
    def test_what_was_wholly_sent_cannot_be_cancelled(
        self, spool: Spool, clock: SetClock, delivered: bool
    ) -> None:
        sealed = queue(spool)
        told = Told()
        if delivered:
            told.receipts[PACK] = RECEIVER.receipt(PACK, sealed.digest).encode()
        courier(spool, told, clock).run_once()
        before = item(spool)
        with pytest.raises(SpoolError, match="correction"):
            spool.orders.cancel(PACK)
        assert item(spool) == before

    def test_who_was_sending_it_changes_nothing_any_more(self, spool: Spool) -> None:
        queue(spool)
        lease = spool.claim(NOW)
        assert lease is not None
        spool.orders.cancel(PACK)
        for step in (lease.sent, lease.release, lease.check, lease.is_held, lambda: lease.acknowledge(7)):
            with pytest.raises(LeaseLostError):
                step()

    def test_one_that_needs_somebody_can_be_cancelled_and_is_not_asked_about(self, spool: Spool) -> None:
        queue(spool)
        lease = spool.claim(NOW)
        assert lease is not None
        lease.needs_you(refused(FailureReason.NOT_TUS, "r.example"))
        assert not spool.orders.cancel(PACK).to_tell


class TestLeavingTheList:
    def test_only_what_is_over_and_in_a_record_leaves_and_only_after_its_time(
        self, spool: Spool, clock: SetClock
    ) -> None:
        told = Told()
        for pack_id in ("P-AAAA", "P-BBBB", "P-CCCC"):
            sealed = queue(spool, pack_id)
            if pack_id != "P-CCCC":
                told.receipts[pack_id] = RECEIVER.receipt(pack_id, sealed.digest).encode()
        courier(spool, told, clock).run_once()
        spool.orders.recorded("P-AAAA")
        spool.orders.recorded("P-CCCC")
        week = timedelta(days=7)
        for _day in range(7):
            assert spool.orders.clear_recorded(week) == 0
            spool.orders.recorded("P-AAAA")
            clock.now += timedelta(days=1)
        assert spool.orders.clear_recorded(week) == 1
        assert {found.pack_id for found in spool.items()} == {"P-BBBB", "P-CCCC"}
        assert [watch.pack_id for watch in spool.answer_box.watched()] == ["P-AAAA", "P-BBBB"]

    def test_the_courier_lets_rows_leave_after_the_time_that_is_set(
        self, spool: Spool, clock: SetClock
    ) -> None:
        keep_days_on_the_list(spool.settings, 1)
        told = Told()
        told.receipts[PACK] = RECEIVER.receipt(PACK, queue(spool).digest).encode()
        own = courier(spool, told, clock)
        own.run_once()
        clock.now += timedelta(days=400)
        own.run_once()
        assert spool.get(PACK) is not None, "no record has its receipt"
        spool.orders.recorded(PACK)
        own.run_once()
        clock.now += timedelta(hours=23)
        own.run_once()
        assert spool.get(PACK) is not None
        clock.now += timedelta(hours=2)
        own.run_once()
        assert spool.get(PACK) is None

    def test_a_day_counts_once_however_often_the_outbox_is_looked_through(
        self, spool: Spool, clock: SetClock
    ) -> None:
        told = Told()
        told.receipts[PACK] = RECEIVER.receipt(PACK, queue(spool).digest).encode()
        courier(spool, told, clock).run_once()
        spool.orders.recorded(PACK)
        for _time in range(20):
            clock.now += timedelta(seconds=1)
            assert spool.orders.clear_recorded(timedelta(days=14)) == 0
        clock.now += timedelta(days=365)
        assert spool.orders.clear_recorded(timedelta(days=14)) == 0

    @pytest.mark.parametrize("years", [-10, -0.1, 0.1, 10])
    def test_a_clock_that_jumps_takes_nothing_away(self, spool: Spool, clock: SetClock, years: float) -> None:
        told = Told()
        told.receipts[PACK] = RECEIVER.receipt(PACK, queue(spool).digest).encode()
        courier(spool, told, clock).run_once()
        spool.orders.recorded(PACK)
        right = clock.now
        clock.now = right + timedelta(days=365 * years)
        assert spool.orders.clear_recorded(timedelta(days=14)) == 0
        clock.now = right
        assert spool.orders.clear_recorded(timedelta(days=14)) == 0
        for _day in range(12):
            clock.now += timedelta(days=1)
            assert spool.orders.clear_recorded(timedelta(days=14)) == 0
        for _day in range(3):
            clock.now += timedelta(days=1)
            spool.orders.clear_recorded(timedelta(days=14))
        assert spool.get(PACK) is None


def test_paused_in_another_process_the_courier_stops_after_its_chunk(
    spool: Spool, clock: SetClock, tmp_path: Path
) -> None:
    queue(spool)
    told = Told()
    with Spool.open(tmp_path / "outbox", clock=clock) as window:
        told.on_upload = in_pieces(lambda chunk: window.pause() if chunk == 4 else None)
        courier(spool, told, clock).run_once(stop=threading.Event())
    assert (item(spool).offset, item(spool).state) == (400, State.QUEUED)

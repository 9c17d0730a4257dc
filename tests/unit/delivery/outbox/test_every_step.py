"""What each step of a lease, each order and each asking changes of a pack, and that it changes nothing else."""

from __future__ import annotations

import dataclasses
import errno
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from prevent_desktop.casework.leaving import Leaving
from prevent_desktop.delivery.backoff import LONGEST_WAIT, RAREST_ASKING
from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.delivery.failure_reasons.kinds import ASKS_FOR_RECEIPT
from prevent_desktop.delivery.outbox import sending_settings as settings
from prevent_desktop.delivery.outbox.answer_box import WATCHED_FOR, Kept, Watch
from prevent_desktop.delivery.outbox.database import Database, disk_trouble
from prevent_desktop.delivery.outbox.items import Reason, SpoolItem, State
from prevent_desktop.delivery.outbox.leases import Lease
from prevent_desktop.delivery.outbox.rebuilding import rebuild_spool
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import SpoolError
from tests.unit.delivery.receivers import NOW, OTHER_PACK, PACK, Receiver
from tests.unit.delivery.test_courier import SetClock

RECEIVER = Receiver.make()
ENDPOINT, OTHER_ENDPOINT = "https://receiver.example/files", "https://other.example/files"
SIZE = 1000
SOON = NOW + timedelta(minutes=3)
FAILED = waiting(FailureReason.CUT_OFF, "receiver.example")
WHY = Reason(
    kind="cut_off", title=FAILED.title, what_happened=FAILED.what_happened, next_step=FAILED.next_step
)
HALF = {"state": State.SENDING, "offset": 500, "rate": 100.0, "upload_url": f"{ENDPOINT}/1"}


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def spool(tmp_path: Path, clock: SetClock) -> Iterator[Spool]:
    with Spool.open(tmp_path / "outbox", clock=clock) as opened:
        yield opened


def queue(spool: Spool, pack_id: str = PACK, endpoint: str = ENDPOINT) -> SpoolItem:
    return spool.queue(pack_id, b"x" * SIZE, endpoint=endpoint, receipt_certificate=RECEIVER.certificate_pem)


def item(spool: Spool, pack_id: str = PACK) -> SpoolItem:
    found = spool.get(pack_id)
    assert found is not None
    return found


def claim(spool: Spool) -> Lease:
    lease = spool.claim(NOW)
    assert lease is not None
    return lease


def half_sent(spool: Spool) -> Lease:
    """A pack with two failed attempts behind it of which the receiver has the half."""
    queue(spool)
    for _attempt in range(2):
        claim(spool).wait(NOW, FAILED)
    lease = claim(spool)
    lease.remember(f"{ENDPOINT}/1")
    lease.acknowledge(500, rate=100.0)
    return lease


def changed(before: SpoolItem, after: SpoolItem) -> dict[str, object]:
    """The fields that differ, but for the time of the last change."""
    one, other = dataclasses.asdict(before), dataclasses.asdict(after)
    return {name: getattr(after, name) for name in one if name != "changed_at" and one[name] != other[name]}


class TestLeases:
    def test_a_claim_makes_a_queued_pack_one_that_is_sent(self, spool: Spool) -> None:
        before = queue(spool)
        lease = claim(spool)
        assert changed(before, lease.item) == {"state": State.SENDING}
        assert (lease.fresh, lease.uploaded) == (True, False)

    def test_the_address_of_an_upload_is_kept_and_nothing_is_acknowledged_there(self, spool: Spool) -> None:
        lease = half_sent(spool)
        before = lease.item
        lease.remember(f"{ENDPOINT}/2")
        assert changed(before, item(spool)) == {"upload_url": f"{ENDPOINT}/2", "offset": 0}
        assert not lease.uploaded
        lease.sent()
        lease.remember("")
        assert not lease.uploaded
        lease.release()
        assert item(spool).state is State.QUEUED

    def test_what_is_acknowledged_is_kept_with_its_pace_and_ends_a_wait(self, spool: Spool) -> None:
        before = queue(spool)
        lease = claim(spool)
        lease.acknowledge(0)
        assert changed(before, item(spool)) == {"state": State.SENDING}
        claimed = half_sent_again(spool, lease)
        assert changed(before, claimed) == HALF

    def test_the_last_chunk_counts_three_tenths_of_the_pace(self, spool: Spool) -> None:
        lease = half_sent(spool)
        lease.acknowledge(600, rate=200.0)
        assert lease.item.rate == pytest.approx(130.0)
        lease.acknowledge(700)
        assert lease.item.rate == pytest.approx(130.0)

    def test_the_same_offset_again_is_no_progress(self, spool: Spool) -> None:
        queue(spool)
        claim(spool).wait(NOW, FAILED)
        lease = claim(spool)
        lease.acknowledge(0)
        assert lease.item.attempts == 1
        lease.acknowledge(1)
        assert lease.item.attempts == 0

    def test_what_the_receiver_lost_of_an_upload_is_not_sent_any_more(self, spool: Spool) -> None:
        queue(spool)
        lease = claim(spool)
        lease.sent()
        lease.acknowledge(SIZE)
        lease.release()
        assert item(spool).state is State.SENT
        lease = claim(spool)
        lease.acknowledge(400)
        assert not lease.uploaded
        lease.release()
        assert item(spool).state is State.QUEUED

    def test_all_that_is_sent_is_told_with_its_time(self, spool: Spool) -> None:
        lease = half_sent(spool)
        before = lease.item
        lease.sent()
        assert changed(before, item(spool)) == {
            "state": State.SENT, "offset": SIZE, "rate": 0.0, "sent_at": NOW,
        }  # fmt: skip
        assert lease.uploaded

    def test_what_turns_out_to_be_all_there_waits_for_its_receipt_with_no_trouble_before(
        self, spool: Spool
    ) -> None:
        queue(spool)
        claim(spool).wait(NOW, FAILED)
        lease = claim(spool)
        lease.sent()
        assert (lease.item.state, lease.item.attempts, lease.item.reason) == (State.SENT, 0, None)

    def test_a_receipt_ends_all_that_was_open(self, spool: Spool) -> None:
        lease = half_sent(spool)
        lease.wait(NOW, FAILED)
        lease = claim(spool)
        before = lease.item
        receipt = RECEIVER.receipt(PACK, before.digest)
        assert lease.delivered(f" {receipt}\n").reference == "CFD-20931"
        assert changed(before, item(spool)) == {
            "state": State.DELIVERED, "offset": SIZE, "receipt": receipt, "reference": "CFD-20931",
            "received_at": NOW, "next_try_at": None, "reason": None,
        }  # fmt: skip
        assert [watch.pack_id for watch in spool.answer_box.watched()] == [PACK]

    def test_a_wait_that_the_receiver_asked_for_is_told_from_our_own(self, spool: Spool) -> None:
        lease = half_sent(spool)
        before = lease.item
        lease.wait(SOON, FAILED, asked=True)
        waits = {"state": State.WAITING, "attempts": 1, "next_try_at": SOON, "rate": 0.0, "reason": WHY}
        assert changed(before, item(spool)) == {**waits, "asked_until": SOON}
        spool.retry(PACK)
        claim(spool).wait(SOON, FAILED, counts=False)
        assert (item(spool).asked_until, item(spool).attempts) == (None, 0)

    def test_a_wait_longer_than_two_of_the_longest_was_set_under_a_wrong_clock_and_holds_nothing(
        self, spool: Spool
    ) -> None:
        queue(spool)
        claim(spool).wait(NOW + 2 * LONGEST_WAIT, FAILED)
        assert spool.claim(NOW) is None
        assert spool.due_endpoints(NOW) == ()
        spool.retry(PACK)
        claim(spool).wait(NOW + 2 * LONGEST_WAIT + timedelta(seconds=1), FAILED)
        assert spool.due_endpoints(NOW) == (ENDPOINT,)
        claim(spool)

    def test_a_wait_for_a_receipt_keeps_when_it_was_sent_and_no_time_that_lies_ahead(
        self, spool: Spool, clock: SetClock
    ) -> None:
        queue(spool)
        lease = claim(spool)
        lease.sent()
        clock.now = NOW + timedelta(seconds=5)
        lease.wait(SOON)
        assert (item(spool).state, item(spool).sent_at) == (State.SENT, NOW)
        lease = claim_one(spool)
        clock.now = NOW - timedelta(days=1)
        lease.wait(SOON)
        assert item(spool).sent_at == clock.now

    def test_an_overdue_receipt_needs_somebody_and_is_asked_for_all_the_same(self, spool: Spool) -> None:
        lease = half_sent(spool)
        before = lease.item
        lease.overdue(SOON, FAILED)
        assert changed(before, item(spool)) == {
            "state": State.NEEDS_YOU, "attempts": 1, "next_try_at": SOON, "rate": 0.0, "reason": WHY,
        }  # fmt: skip

    def test_what_needs_somebody_waits_for_no_time(self, spool: Spool) -> None:
        lease = half_sent(spool)
        before = lease.item
        error = refused(FailureReason.TOO_LARGE, "receiver.example")
        lease.needs_you(error)
        assert changed(before, item(spool)) == {
            "state": State.NEEDS_YOU, "next_try_at": None, "rate": 0.0,
            "reason": Reason(kind="too_large", title=error.title, what_happened=error.what_happened, next_step=error.next_step),
        }  # fmt: skip

    def test_letting_go_in_the_middle_goes_on_from_there(self, spool: Spool) -> None:
        lease = half_sent(spool)
        before = lease.item
        lease.release()
        assert changed(before, item(spool)) == {
            "state": State.QUEUED, "next_try_at": None, "rate": 0.0,
        }  # fmt: skip
        assert not claim(spool).fresh

    def test_a_cancelled_pack_is_told_again_until_its_receiver_knows(self, spool: Spool) -> None:
        half_sent(spool).release()
        before = item(spool)
        assert changed(before, spool.orders.cancel(PACK)) == {"state": State.CANCELLED, "to_tell": True}
        lease = claim(spool)
        before = lease.item
        lease.still_cancelled(SOON, FAILED)
        assert changed(before, item(spool)) == {"attempts": 1, "next_try_at": SOON, "reason": WHY}
        lease = claim_one(spool)
        before = lease.item
        lease.ended(refused(FailureReason.TOO_LARGE, "receiver.example"))
        after = changed(before, item(spool))
        assert after.pop("reason") != WHY
        assert after == {"to_tell": False, "next_try_at": None, "offset": 0, "upload_url": ""}

    def test_a_lease_that_could_not_be_let_go_of_still_stands(
        self, spool: Spool, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        queue(spool)
        lease = claim(spool)
        with monkeypatch.context() as broken:
            broken.setattr(lease, "_write", lambda **_columns: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                lease.release()
        assert not lease.is_held()
        lease.check()


class TestOrders:
    def test_each_order_changes_what_it_says_and_nothing_else(self, spool: Spool) -> None:
        half_sent(spool).wait(SOON, FAILED)
        before = item(spool)
        assert changed(before, spool.orders.hold(PACK)) == {"held": True}
        assert changed(before, spool.orders.send_first(PACK)) == {"held": True, "priority": 1}
        assert changed(before, spool.orders.let_go(PACK)) == {"priority": 1, "next_try_at": None}
        assert changed(before, spool.orders.send_in_turn(PACK)) == {"next_try_at": None}
        assert changed(before, spool.retry(PACK)) == {
            "state": State.QUEUED, "attempts": 0, "next_try_at": None, "reason": None,
        }  # fmt: skip

    def test_send_now_tells_how_many_waited_and_asks_anew_about_what_is_overdue(self, spool: Spool) -> None:
        for pack_id in (PACK, OTHER_PACK):
            queue(spool, pack_id)
        claim(spool).wait(SOON, FAILED)
        claim(spool).overdue(SOON, FAILED)
        assert spool.send_now() == 1
        assert sorted(str(one.next_try_at) for one in spool.items()) == ["1970-01-01 00:00:00+00:00", "None"]
        assert spool.send_now() == 0

    def test_another_network_ends_our_own_waits_and_none_that_the_receiver_asked_for(
        self, spool: Spool
    ) -> None:
        queue(spool)
        queue(spool, OTHER_PACK, OTHER_ENDPOINT)
        for asked in (False, True):
            claim(spool).wait(SOON, FAILED, asked=asked)
        assert spool.orders.network_changed() == 1
        assert sorted((one.attempts, one.next_try_at is None) for one in spool.items()) == [
            (0, True), (1, False),
        ]  # fmt: skip

    def test_patience_beyond_two_longest_waits_was_asked_for_by_no_receiver(self, spool: Spool) -> None:
        queue(spool)
        claim(spool).wait(NOW + 2 * LONGEST_WAIT + timedelta(minutes=1), FAILED, asked=True)
        assert spool.orders.network_changed() == 1, "the clock had been wrong"
        claim(spool).wait(NOW + 2 * LONGEST_WAIT, FAILED, asked=True)
        assert spool.orders.network_changed() == 0

    def test_a_pack_whose_receipt_came_another_way_goes_with_all_of_it(self, spool: Spool) -> None:
        queue(spool)
        queue(spool, OTHER_PACK)
        lease = spool.claim_one(PACK, NOW)
        assert lease is not None
        assert not spool.remove_received(PACK)
        lease.release()
        by_hand = spool.folder / "mail" / f"{PACK}.eml"
        by_hand.parent.mkdir()
        by_hand.write_bytes(b"draft")
        assert spool.remove_received(PACK)
        assert not by_hand.exists()
        assert [one.pack_id for one in spool.items()] == [OTHER_PACK]
        assert [path.name for path in sorted((spool.folder / "packs").iterdir())] == [
            f"{OTHER_PACK}.{item(spool, OTHER_PACK).digest}.pdf.age{ending}" for ending in ("", ".json")
        ]
        assert spool.remove_received(PACK)


class TestAnswers:
    def watch(self, spool: Spool) -> Watch:
        spool.answer_box.watch(PACK, ENDPOINT, since=NOW)
        return spool.answer_box.watched()[0]

    def test_a_pack_is_asked_about_for_its_time_and_not_beyond(self, spool: Spool, clock: SetClock) -> None:
        assert self.watch(spool) == Watch(
            pack_id=PACK, endpoint=ENDPOINT, news_at=NOW, until=NOW + WATCHED_FOR, asked_at=None, failures=0, trouble="",
        )  # fmt: skip
        spool.answer_box.watch(PACK, OTHER_ENDPOINT, since=NOW + timedelta(days=1))
        assert self.watch(spool).endpoint == ENDPOINT
        spool.answer_box.end(PACK)
        clock.now = NOW + WATCHED_FOR
        spool.answer_box.watch(PACK, ENDPOINT, since=NOW)
        assert spool.answer_box.watched() == ()

    def test_an_asking_is_written_down_with_what_came_of_it(self, spool: Spool) -> None:
        box, watch = spool.answer_box, self.watch(spool)
        box.put_off(watch, SOON)
        assert box.next_due(NOW) == NOW  # nobody had set a time: it is due at once
        assert box.claim(NOW, OTHER_ENDPOINT) is None
        assert box.claim(NOW, ENDPOINT) == watch
        assert box.next_due(NOW) == NOW + timedelta(minutes=5)
        box.asked(watch, NOW, again_at=SOON, trouble="x")
        soon = NOW + timedelta(minutes=1)
        box.asked(watch, soon, again_at=SOON, trouble="y")
        assert box.watched() == (dataclasses.replace(watch, asked_at=soon, failures=2, trouble="y"),)
        later = NOW + timedelta(hours=1)
        box.asked(watch, later, again_at=SOON, news=True)
        assert box.watched() == (dataclasses.replace(watch, asked_at=later, news_at=later),)
        assert box.next_due(NOW) == SOON
        box.put_off(watch, NOW + timedelta(hours=2))
        assert box.next_due(NOW) == NOW + timedelta(hours=2)
        box.postpone(OTHER_ENDPOINT, NOW + timedelta(hours=3))
        assert box.next_due(NOW) == NOW + timedelta(hours=2)
        assert box.next_due(NOW, busy={ENDPOINT}) is None
        assert box.due_endpoints(NOW) == ()
        box.ask_now()
        assert box.due_endpoints(NOW) == (ENDPOINT,)
        box.postpone(ENDPOINT, SOON)
        box.postpone(ENDPOINT, NOW)
        assert box.next_due(NOW) == SOON

    def test_an_asking_put_off_beyond_three_of_the_rarest_was_so_under_a_wrong_clock(
        self, spool: Spool
    ) -> None:
        box, watch = spool.answer_box, self.watch(spool)
        for until, due in ((3 * RAREST_ASKING, ()), (3 * RAREST_ASKING + timedelta(seconds=1), (ENDPOINT,))):
            box.asked(watch, NOW, again_at=NOW)
            box.postpone(ENDPOINT, NOW + until)
            assert box.due_endpoints(NOW) == due

    def test_an_end_of_asking_keeps_what_no_vault_has_seen(self, spool: Spool) -> None:
        box, watch = spool.answer_box, self.watch(spool)
        box.keep(PACK, 1, b"new")
        box.refuse(PACK, 2, b"false")
        for _day in range(30):
            box.asked(watch, watch.until, again_at=SOON)
        assert box.watched() == ()
        assert [one.content for one in box.waiting()] == [b"new"]
        assert box.numbers_to_ask(PACK) == (2,)
        box.end(PACK)
        assert box.count() == 0

    def test_the_first_number_without_anything_is_asked_for_and_all_that_were_false(
        self, spool: Spool
    ) -> None:
        box = spool.answer_box
        assert box.numbers_to_ask(PACK) == (1,)
        assert [box.keep(PACK, number, b"a") for number in (1, 3, 4)] == [Kept.NEW] * 3
        box.refuse(PACK, 3, b"false")
        box.refuse(PACK, 5, b"false")
        box.refused(box.waiting()[-1])
        assert box.numbers_to_ask(PACK) == (2, 4, 5)
        assert [box.is_false(PACK, number) for number in range(1, 7)] == [
            False, False, False, True, True, False,
        ]  # fmt: skip
        assert not box.is_false(OTHER_PACK, 4)

    def test_what_was_refused_is_judged_again_only_where_a_person_brings_it(self, spool: Spool) -> None:
        box = spool.answer_box
        box.keep(PACK, 1, b"a")
        box.refused(box.waiting()[0])
        assert box.keep(PACK, 1, b"a") is Kept.KNOWN
        assert box.keep(PACK, 1, b"a", by_hand=True) is Kept.NEW
        assert box.keep(PACK, 1, b"a", by_hand=True) is Kept.KNOWN
        box.taken(box.waiting()[0])
        assert (box.count(), box.keep(PACK, 1, b"a", by_hand=True)) == (0, Kept.KNOWN)

    def test_eight_wait_at_a_place_and_999_places_are_kept(self, spool: Spool) -> None:
        box = spool.answer_box
        assert [box.keep(PACK, 1, bytes([number])) for number in range(8)] == [Kept.NEW] * 8
        assert box.keep(PACK, 1, b"ninth") is Kept.FULL
        assert box.keep(PACK, 999, b"a") is Kept.NEW
        assert box.keep(PACK, 1000, b"a") is Kept.FULL
        for number in (999, 1000):
            box.refuse(OTHER_PACK, number, b"a")
        assert [box.is_false(OTHER_PACK, number) for number in (999, 1000)] == [True, False]
        assert (box.count(), box.last_came()) == (9, 10)


class TestWordsAndFiles:
    @pytest.mark.parametrize(
        ("number", "title"),
        [
            (errno.ENOSPC, "The disk is full"), (errno.EDQUOT, "The disk is full"),
            (errno.EACCES, "The outbox cannot be written"), (errno.EPERM, "The outbox cannot be written"),
            (errno.EROFS, "The outbox cannot be written"), (errno.EIO, "The outbox could not be used"),
        ],
    )  # fmt: skip
    def test_an_error_of_the_disk_says_what_it_is(self, number: int, title: str, tmp_path: Path) -> None:
        error = disk_trouble(OSError(number, ""), tmp_path)
        assert error.title == title
        assert (str(tmp_path) in error.what_happened) == (title != "The disk is full")

    @pytest.mark.parametrize(
        ("code", "title"),
        [
            (sqlite3.SQLITE_CORRUPT, "The outbox’s list is damaged"), (sqlite3.SQLITE_NOTADB, "The outbox’s list is damaged"),
            (sqlite3.SQLITE_ERROR, "The outbox’s list is damaged"), (sqlite3.SQLITE_FULL, "The disk is full"),
            (sqlite3.SQLITE_IOERR_SHMSIZE, "The disk is full"), (sqlite3.SQLITE_READONLY_DBMOVED, "The outbox cannot be written"),
            (sqlite3.SQLITE_CANTOPEN, "The outbox cannot be written"), (sqlite3.SQLITE_PERM, "The outbox cannot be written"),
            (sqlite3.SQLITE_BUSY_SNAPSHOT, "The outbox is busy"), (sqlite3.SQLITE_IOERR_READ, "The outbox could not be used"),
            (None, "The outbox could not be used"),
        ],
    )  # fmt: skip
    def test_an_error_of_the_list_says_what_it_is(self, code: int | None, title: str, tmp_path: Path) -> None:
        database = Database(tmp_path)
        error = sqlite3.OperationalError("x")
        if code is not None:
            error.sqlite_errorcode = code
        with pytest.raises(SpoolError, match=title) as told, database.translated():
            raise error
        names_folder = title in {"The outbox’s list is damaged", "The outbox cannot be written"}
        assert (str(tmp_path) in told.value.what_happened) == names_folder
        database.close()

    def test_what_is_sent_by_mail_says_so(self, spool: Spool) -> None:
        assert queue(spool, endpoint="mailto:panel@receiver.example").by_mail
        assert not queue(spool, OTHER_PACK).by_mail

    def test_what_happens_next_is_said_for_each_state(self, spool: Spool) -> None:
        first = queue(spool)
        said = {
            state: dataclasses.replace(first, state=state, reference="CFD-20931").what_happens_next for state in State
        }  # fmt: skip
        assert len(set(said.values())) == len(State)
        assert said[State.DELIVERED] == "Receipt checked, reference CFD-20931."
        assert said[State.CANCELLED] == "Cancelled. Nothing of it was sent."
        held = dataclasses.replace(first, held=True)
        assert held.what_happens_next == "You paused this pack. It goes on when you let it."
        waits = dataclasses.replace(first, state=State.WAITING, reason=WHY)
        assert waits.what_happens_next.startswith(WHY.what_happened)
        assert waits.what_happens_next.endswith(WHY.next_step)

    def test_what_was_sent_by_mail_waits_for_what_the_person_brings_in(self, spool: Spool) -> None:
        by_mail = queue(spool, endpoint="mailto:panel@receiver.example")
        said = {state: dataclasses.replace(by_mail, state=state).what_happens_next for state in State}
        other = queue(spool, OTHER_PACK)
        assert said.pop(State.SENT) == (
            "You sent it by email. It counts as delivered when you bring in the receiver’s receipt."
        )
        assert said == {state: dataclasses.replace(other, state=state).what_happens_next for state in said}

    def test_what_of_it_arrived_is_said_where_the_trouble_leaves_one_asking(self, spool: Spool) -> None:
        sent = dataclasses.replace(queue(spool), state=State.SENT, sent_at=NOW, offset=SIZE)

        def said(kind: str) -> str:
            return dataclasses.replace(sent, reason=dataclasses.replace(WHY, kind=kind)).what_happens_next

        before = "All of the pack was sent before; only its receipt is still to be fetched."
        assert said(FailureReason.OFFLINE) == f"{WHY.what_happened} {before} {WHY.next_step}"
        for kind in (*ASKS_FOR_RECEIPT, "ValueError"):
            assert said(kind) == f"{WHY.what_happened} {WHY.next_step}"

    def test_any_pace_tells_the_time_that_is_left(self, spool: Spool) -> None:
        slow = dataclasses.replace(queue(spool), state=State.SENDING, rate=0.5)
        assert slow.seconds_left == 2 * SIZE
        assert dataclasses.replace(slow, rate=0.0).seconds_left is None
        assert dataclasses.replace(slow, state=State.QUEUED).seconds_left is None

    def test_what_waits_can_be_held_once(self, spool: Spool) -> None:
        waits = queue(spool)
        assert waits.may_hold
        assert not dataclasses.replace(waits, held=True).may_hold
        assert not dataclasses.replace(waits, state=State.DELIVERED).may_hold

    def test_what_the_receiver_has_all_of_cannot_be_cancelled(self, spool: Spool) -> None:
        on_its_way = dataclasses.replace(queue(spool), state=State.SENDING)
        assert dataclasses.replace(on_its_way, offset=SIZE - 1).may_cancel
        assert not dataclasses.replace(on_its_way, offset=SIZE).may_cancel

    def test_where_nothing_leaves_it_says_whether_something_had_left_before(self, spool: Spool) -> None:
        why = dataclasses.replace(
            WHY, kind=FailureReason.SIGN_IN_WANTED, what_happened="It asks.", next_step="Say so."
        )
        stuck = dataclasses.replace(queue(spool), state=State.NEEDS_YOU, reason=why)
        assert stuck.what_happens_next == "It asks. Nothing was sent. Say so."
        begun = dataclasses.replace(stuck, offset=1)
        assert begun.what_happens_next == "It asks. Nothing more was sent. Say so."

    def test_each_damaged_list_is_set_aside_under_a_name_of_its_own(self, tmp_path: Path) -> None:
        for number in (1, 2):
            (tmp_path / "spool.db").write_bytes(b"damaged")
            (tmp_path / "spool.db-wal").write_bytes(b"log")
            (tmp_path / "spool.db-shm").write_bytes(b"index of the log")
            assert rebuild_spool(tmp_path) == tuple(
                tmp_path / f"damaged-{number}-spool.db{ending}" for ending in ("", "-wal", "-shm")
            )
        assert rebuild_spool(tmp_path) == ()

    def test_what_stays_in_is_kept_until_it_may_leave_again(self, spool: Spool) -> None:
        kept = spool.settings
        settings.keep_in(kept, Leaving.PACKS, kept_in=True)
        assert kept.get("kept_in_packs") == ""
        assert [settings.may_leave(kept, kind) for kind in (Leaving.PACKS, Leaving.REPLIES)] == [False, True]
        settings.keep_in(kept, Leaving.PACKS, kept_in=False)
        assert settings.may_leave(kept, Leaving.PACKS)
        with pytest.raises(ValueError, match="changes"):
            settings.keep_in(kept, Leaving.CHANGES, kept_in=True)

    def test_how_long_rows_stay_is_kept(self, spool: Spool) -> None:
        kept = spool.settings
        assert settings.stays_on_the_list(kept) == timedelta(days=14)
        settings.keep_days_on_the_list(kept, 90)
        assert settings.stays_on_the_list(kept) == timedelta(days=90)
        kept.put("days_on_the_list", "400")
        assert settings.stays_on_the_list(kept) == timedelta(days=14)
        kept.remove("days_on_the_list")
        assert kept.get("days_on_the_list") is None


def claim_one(spool: Spool) -> Lease:
    lease = spool.claim_one(PACK, NOW)
    assert lease is not None
    return lease


def half_sent_again(spool: Spool, lease: Lease) -> SpoolItem:
    lease.remember(f"{ENDPOINT}/1")
    lease.acknowledge(500, rate=100.0)
    return item(spool)

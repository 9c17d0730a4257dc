from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from prevent_desktop.delivery.attempts import NO_RECEIPT_AFTER
from prevent_desktop.delivery.backoff import pace_of_asking
from prevent_desktop.delivery.courier import Courier
from prevent_desktop.delivery.failure_reasons import FailureReason, refused, waiting
from prevent_desktop.delivery.outbox.answer_box import WATCHED_FOR, Kept
from prevent_desktop.delivery.outbox.database import _FIRST
from prevent_desktop.delivery.outbox.items import State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.signed.answers import LARGEST_SEALED
from tests.patience import PATIENCE
from tests.unit.delivery.receivers import NOW, OTHER_PACK, PACK
from tests.unit.delivery.test_courier import RECEIVER as THEIRS
from tests.unit.delivery.test_courier import SetClock, Told, courier, queue, state
from tests.unit.delivery.transport_contract import SEALED_ANSWER

FIRST, SECOND, FALSE = SEALED_ANSWER + b"1", SEALED_ANSWER + b"2", SEALED_ANSWER + b"false"


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def spool(tmp_path: Path, clock: SetClock) -> Iterator[Spool]:
    with Spool.open(tmp_path / "outbox", clock=clock) as opened:
        yield opened


def deliver(own: Courier, spool: Spool, told: Told, pack_id: str = PACK) -> None:
    item = queue(spool, pack_id)
    told.receipts[pack_id] = THEIRS.receipt(pack_id, item.digest).encode()
    spool.send_now()
    own.run_once()
    assert state(spool, pack_id) is State.DELIVERED


def came(spool: Spool) -> list[tuple[str, int, bytes]]:
    return [(one.pack_id, one.number, one.content) for one in spool.answer_box.waiting()]


def test_a_pack_is_asked_about_from_its_receipt_on_and_not_before(spool: Spool, clock: SetClock) -> None:
    told = Told()
    own = courier(spool, told, clock)
    queue(spool)
    own.run_once()
    assert told.asked == []
    deliver(own, spool, told)
    assert told.asked == [(PACK, 1)]
    assert [watch.pack_id for watch in spool.answer_box.watched()] == [PACK]


def test_answers_are_kept_sealed_by_their_numbers_and_each_is_asked_for_until_there_is_none(
    spool: Spool, clock: SetClock
) -> None:
    told = Told()
    own = courier(spool, told, clock)
    told.answers = {(PACK, 1): FIRST, (PACK, 2): SECOND}
    deliver(own, spool, told)
    assert told.asked == [(PACK, 1), (PACK, 2), (PACK, 3)]
    assert came(spool) == [(PACK, 1, FIRST), (PACK, 2, SECOND)]
    assert spool.answer_box.count() == 2


def test_what_came_outlives_the_process_and_comes_only_once(tmp_path: Path, clock: SetClock) -> None:
    told = Told()
    told.answers = {(PACK, 1): FIRST}
    with Spool.open(tmp_path / "outbox", clock=clock) as spool:
        deliver(courier(spool, told, clock), spool, told)
    with Spool.open(tmp_path / "outbox", clock=clock) as again:
        again.answer_box.ask_now()
        courier(again, told, clock).run_once()
        assert came(again) == [(PACK, 1, FIRST)]
        again.answer_box.taken(again.answer_box.waiting()[0])
        again.answer_box.ask_now()
        courier(again, told, clock).run_once()
        assert came(again) == []
        assert told.asked[-1] == (PACK, 2)


def test_something_false_never_stands_in_the_way_of_the_true_answer(spool: Spool, clock: SetClock) -> None:
    told = Told()
    own = courier(spool, told, clock)
    told.answers = {(PACK, 1): FALSE}
    deliver(own, spool, told)
    spool.answer_box.refused(spool.answer_box.waiting()[0])
    spool.answer_box.ask_now()
    own.run_once()
    assert came(spool) == [], "the same false one does not come again"
    told.answers[(PACK, 1)] = FIRST
    spool.answer_box.ask_now()
    own.run_once()
    assert came(spool) == [(PACK, 1, FIRST)]


def test_false_ones_at_one_place_are_bounded(spool: Spool) -> None:
    for number in range(50):
        spool.answer_box.keep(PACK, 1, SEALED_ANSWER + bytes([number]))
    assert spool.answer_box.count() == 8
    assert spool.answer_box.keep(PACK, 1, SEALED_ANSWER + bytes([0])) is Kept.KNOWN
    assert spool.answer_box.keep(PACK, 1, FIRST) is Kept.FULL
    spool.answer_box.refused(spool.answer_box.waiting()[0])
    assert spool.answer_box.keep(PACK, 1, FIRST) is Kept.NEW


def test_what_is_remembered_of_false_ones_is_bounded(spool: Spool) -> None:
    for number in range(200):
        spool.answer_box.refuse(PACK, 1, bytes([number]))
    assert spool.answer_box.keep(PACK, 1, bytes([199])) is Kept.KNOWN
    assert spool.answer_box.keep(PACK, 1, bytes([0])) is Kept.NEW


def test_false_ones_in_many_places_hide_no_true_one_for_long(spool: Spool, clock: SetClock) -> None:
    told = Told()
    own = courier(spool, told, clock)
    told.answers = {(PACK, number): b"rubbish" for number in range(1, 60)}
    deliver(own, spool, told)
    told.answers[(PACK, 30)] = FIRST
    for _day in range(100):
        asked = len(told.asked)
        spool.answer_box.ask_now()
        own.run_once()
        assert len(told.asked) - asked <= 20
        if came(spool):
            break
    assert came(spool) == [(PACK, 30, FIRST)]


@pytest.mark.parametrize("what", [b"<html>sign in</html>", b"", SEALED_ANSWER + bytes(LARGEST_SEALED)])
def test_what_cannot_be_a_sealed_answer_is_not_kept(spool: Spool, clock: SetClock, what: bytes) -> None:
    told = Told()
    told.answers = {(PACK, 1): what}
    deliver(courier(spool, told, clock), spool, told)
    assert came(spool) == []


@pytest.mark.parametrize("years", [-10, 10])
def test_a_clock_that_is_wrong_for_two_days_ends_no_asking(spool: Spool, clock: SetClock, years: int) -> None:
    told = Told()
    own = courier(spool, told, clock)
    deliver(own, spool, told)
    right = clock.now
    clock.now = right + timedelta(days=365 * years)
    for _day in range(2):
        spool.answer_box.ask_now()
        own.run_once()
        clock.now += timedelta(days=1)
    clock.now = right
    before = len(told.asked)
    own.run_once()
    assert len(told.asked) == before + 1
    assert [watch.pack_id for watch in spool.answer_box.watched()] == [PACK]


def test_asking_becomes_rarer_and_ends_after_400_days(spool: Spool, clock: SetClock) -> None:
    told = Told()
    own = courier(spool, told, clock)
    deliver(own, spool, told)

    def asked_within(time: timedelta) -> int:
        spool.answer_box.ask_now()
        before, end = len(told.asked), clock.now + time
        while (due := spool.answer_box.next_due(clock.now)) is not None and due < end:
            clock.now = due
            own.run_once()
        return len(told.asked) - before

    hour, day = timedelta(hours=1), timedelta(days=1)
    assert 10 < asked_within(hour) < 25
    clock.now = NOW + 7 * day
    assert 18 <= asked_within(day) <= 32
    clock.now = NOW + 40 * day
    assert 3 <= asked_within(day) <= 7
    clock.now = NOW + 300 * day
    assert 4 <= asked_within(4 * day) <= 7
    clock.now = NOW + 401 * day
    assert asked_within(60 * day) == 30, "a month more: a clock that is wrong for days ends nothing"
    assert asked_within(10 * day) == 0
    assert spool.answer_box.watched() == ()


def test_news_make_it_ask_often_again(spool: Spool, clock: SetClock) -> None:
    told = Told()
    own = courier(spool, told, clock)
    deliver(own, spool, told)
    clock.now += timedelta(days=100)
    own.run_once()
    told.answers = {(PACK, 1): FIRST}
    clock.now += timedelta(days=1.5)
    own.run_once()
    due = spool.answer_box.next_due(clock.now)
    assert due is not None
    assert due - clock.now < timedelta(minutes=3)


def test_an_endpoint_that_fails_is_left_alone_for_all_packs_and_no_pack_needs_anybody(
    spool: Spool, clock: SetClock
) -> None:
    told = Told()
    own = courier(spool, told, clock)
    deliver(own, spool, told)
    deliver(own, spool, told, OTHER_PACK)
    told.asked.clear()

    def fail(_pack_id: str) -> None:
        raise waiting(FailureReason.OFFLINE)

    told.on_answer = fail
    spool.answer_box.ask_now()
    own.run_once()
    assert len(told.asked) == 1
    assert [item.state for item in spool.items()] == [State.DELIVERED] * 2
    (watch,) = [watch for watch in spool.answer_box.watched() if watch.failures]
    assert watch.trouble == "No connection"


def test_a_refusal_or_a_fault_of_ours_waits_an_hour(
    spool: Spool, clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    told = Told()
    own = courier(spool, told, clock)
    deliver(own, spool, told)
    for error in (refused(FailureReason.REDIRECTED, "r.example"), RuntimeError("ours")):

        def fail(_pack_id: str, error: Exception = error) -> None:
            raise error

        told.on_answer = fail
        spool.answer_box.ask_now()
        own.run_once()
        due = spool.answer_box.next_due(clock.now)
        assert due is not None
        assert due - clock.now >= timedelta(hours=1)
    assert "RuntimeError" in caplog.text
    assert "ours" not in caplog.text
    caplog.clear()


def test_asking_stops_while_sending_is_switched_off(spool: Spool, clock: SetClock) -> None:
    told = Told()
    own = courier(spool, told, clock)
    deliver(own, spool, told)
    told.asked.clear()
    spool.pause()
    spool.answer_box.ask_now()
    own.run_once()
    assert told.asked == []


def test_a_receiver_that_does_not_answer_a_question_holds_up_no_upload(tmp_path: Path) -> None:
    told, asking, go_on = Told(), threading.Event(), threading.Event()

    def hold(_pack_id: str) -> None:
        asking.set()
        go_on.wait(PATIENCE)

    with Spool.open(tmp_path / "outbox") as spool:
        own = Courier(spool, {"https": told}, random=Random(7))
        deliver(own, spool, told)
        told.on_answer = hold
        spool.answer_box.ask_now()
        stop, wake = threading.Event(), threading.Event()
        runner = threading.Thread(target=own.run, args=(stop, wake))
        runner.start()
        assert asking.wait(PATIENCE)
        sent = threading.Event()
        told.on_upload = lambda _parcel, _journal: sent.set()
        queue(spool, OTHER_PACK)
        wake.set()
        assert sent.wait(PATIENCE)
        go_on.set()
        stop.set()
        wake.set()
        runner.join(PATIENCE)
        assert not runner.is_alive()


def test_a_pack_that_is_forgotten_is_asked_about_no_more(spool: Spool, clock: SetClock) -> None:
    told = Told()
    own = courier(spool, told, clock)
    told.answers = {(PACK, 1): FIRST}
    deliver(own, spool, told)
    spool.forget(PACK)
    assert (spool.answer_box.watched(), came(spool)) == ((), [])


def test_a_pack_without_a_receipt_needs_somebody_after_three_days_and_is_asked_for_all_the_same(
    spool: Spool, clock: SetClock
) -> None:
    told = Told()
    own = courier(spool, told, clock)
    item = queue(spool)
    own.run_once()
    clock.now += NO_RECEIPT_AFTER - timedelta(minutes=1)
    own.run_once()
    assert state(spool) is State.SENT
    clock.now += timedelta(hours=1)
    own.run_once()
    found = spool.get(PACK)
    assert found is not None
    assert (found.state, found.reason and found.reason.kind) == (State.NEEDS_YOU, "no_receipt")
    assert found.next_try_at is not None
    assert found.next_try_at - clock.now >= timedelta(hours=1)
    told.receipts[PACK] = THEIRS.receipt(PACK, item.digest).encode()
    assert spool.send_now() == 0
    own.run_once()
    assert state(spool) is State.DELIVERED
    assert told.uploads == [PACK]


def test_a_spool_of_the_first_version_goes_on_and_its_delivered_packs_are_asked_about(tmp_path: Path) -> None:
    folder = tmp_path / "outbox"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "spool.db")) as connection, connection:
        connection.executescript(_FIRST)
        for pack_id, its_state, receipt in ((PACK, "delivered", "a.b.c"), (OTHER_PACK, "sent", "")):
            connection.execute(
                """INSERT INTO items (pack_id, digest, size, endpoint, receipt_certificate, state, acknowledged, uploaded,
                   receipt, queued_at, changed_at) VALUES (?, ?, 9, 'https://r.example/files', '', ?, 9, 1, ?, 1000, 5000)""",
                (pack_id, "ab" * 32, its_state, receipt),
            )
        connection.execute("PRAGMA application_id = 1349669744")
        connection.execute("PRAGMA user_version = 1")
    with Spool.open(folder) as spool:
        assert {item.pack_id: item.state for item in spool.items()} == {
            PACK: State.DELIVERED,
            OTHER_PACK: State.SENT,
        }
        assert [item.sent_at is not None for item in spool.items()] == [True, True]
        (watch,) = spool.answer_box.watched()
        assert (watch.pack_id, watch.endpoint) == (PACK, "https://r.example/files")
        assert watch.until - watch.news_at == WATCHED_FOR
    with Spool.open(folder) as again:
        assert len(again.items()) == 2


def test_the_pace_never_stands_still_and_never_runs() -> None:
    random = Random(7)
    for days in (-5.0, 0.0, 0.01, 1.0, 10.0, 59.0, 61.0, 399.0):
        pace = pace_of_asking(timedelta(days=days), random)
        assert timedelta(seconds=90) < pace < timedelta(days=1.3)
    assert NOW + WATCHED_FOR > NOW


def test_who_wants_it_at_once_while_it_is_asked_is_not_forgotten(spool: Spool, clock: SetClock) -> None:
    told = Told()
    own = courier(spool, told, clock)
    deliver(own, spool, told)
    told.asked.clear()
    wishes = iter([True])

    def somebody_pushes_send_now(_pack_id: str) -> None:
        if next(wishes, False):
            spool.send_now()
            told.answers = {(PACK, 1): FIRST}

    def nothing_yet(_endpoint: str, pack_id: str, number: int) -> bytes | None:
        found = told.answers.get((pack_id, number))
        told.asked.append((pack_id, number))
        told.on_answer(pack_id)
        return found

    told.answer = nothing_yet  # type: ignore[method-assign]  # it looks first, and is told after that
    told.on_answer = somebody_pushes_send_now
    spool.answer_box.ask_now()
    own.run_once()
    assert came(spool) == [(PACK, 1, FIRST)]


def test_one_that_comes_while_another_is_taken_changes_what_is_seen(spool: Spool) -> None:
    box = spool.answer_box
    box.keep(PACK, 1, FIRST)
    before = box.count(), box.last_came()
    box.taken(box.waiting()[0])
    box.keep(PACK, 2, SECOND)
    assert box.count() == before[0]
    assert box.last_came() != before[1]

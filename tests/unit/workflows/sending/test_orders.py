"""What the window and the commands have done with the outbox, without a vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from prevent_desktop.delivery.outbox.items import SpoolItem
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import SpoolError
from prevent_desktop.workflows.sending import orders
from prevent_desktop.workflows.sending.outbox_state import OutboxState, read_state
from prevent_desktop.workflows.sending.window_choices import (
    OnClose,
    keep_on_close,
    keep_telling,
    on_close,
    tells_news,
)
from tests.unit.delivery.receivers import OTHER_PACK, PACK, Receiver

RECEIVER = Receiver.make()


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with Spool.open(tmp_path / "outbox") as opened:
        yield opened


def queue(spool: Spool, pack_id: str = PACK) -> SpoolItem:
    return spool.queue(
        pack_id, b"sealed", endpoint="https://r.example/files", receipt_certificate=RECEIVER.certificate_pem
    )


@pytest.mark.parametrize(
    ("order", "held", "is_first"),
    [(orders.hold, True, False), (orders.send_first, False, True)],
)
def test_an_order_tells_the_pack_before_and_after_and_can_be_taken_back(
    spool: Spool, order: orders.PackOrder, held: bool, is_first: bool
) -> None:
    queued = queue(spool)
    given = order(spool, PACK)
    assert given.before == queued
    assert given.item == spool.get(PACK)
    assert (given.item.held, given.item.priority > 0) == (held, is_first)
    orders.take_back(spool, given)
    assert spool.get(PACK) == queued


def test_what_was_held_goes_on_and_what_was_first_waits_its_turn(spool: Spool) -> None:
    queue(spool)
    orders.hold(spool, PACK)
    orders.send_first(spool, PACK)
    assert not orders.let_go(spool, PACK).item.held
    assert orders.send_in_turn(spool, PACK).item.priority == 0


@pytest.mark.parametrize(
    "order", [orders.hold, orders.let_go, orders.send_first, orders.send_in_turn, orders.retry]
)
def test_an_order_over_a_pack_that_is_not_there_is_an_error(spool: Spool, order: orders.PackOrder) -> None:
    with pytest.raises(SpoolError) as told:
        order(spool, PACK)
    assert PACK in told.value.what_happened


def test_the_state_counts_what_waits_and_says_that_sending_is_paused(spool: Spool) -> None:
    assert read_state(spool) == OutboxState.of(())
    queue(spool)
    queue(spool, OTHER_PACK)
    orders.pause(spool)
    keep_telling(spool, tell=False)
    state = read_state(spool)
    assert (state.open, state.to_send, state.paused, state.tells_news) == (2, 2, True, False)
    orders.go_on(spool)
    assert not read_state(spool).paused
    assert orders.send_now(spool) == 0  # nobody had been told to wait


def test_what_was_chosen_about_the_window_is_kept_and_forgotten(spool: Spool) -> None:
    assert (on_close(spool), tells_news(spool)) == (OnClose.ASK, True)
    keep_on_close(spool, OnClose.TRAY)
    keep_telling(spool, tell=False)
    assert (on_close(spool), tells_news(spool)) == (OnClose.TRAY, False)
    assert spool.settings.get("no_notifications") == ""
    keep_telling(spool, tell=True)
    assert tells_news(spool)
    spool.settings.put("on_close", "written by a newer version")
    assert on_close(spool) is OnClose.ASK

"""The outbox over a real spool: it shows what the spool says, and acts on it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from prevent_desktop.delivery.items import State
from prevent_desktop.ui.outbox.page import OutboxPage
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.workflows.deliver import make_courier
from prevent_desktop.workflows.receiving.in_place import receive_all
from tests.gui.conftest import MadeRooms
from tests.gui.rooms import Rooms, nameless, now, press, shown_texts, table_texts, too_wide, wait_for

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def outbox(rooms: Rooms) -> OutboxPage:
    return rooms.show(OutboxPage(rooms.tasks, rooms.get_spool, rooms.clock, rooms.wake))


def queued_pack(rooms: Rooms) -> str:
    return next(item.pack_id for item in rooms.spool.items() if item.state is State.QUEUED)


def states(page: OutboxPage) -> list[str]:
    return [row[4] for row in table_texts(page.table)]


def test_an_empty_outbox_says_how_a_pack_comes_here(rooms: Rooms) -> None:
    page = outbox(rooms)
    assert "The outbox is empty" in shown_texts(page)
    assert not page.send.isEnabled()


def test_each_pack_stands_with_the_name_that_only_the_vault_knows(demo: Rooms) -> None:
    page = outbox(demo)
    rows = {row[4]: row for row in table_texts(page.table)}
    assert rows["Queued"][1] == "Police Prevent team"
    assert rows["Queued"][3] == "Nothing has left this laptop"
    assert rows["Delivered"][1] == "Children's front door"
    assert rows["Delivered"][2].startswith("Receipt checked, reference ")


def test_it_follows_the_courier_to_the_receipt_by_itself(demo: Rooms, demo_rooms_once: MadeRooms) -> None:
    page = outbox(demo)
    courier = make_courier(demo.spool)
    courier.run_once()
    wait_for(
        demo.qtbot, lambda: states(page) == ["Sent", "Delivered"] or states(page) == ["Delivered", "Sent"]
    )
    assert demo_rooms_once.organisation is not None
    for receiver in demo_rooms_once.organisation.receivers:
        receive_all(receiver.receiver, receiver.mailbox, now=now())
    page.send.click()
    wait_for(demo.qtbot, lambda: demo.woken == 1)
    courier.run_once()
    wait_for(demo.qtbot, lambda: states(page) == ["Delivered", "Delivered"])


def test_a_pack_that_needs_somebody_is_tried_again(demo: Rooms) -> None:
    pack_id = queued_pack(demo)
    lease = demo.spool.claim(now())
    assert lease is not None
    from prevent_desktop.errors import RefusedError

    lease.needs_you(
        RefusedError("The receiver refused it", "It does not know this sender.", "Call the receiver.")
    )
    page = outbox(demo)
    row = next(row for row in table_texts(page.table) if row[4] == "Needs you")
    assert row[2] == "It does not know this sender. Call the receiver."
    page.table.setFocus()
    page.table.selectRow([r.key for r in page.table.rows_model.rows].index(pack_id))
    press(Qt.Key.Key_Return)
    assert page.details.title.text() == "The receiver refused it"
    assert page.details.retry.hasFocus()
    press(Qt.Key.Key_Space)
    wait_for(demo.qtbot, lambda: demo.woken == 1)
    item = demo.spool.get(pack_id)
    assert item is not None
    assert item.state is State.QUEUED


def test_the_record_of_a_pack_can_be_opened_from_it(demo: Rooms) -> None:
    page = outbox(demo)
    page.open_pack(queued_pack(demo))
    with demo.qtbot.waitSignal(page.record_wanted) as wanted:
        page.details.record.click()
    assert wanted.args == [demo.case("AB")]


def test_rows_that_did_not_change_are_left_alone(demo: Rooms) -> None:
    page = outbox(demo)
    resets = []
    page.table.rows_model.modelReset.connect(lambda: resets.append(1))
    page.refresh()
    demo.settle()
    assert resets == []


def test_it_looks_only_while_it_is_shown(demo: Rooms) -> None:
    page = outbox(demo)
    assert page._timer.isActive()
    page.hide()
    assert not page._timer.isActive()


def test_every_control_has_a_name(demo: Rooms) -> None:
    page = outbox(demo)
    page.open_pack(queued_pack(demo))
    assert nameless(page) == []


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut_off_at_the_side_on_a_small_screen(demo: Rooms, dressed: Theme, scale: int) -> None:
    dressed.choose(Appearance.HIGH_CONTRAST, scale)
    page = outbox(demo)
    page.open_pack(queued_pack(demo))
    page.resize(808, 560)
    demo.settle()
    assert too_wide(page) == 0

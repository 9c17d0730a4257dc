"""The outbox over a real spool: it shows what the spool says, and acts on it."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from prevent_desktop.casework.pack_record import PackStatus
from prevent_desktop.delivery.outbox.items import Rebuilt, SpoolItem, State
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.errors import SpoolDamagedError
from prevent_desktop.ui.routing.routes import RecordOfCase
from prevent_desktop.ui.sending.outbox_page import OutboxPage
from prevent_desktop.ui.theme import Appearance, Theme
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.workflows.sending.deliver import make_courier
from tests.gui.conftest import MadeScreens
from tests.gui.screens import Screens, nameless, now, press, shown_texts, table_texts, too_wide, wait_for

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def outbox(screens: Screens) -> OutboxPage:
    return screens.show(
        OutboxPage(screens.tasks, screens.navigator, screens.get_spool, screens.clock, screens.wake)
    )


def queued_pack(screens: Screens) -> str:
    return next(item.pack_id for item in screens.spool.items() if item.state is State.QUEUED)


def states(page: OutboxPage) -> list[str]:
    return [row[4] for row in table_texts(page.table)]


def test_an_empty_outbox_says_how_a_pack_comes_here(screens: Screens) -> None:
    page = outbox(screens)
    assert "The outbox is empty" in shown_texts(page)
    assert not page.send.isEnabled()


def test_each_pack_stands_with_the_name_that_only_the_vault_knows(demo: Screens) -> None:
    page = outbox(demo)
    rows = {row[4]: row for row in table_texts(page.table)}
    assert rows["Queued"][1] == "Police Prevent team"
    assert rows["Queued"][3] == "Nothing has left this computer"
    assert rows["Delivered"][1] == "Children’s front door"
    assert rows["Delivered"][2].startswith("Receipt checked, reference ")


def test_it_follows_the_courier_to_the_receipt_by_itself(
    demo: Screens, demo_screens_once: MadeScreens
) -> None:
    page = outbox(demo)
    courier = make_courier(demo.spool)
    courier.run_once()
    wait_for(
        demo.qtbot, lambda: states(page) == ["Sent", "Delivered"] or states(page) == ["Delivered", "Sent"]
    )
    assert demo_screens_once.organisation is not None
    demo_screens_once.organisation.take_in(now)
    page.send.click()
    wait_for(demo.qtbot, lambda: demo.woken == 1)
    courier.run_once()
    wait_for(demo.qtbot, lambda: states(page) == ["Delivered", "Delivered"])


def test_a_pack_that_needs_somebody_is_tried_again(demo: Screens) -> None:
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


def focused_text() -> str:
    focus = QApplication.focusWidget()
    return focus.text() if isinstance(focus, QPushButton) else ""


def choose(words: str) -> None:
    """Go to a button by the keyboard alone, and press it."""
    for _step in range(12):
        if focused_text().replace("&", "") == words:
            press(Qt.Key.Key_Space)
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"{words} was not found by the keyboard")


def open_by_keyboard(page: OutboxPage, pack_id: str) -> None:
    page.table.setFocus()
    page.table.selectRow([row.key for row in page.table.rows_model.rows].index(pack_id))
    press(Qt.Key.Key_Return)


def test_a_pack_is_held_sent_first_and_let_go_by_the_keyboard(demo: Screens) -> None:
    pack_id = queued_pack(demo)

    def item() -> SpoolItem:
        found = demo.spool.get(pack_id)
        assert found is not None
        return found

    page = outbox(demo)
    open_by_keyboard(page, pack_id)
    choose("Send it first")
    wait_for(demo.qtbot, lambda: item().priority == 1)
    wait_for(demo.qtbot, lambda: not page.details.in_turn.isHidden())
    choose("Hold this pack")
    wait_for(demo.qtbot, lambda: item().held)
    wait_for(demo.qtbot, lambda: "Paused" in states(page))
    make_courier(demo.spool).run_once()
    assert item().state is State.QUEUED
    choose("Let it go on")
    wait_for(demo.qtbot, lambda: not item().held)
    wait_for(demo.qtbot, lambda: demo.woken == 3)


def test_what_was_ordered_about_a_pack_is_offered_to_be_undone_beside_its_button(demo: Screens) -> None:
    pack_id = queued_pack(demo)
    page = outbox(demo)
    open_by_keyboard(page, pack_id)

    def is_so(expected: tuple[bool, int]) -> bool:
        found = demo.spool.get(pack_id)
        assert found is not None
        return (found.held, found.priority) == expected

    for words, ordered, before in (
        ("Send it first", (False, 1), (False, 0)),
        ("Hold this pack", (True, 0), (False, 0)),
    ):
        pressed = next(
            one for one in page.details.findChildren(QPushButton) if words in one.text().replace("&", "")
        )
        with demo.qtbot.waitSignal(demo.navigator.undoable) as offered:
            choose(words)
        assert offered.args[0].place.size() == pressed.size()
        wait_for(demo.qtbot, partial(is_so, ordered))
        offered.args[0].undo()
        wait_for(demo.qtbot, partial(is_so, before))
        wait_for(demo.qtbot, lambda: "The pack is as it was before." in shown_texts(page))


def test_the_pause_of_all_sending_is_undone(demo: Screens) -> None:
    page = outbox(demo)
    with demo.qtbot.waitSignal(demo.navigator.undoable) as offered:
        page.pause.click()
    wait_for(demo.qtbot, lambda: demo.spool.paused)
    offered.args[0].undo()
    wait_for(demo.qtbot, lambda: not demo.spool.paused)


def test_a_pack_is_cancelled_by_the_keyboard_and_the_record_knows(demo: Screens) -> None:
    pack_id = queued_pack(demo)
    page = outbox(demo)
    open_by_keyboard(page, pack_id)
    choose("Cancel this pack…")
    dialog = page.findChild(ConfirmDialog)
    assert dialog is not None
    assert dialog.focusWidget() is dialog.cancel, "a stray Enter does nothing"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    choose("Cancel this pack…")
    dialog = next(one for one in page.findChildren(ConfirmDialog) if one.isVisible())
    QTest.keyClick(dialog.yes, Qt.Key.Key_Space)
    wait_for(demo.qtbot, lambda: "Cancelled" in states(page))
    assert demo.read(lambda vault: vault.packs.get(pack_id).status) is PackStatus.WITHDRAWN
    assert page.details.cancel.isHidden()


def test_all_sending_is_paused_and_goes_on_and_the_page_says_so(demo: Screens) -> None:
    page = outbox(demo)
    page.pause.setFocus()
    press(Qt.Key.Key_Space)
    wait_for(demo.qtbot, lambda: demo.spool.paused and not page.paused.isHidden())
    assert not page.send.isEnabled()
    wait_for(demo.qtbot, page.go_on.hasFocus)
    press(Qt.Key.Key_Space)
    wait_for(demo.qtbot, lambda: not demo.spool.paused and page.paused.isHidden())


def test_a_damaged_list_is_rebuilt_from_its_page(screens: Screens) -> None:
    def damaged() -> Spool:
        if not rebuilt:
            raise SpoolDamagedError("The outbox’s list is damaged", "It cannot be read.", "Rebuild it.")
        return screens.spool

    def rebuild() -> Rebuilt:
        rebuilt.append(1)
        return Rebuilt(aside=(), packs=0, settings_kept=False)

    rebuilt: list[int] = []
    page = screens.show(
        OutboxPage(screens.tasks, screens.navigator, damaged, screens.clock, screens.wake, rebuild=rebuild)
    )
    wait_for(screens.qtbot, page.rebuild.isVisible)
    page.rebuild.setFocus()
    press(Qt.Key.Key_Space)
    wait_for(screens.qtbot, lambda: not page.rebuild.isVisible())
    assert any("sending is paused" in text for text in shown_texts(page))
    wait_for(screens.qtbot, lambda: screens.woken == 1)


def test_the_record_of_a_pack_can_be_opened_from_it(demo: Screens) -> None:
    page = outbox(demo)
    page.open_pack(queued_pack(demo))
    with demo.qtbot.waitSignal(demo.navigator.asked) as wanted:
        page.details.record.click()
    assert wanted.args == [RecordOfCase(demo.case("AB"))]


def test_rows_that_did_not_change_are_left_alone(demo: Screens) -> None:
    page = outbox(demo)
    resets = []
    page.table.rows_model.modelReset.connect(lambda: resets.append(1))
    page.refresh()
    demo.settle()
    assert resets == []


def test_it_looks_only_while_it_is_shown(demo: Screens) -> None:
    page = outbox(demo)
    assert page._timer.isActive()
    page.hide()
    assert not page._timer.isActive()


def test_every_control_has_a_name(demo: Screens) -> None:
    page = outbox(demo)
    page.open_pack(queued_pack(demo))
    assert nameless(page) == []


@pytest.mark.parametrize("scale", [100, 200])
def test_nothing_is_cut_off_at_the_side_on_a_small_screen(demo: Screens, dressed: Theme, scale: int) -> None:
    dressed.choose(Appearance.HIGH_CONTRAST, scale)
    page = outbox(demo)
    page.open_pack(queued_pack(demo))
    page.resize(808, 560)
    demo.settle()
    assert too_wide(page) == 0

"""Ctrl+Z after a lock takes back what was typed before it: the real vault, the real pages."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.ui.form_controller import FormController
from prevent_desktop.ui.note.event_page import EventPage
from prevent_desktop.ui.note.note_page import NotePage
from prevent_desktop.ui.writing.area import WritingArea
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.fill_form import freeze, open_form, start_form
from prevent_desktop.workflows.people import add_person
from prevent_desktop.workflows.writing import Writing, writing_history
from tests.gui.rooms import Rooms, now, press

pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support", "OpenType support missing for", extend=True
)
CONTROL = Qt.KeyboardModifier.ControlModifier


def a_case(vault: Vault) -> str:
    _person, case = add_person(
        vault, forenames="Sam", surname="Example", birth_date=None, approximate_age=14, now=now()
    )
    return case.id


def a_form(rooms: Rooms) -> str:
    case_id = rooms.read(a_case)
    return rooms.read(
        lambda vault: (
            start_form(vault, rooms.library, form_id="screening-tool", case_id=case_id, now=now()).id
        )
    )


def on_desk(rooms: Rooms, response_id: str) -> FormController:
    """The form's screen, with the keyboard in its first area for sentences."""
    opened = rooms.read(lambda vault: open_form(vault, rooms.library, response_id))
    controller = FormController(rooms.tasks, opened, rooms.clock)
    rooms.show(controller.screen)
    return controller


def an_area(controller: FormController, rooms: Rooms) -> WritingArea:
    """The first area for sentences, in whichever section it is."""
    for part in range(len(controller.screen.state.parts)):
        controller.screen.show_part(part)
        rooms.settle()
        found = [
            area
            for area in controller.screen.findChildren(WritingArea)
            if area.isVisible() and not area.isReadOnly()
        ]
        if found:
            found[0].setFocus()
            return found[0]
    raise AssertionError("the form has no area for sentences")


def here() -> WritingArea:
    focus = QApplication.focusWidget()
    assert isinstance(focus, WritingArea)
    return focus


def test_a_forms_steps_are_undone_after_a_lock(rooms: Rooms) -> None:
    response_id = a_form(rooms)
    controller = on_desk(rooms, response_id)
    area = an_area(controller, rooms)
    before = area.toPlainText()
    QTest.keyClicks(area, "He said no")
    press(Qt.Key.Key_Z, CONTROL)
    assert here().toPlainText() == f"{before}He said "
    rooms.lock_and_unlock(controller.screen)
    controller.screen.hide()
    controller = on_desk(rooms, response_id)
    rooms.settle()
    an_area(controller, rooms)
    press(Qt.Key.Key_Y, CONTROL)
    assert here().toPlainText() == f"{before}He said no"
    for _word in range(3):
        press(Qt.Key.Key_Z, CONTROL)
    assert here().toPlainText() == before
    assert here().textCursor().position() == len(before)
    controller.screen.flush()
    rooms.settle()


def test_a_finalised_form_keeps_no_history(rooms: Rooms) -> None:
    response_id = a_form(rooms)
    controller = on_desk(rooms, response_id)
    QTest.keyClicks(an_area(controller, rooms), "He said no")
    controller.screen.flush()
    rooms.settle()
    assert rooms.read(lambda vault: vault.undo_histories.get(response_id))

    def end(vault: Vault) -> None:
        freeze(vault, response_id, open_form(vault, rooms.library, response_id).response, now=now())

    rooms.read(end)
    assert rooms.read(lambda vault: vault.undo_histories.get(response_id)) == ""


def test_a_notes_steps_are_undone_after_a_lock(rooms: Rooms) -> None:
    case_id = rooms.read(a_case)
    page = rooms.show(NotePage(rooms.tasks, rooms.navigator, case_id, rooms.clock))
    page.text.setFocus()
    QTest.keyClicks(page.text, "She said yes")
    press(Qt.Key.Key_Z, CONTROL)
    assert page.text.toPlainText() == "She said "
    rooms.lock_and_unlock(page)
    again = rooms.show(NotePage(rooms.tasks, rooms.navigator, case_id, rooms.clock))
    assert again.text.toPlainText() == "She said "
    again.text.setFocus()
    press(Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert again.text.toPlainText() == "She said yes"
    press(Qt.Key.Key_Z, CONTROL)
    press(Qt.Key.Key_Z, CONTROL)
    assert again.text.toPlainText() == "She "
    again.flush()
    rooms.settle()


def test_an_events_areas_share_one_undo(rooms: Rooms) -> None:
    case_id = rooms.read(a_case)
    page = rooms.show(EventPage(rooms.tasks, rooms.navigator, case_id, rooms.clock))
    page.text.setFocus()
    QTest.keyClicks(page.text, "Left")
    page.own_words.setFocus()
    QTest.keyClicks(page.own_words, "bye")
    rooms.lock_and_unlock(page)
    again = rooms.show(EventPage(rooms.tasks, rooms.navigator, case_id, rooms.clock))
    again.text.setFocus()
    press(Qt.Key.Key_Z, CONTROL)
    assert (again.text.toPlainText(), again.own_words.toPlainText()) == ("Left", "")
    press(Qt.Key.Key_Z, CONTROL)
    assert again.text.toPlainText() == ""
    press(Qt.Key.Key_Y, CONTROL)
    assert again.text.toPlainText() == "Left"
    again.flush()
    rooms.settle()


def test_what_is_kept_or_thrown_away_leaves_no_history(rooms: Rooms) -> None:
    case_id = rooms.read(a_case)
    page = rooms.show(NotePage(rooms.tasks, rooms.navigator, case_id, rooms.clock))
    QTest.keyClicks(page.text, "She said yes")
    page.flush()
    rooms.settle()
    assert rooms.read(lambda vault: writing_history(vault, Writing.NOTE, case_id))
    page._throw_away()
    rooms.settle()
    assert rooms.read(lambda vault: writing_history(vault, Writing.NOTE, case_id)) == ""


@pytest.mark.parametrize("kind", ["form", "note"])
def test_a_letter_that_is_being_composed_is_kept_at_a_lock(rooms: Rooms, kind: str) -> None:
    if kind == "form":
        controller = on_desk(rooms, a_form(rooms))
        screen: QWidget = controller.screen
        area = an_area(controller, rooms)
    else:
        note = rooms.show(NotePage(rooms.tasks, rooms.navigator, rooms.read(a_case), rooms.clock))
        screen, area = note, note.text
        area.setFocus()
    QTest.keyClicks(area, "ab")
    QApplication.sendEvent(area, QInputMethodEvent("他", []))
    rooms.lock_and_unlock(screen)
    assert area.toPlainText().endswith("ab他")

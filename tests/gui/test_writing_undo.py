"""Ctrl+Z after a lock takes back what was typed before it: the real vault, the real pages."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.ui.forms.filling.controller import FormController
from prevent_desktop.ui.record.event_page import EventPage
from prevent_desktop.ui.record.note_page import NotePage
from prevent_desktop.ui.writing.area import WritingArea
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.fill_form import freeze, open_form, start_form
from prevent_desktop.workflows.people.people import add_person
from prevent_desktop.workflows.record.writing import Writing, writing_history
from tests.gui.screens import Screens, now, press

pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support", "OpenType support missing for", extend=True
)
CONTROL = Qt.KeyboardModifier.ControlModifier


def a_case(vault: Vault) -> str:
    _person, case = add_person(
        vault, forenames="Sam", surname="Example", birth_date=None, approximate_age=14, now=now()
    )
    return case.id


def a_form(screens: Screens) -> str:
    case_id = screens.read(a_case)
    return screens.read(
        lambda vault: (
            start_form(vault, screens.library, form_id="screening-tool", case_id=case_id, now=now()).id
        )
    )


def on_desk(screens: Screens, response_id: str) -> FormController:
    """The form's screen, with the keyboard in its first area for sentences."""
    opened = screens.read(lambda vault: open_form(vault, screens.library, response_id))
    controller = FormController(screens.tasks, opened, screens.clock)
    screens.show(controller.screen)
    return controller


def an_area(controller: FormController, screens: Screens) -> WritingArea:
    """The first area for sentences, in whichever section it is."""
    for part in range(len(controller.screen.state.parts)):
        controller.screen.show_part(part)
        screens.settle()
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


def test_a_forms_steps_are_undone_after_a_lock(screens: Screens) -> None:
    response_id = a_form(screens)
    controller = on_desk(screens, response_id)
    area = an_area(controller, screens)
    before = area.toPlainText()
    QTest.keyClicks(area, "He said no")
    press(Qt.Key.Key_Z, CONTROL)
    assert here().toPlainText() == f"{before}He said "
    screens.lock_and_unlock(controller.screen)
    controller.screen.hide()
    controller = on_desk(screens, response_id)
    screens.settle()
    an_area(controller, screens)
    press(Qt.Key.Key_Y, CONTROL)
    assert here().toPlainText() == f"{before}He said no"
    for _word in range(3):
        press(Qt.Key.Key_Z, CONTROL)
    assert here().toPlainText() == before
    assert here().textCursor().position() == len(before)
    controller.screen.flush()
    screens.settle()


def test_a_finalised_form_keeps_no_history(screens: Screens) -> None:
    response_id = a_form(screens)
    controller = on_desk(screens, response_id)
    QTest.keyClicks(an_area(controller, screens), "He said no")
    controller.screen.flush()
    screens.settle()
    assert screens.read(lambda vault: vault.undo_histories.get(response_id))

    def end(vault: Vault) -> None:
        freeze(vault, response_id, open_form(vault, screens.library, response_id).response, now=now())

    screens.read(end)
    assert screens.read(lambda vault: vault.undo_histories.get(response_id)) == ""


def test_a_notes_steps_are_undone_after_a_lock(screens: Screens) -> None:
    case_id = screens.read(a_case)
    page = screens.show(NotePage(screens.tasks, screens.navigator, case_id, screens.clock))
    page.text.setFocus()
    QTest.keyClicks(page.text, "She said yes")
    press(Qt.Key.Key_Z, CONTROL)
    assert page.text.toPlainText() == "She said "
    screens.lock_and_unlock(page)
    again = screens.show(NotePage(screens.tasks, screens.navigator, case_id, screens.clock))
    assert again.text.toPlainText() == "She said "
    again.text.setFocus()
    press(Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert again.text.toPlainText() == "She said yes"
    press(Qt.Key.Key_Z, CONTROL)
    press(Qt.Key.Key_Z, CONTROL)
    assert again.text.toPlainText() == "She "
    again.flush()
    screens.settle()


def test_an_events_areas_share_one_undo(screens: Screens) -> None:
    case_id = screens.read(a_case)
    page = screens.show(EventPage(screens.tasks, screens.navigator, case_id, screens.clock))
    page.text.setFocus()
    QTest.keyClicks(page.text, "Left")
    page.own_words.setFocus()
    QTest.keyClicks(page.own_words, "bye")
    screens.lock_and_unlock(page)
    again = screens.show(EventPage(screens.tasks, screens.navigator, case_id, screens.clock))
    again.text.setFocus()
    press(Qt.Key.Key_Z, CONTROL)
    assert (again.text.toPlainText(), again.own_words.toPlainText()) == ("Left", "")
    press(Qt.Key.Key_Z, CONTROL)
    assert again.text.toPlainText() == ""
    press(Qt.Key.Key_Y, CONTROL)
    assert again.text.toPlainText() == "Left"
    again.flush()
    screens.settle()


def test_what_is_kept_or_thrown_away_leaves_no_history(screens: Screens) -> None:
    case_id = screens.read(a_case)
    page = screens.show(NotePage(screens.tasks, screens.navigator, case_id, screens.clock))
    QTest.keyClicks(page.text, "She said yes")
    page.flush()
    screens.settle()
    assert screens.read(lambda vault: writing_history(vault, Writing.NOTE, case_id))
    page.throw_away.click()
    screens.settle()
    assert screens.read(lambda vault: writing_history(vault, Writing.NOTE, case_id)) == ""


@pytest.mark.parametrize("kind", ["form", "note"])
def test_a_letter_that_is_being_composed_is_kept_at_a_lock(screens: Screens, kind: str) -> None:
    if kind == "form":
        controller = on_desk(screens, a_form(screens))
        screen: QWidget = controller.screen
        area = an_area(controller, screens)
    else:
        note = screens.show(NotePage(screens.tasks, screens.navigator, screens.read(a_case), screens.clock))
        screen, area = note, note.text
        area.setFocus()
    QTest.keyClicks(area, "ab")
    QApplication.sendEvent(area, QInputMethodEvent("他", []))
    screens.lock_and_unlock(screen)
    assert area.toPlainText().endswith("ab他")

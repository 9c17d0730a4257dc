"""Enter in a line of a short form sends it, as its button does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.record.event_page import EventPage
from prevent_desktop.ui.settings.who_section import WhoSection
from prevent_desktop.ui.widgets.enter_sends import enter_sends
from prevent_desktop.workflows.organisation import settings
from tests.gui.screens import Screens

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_each_line_sends_but_those_that_do_something_else_on_enter(qtbot: QtBot) -> None:
    form, button, pressed, other = QWidget(), QPushButton(), list[str](), list[str]()
    qtbot.addWidget(form)
    line, taken, choice = QLineEdit(), QLineEdit(), QComboBox()
    choice.setEditable(True)
    taken.returnPressed.connect(lambda: other.append("other"))
    column = QVBoxLayout(form)
    for widget in (line, taken, choice, button):
        column.addWidget(widget)
    button.clicked.connect(lambda: pressed.append("sent"))
    enter_sends(form, button)
    typed_into = choice.lineEdit()
    assert typed_into is not None
    for widget in (line, taken, typed_into):
        QTest.keyClick(widget, Qt.Key.Key_Return)
    assert (pressed, other) == (["sent"], ["other"])
    button.setEnabled(False)
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert pressed == ["sent"], "a button that is off is not pressed by Enter either"


def test_an_event_is_kept_by_enter_in_its_short_label(demo: Screens) -> None:
    case_id = demo.case("KM")
    page = demo.show(EventPage(demo.tasks, demo.navigator, case_id, demo.clock))
    page.text.setPlainText("He ran out of the room.")
    page.source.radios.buttons["direct"].click()
    QTest.keyClicks(page.label, "Ran out")
    QTest.keyClick(page.label, Qt.Key.Key_Return)
    demo.settle()
    events = demo.read(lambda vault: vault.events.of_case(case_id))
    assert "Ran out" in [event.label for event in events]


def test_who_i_am_is_saved_by_enter(demo: Screens) -> None:
    section = WhoSection(demo.tasks)
    demo.qtbot.addWidget(section)
    section.name.setText("Sam Newname")
    section.role.setText("Lead")
    section.organisation.setText("Example School")
    QTest.keyClick(section.name, Qt.Key.Key_Return)
    demo.settle()
    owner = demo.read(settings.practitioner)
    assert owner is not None
    assert owner.name == "Sam Newname"

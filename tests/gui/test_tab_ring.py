"""Tab and Shift+Tab go round all of a window, and are caught nowhere."""

from __future__ import annotations

import ast
from functools import partial
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QTableView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import prevent_desktop.ui
import tests.gui
from prevent_desktop.ui.widgets import DateBoxes, Field, RadioGroup, TickBox
from prevent_desktop.ui.widgets.tab_order import chain_tabs, neighbour
from tests.gui.screens import reachable
from tests.gui.tab_ring import led_to, not_reached, passed

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


class Window(QWidget):
    """A line, then what was made later and hands its keyboard on to something within, and a button."""

    def __init__(self, qtbot: QtBot) -> None:
        super().__init__()
        self.first, self.last = QLineEdit(), QPushButton("Last")
        self.first.setAccessibleName("First")
        self.ticks = [TickBox(text) for text in ("One", "Two")]
        self.radios = RadioGroup(
            [("a", "A")]
        )  # of several, Qt passes by all but the one that had the keyboard
        self.day = DateBoxes()
        self.parts = [self.first, self.last, *self.ticks, self.radios, self.day]
        self.column = QVBoxLayout(self)
        for part in self.parts:
            self.column.addWidget(part)
        qtbot.addWidget(self)
        with qtbot.waitActive(self):
            self.show()
            self.activateWindow()
        self.first.setFocus()


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    return Window(qtbot)


def pressed(here: QWidget, *, forward: bool) -> QWidget:
    """What has the keyboard after the key."""
    QTest.keyClick(here, Qt.Key.Key_Tab if forward else Qt.Key.Key_Backtab)
    found = here.window().focusWidget()
    assert found is not None
    return found


@pytest.mark.parametrize("forward", [True, False])
def test_the_rule_that_is_followed_is_that_of_the_key(window: Window, *, forward: bool) -> None:
    QWidget.setTabOrder(window.first, window.ticks[1].button)
    by_rule = passed(window.first, partial(led_to, forward=forward))
    window.first.setFocus()
    assert passed(window.first, partial(pressed, forward=forward)) == by_rule


def test_a_trap_is_told(window: Window) -> None:
    """Qt moves the box alone; what holds it stays behind the button, and leads back to the box."""
    assert list(not_reached(window)) == []
    QWidget.setTabOrder(window.first, window.ticks[1].button)
    assert "Tab never comes to QRadioButton “A”" in list(not_reached(window))


def test_what_hands_its_keyboard_on_is_moved_with_what_it_hands_it_to(window: Window) -> None:
    chain_tabs(
        [
            window.first,
            window.ticks[1].button,
            window.radios.buttons["a"],
            window.day.day,
            window.ticks[0].button,
        ]
    )
    assert list(not_reached(window)) == []
    window.first.setFocus()
    met, back_at = passed(window.first, partial(pressed, forward=True))
    assert back_at is window.first
    assert set(met) == set(reachable(window))
    assert met[:4] == [window.first, window.ticks[1].button, window.radios.buttons["a"], window.day.day]


def test_a_field_around_a_group_is_moved_with_it(window: Window) -> None:
    group = RadioGroup([("c", "C"), ("d", "D")])
    window.column.addWidget(Field("Which?", group))
    chain_tabs([window.first, group.buttons["c"], window.last])
    assert list(not_reached(window)) == []


def held_by(part: QWidget) -> str:
    """What PySide takes it for a part of."""
    return next(line for line in shiboken6.dump(part).splitlines() if line.startswith("parent"))


def test_whoever_goes_round_the_ring_takes_no_part_from_a_table(qtbot: QtBot) -> None:
    """The fault: the heading beside the rows was a scroll bar's from then on, went with it, and the program with the heading."""
    page, table = QWidget(), QTableView()
    column = QVBoxLayout(page)
    column.addWidget(table)
    column.addWidget(QPushButton("After it"))
    qtbot.addWidget(page)
    parts = (table.verticalHeader(), table.horizontalHeader(), table.viewport())
    before = [held_by(part) for part in parts]
    passed(page, partial(neighbour, forward=True))
    passed(page, partial(neighbour, forward=False))
    assert [held_by(part) for part in parts] == before


def test_nothing_else_asks_qt_for_the_ring() -> None:
    asking = {
        path.name
        for package in (prevent_desktop.ui, tests.gui)
        for path in Path(package.__path__[0]).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"nextInFocusChain", "previousInFocusChain"}
    }
    assert asking == {"tab_order.py"}

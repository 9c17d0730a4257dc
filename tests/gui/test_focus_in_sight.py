"""A page follows the keyboard, wherever it is put."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from prevent_desktop.ui.widgets import ScrollPage
from tests.gui.screens import Screens, wait_for


@pytest.fixture
def page(screens: Screens) -> ScrollPage:
    shown = screens.show(ScrollPage())
    shown.resize(400, 300)
    return shown


def block(page: ScrollPage, widget: QWidget, height: int) -> None:
    widget.setFixedHeight(height)
    page.column.addWidget(widget)


def test_what_gets_the_keyboard_by_itself_comes_in_sight(screens: Screens, page: ScrollPage) -> None:
    field = QLineEdit()
    block(page, QWidget(), 900)
    block(page, field, 40)
    field.setFocus()
    wait_for(screens.qtbot, lambda: not field.visibleRegion().isEmpty())


def test_what_is_higher_than_the_page_shows_its_top_and_stays_where_some_of_it_is_in_sight(
    screens: Screens, page: ScrollPage
) -> None:
    before, high = QPushButton(), QPushButton()
    block(page, before, 900)
    block(page, high, 900)
    high.setFocus()
    wait_for(screens.qtbot, lambda: not high.visibleRegion().isEmpty())
    assert high.mapTo(page.viewport(), high.rect().topLeft()).y() == 0
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    before.setFocus()
    wait_for(screens.qtbot, lambda: page.verticalScrollBar().value() < page.verticalScrollBar().maximum())
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    at = page.verticalScrollBar().value()
    high.setFocus()
    screens.settle()
    assert page.verticalScrollBar().value() == at


def test_a_click_moves_nothing(screens: Screens, page: ScrollPage) -> None:
    button = QPushButton()
    block(page, QWidget(), 260)
    block(page, button, 200)
    block(page, QWidget(), 900)
    screens.settle()
    QTest.mousePress(button, Qt.MouseButton.LeftButton, pos=button.rect().topLeft())
    screens.settle()
    assert page.verticalScrollBar().value() == 0
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)

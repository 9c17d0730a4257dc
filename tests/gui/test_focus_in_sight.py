"""A page follows the keyboard, wherever it is put."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

import prevent_desktop.ui
from prevent_desktop.ui.widgets import PageNotice, ScrollPage, Tone
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


def test_what_is_higher_than_the_page_shows_its_top_and_stays_where_enough_of_it_is_in_sight(
    screens: Screens, page: ScrollPage
) -> None:
    before, high = QPushButton(), QPushButton()
    block(page, before, 900)
    block(page, high, 900)
    high.setFocus()
    wait_for(screens.qtbot, lambda: not high.visibleRegion().isEmpty())
    assert high.mapTo(page.viewport(), high.rect().topLeft()).y() == page.viewport().height() // 4
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    before.setFocus()
    wait_for(screens.qtbot, lambda: page.verticalScrollBar().value() < page.verticalScrollBar().maximum())
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    at = page.verticalScrollBar().value()
    high.setFocus()
    screens.settle()
    assert page.verticalScrollBar().value() == at


def test_the_title_above_a_picture_that_takes_up_most_of_the_page_stays(
    screens: Screens, page: ScrollPage
) -> None:
    picture = QPushButton()
    block(page, QWidget(), 130)
    block(page, picture, 200)
    picture.setFocus()
    screens.settle()
    assert page.verticalScrollBar().value() == 0
    assert page.verticalScrollBar().maximum() > 0


def test_what_has_the_keyboard_stays_in_sight_while_the_page_grows_above_it(
    screens: Screens, page: ScrollPage
) -> None:
    above, field = QWidget(), QLineEdit()
    block(page, above, 100)
    block(page, field, 40)
    block(page, QWidget(), 900)
    field.setFocus()
    screens.settle()
    assert page.verticalScrollBar().value() == 0
    above.setFixedHeight(600)
    wait_for(screens.qtbot, lambda: page.verticalScrollBar().value() > 0)
    assert not field.visibleRegion().isEmpty()


def test_what_has_no_room_yet_when_it_gets_the_keyboard_comes_in_sight_with_its_room(
    screens: Screens, page: ScrollPage
) -> None:
    above, holder = QWidget(), QWidget()
    field = QLineEdit(holder)
    block(page, above, 500)
    block(page, holder, 0)
    field.setFocus()
    screens.settle()
    assert field.visibleRegion().isEmpty()
    above.setFixedHeight(1500)
    holder.setFixedHeight(60)
    wait_for(screens.qtbot, lambda: not field.visibleRegion().isEmpty())


def test_who_scrolled_away_stays_there_while_the_page_grows(screens: Screens, page: ScrollPage) -> None:
    field, below = QLineEdit(), QWidget()
    block(page, field, 40)
    block(page, below, 900)
    field.setFocus()
    screens.settle()
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    at = page.verticalScrollBar().value()
    below.setFixedHeight(1200)
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


def test_a_page_that_goes_back_up_shows_its_title_where_there_is_room(
    screens: Screens, page: ScrollPage
) -> None:
    near, far = QPushButton(), QPushButton()
    block(page, QWidget(), 100)
    block(page, near, 60)
    block(page, QWidget(), 900)
    block(page, far, 40)
    far.setFocus()
    wait_for(screens.qtbot, lambda: not far.visibleRegion().isEmpty())
    near.setFocus()
    wait_for(screens.qtbot, lambda: not near.visibleRegion().isEmpty())
    screens.settle()
    assert page.verticalScrollBar().value() == 0


def test_what_a_page_answers_comes_in_sight_and_stays_so_beside_the_keyboard_further_down(
    screens: Screens, page: ScrollPage
) -> None:
    notice, pressed = PageNotice(), QPushButton("Press")
    page.column.addWidget(notice)
    block(page, QWidget(), 900)
    block(page, pressed, 40)
    pressed.setFocus()
    wait_for(screens.qtbot, lambda: not pressed.visibleRegion().isEmpty())
    for _time in range(2):
        notice.say("Nothing was saved. " * 20, Tone.DANGER)
        screens.settle()
        assert notice.visibleRegion().boundingRect() == notice.rect()
        page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())


def test_what_stands_on_a_page_leaves_it_where_it_is_read(screens: Screens, page: ScrollPage) -> None:
    notice = PageNotice()
    page.column.addWidget(notice)
    block(page, QWidget(), 900)
    screens.settle()
    bar = page.verticalScrollBar()
    bar.setValue(bar.maximum())
    notice.stand("The disk is nearly full.")
    screens.settle()
    assert notice.visibleRegion().isEmpty()
    assert notice.text.text() == "The disk is nearly full."


def test_the_notice_of_every_page_comes_in_sight_by_itself() -> None:
    """Each page that scrolls has one that does, and none leads there itself."""
    for file in sorted(Path(prevent_desktop.ui.__path__[0]).rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        assert "ensureWidgetVisible(self.notice)" not in source, file
        for page in (part for part in ast.walk(ast.parse(source)) if isinstance(part, ast.ClassDef)):
            if any(isinstance(base, ast.Name) and base.id == "ScrollPage" for base in page.bases):
                said = re.search(r"self\.notice\b[^=\n]* = .*?\bNotice\(", ast.unparse(page))
                assert said is None, f"{page.name} in {file}"

"""Behind the blank screen nothing is worked, nothing opens, and a screen reader finds one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.widgets.accessible_roles import tell_roles
from prevent_desktop.ui.window.app_window import AppWindow

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

SENTENCE = "The screen is blank. Press F9 to go back."


class Page(QWidget):
    """A page that counts what reaches it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("A page")
        self.line = QLineEdit("half a wo")
        self.button = QPushButton("&Send")
        self.pressed = 0
        self.button.clicked.connect(self._count)
        column = QVBoxLayout(self)
        column.addWidget(self.line)
        column.addWidget(self.button)

    def _count(self) -> None:
        self.pressed += 1


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[AppWindow]:
    tell_roles()
    made = AppWindow()
    qtbot.addWidget(made)
    pages: dict[NavSection, Callable[[], QWidget]] = dict.fromkeys(
        (NavSection.MY_WORK, NavSection.PEOPLE), Page
    )
    made.show_main_view(MainView(pages))
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    assert made.main_view is not None
    made.main_view.go(NavSection.MY_WORK)
    page_of(made).line.setFocus()
    yield made
    QAccessible.setActive(False)


def page_of(window: AppWindow) -> Page:
    assert window.main_view is not None
    page = window.main_view.page
    assert isinstance(page, Page)
    return page


def press(window: QWidget, keys: str) -> None:
    """A key as the window system brings it: to the window, shortcuts first."""
    combination = QKeySequence(keys)[0]  # type: ignore[index]  # the stubs do not know it; Qt does
    handle = window.window().windowHandle()
    assert handle is not None
    QTest.keyClick(handle, combination.key(), combination.keyboardModifiers())
    QApplication.processEvents()


KEYS = ["Tab", "Shift+Tab", "Return", "Space", "X", "Backspace", "Escape", "F6", "Ctrl+2", "Ctrl+F", "Ctrl+N", "Alt+S", "Ctrl+Shift+L", "Ctrl+V", "Down", "F1"]  # fmt: skip


def test_no_key_but_two_does_anything_behind_the_blank(window: AppWindow) -> None:
    page, switched, locked = page_of(window), list[bool](), list[bool]()
    window.switch_wanted.connect(lambda: switched.append(True))
    window.lock_wanted.connect(lambda: locked.append(True))
    press(window, "F9")
    for keys in KEYS:
        press(window, keys)
        assert window.focusWidget() is window.blank, keys
        assert QApplication.activePopupWidget() is None, keys
    assert (page_of(window), page.line.text(), page.pressed) == (page, "half a wo", 0)
    assert (switched, locked) == ([], [])
    press(window, "Ctrl+L")
    assert locked == [True]
    press(window, "F9")
    assert not window.is_blank
    assert window.focusWidget() is page.line


def test_the_same_keys_do_something_where_it_is_not_blank(window: AppWindow, qtbot: QtBot) -> None:
    page, switched = page_of(window), list[bool]()
    window.switch_wanted.connect(lambda: switched.append(True))
    press(window, "Alt+S")
    press(window, "Ctrl+Shift+L")
    qtbot.waitUntil(lambda: (page.pressed, switched) == (1, [True]))
    press(window, "Tab")
    assert window.focusWidget() is not page.line
    press(window, "Ctrl+2")
    assert page_of(window) is not page


def test_neither_mouse_nor_wheel_reaches_anything_and_a_knock_does_not_uncover(window: AppWindow) -> None:
    page = page_of(window)
    press(window, "F9")
    handle = window.windowHandle()
    for place in (
        page.button.mapTo(window, page.button.rect().center()),
        QPoint(5, 5),
        QPoint(300, 301),
    ):
        for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
            QTest.mouseClick(handle, button, Qt.KeyboardModifier.NoModifier, place)
        QTest.mouseDClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert window.is_blank
    assert page.pressed == 0


def test_a_key_held_down_blanks_once(window: AppWindow) -> None:
    shortcuts = window.findChildren(QShortcut)
    assert shortcuts
    assert not any(shortcut.autoRepeat() for shortcut in shortcuts)


def test_a_dialog_that_opens_behind_the_blank_comes_with_the_page_and_a_menu_not_at_all(
    window: AppWindow,
) -> None:
    press(window, "F9")
    dialog, menu = QDialog(window), QMenu(window)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    menu.addAction("A note")
    dialog.open()
    menu.popup(window.mapToGlobal(QPoint(50, 50)))
    shown = {handle for handle in QGuiApplication.topLevelWindows() if handle.isExposed()}
    assert shown == {window.windowHandle()}, "not for a moment"
    QApplication.processEvents()
    assert (dialog.isVisible(), menu.isVisible()) == (False, False)
    press(window, "F9")
    assert not window.is_blank
    assert (dialog.isVisible(), menu.isVisible()) == (True, False)
    dialog.close()


def test_what_asks_for_the_keyboard_behind_the_blank_has_it_when_the_page_is_back(window: AppWindow) -> None:
    page = page_of(window)
    press(window, "F9")
    page.button.setFocus()
    assert window.focusWidget() is window.blank
    press(window, "F9")
    assert window.focusWidget() is page.button


def test_the_sentence_is_on_the_screen_too(window: AppWindow) -> None:
    press(window, "F9")
    assert window.blank.words.text() == SENTENCE


def names_below(thing: QObject) -> list[str]:
    spoken = QAccessible.queryAccessibleInterface(thing)
    found, waiting = [], [spoken]
    while waiting:
        one = waiting.pop(0)
        found.append(one.text(QAccessible.Text.Name))
        waiting += [one.child(number) for number in range(one.childCount())]
    return [name for name in found if name]


def test_to_a_screen_reader_there_is_one_sentence_and_nothing_speaks_behind_it(window: AppWindow) -> None:
    QAccessible.setActive(True)
    before = names_below(window)
    assert "A page" in before
    press(window, "F9")
    assert names_below(window) == ["Prevent Desktop", SENTENCE]
    spoken = QAccessible.queryAccessibleInterface(window)
    assert spoken.focusChild().object() is window.blank
    assert not QAccessible.isActive(), "nothing sends an event"
    press(window, "F9")
    assert QAccessible.isActive()
    assert names_below(window) == before


def test_a_screen_reader_that_is_started_behind_the_blank_goes_on_hearing(window: AppWindow) -> None:
    QAccessible.setActive(False)
    press(window, "F9")
    QAccessible.setActive(True)
    press(window, "F9")
    assert QAccessible.isActive()


def test_a_dialog_that_was_open_is_out_of_the_tree_until_it_comes_back(
    qapp: QApplication, window: AppWindow, qtbot: QtBot
) -> None:
    QAccessible.setActive(True)
    dialog = QDialog(window)
    dialog.setWindowTitle("Sign this pack")
    QVBoxLayout(dialog).addWidget(QPushButton("Sign and queue"))
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.open()
    qtbot.waitUntil(lambda: QGuiApplication.focusWindow() is dialog.windowHandle())
    assert {"Sign this pack", "Sign and queue"} <= set(names_below(qapp))
    press(dialog, "F9")
    qtbot.waitUntil(window.blank.hasFocus)
    told = names_below(qapp)
    assert not {"Sign this pack", "Sign and queue"} & set(told)
    qtbot.waitUntil(lambda: not QAccessible.isActive())
    press(window, "F9")
    assert {"Sign this pack", "Sign and queue"} <= set(names_below(qapp))
    dialog.close()


def test_the_words_of_a_lock_take_the_place_of_the_sentence(window: AppWindow) -> None:
    press(window, "F9")
    window.blank.blank_for_lock("Locking…")
    assert names_below(window) == ["Prevent Desktop", "Locking…"]
    for keys in (*KEYS, "F9"):
        press(window, keys)
    assert window.is_blank
    assert QGuiApplication.focusWindow() is window.windowHandle()

"""The line for secrets: typed, pasted, undone and drawn as any other, while Qt holds nothing but bullets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QDropEvent, QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.widgets.secret_line import BULLET, SecretLine

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]

STANDARD = QKeySequence.StandardKey
BACKSPACE, DELETE = Qt.Key.Key_Backspace, Qt.Key.Key_Delete
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def line(qtbot: QtBot) -> SecretLine:
    made = SecretLine()
    qtbot.addWidget(made)
    made.resize(300, 44)
    made.show()
    made.setFocus()
    return made


def held_by_qt(line: SecretLine) -> set[str]:
    """Every text of it that anything outside can ask for."""
    spoken = QAccessible.queryAccessibleInterface(line)
    return {
        QLineEdit.text(line),
        QLineEdit.displayText(line),
        QLineEdit.selectedText(line),
        spoken.text(QAccessible.Text.Name),
        spoken.text(QAccessible.Text.Value),
        spoken.text(QAccessible.Text.Description),
        str(line.inputMethodQuery(Qt.InputMethodQuery.ImSurroundingText)),
        str(line.inputMethodQuery(Qt.InputMethodQuery.ImCurrentSelection)),
    }


def hidden(line: SecretLine) -> bool:
    return not "".join(held_by_qt(line)).strip(BULLET) and len(QLineEdit.text(line)) == len(line.text())


def press(line: SecretLine, standard: QKeySequence.StandardKey) -> None:
    combination = QKeySequence.keyBindings(standard)[0][0]  # type: ignore[index]  # the stubs do not know it
    QTest.keyClick(line, combination.key(), combination.keyboardModifiers())


def write(line: SecretLine, text: str) -> None:
    """As a keyboard with any letter on it writes."""
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(line, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter))


@pytest.mark.parametrize("shown", [False, True], ids=["hidden", "shown"])
@pytest.mark.parametrize(
    "words", ["violet tractor", "Zürich ĳ", "পাসওয়ার্ড", "كلمة", "a🎷b", "narrow\u202fspace"]
)
def test_what_is_typed_is_there_and_qt_holds_bullets(line: SecretLine, words: str, *, shown: bool) -> None:
    line.shown = shown
    write(line, words)
    line.grab()
    assert line.text() == words
    assert hidden(line)
    QTest.keyClick(line, BACKSPACE)
    assert line.text() == words[:-1]
    assert hidden(line)


def test_deleting_takes_out_what_stands_there(line: SecretLine) -> None:
    QTest.keyClicks(line, "one two three")
    QTest.keyClick(line, Qt.Key.Key_Home)
    QTest.keyClick(line, DELETE)
    assert line.text() == "ne two three"
    line.setCursorPosition(3)
    QTest.keyClick(line, BACKSPACE)
    assert line.text() == "netwo three"
    line.setSelection(3, 2)
    QTest.keyClick(line, BACKSPACE)
    assert line.text() == "net three"
    line.setSelection(0, 4)
    QTest.keyClicks(line, "A")
    assert line.text() == "Athree"
    line.setCursorPosition(2)
    press(line, STANDARD.DeleteStartOfWord)
    assert line.text() == "hree", "where words begin is not told of a secret: all before the cursor goes"
    assert hidden(line)


def test_shift_and_the_arrows_select_and_what_is_typed_takes_its_place(line: SecretLine) -> None:
    QTest.keyClicks(line, "abcd")
    QTest.keyClick(line, Qt.Key.Key_Left, SHIFT)
    QTest.keyClick(line, Qt.Key.Key_Left, SHIFT)
    QTest.keyClicks(line, "xyz")
    assert line.text() == "abxyz"
    press(line, STANDARD.SelectAll)
    QTest.keyClicks(line, "q")
    assert line.text() == "q"


def test_pasting_goes_where_the_cursor_is_without_the_line_break_at_its_end(line: SecretLine) -> None:
    QTest.keyClicks(line, "ac")
    line.setCursorPosition(1)
    QGuiApplication.clipboard().setText("bb\r\n")
    press(line, STANDARD.Paste)
    assert line.text() == "abbc"
    assert line.cursorPosition() == 3
    assert hidden(line)


def test_letters_leave_by_the_clipboard_only_while_they_can_be_read_on_the_screen(line: SecretLine) -> None:
    QGuiApplication.clipboard().setText("before")
    QTest.keyClicks(line, "abcd")
    line.selectAll()
    press(line, STANDARD.Copy)
    assert QGuiApplication.clipboard().text() == "before"
    line.shown = True
    line.setSelection(1, 2)
    press(line, STANDARD.Cut)
    assert QGuiApplication.clipboard().text() == "bc"
    assert line.text() == "ad"


def test_undo_takes_back_a_run_of_letters_a_pasting_and_a_deletion_and_redo_makes_them_again(
    line: SecretLine,
) -> None:
    said = ["", "one", "one two", "one tw"]
    QTest.keyClicks(line, said[1])
    QGuiApplication.clipboard().setText(" two")
    press(line, STANDARD.Paste)
    QTest.keyClick(line, BACKSPACE)
    for words in reversed(said[:-1]):
        press(line, STANDARD.Undo)
        assert line.text() == words
        assert hidden(line)
    press(line, STANDARD.Undo)
    for words in said[1:]:
        press(line, STANDARD.Redo)
        assert line.text() == words
        assert hidden(line)


def test_what_was_forgotten_comes_back_by_no_undo(line: SecretLine) -> None:
    QTest.keyClicks(line, "secret")
    line.clear()
    assert line.text() == ""
    press(line, STANDARD.Undo)
    press(line, STANDARD.Redo)
    assert line.text() == ""


def test_an_input_method_composes_hidden_and_finishes_into_the_words(line: SecretLine) -> None:
    QTest.keyClicks(line, "ab")
    line.setCursorPosition(1)
    QApplication.sendEvent(line, QInputMethodEvent("にほ", []))
    assert line.text() == "ab"
    assert not (held_by_qt(line) & {"にほ"})
    line.grab()
    finished = QInputMethodEvent("", [])
    finished.setCommitString("日本")
    QApplication.sendEvent(line, finished)
    assert line.text() == "a日本b"
    assert line.cursorPosition() == 3
    corrected = QInputMethodEvent("", [])
    corrected.setCommitString("x", -2, 2)
    QApplication.sendEvent(line, corrected)
    assert line.text() == "axb"
    assert hidden(line)


def test_what_is_dropped_goes_in_as_words(line: SecretLine) -> None:
    dropped = QMimeData()
    dropped.setText("from a manager")
    none = Qt.MouseButton.NoButton
    event = QDropEvent(
        QPointF(20, 20), Qt.DropAction.CopyAction, dropped, none, Qt.KeyboardModifier.NoModifier
    )
    line.dropEvent(event)
    assert line.text() == "from a manager"
    assert hidden(line)


def test_a_tool_that_writes_by_the_accessibility_interface_is_understood_and_hidden(line: SecretLine) -> None:
    QTest.keyClicks(line, "ab")
    spoken = QAccessible.queryAccessibleInterface(line)
    spoken.editableTextInterface().insertText(1, "xyz")
    assert line.text() == "axyzb"
    assert hidden(line)
    spoken.editableTextInterface().deleteText(0, 2)
    assert line.text() == "", "of five bullets nobody knows which two went"
    spoken.setText(QAccessible.Text.Value, "whole words")
    assert line.text() == "whole words"
    assert hidden(line)


def test_the_words_stand_there_when_somebody_hears_that_they_changed(line: SecretLine) -> None:
    told: list[str] = []
    line.textEdited.connect(lambda _bullets: told.append(line.text()))
    QTest.keyClicks(line, "ab")
    QTest.keyClick(line, BACKSPACE)
    assert told == ["a", "ab", "a"]


def test_shown_it_looks_as_any_line_with_these_words(line: SecretLine, qtbot: QtBot) -> None:
    plain = QLineEdit("Violet tractor")
    qtbot.addWidget(plain)
    plain.resize(line.size())
    plain.show()
    line.setText("Violet tractor")
    line.shown = True
    line.clearFocus()
    plain.clearFocus()
    assert line.grab().toImage() == plain.grab().toImage()
    assert hidden(line)


@pytest.mark.parametrize("words", ["Violet tractor lamp", "a🎷bcd efg hij", "كلمة السر", "long " * 30])
def test_shown_a_click_puts_the_cursor_between_the_letters_and_dragging_selects(
    line: SecretLine, words: str
) -> None:
    line.shown = True
    line.setText(words)
    line.home(False)
    places = [line._place_at(x) for x in range(14, 120, 4)]  # where clicks go
    assert len(set(places)) > 3
    middle = QPoint(60, line.height() // 2)
    at = line._place_at(middle.x())
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    assert line.cursorPosition() == at
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, SHIFT, QPoint(14, middle.y()))
    assert line.hasSelectedText()
    line.grab()


EDITS: dict[str, Callable[[QLineEdit], object]] = {
    "letter": lambda line: QTest.keyClicks(line, "k"),
    "space": lambda line: QTest.keyClicks(line, " "),
    "back": lambda line: QTest.keyClick(line, BACKSPACE),
    "delete": lambda line: QTest.keyClick(line, DELETE),
    "left": lambda line: QTest.keyClick(line, Qt.Key.Key_Left),
    "right": lambda line: QTest.keyClick(line, Qt.Key.Key_Right),
    "home": lambda line: QTest.keyClick(line, Qt.Key.Key_Home),
    "select left": lambda line: QTest.keyClick(line, Qt.Key.Key_Left, SHIFT),
    "select right": lambda line: QTest.keyClick(line, Qt.Key.Key_Right, SHIFT),
    "paste": lambda line: QTest.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier),
}


@settings(max_examples=25)
@given(st.lists(st.sampled_from(sorted(EDITS)), max_size=25))
def test_whatever_is_edited_comes_out_as_in_an_open_line(edits: list[str]) -> None:
    secret, plain = SecretLine(), QLineEdit()
    QGuiApplication.clipboard().setText("pq")
    for line in (secret, plain):
        QLineEdit.setText(line, "")
        line.insert("abcdef")
    for edit in edits:
        EDITS[edit](secret)
        EDITS[edit](plain)
        assert secret.text() == plain.text()
        assert secret.cursorPosition() == plain.cursorPosition()
        assert hidden(secret)

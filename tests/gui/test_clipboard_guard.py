"""What is copied anywhere in the window is marked as secret, and does not stay on the clipboard.

The clipboard is that of this process; `tests/e2e/test_clipboard.py` reads a real one from another process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from prevent_desktop.ui.system.clipboard_guard import CLEAR_AFTER_SECONDS, HINT, ClipboardGuard, secret
from prevent_desktop.ui.widgets import Text, TextArea
from prevent_desktop.ui.writing.area import WritingArea
from tests.gui.running_app import App, open_note

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

WORDS = "what Alex said"
NAMES = (
    "ExcludeClipboardContentFromMonitorProcessing",
    "CanIncludeInClipboardHistory",
    "CanUploadToCloudClipboard",
)


@pytest.fixture
def guard(qapp: QApplication, qtbot: QtBot) -> Iterator[ClipboardGuard]:
    del qtbot
    qapp.clipboard().clear()
    made = ClipboardGuard(qapp)
    yield made
    made.clear()
    delete(made)  # at once: two guards would each take the other's marks for their own


def on_clipboard(qapp: QApplication) -> QMimeData:
    return qapp.clipboard().mimeData()


def label() -> Text:
    return Text(WORDS, selectable=True)


@pytest.mark.parametrize(
    "make",
    [
        lambda: QLineEdit(WORDS),
        lambda: QPlainTextEdit(WORDS),
        lambda: QTextEdit(WORDS),
        lambda: TextArea(WORDS),
        label,
    ],
)
def test_what_is_copied_by_key_in_any_text_is_marked(
    qapp: QApplication, qtbot: QtBot, guard: ClipboardGuard, make: Callable[[], QWidget]
) -> None:
    widget = make()
    qtbot.addWidget(widget)
    widget.show()
    if isinstance(widget, Text):
        widget.setSelection(0, len(WORDS))
    else:
        QTest.keyClick(widget, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(guard.copied):
        QTest.keyClick(widget, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = on_clipboard(qapp)
    assert data.text() == WORDS
    assert bytes(data.data(HINT).data()) == b"secret"
    assert not data.hasHtml()


def test_what_is_cut_or_copied_from_a_menu_is_marked(
    qapp: QApplication, qtbot: QtBot, guard: ClipboardGuard
) -> None:
    area = WritingArea()
    qtbot.addWidget(area)
    area.setPlainText(WORDS)
    area.selectAll()
    with qtbot.waitSignal(guard.copied):
        area.createStandardContextMenu().actions()[3].trigger()
    assert area.toPlainText() == ""
    assert on_clipboard(qapp).hasFormat(HINT)
    area.paste()
    assert area.toPlainText() == WORDS


def test_it_is_told_once_and_gone_when_its_time_is_up(
    qapp: QApplication, qtbot: QtBot, guard: ClipboardGuard
) -> None:
    told: list[str] = []
    guard.copied.connect(lambda: told.append("copied"))
    qapp.clipboard().setText(WORDS)
    assert told == ["copied"]
    assert guard._clock.interval() == CLEAR_AFTER_SECONDS * 1000
    assert guard._clock.isActive()
    with qtbot.waitSignal(guard.cleared):
        guard._clock.timeout.emit()
    assert qapp.clipboard().text() == ""


def test_copying_again_begins_the_time_anew(qapp: QApplication, guard: ClipboardGuard) -> None:
    qapp.clipboard().setText(WORDS)
    guard._clock.stop()
    qapp.clipboard().setText("something else")
    assert on_clipboard(qapp).text() == "something else"
    assert guard._clock.isActive()


def test_pictures_and_nothing_are_left_as_they_are(
    qapp: QApplication, qtbot: QtBot, guard: ClipboardGuard
) -> None:
    data = QMimeData()
    data.setData("image/x-test", b"1")
    with qtbot.assertNotEmitted(guard.copied):
        qapp.clipboard().setMimeData(data)
    guard.clear()
    guard.clear()


def test_windows_is_told_by_the_names_that_it_knows() -> None:
    data = secret(WORDS)
    formats = {name: f'application/x-qt-windows-mime;value="{name}"' for name in NAMES}
    assert set(formats.values()) <= set(data.formats())
    assert bytes(data.data(formats["CanIncludeInClipboardHistory"]).data()) == b"\0\0\0\0"


def test_the_status_line_says_it_and_a_lock_takes_it_away(app: App, qapp: QApplication) -> None:
    app.open()
    note = open_note(app)
    QTest.keyClicks(note.text, WORDS)
    app.wait(lambda: app.desktop.clipboard is not None)
    note.text.selectAll()
    note.text.copy()
    status = app.window.status
    assert status.copied.text() == "Copied. It is cleared from the clipboard in 30 seconds."
    assert status.copied.isVisible()
    app.unlocked.locker.lock()
    assert qapp.clipboard().text() == ""
    assert not status.copied.text()


def test_closing_takes_it_away(app: App, qapp: QApplication) -> None:
    app.wait(lambda: app.desktop.clipboard is not None)
    qapp.clipboard().setText(WORDS)
    app.window.close()
    assert qapp.clipboard().text() == ""

"""A lock comes through whatever is open: a dialog, a menu, a form that is tried out, work that takes long."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from prevent_desktop.ui.components.file_dialogs import ask_for_folder
from prevent_desktop.ui.forms.preview.page import PreviewPage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.routing.routes import Preview, Record
from prevent_desktop.ui.widgets.confirm_dialog import ConfirmDialog
from prevent_desktop.ui.window import locking
from prevent_desktop.workflows.forms.form_library import SCREENING
from prevent_desktop.workflows.record.writing import Writing, writing
from tests.gui.patience import PATIENCE_MS
from tests.gui.running_app import App, case_id, open_note, read_vault
from tests.patience import PATIENCE

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def press_lock(app: App, widget: QWidget) -> None:
    """Ctrl+L as the window system brings it to the window that has the keyboard."""
    window = widget.window().windowHandle()
    assert window is not None
    app.wait(lambda: QGuiApplication.focusWindow() is window)
    QTest.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def by_key(app: App, widget: QWidget) -> None:
    press_lock(app, widget)


def by_the_system(app: App, widget: QWidget) -> None:
    del widget
    app.unlocked.session.lock_wanted.emit()


@pytest.fixture(params=[by_key, by_the_system])
def lock(request: pytest.FixtureRequest) -> Callable[[App, QWidget], None]:
    found: Callable[[App, QWidget], None] = request.param
    return found


def test_in_a_dialog_over_half_a_word(app: App, lock: Callable[[App, QWidget], None]) -> None:
    app.open()
    note = open_note(app)
    QTest.keyClicks(note.text, "half a wo")
    dialog = ConfirmDialog("Shall it be?", "It would be for ever.", "Yes", parent=note)
    dialog.open()
    lock(app, dialog)
    app.see_fresh_process()
    assert not dialog.isVisible()
    assert "half a wo" in str(
        read_vault(app.data, lambda vault: writing(vault, Writing.NOTE, case_id(vault)))
    )


def test_while_a_file_is_asked_for(app: App, lock: Callable[[App, QWidget], None]) -> None:
    app.open()

    def act() -> None:
        lock(app, next(iter(app.window.findChildren(QFileDialog))))

    QTimer.singleShot(100, act)
    assert ask_for_folder(app.window) is None
    app.see_fresh_process()


def test_in_a_menu(app: App, lock: Callable[[App, QWidget], None]) -> None:
    app.open()
    app.unlocked.pages.navigator.open(Record(app.find(lambda vault: vault.cases.open_cases()[0].person_id)))
    record = app.page
    assert isinstance(record, RecordPage)
    app.wait(lambda: record.add.menu() is not None)
    record.menu.popup(record.mapToGlobal(record.rect().center()))
    lock(app, record.menu)
    app.see_fresh_process()
    assert not record.menu.isVisible()


def test_on_a_form_that_is_tried_out(app: App, lock: Callable[[App, QWidget], None]) -> None:
    app.open()
    app.unlocked.pages.navigator.open(Preview(SCREENING))
    app.wait(lambda: isinstance(app.page, PreviewPage))
    lock(app, app.window)
    app.see_fresh_process()


def test_while_long_work_runs(app: App, lock: Callable[[App, QWidget], None]) -> None:
    app.open()
    goes_on = threading.Event()
    begun = threading.Barrier(3, timeout=PATIENCE)
    for _thread in range(2):
        app.desktop.tasks.in_background(lambda: (begun.wait(), goes_on.wait()))
    begun.wait()
    lock(app, app.window)
    app.see_fresh_process()
    assert app.window.blank.isVisible()
    goes_on.set()


def test_while_the_vault_is_busy_it_is_covered_and_locks_as_soon_as_that_is_done(
    app: App, lock: Callable[[App, QWidget], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locking, "PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(locking, "AGAIN_MS", 10 * PATIENCE_MS)
    app.open()
    goes_on = threading.Event()
    app.desktop.tasks.in_vault(lambda _vault: goes_on.wait())
    lock(app, app.window)
    assert app.fresh_processes == 0
    assert app.window.blank.isVisible()
    assert "still being saved" in app.window.blank.words.text()
    goes_on.set()
    app.see_fresh_process()


def test_under_the_blank_screen(app: App) -> None:
    app.open()
    QTest.keyClick(app.window, Qt.Key.Key_F9)
    assert app.window.blank.isVisible()
    press_lock(app, app.window)
    app.see_fresh_process()
    QApplication.processEvents()
    assert app.window.blank.isVisible()

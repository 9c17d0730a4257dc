"""What is typed and cannot be saved is told across the window, and no longer once it is saved."""

from __future__ import annotations

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from prevent_desktop.ui.record.note_page import NotePage
from prevent_desktop.ui.routing.routes import Note
from prevent_desktop.ui.window.unsaved_banner import UnsavedBanner
from tests.gui.running_app import App

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def _let_nothing_be_written(app: App, *, on: bool) -> None:
    """SQLite itself refuses each change then."""
    app.find(lambda vault: vault.database.run(f"PRAGMA query_only = {int(on)}"))


@pytest.fixture
def page(app: App) -> NotePage:
    app.open()
    case_id = app.find(lambda vault: vault.cases.open_cases()[0].id)
    app.unlocked.pages.navigator.open(Note(case_id))
    app.wait(lambda: isinstance(app.page, NotePage))
    app.see_page()
    page = app.page
    assert isinstance(page, NotePage)
    return page


def test_it_says_why_while_nothing_is_saved_and_goes_by_itself(app: App, page: NotePage) -> None:
    banner = app.window.findChild(UnsavedBanner)
    assert banner is not None
    assert not banner.isVisible()
    _let_nothing_be_written(app, on=True)
    QTest.keyClicks(page.text, "What she said.")
    app.wait(banner.isVisible)
    assert banner.text.text().startswith("What you type is not saved: ")
    assert page.text.toPlainText() == "What she said."
    _let_nothing_be_written(app, on=False)
    app.wait(lambda: page.settled)
    assert not banner.isVisible()


def test_what_hindered_keeping_a_note_is_no_longer_said_once_it_is_gone(app: App, page: NotePage) -> None:
    """The fault: “There is no room on the disk” stayed above a note that was saved."""
    _let_nothing_be_written(app, on=True)
    QTest.keyClicks(page.text, "What she said.")
    page.save.click()
    app.wait(page.errors.isVisible)
    _let_nothing_be_written(app, on=False)
    app.wait(lambda: page.settled)
    assert not page.errors.isVisible()
    assert QApplication.focusWidget() is page.text

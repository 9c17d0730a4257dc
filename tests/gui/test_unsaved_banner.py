"""What is typed and cannot be saved is told across the window, and no longer once it is saved."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.record.note_page import NotePage
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import Note, Outbox, StartForm
from prevent_desktop.ui.window.unsaved_banner import UnsavedBanner
from prevent_desktop.workflows.forms.form_library import SCREENING
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


def _type_what_cannot_be_saved(app: App, page: NotePage) -> UnsavedBanner:
    _let_nothing_be_written(app, on=True)
    QTest.keyClicks(page.text, "What she said.")
    banner = app.unlocked.unsaved
    app.wait(banner.isVisible)
    return banner


@pytest.mark.parametrize("how", ["a link", "the side bar", "a key"])
def test_whoever_would_leave_it_is_asked_first_and_stays(app: App, page: NotePage, how: str) -> None:
    """The fault: what was typed since it could not be saved went with its page, untold."""
    banner = _type_what_cannot_be_saved(app, page)
    match how:
        case "a link":
            app.unlocked.pages.navigator.open(Outbox())
        case "the side bar":
            app.unlocked.pages.main_view.side_bar.entries[NavSection.OUTBOX].click()
        case "a key":
            app.window._go(NavSection.OUTBOX)
    assert banner.dialog is not None
    app.wait(banner.dialog.isVisible)
    assert banner.dialog.focusWidget() is banner.dialog.cancel
    assert banner.dialog.cancel.text() == "&Stay on this page", "“Cancel” would not say of what"
    banner.dialog.cancel.click()
    assert app.page is page
    assert page.text.toPlainText() == "What she said."
    _let_nothing_be_written(app, on=False)
    app.wait(lambda: page.settled)
    with app.qtbot.assertNotEmitted(app.unlocked.pages.navigator.held):
        app.unlocked.pages.navigator.open(Outbox())
    assert app.page is not page


def test_whoever_agrees_leaves_it_and_is_asked_no_more(app: App, page: NotePage) -> None:
    banner = _type_what_cannot_be_saved(app, page)
    app.unlocked.pages.navigator.open(Outbox())
    assert banner.dialog is not None
    banner.dialog.yes.click()
    app.wait(lambda: app.page is not page)
    assert not banner.isVisible()
    with app.qtbot.assertNotEmitted(app.unlocked.pages.navigator.held):
        app.unlocked.pages.main_view.side_bar.entries[NavSection.PEOPLE].click()


def test_whoever_closes_the_window_is_asked_too(app: App, page: NotePage) -> None:
    banner = _type_what_cannot_be_saved(app, page)
    event = Closing()
    app.window.closeEvent(event)
    assert not event.isAccepted()
    assert banner.dialog is not None
    banner.dialog.cancel.click()


class Closing(QCloseEvent):
    """As where somebody presses the window's own button."""

    def spontaneous(self) -> bool:
        return True


def test_where_it_could_not_be_put_into_the_record_either_it_is_held_at_once(
    app: App, page: NotePage
) -> None:
    banner = _type_what_cannot_be_saved(app, page)
    page.save.click()
    app.wait(page.errors.isVisible)
    assert banner.isVisible()
    with app.qtbot.waitSignal(app.unlocked.pages.navigator.held):
        app.unlocked.pages.navigator.open(Outbox())
    assert app.page is page
    assert banner.dialog is not None
    banner.dialog.cancel.click()
    _let_nothing_be_written(app, on=False)


def test_once_it_is_in_the_record_nobody_is_asked(app: App, page: NotePage) -> None:
    banner = _type_what_cannot_be_saved(app, page)
    _let_nothing_be_written(app, on=False)
    page.save.click()
    app.wait(lambda: app.page is not page)
    assert banner.dialog is None
    assert not banner.isVisible()


def test_a_form_is_held_too(app: App) -> None:
    app.open()
    case_id = app.find(lambda vault: vault.cases.open_cases()[0].id)
    navigator = app.unlocked.pages.navigator
    navigator.open(StartForm(case_id, SCREENING))
    app.wait(lambda: isinstance(app.page, FormScreen))
    screen = app.page
    assert isinstance(screen, FormScreen)
    _let_nothing_be_written(app, on=True)
    screen.drafts.touch()
    app.wait(app.unlocked.unsaved.isVisible)
    with app.qtbot.waitSignal(navigator.held):
        navigator.open(Outbox())
    assert app.page is screen
    _let_nothing_be_written(app, on=False)
    app.wait(lambda: screen.settled)
    assert not app.unlocked.unsaved.isVisible()

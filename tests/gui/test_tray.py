"""The tray: closing is said and chosen, the vault locks in any case, another start finds it, and nobody is named."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from prevent_desktop.app import AppOptions, Desktop
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.theme import Appearance
from prevent_desktop.ui.window.closing import ClosingDialog
from prevent_desktop.ui.window.in_tray import InTray, waits_in_tray
from prevent_desktop.ui.window.outbox_service import OutboxService
from prevent_desktop.ui.window.outbox_watch import news_in_words
from prevent_desktop.ui.window.tray import Tray, tray_icon
from prevent_desktop.workflows.record.writing import Writing, writing
from prevent_desktop.workflows.sending.outbox_state import OutboxState
from prevent_desktop.workflows.sending.window_choices import OnClose, keep_on_close, on_close
from tests.gui.running_app import App, case_id, end_window, open_note, read_vault
from tests.gui.screens import nameless

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", "systemTrayWindowChanged", extend=True)

PACK = "P-0123456789AB"


@pytest.fixture
def _tray(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desktop with a tray: the screenless one of these tests has none, and takes the icon without showing it."""
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)


def in_tray(app: App) -> InTray:
    app.wait(lambda: app.desktop.in_tray is not None)
    assert app.desktop.in_tray is not None
    return app.desktop.in_tray


def let_a_pack_wait(app: App) -> InTray:
    """A pack that no receiver takes."""
    beside = in_tray(app)
    app.desktop.spool.get().pause()
    app.desktop.spool.get().queue(
        PACK, b"sealed", endpoint="file:///nowhere/at/all", receipt_certificate="none"
    )
    assert app.desktop.outbox_service is not None
    app.desktop.outbox_service.something_new()
    app.wait(lambda: app.desktop.outbox_service is not None and app.desktop.outbox_service.last.open == 1)
    return beside


def asked(beside: InTray) -> ClosingDialog:
    assert beside.dialog is not None
    return beside.dialog


def test_without_a_tray_closing_ends_the_program_as_ever(app: App) -> None:
    let_a_pack_wait(app)
    app.window.close()
    assert not app.window.isVisible()
    assert app.desktop.spool._spool is None, "all is closed"


@pytest.mark.usefixtures("_tray")
class TestClosing:
    def test_with_nothing_waiting_it_ends_and_nothing_is_asked(self, app: App) -> None:
        beside = in_tray(app)
        app.window.close()
        assert not app.window.isVisible()
        assert beside.dialog is None

    def test_what_waits_is_said_and_going_back_changes_nothing(self, app: App) -> None:
        beside = let_a_pack_wait(app)
        app.window.close()
        assert app.window.isVisible()
        assert asked(beside).windowTitle() == "1 pack still waits"
        assert "The vault locks in any case" in asked(beside).accessibleDescription()
        assert nameless(asked(beside)) == []
        QTest.keyClick(asked(beside), Qt.Key.Key_Escape)
        assert beside.dialog is None
        assert app.window.isVisible()

    def test_going_on_locks_the_vault_with_every_letter_and_a_fresh_process_takes_over(
        self, app: App, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fresh: list[str] = []
        monkeypatch.setattr(app.desktop, "_fresh_in_tray", lambda: fresh.append("tray"))
        beside = let_a_pack_wait(app)
        app.unlock()
        note = open_note(app)
        QTest.keyClicks(note.text, "half a wor")
        app.window.close()
        asked(beside).remember.set_checked(True)
        QTest.keyClick(asked(beside).stay, Qt.Key.Key_Space)
        app.wait(lambda: fresh == ["tray"])
        assert app.window.blank.isVisible(), "nothing readable is on the screen when it goes"
        assert app.fresh_processes == 0
        kept = read_vault(app.data, lambda vault: writing(vault, Writing.NOTE, case_id(vault)))
        assert "half a wor" in str(kept)

    def test_ending_is_remembered_and_done_without_asking_the_next_time(self, app: App) -> None:
        beside = let_a_pack_wait(app)
        app.window.close()
        asked(beside).remember.set_checked(True)
        QTest.keyClick(asked(beside).end, Qt.Key.Key_Space)
        app.wait(lambda: not app.window.isVisible())
        again = App(app.qapp, app.qtbot, app.data)
        beside = in_tray(again)
        assert on_close(again.desktop.spool.get()) is OnClose.END
        again.window.close()
        assert beside.dialog is None
        assert not again.window.isVisible()
        again.close()

    def test_whoever_logs_off_is_asked_nothing(self, app: App) -> None:
        beside = let_a_pack_wait(app)
        beside.ask_no_more()
        app.window.close()
        assert beside.dialog is None
        assert not app.window.isVisible()


@pytest.mark.usefixtures("_tray")
class TestInTheTray:
    def test_a_locked_window_only_hides_and_another_start_brings_it_back(
        self, app: App, qapp: QApplication
    ) -> None:
        beside = let_a_pack_wait(app)
        keep_on_close(app.desktop.spool.get(), OnClose.TRAY)
        assert not waits_in_tray(app.desktop.places.spool)
        app.window.close()
        assert not app.window.isVisible()
        assert not qapp.quitOnLastWindowClosed()
        assert waits_in_tray(app.desktop.places.spool)
        app.wait(app.window.isVisible)
        assert qapp.quitOnLastWindowClosed()
        assert not waits_in_tray(app.desktop.places.spool)
        assert beside.tray is not None

    def test_quitting_from_the_menu_ends_all_also_with_no_window(
        self, app: App, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ended: list[int] = []
        monkeypatch.setattr(app.qapp, "exit", lambda: ended.append(1))
        beside = let_a_pack_wait(app)
        beside.hide()
        assert beside.tray is not None
        beside.tray.end_entry.trigger()
        app.wait(lambda: ended == [1])
        assert app.desktop.spool._spool is None
        assert not waits_in_tray(app.desktop.places.spool)

    def test_a_click_on_news_leads_to_the_outbox_after_unlocking(self, app: App) -> None:
        beside = let_a_pack_wait(app)
        beside.hide()
        assert beside.tray is not None
        beside.tray.icon.messageClicked.emit()
        app.wait(app.window.isVisible)
        app.unlock()
        app.wait(lambda: app.unlocked.pages.main_view.section is NavSection.OUTBOX)

    def test_sending_is_paused_and_goes_on_from_the_menu(self, app: App) -> None:
        beside = let_a_pack_wait(app)
        tray = beside.tray
        assert tray is not None
        app.wait(lambda: tray.state_entry.text() == "Sending is paused")
        tray.pause_entry.trigger()
        app.wait(lambda: not app.desktop.spool.get().paused)
        app.wait(lambda: tray.pause_entry.text() == "&Pause sending")


@pytest.fixture
def started_in_tray(
    qapp: QApplication, one_person_data: Path, _tray: None, qtbot: QtBot
) -> Iterator[Desktop]:
    options = AppOptions(data=one_person_data, appearance=Appearance.LIGHT, scale=100, in_tray=True)
    desktop = Desktop(qapp, options, fresh_process=lambda: None)
    desktop.start()
    qtbot.waitUntil(lambda: desktop.in_tray is not None)
    yield desktop
    assert desktop.in_tray is not None
    desktop.in_tray.ask_no_more()
    end_window(desktop.window)
    qapp.setQuitOnLastWindowClosed(True)


def test_started_at_login_no_window_is_shown_until_it_is_wanted(
    started_in_tray: Desktop, qtbot: QtBot
) -> None:
    assert not started_in_tray.window.isVisible()
    assert started_in_tray.in_tray is not None
    assert started_in_tray.in_tray.tray is not None
    started_in_tray.in_tray.tray.open_entry.trigger()
    qtbot.waitUntil(started_in_tray.window.isVisible)
    assert started_in_tray.outbox_service is not None


STATE = OutboxState(to_send=2, need_you=0, arrived=1, last_came=3)


@pytest.mark.parametrize(
    ("after", "words"),
    [
        (replace(STATE, to_send=1, arrived=2), "1 pack has arrived: its receipt is here."),
        (replace(STATE, arrived=3), "2 packs have arrived: their receipts are here."),
        (replace(STATE, last_came=4, answers=1), "An answer has come. Unlock to read it."),
        (replace(STATE, need_you=1), "A pack needs you."),
        (replace(STATE, arrived=0), ""),
        (replace(STATE, to_send=5, offline=True), ""),
    ],
)
def test_news_are_told_in_words_that_name_nobody(after: OutboxState, words: str) -> None:
    assert news_in_words(STATE, after) == words


@pytest.mark.usefixtures("_tray")
def test_what_was_there_before_is_no_news(app: App) -> None:
    """A service of its own that is not started: the window's looks by itself, and finds nothing."""
    beside = in_tray(app)
    desktop = app.desktop
    service = OutboxService(desktop.spool, desktop.tasks, desktop.window, desktop.window)
    told: list[str] = []
    service.news.connect(told.append)
    service._take(replace(STATE, digest=1))
    assert told == []
    app.unlock()
    service._take(replace(STATE, arrived=2, digest=2))
    assert told == ["1 pack has arrived: its receipt is here."]
    service._take(replace(STATE, arrived=3, tells_news=False, digest=3))
    assert len(told) == 1
    assert beside.notifier is not None


def test_the_icon_says_in_words_what_its_mark_says(qapp: QApplication) -> None:
    tray = Tray(qapp)
    tray.tell(replace(STATE, need_you=1), locked=False)
    assert tray.state_entry.text() == "1 pack needs you"
    assert tray.icon.toolTip() == "Prevent Desktop: 1 pack needs you"
    plain, marked = (tray_icon(mark=mark).pixmap(64).toImage() for mark in (False, True))
    assert plain != marked
    assert all(action.text() for action in tray.menu.actions())
    tray.deleteLater()


def test_a_notification_goes_over_a_real_bus_and_its_click_comes_back() -> None:
    if shutil.which("dbus-daemon") is None:
        pytest.skip("dbus-daemon is not installed")
    cases = Path(__file__).with_name("news_on_a_bus.py")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(cases)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "4 passed" in ran.stdout

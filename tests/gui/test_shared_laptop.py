"""Several people, one laptop: making room for another user, and a second start on a vault that is open."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QRadioButton
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.settings.lock_section import LockSection
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.system.capture import CaptureGuard, can_keep_out
from prevent_desktop.ui.vault_admin.unlock.unlock_pane import UnlockPane
from prevent_desktop.ui.vault_admin.unlock.vaults_pane import VaultsPane
from prevent_desktop.ui.window.single_instance import SingleInstance, knock
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.places import Places
from tests.gui.running_app import PASSPHRASE, App, open_note
from tests.gui.screens import Screens
from tests.made_vaults import copied_vault

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def test_switching_users_locks_and_leads_to_the_list_of_vaults_without_names(
    app: App, qapp: QApplication, qtbot: QtBot
) -> None:
    copied_vault(Places.of(app.data).vaults / "d4e5f6", "another passphrase of four words")
    app.unlock()
    QTest.keyClicks(open_note(app).text, "Alex Brook was qui")
    QTest.keyClick(
        app.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    app.see_fresh_process()
    app.close()
    again = App(qapp, qtbot, app.data)
    pane = again.desktop.unlock_screen.pane
    assert isinstance(pane, VaultsPane)
    texts = [label.text() for label in again.window.findChildren(QLabel)]
    assert len(pane.vaults.findChildren(QRadioButton)) == 2
    assert not any(word in text for text in texts for word in ("Alex", "Brook", "a1b2c3", "d4e5f6"))
    assert again.window.windowTitle() == "Prevent Desktop"
    pane.back_wanted.emit()
    assert isinstance(again.desktop.unlock_screen.pane, UnlockPane)
    again.unlock()
    again.unlocked.locker.lock()
    again.close()
    last = App(qapp, qtbot, app.data)
    assert isinstance(last.desktop.unlock_screen.pane, UnlockPane)
    last.close()


def test_while_locked_nobody_is_switched(app: App) -> None:
    with app.qtbot.assertNotEmitted(app.window.switch_wanted):
        QTest.keyClick(
            app.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
    assert not app.window.emergency.switch.isVisible()


def test_a_second_start_on_an_open_vault_says_so_and_brings_the_first_window_forward(
    app: App, qapp: QApplication, qtbot: QtBot
) -> None:
    app.unlock()
    instance = app.desktop.single_instance
    assert instance is not None
    second = App(qapp, qtbot, app.data)
    pane = second.desktop.unlock_screen.pane
    assert isinstance(pane, UnlockPane)
    QTest.keyClicks(pane.passphrase.line, PASSPHRASE)
    with qtbot.waitSignal(instance.knocked):
        pane.unlock.click()
    assert "The vault is already open" in pane.field.error.text()
    assert second.desktop.unlocked is None
    second.close()


def test_a_door_that_a_killed_process_left_is_taken_over(app: App, qtbot: QtBot) -> None:
    folder = app.data / "vault"
    left = SingleInstance(folder)
    first, second = left, SingleInstance(folder)
    with qtbot.waitSignal(second.knocked):
        assert knock(folder)
    for instance in (first, second):
        instance.close()
    assert not knock(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe has no owner that could be asked")
def test_a_door_that_another_account_made_hears_nothing(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door = SingleInstance(tmp_path)
    heard: list[str] = []
    door.knocked.connect(heard.append)
    others = os.getuid() + 1
    with monkeypatch.context() as another:
        another.setattr(os, "getuid", lambda: others)
        assert not knock(tmp_path, Path("/home/somebody/A child.pdf.age"))
    assert knock(tmp_path, Path("/home/somebody/Mine.pdf.age"))
    qtbot.waitUntil(lambda: len(heard) == 2)
    door.close()
    assert heard == ["", "/home/somebody/Mine.pdf.age"]


def test_the_window_is_kept_out_of_recordings_where_the_system_can_and_else_the_settings_say_so(
    screens: Screens,
) -> None:
    mac = LockSection(screens.tasks, keeps_out=True)
    linux = LockSection(screens.tasks, keeps_out=False)
    for section in (mac, linux):
        screens.qtbot.addWidget(section)
    assert not mac.capture.isHidden()
    assert linux.capture.isHidden()
    assert "F9" in " ".join(label.text() for label in linux.findChildren(QLabel))
    assert can_keep_out("win32")
    assert can_keep_out("darwin")
    assert not can_keep_out("linux")


def test_letting_the_window_be_seen_is_kept_in_the_vault_and_holds_at_once(
    app: App, qapp: QApplication
) -> None:
    app.unlock()
    screen = app.unlocked.pages.main_view.go(NavSection.SETTINGS)
    assert isinstance(screen, SettingsScreen)
    app.wait(lambda: screen._shown is not None)
    assert not app.unlocked.capture.allowed
    screen.locking.capture.set_checked(True)
    app.wait(lambda: app.unlocked.capture.allowed)
    assert app.find(settings.capture_allowed)
    guard = CaptureGuard(qapp)
    guard.allow(True)
    assert guard.allowed

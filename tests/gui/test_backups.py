"""Backups in the settings and by themselves: made beside the work, stopped, told; nothing waits for them."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.routing.routes import MyWork
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.vault_admin.backups.automatic import AutomaticBackups
from prevent_desktop.ui.vault_admin.backups.backup_controller import BackupController
from prevent_desktop.ui.vault_admin.backups.words import step_in_words
from prevent_desktop.vault.copies.backup_place import find_backups
from prevent_desktop.vault.copies.progress import Stage, Step
from prevent_desktop.vault.keys.key_slots import unlock_key
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import backup_plan
from prevent_desktop.workflows.backup_plan import BackupPlan
from tests.gui.conftest import PASSPHRASE
from tests.gui.screens import Screens, nameless, press, shown_texts, too_wide
from tests.patience import PATIENCE

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def screen(screens: Screens) -> SettingsScreen:
    made = screens.show(screens.settings_screen())
    made.show_part(made.back_up.part)
    screens.settle()
    return made


def test_a_copy_is_made_told_and_listed(screens: Screens, screen: SettingsScreen, tmp_path: Path) -> None:
    assert screen.back_up.last.text() == "No backup was made yet."
    screen.back_up.back_up_to(tmp_path / "stick")
    screens.qtbot.waitUntil(screen.back_up.notice.isVisible)
    (found,) = find_backups(tmp_path / "stick")
    assert str(found.folder) in screen.back_up.notice.text.text()
    assert unlock_key(found.folder, PASSPHRASE) == screens.key
    screens.settle()
    assert screen.back_up.last.text().startswith("Last backup: ")
    assert "By hand" in shown_texts(screen)
    assert screen.back_up.start.isEnabled()


def test_who_came_from_my_work_is_led_back_and_told_where_the_copy_is(
    screens: Screens, screen: SettingsScreen, tmp_path: Path
) -> None:
    """The fault: one was led back without a word of what was copied, and whether it was checked."""
    screen.show_part(screen.back_up.part, back=MyWork())
    with (
        screens.qtbot.waitSignal(screens.navigator.told) as told,
        screens.qtbot.waitSignal(screens.navigator.asked) as asked,
    ):
        screen.back_up.back_up_to(tmp_path / "stick")
    (found,) = find_backups(tmp_path / "stick")
    assert told.args == [f"Copied and checked: {found.folder}"]
    assert asked.args == [MyWork()]


def test_nobody_is_led_away_from_what_could_not_be_copied(
    screens: Screens, screen: SettingsScreen, tmp_path: Path
) -> None:
    controller = screen.back_up.controller
    with screens.qtbot.waitSignal(controller.made) as made:
        screen.back_up.back_up_to(tmp_path / "stick")
    screen.show_part(screen.back_up.part, back=MyWork())
    led: list[object] = []
    screens.navigator.asked.connect(led.append)
    controller.made.emit(replace(made.args[0], damaged=("letter",)))
    screens.settle()
    assert "1 attachment is damaged here and could not be copied" in screen.back_up.notice.text.text()
    assert led == []


def test_a_folder_that_cannot_be_used_is_told(
    screens: Screens, screen: SettingsScreen, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    screen.back_up.back_up_to(tmp_path / "file")
    screens.qtbot.waitUntil(screen.back_up.notice.isVisible)
    assert screen.back_up.notice.property("tone") == "danger"
    assert screen.back_up.start.isEnabled()


def test_while_it_copies_the_vault_answers_and_a_stop_leaves_nothing(
    screens: Screens, screen: SettingsScreen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    free = "prevent_desktop.vault.copies.backup.require_room"
    monkeypatch.setattr(free, lambda _target, _needed: go_on.wait(PATIENCE))
    screen.back_up.back_up_to(tmp_path / "stick")
    screens.qtbot.waitUntil(screen.back_up.busy.isVisible)
    assert screens.read(lambda vault: vault.people.all()) == ()  # the vault's lane is free
    screen.back_up.back_up_to(tmp_path / "another")  # one at a time
    screen.back_up.busy.stop_wanted.emit()
    go_on.set()
    screens.qtbot.waitUntil(screen.back_up.notice.isVisible)
    assert "Stopped" in screen.back_up.notice.text.text()
    assert find_backups(tmp_path) == ()


def test_the_plan_is_kept_at_once_and_the_same_disk_is_named(
    screens: Screens, screen: SettingsScreen, tmp_path: Path
) -> None:
    section = screen.back_up
    section.often.buttons["1"].click()
    assert "Choose first" in section.notice.text.text()
    section.take_place(tmp_path / "stick")
    screens.settle()
    section.kept.buttons["few"].click()
    screens.settle()
    plan = screens.read(backup_plan.plan)
    assert (plan.place, plan.every_days, plan.keep.days) == (tmp_path / "stick", 1, 3)
    assert section.same_disk.isVisibleTo(screen)
    assert str(tmp_path / "stick") in section.place.text()


def test_everything_has_a_name_and_fits_and_a_key_starts_it(screens: Screens, screen: SettingsScreen) -> None:
    assert not nameless(screen)
    screen.resize(820, 600)
    screens.settle()
    assert too_wide(screen) == 0
    screen.back_up.start.setFocus()
    press(Qt.Key.Key_Tab)


@pytest.fixture
def automatic(screens: Screens) -> AutomaticBackups:
    return AutomaticBackups(screens.tasks, screens.clock)


def plan_for(screens: Screens, folder: Path, *, plugged_in: bool = True) -> None:
    def keep(vault: Vault) -> None:
        if plugged_in:
            from prevent_desktop.workflows.vault_admin.back_up import place_of

            place_of(vault.folder, folder).make()
        backup_plan.save_plan(vault, BackupPlan(place=folder, every_days=1))

    screens.read(keep)


def test_one_that_is_due_is_made_by_itself_once(
    screens: Screens, automatic: AutomaticBackups, tmp_path: Path, qtbot: QtBot
) -> None:
    plan_for(screens, tmp_path / "stick")
    with qtbot.waitSignal(automatic.told) as told:
        automatic.look()
    assert told.args is not None
    assert told.args[0].startswith("Backed up ")
    automatic.look()
    screens.settle()
    (found,) = find_backups(tmp_path / "stick")
    assert found.manifest.automatic
    last = screens.read(backup_plan.last_backup)
    assert last is not None
    assert screens.clock() - last.at < timedelta(minutes=2)


def test_nothing_is_written_where_the_stick_is_not_plugged_in(
    screens: Screens, automatic: AutomaticBackups, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()  # where it is mounted, empty
    plan_for(screens, tmp_path / "stick", plugged_in=False)
    automatic.look()
    screens.settle()
    assert list((tmp_path / "stick").iterdir()) == []


def test_there_is_one_desk_for_one_vault(
    screens: Screens, screen: SettingsScreen, automatic: AutomaticBackups
) -> None:
    assert screen.back_up.controller is automatic.controller
    assert BackupController.of(screens.tasks, screens.clock) is automatic.controller


def test_steps_in_words() -> None:
    assert step_in_words(Step(Stage.RECORDS, 3_000_000, 50_000_000)) == "Copying records: 3 of 50 MB"
    assert step_in_words(Step(Stage.CHECKING, 0, 1)) == "Checking the copy…"


def test_my_work_reminds_once_there_is_something_to_lose_for_14_days(demo: Screens) -> None:
    page = HomePage(
        demo.tasks, demo.navigator, demo.get_spool, demo.library, lambda: demo.clock() + timedelta(days=60)
    )
    demo.show(page)
    assert not page.backup_reminder.isVisible(), "it stands in what is still to set up, and not twice"
    assert sum("no backup yet" in text for text in shown_texts(page)) == 1
    demo.read(lambda vault: backup_plan.save_plan(vault, BackupPlan(place=Path("/stick"), every_days=1)))
    page.refresh()
    demo.settle()
    assert page.backup_reminder.isVisible(), "what was set up has made none"
    assert "no backup yet" in page.backup_reminder.text()
    demo.read(
        lambda vault: backup_plan.remember_last(vault, demo.clock() + timedelta(days=55), Path("/stick"))
    )
    page.refresh()
    demo.settle()
    assert not page.backup_reminder.isVisible()

"""The practice vault: a window that says so on every screen, and that nothing can leave."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from prevent_desktop.app import AppOptions, Desktop
from prevent_desktop.ui.components.step_up_dialog import Asking, require_step_up
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.team.page import TeamPage
from prevent_desktop.ui.theme import Appearance
from prevent_desktop.ui.vault_admin.first_run.pane import FirstRunPane
from prevent_desktop.ui.window.practice_bar import PracticeBar
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.workflows.demo import practice
from prevent_desktop.workflows.organisation.settings import mark_as_practice
from prevent_desktop.workflows.places import Places
from prevent_desktop.workflows.vault_admin.step_up import Purpose
from tests.gui.conftest import MadeScreens
from tests.gui.running_app import end_window

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


def started(qapp: QApplication, qtbot: QtBot, data: Path, asked: list[str], *, on_practice: bool) -> Desktop:
    desktop = Desktop(
        qapp,
        AppOptions(data=data, appearance=Appearance.LIGHT, scale=100, practice=on_practice),
        fresh_process=lambda: asked.append("again"),
        practise=lambda: asked.append("practise"),
    )
    with qtbot.waitActive(desktop.window):
        desktop.start()
        desktop.window.activateWindow()
    return desktop


@pytest.fixture
def practising(
    qapp: QApplication,
    qtbot: QtBot,
    tmp_path: Path,
    demo_screens_once: MadeScreens,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desktop]:
    def made(places: Places) -> tuple[Path, VaultKey]:
        shutil.copytree(demo_screens_once.folder / "vault", places.vaults / "practice")
        shutil.copytree(demo_screens_once.folder / "outbox", places.spool)
        return places.vaults / "practice", demo_screens_once.key

    monkeypatch.setattr(practice, "open_practice", made)
    desktop = started(qapp, qtbot, tmp_path, [], on_practice=True)
    yield desktop
    end_window(desktop.window)


def test_practice_opens_by_itself_says_so_and_has_nothing_that_delivers(
    practising: Desktop, qtbot: QtBot, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: practising.unlocked is not None)
    (bar,) = practising.window.findChildren(PracticeBar)
    assert bar.isVisible()
    assert bar.words.text() == "Practice: nothing is sent"
    assert practising.outbox_service is None
    assert practising.in_tray is None
    assert practising.team_service is None
    qtbot.waitUntil(bar.leave.isVisible)  # once the other bars have their sizes
    assert not bar.in_status.isVisible()
    page = practising.unlocked.pages.main_view.go(NavSection.TEAM)  # type: ignore[union-attr]  # it is there
    assert isinstance(page, TeamPage)
    page.bring.click()
    assert page.notice.text.text() == "This is practice: nothing leaves this computer."
    assert not Places.of(tmp_path).vaults.exists()
    assert practising.spool.folder.is_relative_to(Places.of(tmp_path).practice.data)
    bar.leave.click()
    qtbot.waitUntil(lambda: not practising.window.isVisible())
    assert not practising.session_ended


def test_with_large_text_the_bars_take_a_quarter_of_the_height_and_the_words_stay(
    practising: Desktop, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: practising.unlocked is not None)
    window = practising.window
    (bar,) = window.findChildren(PracticeBar)
    practising.look.theme.choose(Appearance.LIGHT, 200)
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: bar.in_status.isVisible() and not bar.leave.isVisible())
    qtbot.waitUntil(
        lambda: window.emergency.height() + bar.height() + window.status.height() <= window.height() / 4
    )
    assert bar.isVisible(), "its stripes"
    assert bar.in_status.visibleRegion().boundingRect().width() >= bar.in_status.sizeHint().width()
    bar.leave_below.click()
    qtbot.waitUntil(lambda: not window.isVisible())


def test_practising_first_is_offered_where_nothing_is_set_up(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    asked: list[str] = []
    desktop = started(qapp, qtbot, tmp_path, asked, on_practice=False)
    pane: object = desktop.unlock_screen.pane
    assert isinstance(pane, FirstRunPane)
    assert not desktop.window.findChildren(PracticeBar)
    pane.practise.click()
    assert asked == ["practise"]
    end_window(desktop.window)


def test_where_the_passphrase_is_asked_for_practice_says_it(practising: Desktop, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: practising.unlocked is not None)
    practising.tasks.in_vault(mark_as_practice)
    asking = Asking(purpose=Purpose.SIGN, heading="Sign 2 packs", reason="They leave.", act="Sign")
    dialog = require_step_up(practising.window, practising.tasks, asking, lambda: None)
    qtbot.waitUntil(dialog.field.hint.isVisible)
    assert dialog.field.hint.text() == f"In practice it is: {practice.PRACTICE_PASSPHRASE}"
    dialog.reject()

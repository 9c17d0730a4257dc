"""Records that are away are said to be away: nobody begins anew and thinks them lost."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.first_run.pane import FirstRunPane
from prevent_desktop.ui.vault_admin.unlock.away_pane import AwayPane
from prevent_desktop.ui.vault_admin.unlock.restore_pane import RestorePane
from prevent_desktop.ui.vault_admin.unlock.unlock_pane import UnlockPane
from prevent_desktop.ui.vault_admin.unlock.unlock_screen import UnlockScreen
from prevent_desktop.ui.vault_admin.unlock.vault_list import VaultList
from tests.made_vaults import copied_vault

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]


@pytest.fixture
def used_last(tmp_path: Path) -> Path:
    folder = tmp_path / "vaults" / "a1b2c3"
    copied_vault(folder)
    return folder


@pytest.fixture
def screen(qtbot: QtBot, used_last: Path) -> Iterator[UnlockScreen]:
    """The start after the folder with the records was moved away."""
    used_last.parent.rename(used_last.parent.with_name("moved"))
    failures: list[PreventDesktopError] = []
    tasks = Tasks(failures.append)
    screen = UnlockScreen(tasks, VaultList(used_last.parent), vault=used_last, practise=lambda: None)
    qtbot.addWidget(screen)
    screen.resize(1366, 700)
    with qtbot.waitActive(screen):
        screen.show()
        screen.activateWindow()
    yield screen
    tasks.close()
    assert not failures


def away(screen: UnlockScreen) -> AwayPane:
    pane = screen.pane
    assert isinstance(pane, AwayPane)
    return pane


def test_it_says_where_they_were_and_begins_nothing(screen: UnlockScreen, used_last: Path) -> None:
    assert str(used_last) in away(screen).accessibleDescription()
    assert away(screen).look_again.hasFocus()
    away(screen).look_again.click()
    assert away(screen).notice.text.text() == "They are not there yet."
    assert not used_last.parent.exists()


def test_once_they_are_there_again_the_passphrase_is_asked_for_by_itself(
    screen: UnlockScreen, used_last: Path, qtbot: QtBot
) -> None:
    used_last.parent.with_name("moved").rename(used_last.parent)
    qtbot.waitUntil(lambda: isinstance(screen.pane, UnlockPane))


def test_links_lead_to_a_backup_and_to_a_new_beginning(screen: UnlockScreen) -> None:
    away(screen).restore.click()
    restore = screen.pane
    assert isinstance(restore, RestorePane)
    restore.back_wanted.emit()
    away(screen).begin.click()
    assert isinstance(screen.pane, FirstRunPane)


def test_where_there_are_other_records_these_are_asked_for(
    qtbot: QtBot, used_last: Path, tmp_path: Path
) -> None:
    shutil.copytree(used_last, used_last.with_name("d4e5f6"))
    shutil.rmtree(used_last)
    tasks = Tasks(lambda _error: None)
    screen = UnlockScreen(tasks, VaultList(tmp_path / "vaults"), vault=used_last, practise=lambda: None)
    qtbot.addWidget(screen)
    assert isinstance(screen.pane, UnlockPane)
    tasks.close()

"""The real window over a damaged vault: read-only, with a line that says so, what is missing, and the ways on."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from prevent_desktop.app import AppOptions, Desktop
from prevent_desktop.errors import DatabaseDamagedError, ReadOnlyVaultError
from prevent_desktop.ui.forms.pages.reading import ReadingPage
from prevent_desktop.ui.home.page import HomePage
from prevent_desktop.ui.navigation.main_view import MainView
from prevent_desktop.ui.record.note_page import NotePage
from prevent_desktop.ui.record.page import RecordPage
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.routing.routes import Form, Note, Record
from prevent_desktop.ui.settings.screen import SettingsScreen
from prevent_desktop.ui.vault_admin.damage.page import DamagePage
from prevent_desktop.ui.vault_admin.damage.words import banner_words, missing_summary
from prevent_desktop.ui.vault_admin.unlock.unlock_pane import UnlockPane
from prevent_desktop.ui.window.read_only_controller import ReadOnlyBanner
from prevent_desktop.ui.window.unlocked_window import UnlockedWindow
from prevent_desktop.vault import integrity
from prevent_desktop.vault.damage.damaged_file import open_for_reading
from prevent_desktop.vault.damage.findings import Findings, Why
from prevent_desktop.vault.damage.marked import is_marked, mark, remove_mark
from prevent_desktop.vault.database import Database
from prevent_desktop.vault.keys.key_slots import DATABASE_NAME
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import backup_plan
from prevent_desktop.workflows.backup_plan import BackupPlan
from prevent_desktop.workflows.vault_admin import back_up
from tests.gui.conftest import PASSPHRASE, MadeScreens
from tests.gui.running_app import end_window
from tests.gui.screens import nameless, now, shown_texts, too_wide
from tests.unit.vault.folders import snapshot

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

PAGE = 4096


class Damaged:
    """The app over a copy of the demo vault in which a page of the notes is damaged."""

    def __init__(self, qtbot: QtBot, app: QApplication, made: MadeScreens, data: Path, page: int) -> None:
        self.qtbot = qtbot
        self.folder = data / "vaults" / "a1b2c3"
        self.key = made.key
        self.stick = data / "stick"
        shutil.copytree(made.folder / "vault", self.folder)
        with Vault.open(self.folder, made.key) as vault:
            backup_plan.save_plan(vault, BackupPlan(place=self.stick, every_days=1))
            back_up.back_up(vault, self.stick, now=now())
        path = self.folder / DATABASE_NAME
        harm(path, path.read_bytes(), page)
        mark(self.folder)  # it was found beside the work
        self.before = snapshot(self.folder)
        self.desktop = Desktop(app, AppOptions(data=data), fresh_process=lambda: None)
        self.desktop.start()
        pane = self.desktop.unlock_screen.pane
        assert isinstance(pane, UnlockPane)
        QTest.keyClicks(pane.passphrase.line, PASSPHRASE)
        pane.unlock.click()
        qtbot.waitUntil(lambda: self.desktop.unlocked is not None)
        qtbot.waitUntil(lambda: self.unlocked.damage.banner is not None)

    @property
    def unlocked(self) -> UnlockedWindow:
        assert self.desktop.unlocked is not None
        return self.desktop.unlocked

    @property
    def main_view(self) -> MainView:
        return self.unlocked.pages.main_view

    @property
    def banner(self) -> ReadOnlyBanner:
        assert self.unlocked.damage.banner is not None
        return self.unlocked.damage.banner

    def wait(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds)


def harm(path: Path, whole: bytes, page: int) -> None:
    content = bytearray(whole)
    content[page * PAGE + 100] ^= 1
    path.write_bytes(content)


@pytest.fixture(scope="module")
def page_of_notes(demo_screens_once: MadeScreens, tmp_path_factory: pytest.TempPathFactory) -> int:
    """A page whose loss takes notes away and nothing else."""
    folder = tmp_path_factory.mktemp("damaged") / "vault"
    shutil.copytree(demo_screens_once.folder / "vault", folder)
    path = folder / DATABASE_NAME
    whole = path.read_bytes()
    for page in range(1, len(whole) // PAGE):
        harm(path, whole, page)
        with contextlib.suppress(DatabaseDamagedError):
            database = open_for_reading(path, demo_screens_once.key)
            with contextlib.closing(database):
                if not _reads(database, "notes"):
                    return page
    raise AssertionError("no page holds notes")


def _reads(database: Database, table: str) -> bool:
    try:
        database.rows(f"SELECT rowid FROM {table} NOT INDEXED")  # noqa: S608 - our own names
    except DatabaseDamagedError:
        return False
    return True


@pytest.fixture
def damaged(
    qtbot: QtBot, qapp: QApplication, demo_screens_once: MadeScreens, tmp_path: Path, page_of_notes: int
) -> Iterator[Damaged]:
    made = Damaged(qtbot, qapp, demo_screens_once, tmp_path, page_of_notes)
    yield made
    end_window(made.desktop.window)


def test_it_opens_for_reading_says_so_and_changes_not_a_byte(damaged: Damaged) -> None:
    banner = damaged.banner
    assert banner.isVisible()
    assert banner.text.text().startswith("These records are damaged. You can read and copy them")
    main_view = damaged.main_view
    home = main_view.go(NavSection.MY_WORK)
    assert isinstance(home, HomePage)
    damaged.wait(lambda: not home.record_concern.isEnabled())
    assert "nothing can be changed" in home.record_concern.toolTip()
    found: list[str] = []
    damaged.desktop.tasks.in_vault(lambda vault: vault.people.all()[0].id, found.append)
    damaged.wait(lambda: bool(found))
    damaged.unlocked.pages.navigator.open(Record(found[0]))
    damaged.wait(lambda: isinstance(main_view.page, RecordPage))
    damaged.desktop.window.close()
    assert {
        name: content for name, content in snapshot(damaged.folder).items() if name != "tries.json"
    } == damaged.before


def test_a_page_to_write_on_is_refused_in_a_plain_sentence(
    damaged: Damaged, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[Exception] = []
    monkeypatch.setattr(damaged.desktop.tasks, "show_failure", said.append)
    found: list[str] = []
    damaged.desktop.tasks.in_vault(lambda vault: vault.cases.open_cases()[0].id, found.append)
    damaged.wait(lambda: bool(found))
    damaged.unlocked.pages.navigator.open(Note(found[0]))
    damaged.wait(lambda: bool(said))
    assert not isinstance(damaged.main_view.page, NotePage)
    assert all(isinstance(error, ReadOnlyVaultError) for error in said)


def test_a_draft_is_opened_to_read(damaged: Damaged) -> None:
    found: list[str] = []
    damaged.desktop.tasks.in_vault(lambda vault: vault.responses.drafts()[0].id, found.append)
    damaged.wait(lambda: bool(found))
    damaged.unlocked.pages.navigator.open(Form(found[0]))
    damaged.wait(lambda: isinstance(damaged.main_view.page, ReadingPage))


def test_the_page_behind_tells_what_is_missing_and_restores_the_last_good_backup(damaged: Damaged) -> None:
    damaged.banner.more.click()
    page = damaged.main_view.page
    assert isinstance(page, DamagePage)
    assert any("note" in text and "missing" not in text for text in shown_texts(page))
    damaged.wait(page.restore.isEnabled)
    assert "The last good backup that can be reached is of" in page.backup_line.text()
    assert not nameless(page)
    made: list[Path] = []
    page.made.connect(made.append)
    page.restore.click()
    damaged.wait(lambda: bool(made))
    assert "Lock" in page.notice.text.text()
    with Vault.open(made[0], damaged.key) as restored:
        integrity.check(restored)
        assert restored.audit.entries()[-1].action == "backup.restored"


def test_what_can_be_read_is_made_into_new_records(damaged: Damaged) -> None:
    damaged.unlocked.damage.show_page()
    page = damaged.main_view.page
    assert isinstance(page, DamagePage)
    page.resize(820, 600)
    damaged.wait(page.restore.isEnabled)
    assert too_wide(page) == 0
    made: list[Path] = []
    page.made.connect(made.append)
    page.rescue.click()
    damaged.wait(lambda: bool(made))
    with Vault.open(made[0], damaged.key) as rescued:
        integrity.check_at_unlock(rescued)
        assert rescued.audit.entries()[-1].action == "vault.rescued"


def test_damage_that_is_found_beside_the_work_is_remembered_for_the_next_unlock(damaged: Damaged) -> None:
    remove_mark(damaged.folder)
    damaged.unlocked.damage.found(DatabaseDamagedError("a", "b", "c"))
    damaged.wait(lambda: is_marked(damaged.folder))


@pytest.mark.parametrize("why", list(Why))
def test_each_reason_has_its_own_words(why: Why) -> None:
    words = banner_words(Findings(why=why, reason="The audit does not add up"))
    assert words.endswith(("changed.", "until there is room."))
    assert bool(missing_summary(Findings(why=why, reason="The audit"))) is (why is Why.DAMAGED)


def test_the_reminder_on_my_work_leads_to_the_backups(damaged: Damaged) -> None:
    home = damaged.main_view.go(NavSection.MY_WORK)
    assert isinstance(home, HomePage)
    home.backup_reminder.clicked.emit()
    settings = damaged.main_view.page
    assert isinstance(settings, SettingsScreen)
    assert settings.back_up.isVisible()

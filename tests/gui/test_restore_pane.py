"""Restoring from the first screen: which backup, with what, how far it is; and what does not fit is said."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.first_run.pane import FirstRunPane
from prevent_desktop.ui.vault_admin.unlock.recovery_code_panes import ChoosePassphrasePane
from prevent_desktop.ui.vault_admin.unlock.restore_pane import RestorePane, WaysBackPane
from prevent_desktop.ui.vault_admin.unlock.unlock_pane import UnlockPane
from prevent_desktop.ui.vault_admin.unlock.unlock_screen import UnlockScreen
from prevent_desktop.ui.vault_admin.unlock.vault_list import VaultList
from prevent_desktop.vault import integrity
from prevent_desktop.vault.copies.backup_place import find_backups
from prevent_desktop.vault.copies.manifest import MANIFEST_NAME
from prevent_desktop.vault.creation import CreatedVault
from prevent_desktop.vault.keys.key_slots import VaultKey, unlock_key
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.vault_admin.back_up import back_up
from tests.gui.screens import nameless
from tests.made_vaults import copied_vault
from tests.unit.vault.examples import a_note, keep_case
from tests.unit.vault.folders import snapshot

PASSPHRASE = "violet tractor lamp seventeen"

pytestmark = [
    pytest.mark.qt_log_ignore("This plugin does not support", extend=True),
    pytest.mark.usefixtures("dressed"),
]


@pytest.fixture(scope="module")
def stick_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, CreatedVault]:
    folder = tmp_path_factory.mktemp("made")
    created = copied_vault(folder / "vault", PASSPHRASE)
    with Vault.open(folder / "vault", created.key) as vault:
        vault.notes.add(a_note(keep_case(vault), "kept on the stick"))
        back_up(vault, folder / "stick", now=datetime.now(UTC))
    return folder / "stick", created


class Start:
    """The first screen on a laptop without records, and a stick."""

    def __init__(self, qtbot: QtBot, folder: Path, made: tuple[Path, CreatedVault]) -> None:
        self.qtbot = qtbot
        self.stick, self.code = folder / "stick", made[1].recovery_code
        shutil.copytree(made[0], self.stick)
        self.vault_list = VaultList(folder / "vaults")
        self.failures: list[PreventDesktopError] = []
        self.tasks = Tasks(self.failures.append)
        self.screen = UnlockScreen(self.tasks, self.vault_list, practise=lambda: None)
        self.unlocked: list[tuple[Path, VaultKey, str]] = []
        self.screen.unlocked.connect(lambda *told: self.unlocked.append(told))
        qtbot.addWidget(self.screen)
        self.screen.resize(1024, 700)
        with qtbot.waitActive(self.screen):
            self.screen.show()
            self.screen.activateWindow()
        create: object = self.screen.pane
        assert isinstance(create, FirstRunPane)
        create.restore.click()

    @property
    def pane(self) -> RestorePane:
        pane: object = self.screen.pane
        assert isinstance(pane, RestorePane)
        return pane

    def choose_stick(self) -> None:
        self.pane.take_folder(self.stick)
        self.qtbot.waitUntil(self.pane.submit.isVisible)


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path, stick_once: tuple[Path, CreatedVault]) -> Iterator[Start]:
    made = Start(qtbot, tmp_path, stick_once)
    yield made
    made.tasks.close()
    assert made.failures == []


def whole(folder: Path, key: VaultKey) -> None:
    with Vault.open(folder, key) as vault:
        integrity.check_at_unlock(vault)
        integrity.check(vault)
        assert vault.search("stick")
        assert vault.audit.entries()[-1].action == "backup.restored"


def test_the_newest_backup_is_restored_with_its_passphrase_by_keyboard_alone(start: Start) -> None:
    start.choose_stick()
    assert list(start.pane.backups.buttons) == [str(find_backups(start.stick)[0].folder)]
    assert not nameless(start.pane)
    start.qtbot.waitUntil(start.pane.secret.line.hasFocus)
    QTest.keyClicks(start.pane.secret.line, PASSPHRASE)
    QTest.keyClick(start.pane.secret.line, Qt.Key.Key_Return)
    start.qtbot.waitUntil(lambda: bool(start.unlocked))
    folder, key, _how = start.unlocked[0]
    assert list(start.vault_list.vaults()) == [folder]
    whole(folder, key)


def test_backups_that_the_list_has_no_room_for_are_told_and_their_own_folder_shows_them(start: Start) -> None:
    """Whoever can write on the stick can describe newer ones that are none."""
    (true,) = find_backups(start.stick)
    for day in range(1, 10):
        false = true.folder.with_name(f"2999-01-0{day}-000000")
        false.mkdir()
        manifest = replace(true.manifest, made_at=datetime(2999, 1, day, tzinfo=UTC))
        (false / MANIFEST_NAME).write_bytes(manifest.content("aa"))
    start.choose_stick()
    assert str(true.folder) not in start.pane.backups.buttons
    assert "2 older backups are there too" in start.pane.notice.text.text()
    start.pane.take_folder(true.folder)
    start.qtbot.waitUntil(lambda: list(start.pane.backups.buttons) == [str(true.folder)])
    assert not start.pane.notice.isVisible()


def test_the_recovery_code_restores_too_and_a_new_passphrase_is_chosen(start: Start) -> None:
    start.choose_stick()
    start.pane.by_code.click()
    assert start.pane.uses_code
    start.pane.code.setText(start.code)
    start.pane.submit.click()
    start.qtbot.waitUntil(lambda: isinstance(start.screen.pane, ChoosePassphrasePane))
    assert len(start.vault_list.vaults()) == 1


def test_a_wrong_passphrase_is_said_and_nothing_is_written(start: Start) -> None:
    start.choose_stick()
    QTest.keyClicks(start.pane.secret.line, "not the right one at all")
    start.pane.submit.click()
    start.qtbot.waitUntil(start.pane.secret_field.error.isVisible)
    assert "does not open" in start.pane.secret_field.error.text()
    assert start.pane.submit.isEnabled()
    assert not start.vault_list.vaults()
    QTest.keyClicks(start.pane.secret.line, PASSPHRASE)
    assert start.pane.secret.text == PASSPHRASE, "it is typed anew, and not behind the wrong one"


def test_a_wrong_recovery_code_is_said_beside_it_and_stays_to_be_mended(start: Start) -> None:
    start.choose_stick()
    start.pane.by_code.click()
    QTest.keyClicks(start.pane.code, "7Q2M4-8HJ3K-XW9PT-R5VBN-C6DFG-AZ1YE")
    start.pane.submit.click()
    start.qtbot.waitUntil(start.pane.code_field.error.isVisible)
    assert start.pane.code.text() == "7Q2M4-8HJ3K-XW9PT-R5VBN-C6DFG-AZ1YE"
    start.pane.by_code.click()
    assert start.pane.secret_field.error.isHidden()


def test_a_folder_without_backups_is_said(start: Start, tmp_path: Path) -> None:
    start.pane.take_folder(tmp_path)
    start.qtbot.waitUntil(start.pane.submit.isVisible)  # the stick is below it
    (tmp_path / "empty").mkdir()
    start.pane.take_folder(tmp_path / "empty")
    start.qtbot.waitUntil(start.pane.notice.isVisible)
    assert "no backups" in start.pane.notice.text.text()
    assert not start.pane.submit.isVisible()


def test_a_damaged_backup_is_refused_in_words(start: Start) -> None:
    database = find_backups(start.stick)[0].folder / "vault.db"
    database.write_bytes(database.read_bytes()[:-1])
    start.choose_stick()
    QTest.keyClicks(start.pane.secret.line, PASSPHRASE)
    start.pane.submit.click()
    start.qtbot.waitUntil(start.pane.notice.isVisible)
    assert "cannot be trusted" in start.pane.notice.text.text()
    assert not start.vault_list.vaults()


def test_a_damaged_key_file_is_put_back_from_a_backup_and_all_else_stays(start: Start) -> None:
    start.choose_stick()
    QTest.keyClicks(start.pane.secret.line, PASSPHRASE)
    start.pane.submit.click()
    start.qtbot.waitUntil(lambda: bool(start.unlocked))
    folder, key, _how = start.unlocked.pop()
    with Vault.open(folder, key) as vault:
        vault.notes.add(a_note(vault.cases.open_cases()[0], "newer than the backup"))
    (folder / "slots.json").write_bytes(b"nothing")
    before = snapshot(folder)
    start.screen.show_start()
    unlock: object = start.screen.pane
    assert isinstance(unlock, UnlockPane)
    QTest.keyClicks(unlock.passphrase.line, PASSPHRASE)
    unlock.unlock.click()
    start.qtbot.waitUntil(lambda: isinstance(start.screen.pane, WaysBackPane))
    start.choose_stick()
    QTest.keyClicks(start.pane.secret.line, PASSPHRASE)
    start.pane.submit.click()
    start.qtbot.waitUntil(lambda: bool(start.unlocked))
    assert start.unlocked[0][:2] == (folder, key)
    after = snapshot(folder)
    assert after.pop("slots.json.damaged-1") == before.pop("slots.json")
    assert unlock_key(folder, PASSPHRASE) == key
    del after["slots.json"]
    assert after == before
    with Vault.open(folder, key) as vault:
        assert vault.search("newer")

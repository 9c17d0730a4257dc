"""The whole app in one process on a vault with one person, and how somebody uses it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from prevent_desktop.app import AppOptions, Desktop
from prevent_desktop.ui.record.note_page import NotePage
from prevent_desktop.ui.routing.routes import Note
from prevent_desktop.ui.theme import Appearance
from prevent_desktop.ui.vault_admin.unlock.unlock_pane import UnlockPane
from prevent_desktop.ui.window.unlocked_window import UnlockedWindow
from prevent_desktop.vault.keys.key_slots import VaultKey, unlock_key
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.places import Places

T = TypeVar("T")

PASSPHRASE = "violet tractor lamp seventeen"


class App:
    """The running app on a data folder, and how a person uses it."""

    def __init__(self, qapp: QApplication, qtbot: QtBot, data: Path | None) -> None:
        self.qapp = qapp
        self.qtbot = qtbot
        self.data = data or Path()
        self.fresh_processes = 0
        self.desktop = Desktop(
            qapp,
            AppOptions(data=data, appearance=Appearance.LIGHT, scale=100),
            fresh_process=self._fresh_process,
        )
        self.window = self.desktop.window
        with qtbot.waitActive(self.window):
            self.desktop.start()
            self.window.activateWindow()

    def _fresh_process(self) -> None:
        self.fresh_processes += 1

    def see_fresh_process(self) -> None:
        """Wait until one took this one's place: a lock lets the vault finish first, which takes a busy machine its time."""
        self.wait(lambda: self.fresh_processes == 1)

    @property
    def unlocked(self) -> UnlockedWindow:
        assert self.desktop.unlocked is not None
        return self.desktop.unlocked

    @property
    def page(self) -> QWidget:
        page = self.unlocked.pages.main_view.page
        assert page is not None
        return page

    def unlock(self) -> None:
        pane = self.desktop.unlock_screen.pane
        assert isinstance(pane, UnlockPane)
        QTest.keyClicks(pane.passphrase.line, PASSPHRASE)
        QTest.keyClick(pane.passphrase.line, Qt.Key.Key_Return)
        self.wait(lambda: self.desktop.unlocked is not None)

    def open(self) -> None:
        """Unlock without the work that the passphrase costs; what follows is the same."""
        folder = vault_of(self.data)
        self.desktop._open(folder, key_of(folder), "passphrase")
        self.wait(lambda: self.desktop.unlocked is not None)

    def find(self, work: Callable[[Vault], T]) -> T:
        """What `work` gives in the vault's lane."""
        found: list[T] = []
        self.desktop.tasks.in_vault(work, found.append)
        self.wait(lambda: bool(found))
        return found[0]

    @staticmethod
    def has_keyboard(page: QWidget) -> bool:
        focus = QApplication.focusWidget()
        return page.isVisible() and focus is not None and (focus is page or page.isAncestorOf(focus))

    def wait(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds)

    def see_page(self) -> None:
        """Wait until the page has read what it shows, and shows it."""
        read: list[None] = []
        self.desktop.tasks.when_read(self.page, lambda: read.append(None))
        self.wait(lambda: bool(read))
        QApplication.processEvents()

    def lock_and_come_back(self) -> App:
        """Lock; then what the fresh process shows once the passphrase has been typed into it."""
        self.unlocked.locker.lock()
        return self._again()

    def quit_and_come_back(self) -> App:
        self.window.close()
        return self._again()

    def _again(self) -> App:
        self.close()
        again = App(self.qapp, self.qtbot, self.data)
        again.open()
        return again

    def close(self) -> None:
        if self.desktop.in_tray is not None:
            self.desktop.in_tray.ask_no_more()
        end_window(self.window)


def end_window(window: QWidget) -> None:
    """Close the program's window and take it down: what listens to the whole program goes with it."""
    if isValid(window):
        window.close()
        window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def vault_of(data: Path) -> Path:
    """The vault that the tests' data folder begins with."""
    return Places.of(data).vaults / "a1b2c3"


_keys: dict[bytes, VaultKey] = {}


def key_of(folder: Path) -> VaultKey:
    """The key of a vault with our passphrase, worked out once for all copies of it."""
    slots = (folder / "slots.json").read_bytes()
    if slots not in _keys:
        _keys[slots] = unlock_key(folder, PASSPHRASE)
    return _keys[slots]


def read_vault(data: Path, work: Callable[[Vault], T]) -> T:
    """Look into the vault afterwards, as another start of the program would."""
    folder = vault_of(data)
    with Vault.open(folder, key_of(folder)) as vault:
        return work(vault)


def case_id(vault: Vault) -> str:
    return vault.cases.open_cases()[0].id


def open_note(app: App) -> NotePage:
    found: list[str] = []
    app.desktop.tasks.in_vault(case_id, found.append)
    app.wait(lambda: bool(found))
    app.unlocked.pages.navigator.open(Note(found[0]))
    page = app.page
    assert isinstance(page, NotePage)
    return page

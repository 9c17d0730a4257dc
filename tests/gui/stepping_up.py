"""A person who types the passphrase again, before something is signed or leaves the vault."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from prevent_desktop.ui.step_up.dialog import StepUpDialog
from tests.gui.rooms import Rooms, wait_for
from tests.gui.running_app import PASSPHRASE


def step_up(page: QWidget) -> StepUpDialog:
    """The dialog that asks for it."""
    (dialog,) = page.findChildren(StepUpDialog)
    return dialog


def type_passphrase(rooms: Rooms, page: QWidget, text: str = PASSPHRASE) -> None:
    """Type it and press Enter, and wait until it is judged."""
    dialog = step_up(page)
    QTest.keyClicks(dialog.passphrase.line, text)
    QTest.keyClick(dialog.passphrase.line, Qt.Key.Key_Return)
    wait_for(rooms.qtbot, lambda: not isValid(dialog) or not dialog.passphrase.text)

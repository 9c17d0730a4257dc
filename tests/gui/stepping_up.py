"""A person who types the passphrase again, before something is signed or leaves the vault."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from prevent_desktop.ui.components.step_up_dialog import StepUpDialog
from tests.gui.running_app import PASSPHRASE
from tests.gui.screens import Screens, wait_for


def step_up(page: QWidget) -> StepUpDialog:
    """The dialog that asks for it."""
    (dialog,) = page.findChildren(StepUpDialog)
    return dialog


def type_passphrase(screens: Screens, page: QWidget, text: str = PASSPHRASE) -> None:
    """Type it and press Enter, and wait until it is judged."""
    dialog = step_up(page)
    QTest.keyClicks(dialog.passphrase.line, text)
    QTest.keyClick(dialog.passphrase.line, Qt.Key.Key_Return)
    wait_for(screens.qtbot, lambda: not isValid(dialog) or not dialog.passphrase.text)

"""The line that is always on top: whom to call, and how to hide the screen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import FlowRow, QuietButton, Text


class EmergencyBar(QFrame):
    """Signals `blank_wanted` and `lock_wanted`. Lock is only offered while the vault is open."""

    blank_wanted = Signal()
    lock_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Emergency numbers, blank and lock"))
        danger = Text(_("Immediate danger? Call 999 first."), "danger", wrap=False, selectable=True)
        hotline = Text(_("Anti-Terrorist Hotline 0800 789 321"), wrap=False, selectable=True)
        self.blank = _key_button(_("Blank screen"), "F9")
        self.lock = _key_button(_("Lock"), "Ctrl+L")
        self.blank.clicked.connect(self.blank_wanted)
        self.lock.clicked.connect(self.lock_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 14, 6)
        row.addWidget(FlowRow(danger, hotline, gap=18), 1)
        row.addWidget(self.blank)
        row.addWidget(self.lock)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.offer(locked=True)

    def offer(self, *, locked: bool) -> None:
        """Show what makes sense while the vault is locked, or open."""
        self.blank.setVisible(not locked)
        self.lock.setVisible(not locked)


def _key_button(text: str, key: str) -> QuietButton:
    button = QuietButton(f"{text} {key}")
    button.setAccessibleName(text)
    button.setAccessibleDescription(_("Key: {key}").format(key=key))
    return button

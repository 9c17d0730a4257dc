"""The line that is always on top: whom to call, and how to hide the screen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy

from prevent_desktop.translation import _
from prevent_desktop.ui.theme import Painted, tokens_property
from prevent_desktop.ui.widgets import FlowRow, HBox, QuietButton, Text
from prevent_desktop.ui.widgets.plain_words import give_tooltip


class EmergencyBar(QFrame):
    """With the buttons `blank`, `lock` and `switch`, which are only offered while the vault is open."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Emergency numbers, blank and lock"))
        danger = Text(_("Immediate danger? Call 999 first."), "danger", wrap=False, selectable=True)
        hotline = Text(_("Anti-Terrorist Hotline 0800 789 321"), wrap=False, selectable=True)
        self.blank = KeyButton(_("Blank screen"), "F9")
        self.lock = KeyButton(_("Lock"), "Ctrl+L")
        self.switch = KeyButton(_("Switch user"), "Ctrl+Shift+L")
        give_tooltip(self.switch, _("Locks, and lets somebody else choose their records"))
        row = HBox(self, spacing=12, margins=(16, 6, 12, 6))
        row.addWidget(FlowRow(danger, hotline, gap=18), 1)
        self._actions = FlowRow(self.blank, self.lock, self.switch, gap=12, align_right=True)
        row.addWidget(self._actions, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setMinimumHeight(40)
        self.offer(locked=True)

    def offer(self, *, locked: bool) -> None:
        """Show what makes sense while the vault is locked, or open."""
        for widget in (self.blank, self.lock, self.switch, self._actions):
            widget.setVisible(not locked)


class KeyButton(QuietButton, Painted):
    """An action with its key behind it in a quieter colour."""

    tokens = tokens_property()

    def __init__(self, text: str, key: str) -> None:
        super().__init__(f"{text}  {key}")  # the size of both, with the gap
        self._words = text
        self._key = key
        self.setAccessibleName(text)
        self.setAccessibleDescription(_("Key: {key}").format(key=key))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        room = self.rect().adjusted(2, 0, -2, 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(self.colour("ink"))
        font = self.font()
        font.setUnderline(self.underMouse())
        painter.setFont(font)
        painter.drawText(room, int(middle | Qt.AlignmentFlag.AlignLeft), self._words)
        painter.setFont(self.font())
        painter.setPen(self.colour("muted"))
        painter.drawText(room, int(middle | Qt.AlignmentFlag.AlignRight), self._key)

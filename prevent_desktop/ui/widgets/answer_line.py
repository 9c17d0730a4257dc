"""One line to write in, in which what stands there is never written over by accident."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit


class AnswerLine(QLineEdit):
    """A line whose cursor stands at its end when the keyboard comes to it: what is typed goes on, and replaces nothing."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt selects all of it for Tab."""
        super().focusInEvent(event)
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            self.end(False)

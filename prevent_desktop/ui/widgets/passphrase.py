"""Typing a secret."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.choices import TickBox


class PassphraseEdit(QWidget):
    """A line that hides what is typed, with "Show what I type" below. Signals `edited(text)` and `entered()`."""

    edited = Signal(str)
    entered = Signal()

    def __init__(self, *, with_show: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.line.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.line.textEdited.connect(self.edited)
        self.line.returnPressed.connect(self.entered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.line)
        self.show_box = TickBox(_("Show what I type"), kind="small", parent=self)
        self.show_box.toggled.connect(self.show_typing)
        self.show_box.setVisible(with_show)
        column.addWidget(self.show_box)
        self.setFocusProxy(self.line)

    @property
    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def clear(self) -> None:
        """Forget what was typed."""
        self.line.clear()

    def show_typing(self, shown: bool) -> None:
        """Show or hide the letters."""
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.line.setEchoMode(mode)

    def setAccessibleName(self, name: str) -> None:
        """The line's name."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        """The line's hint and error."""
        super().setAccessibleDescription(description)
        self.line.setAccessibleDescription(description)

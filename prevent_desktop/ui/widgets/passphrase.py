"""Typing a secret."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.boxes import VBox
from prevent_desktop.ui.widgets.choices import TickBox
from prevent_desktop.ui.widgets.secret_line import SecretLine


class PassphraseEdit(QWidget):
    """A line that hides what is typed, with "Show what I type" below. Signals `edited()` and `entered()`."""

    edited = Signal()
    entered = Signal()

    def __init__(self, *, with_show: bool = True) -> None:
        super().__init__()
        self.line = SecretLine()
        self.line.textEdited.connect(lambda _bullets: self.edited.emit())
        self.line.returnPressed.connect(self.entered)
        column = VBox(self, spacing=8)
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

    def type_again(self) -> None:
        """Have it typed anew after a refusal: it has the keyboard, and the next letter takes the place of what stands there."""
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.line.selectAll()

    def show_typing(self, shown: bool) -> None:
        """Show or hide the letters on the screen; a screen reader hears bullets either way."""
        self.line.shown = shown

    def setAccessibleName(self, name: str) -> None:
        """The line's name."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        """The line's hint and error; said of both, a screen reader says them twice."""
        self.line.setAccessibleDescription(description)

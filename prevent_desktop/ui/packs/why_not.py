"""Why the lead was not asked, in a line that opens below the check before signing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Field, FlowRow, LinkButton, SecondaryButton, VBox


class WhyNotAsked(QWidget):
    """Hidden until `begin`. Signal `said(reason)` on Enter or by its button; Escape and "Cancel" close it."""

    said = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.returnPressed.connect(self._say)
        hint = _("It stands in the record and in the pack.")
        self.field = Field(_("Why was your lead not asked?"), self.line, hint=hint)
        self.keep = SecondaryButton(_("&Keep this reason"), self._say)
        self.cancel = LinkButton(_("Cancel"), self.hide)
        VBox(self, spacing=8, margins=(0, 8, 0, 8)).add(self.field, FlowRow(self.keep, self.cancel))
        self.hide()

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches, in its order."""
        return [self.line, self.keep, self.cancel]

    def begin(self) -> None:
        """Show it, with the keyboard in its line."""
        self.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """It was kept: nothing of it is left here."""
        self.line.clear()
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        reason = self.line.text().strip()
        self.field.set_error("" if reason else _("Write why, in a sentence"))
        if reason:
            self.said.emit(reason)

"""A failure, always shown: what it is called, what happened, what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Heading, SecondaryButton, Text
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog


class FailureDialog(FittingDialog):
    """Shows one error until the person closes it."""

    def __init__(self, error: PreventDesktopError, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setWindowTitle(error.title)
        self.setAccessibleName(error.title)
        self.setAccessibleDescription(f"{error.what_happened} {error.next_step}".strip())
        close = SecondaryButton(_("&Close"), self.accept)
        close.setDefault(True)
        self.column.add(Heading(error.title, 2), Text(error.what_happened, selectable=True))
        if error.next_step:
            self.column.addWidget(Text(error.next_step, "strong"))
        self.column.addWidget(close, 0, Qt.AlignmentFlag.AlignLeft)
        close.setFocus()

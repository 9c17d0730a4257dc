"""A question before something that cannot be taken back, or that leaves the vault."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.buttons import SecondaryButton
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog
from prevent_desktop.ui.widgets.layouts import FlowRow
from prevent_desktop.ui.widgets.words import Heading, Text


class ConfirmDialog(FittingDialog):
    """Asks `question` and tells `consequences`; the button `yes` does it, Escape and `no` ("Cancel") do not.

    The focus begins on `no`, so that a stray Enter does nothing. The consequences are said with
    it: as the description of the dialog Orca says them twice. Signal `accepted` when it is to be done.
    """

    def __init__(
        self, question: str, consequences: str, yes: str, *, no: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(base_width=480, parent=parent)
        self.setWindowTitle(question)
        self.setAccessibleName(question)
        self.yes = SecondaryButton(yes, self.accept)
        self.cancel = SecondaryButton(no or _("Cancel"), self.reject)
        self.cancel.setAccessibleDescription(consequences)
        self.column.add(Heading(question, 2), Text(consequences), FlowRow(self.yes, self.cancel))
        self.cancel.setDefault(True)
        self.cancel.setFocus()

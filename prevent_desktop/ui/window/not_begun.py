"""The program cannot begin: why, what to do, and another try. It stands alone, with no window below it."""

from __future__ import annotations

from PySide6.QtCore import Qt

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import FlowRow, Heading, PrimaryButton, SecondaryButton, Text
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog


class NotBegunDialog(FittingDialog):
    """Tells `error`. Accepted for another try; rejected where nothing is to begin, as by Escape."""

    def __init__(self, error: PreventDesktopError) -> None:
        super().__init__()
        self.setWindowTitle(error.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)  # it runs, and is asked how it ended
        self.setAccessibleName(error.title)
        self.setAccessibleDescription(f"{error.what_happened} {error.next_step}".strip())
        self.again = PrimaryButton(_("&Try again"), self.accept)
        self.close_it = SecondaryButton(_("&Close"), self.reject)
        self.again.setDefault(True)
        self.column.add(
            Heading(error.title, 2),
            Text(error.what_happened, selectable=True),
            Text(error.next_step, "strong"),
            FlowRow(self.again, self.close_it),
        )
        self.again.setFocus()

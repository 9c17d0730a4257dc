"""An older copy of the vault was put back: whoever did it on purpose says so, and goes on."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import RolledBackError
from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import FlowRow, Heading, RadioGroup, SecondaryButton, Text
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog


class OlderCopyDialog(FittingDialog):
    """Tells `error` and asks why; "Go on" is there once a reason is chosen. Signal `reasoned(reason)`, a code.

    The focus begins on "Do not open", so that a stray Enter does nothing.
    """

    reasoned = Signal(str)

    def __init__(self, error: RolledBackError, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setWindowTitle(error.title)
        self.setAccessibleName(error.title)
        self.setAccessibleDescription(f"{error.what_happened} {error.next_step}")
        self.reasons = RadioGroup(
            [
                ("restored", _("I restored an older copy or a backup myself")),
                ("restored-by-it", _("Our IT team restored it for me")),
                ("moved", _("I moved the vault here from another computer")),
                ("unknown", _("I do not know why, but I need my records now")),
            ]
        )
        self.reasons.setAccessibleName(_("Why it is an older copy"))
        self.go_on = SecondaryButton(_("&Go on with this copy"))
        self.go_on.setEnabled(False)
        self.leave = SecondaryButton(_("&Do not open"), self.reject)
        self.reasons.chosen.connect(lambda _reason: self.go_on.setEnabled(True))
        self.go_on.clicked.connect(self._take_reason)
        self._lay_out(error)
        self.leave.setDefault(True)
        self.leave.setFocus()

    def _lay_out(self, error: RolledBackError) -> None:
        parts = (
            Heading(error.title, 2),
            Text(error.what_happened),
            Text(error.next_step),
            Text(
                _(
                    "What was written since that copy was made is not in it. If you know why it is an older one, say so "
                    "and go on: your reason is written down in the vault."
                )
            ),
            self.reasons,
            FlowRow(self.leave, self.go_on),
        )
        for part in parts:
            self.column.addWidget(part)

    def _take_reason(self) -> None:
        reason = self.reasons.value
        if reason is not None:
            self.accept()
            self.reasoned.emit(reason)

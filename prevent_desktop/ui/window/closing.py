"""Closing the window while packs wait: said plainly, and the person's choice."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets import FlowRow, Heading, SecondaryButton, Text, TickBox
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog
from prevent_desktop.workflows.sending.window_choices import OnClose


class ClosingDialog(FittingDialog):
    """Asks what becomes of packs that wait. Signal `chosen(OnClose, bool)`: the choice, and whether to remember it.

    Escape goes back. Whatever is chosen, the vault locks.
    """

    chosen = Signal(object, bool)

    def __init__(self, waiting: int, *, parent: QWidget | None = None) -> None:
        super().__init__(base_width=520, parent=parent)
        title = ngettext("{number} pack still waits", "{number} packs still wait", waiting).format(
            number=waiting
        )
        words = _(
            "The vault locks in any case. Prevent Desktop can stay in the tray and go on sending; there it shows nothing about "
            "anybody. Or it ends, and packs wait until you open it again."
        )
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.stay = SecondaryButton(_("Lock, and go on &sending"), lambda: self._choose(OnClose.TRAY))
        self.end = SecondaryButton(_("Lock and &end"), lambda: self._choose(OnClose.END))
        self.back = SecondaryButton(_("&Back"), self.reject)
        self.remember = TickBox(
            _("Do this every time"), detail=_("You can change it in Settings, under Sending.")
        )
        self.column.add(
            Heading(title, 2), Text(words), self.remember, FlowRow(self.stay, self.end, self.back)
        )
        self.stay.setDefault(True)
        self.stay.setFocus()

    def _choose(self, choice: OnClose) -> None:
        self.chosen.emit(choice, self.remember.checked)
        self.accept()

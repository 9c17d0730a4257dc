"""Unlocking with a PIN that this computer's security chip checks."""

from __future__ import annotations

from PySide6.QtCore import Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.vault_admin.unlock.pane import Pane
from prevent_desktop.ui.widgets import Field, FlowRow, LinkButton, PassphraseEdit, PrimaryButton


class PinPane(Pane):
    """Signals `submitted(pin)` and `back_wanted()`."""

    submitted = Signal(str)
    back_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(_("Unlock with a PIN"), _("On this computer only"))
        self.pin = PassphraseEdit()
        self.pin.entered.connect(self._submit)
        self.field = Field(_("PIN"), self.pin)
        self.unlock = PrimaryButton(_("&Unlock"), self._submit)
        back = LinkButton(_("Use the passphrase"), self.back_wanted)
        self.body.addWidget(self.field)
        self.body.addSpacing(14)
        self.body.add(FlowRow(self.unlock, back, gap=18), self.busy)
        self.setFocusProxy(self.pin)

    def _submit(self) -> None:
        if not self.pin.text:
            self.field.set_error(_("Type your PIN"))
            self.pin.setFocus()
            return
        self.field.set_error("")
        self.wait(_("Asking the security chip…"))
        self.submitted.emit(self.pin.text)

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say next to the field why it did not open: the chip counts tries, so the whole reason is told."""
        self.go_on()
        self.field.set_error(str(error))
        self.pin.clear()
        self.pin.setFocus()

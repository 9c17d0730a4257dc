"""The passphrase, as in design/unlock.png."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.unlock.pane import Pane, failure_words
from prevent_desktop.ui.widgets import Field, HairLine, LinkButton, PassphraseEdit, PrimaryButton


class UnlockPane(Pane):
    """Signals `submitted(passphrase)`, `forgotten()`, `other_wanted()`."""

    submitted = Signal(str)
    forgotten = Signal()
    other_wanted = Signal()

    def __init__(self, line: str) -> None:
        super().__init__(_("Unlock Prevent Desktop"), line)
        self.passphrase = PassphraseEdit()
        self.passphrase.entered.connect(self._submit)
        self.field = Field(_("Passphrase"), self.passphrase)
        self.unlock = PrimaryButton(_("&Unlock"))
        self.unlock.clicked.connect(self._submit)
        forgot = LinkButton(_("I forgot my passphrase"))
        forgot.clicked.connect(self.forgotten)
        other = LinkButton(_("Someone else uses this laptop"))
        other.clicked.connect(self.other_wanted)
        left = Qt.AlignmentFlag.AlignLeft
        self.body.addWidget(self.field)
        self.body.addSpacing(14)
        self.body.addWidget(self.unlock, 0, left)
        self.body.addWidget(self.busy)
        self.body.addSpacing(14)
        self.body.addWidget(HairLine())
        self.body.addSpacing(10)
        self.body.addWidget(forgot, 0, left)
        self.body.addWidget(other, 0, left)
        self.setFocusProxy(self.passphrase)

    def _submit(self) -> None:
        if not self.passphrase.text:
            self.field.set_error(_("Type your passphrase"))
            self.passphrase.setFocus()
            return
        self.field.set_error("")
        self.wait(_("Checking your passphrase…"))
        self.submitted.emit(self.passphrase.text)

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say next to the field why it did not open; what was typed can be mended."""
        self.go_on()
        self.field.set_error(failure_words(error))
        self.passphrase.setFocus()
        self.passphrase.line.selectAll()

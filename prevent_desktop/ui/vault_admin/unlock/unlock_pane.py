"""The passphrase, as in design/unlock.png; and what else this computer can unlock with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from prevent_desktop.errors import PreventDesktopError, TooManyTriesError
from prevent_desktop.translation import _
from prevent_desktop.ui.vault_admin.unlock.pane import Pane, failure_words
from prevent_desktop.ui.vault_admin.unlock.wait_line import WaitLine
from prevent_desktop.ui.widgets import (
    Field,
    FlowRow,
    HairLine,
    LinkButton,
    PassphraseEdit,
    PrimaryButton,
    SecondaryButton,
)

if TYPE_CHECKING:
    from prevent_desktop.workflows.vault_admin.recover import OtherMethods


class UnlockPane(Pane):
    """Signals `submitted(passphrase)`, `login_wanted()`, `pin_wanted()`, `forgotten()`, `other_wanted()`."""

    submitted = Signal(str)
    login_wanted = Signal()
    pin_wanted = Signal()
    forgotten = Signal()
    other_wanted = Signal()

    def __init__(self, line: str) -> None:
        super().__init__(_("Unlock Prevent Desktop"), line)
        self.passphrase = PassphraseEdit()
        self.passphrase.entered.connect(self._submit)
        self.field = Field(_("Passphrase"), self.passphrase)
        self.wait_line = WaitLine(self)
        self.wait_line.over.connect(self._wait_is_over)
        self.unlock = PrimaryButton(_("&Unlock"))
        self.unlock.clicked.connect(self._submit)
        self.login = SecondaryButton(_("Use this &computer's login"))
        self.login.clicked.connect(self._use_login)
        self.pin = SecondaryButton(_("Use a &PIN"))
        self.pin.clicked.connect(self.pin_wanted)
        forgot = LinkButton(_("I forgot my passphrase"))
        forgot.clicked.connect(self.forgotten)
        other = LinkButton(_("Someone else uses this laptop"))
        other.clicked.connect(self.other_wanted)
        left = Qt.AlignmentFlag.AlignLeft
        self.body.addWidget(self.field)
        self.body.addWidget(self.wait_line)
        self.body.addSpacing(14)
        self._buttons = FlowRow(self.unlock, self.login, self.pin)
        self.body.addWidget(self._buttons)
        self.body.addWidget(self.busy)
        self.body.addSpacing(14)
        self.body.addWidget(HairLine())
        self.body.addSpacing(10)
        self.body.addWidget(forgot, 0, left)
        self.body.addWidget(other, 0, left)
        self.login.hide()
        self.pin.hide()
        self.setFocusProxy(self.passphrase)

    def show_methods(self, methods: OtherMethods) -> None:
        """Offer what this computer has, and count down while a passphrase has to wait."""
        self.login.setVisible(methods.by_login)
        self.pin.setVisible(methods.by_pin)
        self._buttons.updateGeometry()
        if methods.seconds_to_wait > 0:
            self._wait(methods.seconds_to_wait)

    def _wait(self, seconds: float) -> None:
        self.wait_line.start(seconds)
        self.unlock.setEnabled(False)

    def _wait_is_over(self) -> None:
        self.unlock.setEnabled(True)

    def _submit(self) -> None:
        if self.wait_line.waiting:
            return
        if not self.passphrase.text:
            self.field.set_error(_("Type your passphrase"))
            self.passphrase.setFocus()
            return
        self.field.set_error("")
        self.wait(_("Checking your passphrase…"))
        self.submitted.emit(self.passphrase.text)

    def _use_login(self) -> None:
        """The system may wait for a person: the passphrase can be typed all the while."""
        self.field.set_error("")
        self.busy.start(_("Asking this computer…"))
        self.login.setEnabled(False)
        self.passphrase.setFocus()
        self.login_wanted.emit()

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say next to the field why it did not open; what was typed can be mended."""
        self.go_on()
        self.login.setEnabled(True)
        if isinstance(error, TooManyTriesError):
            self._wait(error.seconds)
        else:
            self.field.set_error(failure_words(error))
        self.passphrase.setFocus()
        self.passphrase.line.selectAll()

"""The passphrase, as in design/unlock.png; and what else this computer can unlock with."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError, TooManyTriesError
from prevent_desktop.translation import _
from prevent_desktop.ui.vault_admin.unlock.pane import Pane, failure_words
from prevent_desktop.ui.widgets import (
    Field,
    FlowRow,
    HairLine,
    LinkButton,
    Notice,
    PassphraseEdit,
    PrimaryButton,
    SecondaryButton,
    Text,
    announce,
)

if TYPE_CHECKING:
    from prevent_desktop.workflows.vault_admin.recover import OtherMethods


_EVERY_MS = 200


class WaitLine(Text):
    """Hidden while nobody has to wait. Signal `over()` when the wait is.

    A screen reader hears the wait when it begins and its end, not every second of it.
    """

    over = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "warning", parent=parent)
        self._until = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self._tick)
        self.hide()

    @property
    def waiting(self) -> bool:
        """Whether the wait goes on."""
        return self._timer.isActive()

    def start(self, seconds: float) -> None:
        """Count down from `seconds`."""
        self._until = time.monotonic() + seconds
        self._timer.start()
        self._tick()
        self.show()
        announce(self, self.text())

    def _tick(self) -> None:
        left = self._until - time.monotonic()
        if left > 0:
            self.setText(_wait_sentence(left))
            return
        self._timer.stop()
        self.setText("")
        self.hide()
        announce(self, _("You can try again now."))
        self.over.emit()


def _wait_sentence(seconds: float) -> str:
    from prevent_desktop.vault.keys.wrong_tries import wait_words

    words = _("After several wrong passphrases, the next one can be tried in {time}. Nothing is ever wiped.")
    return words.format(time=wait_words(math.ceil(seconds)))


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
        self.unlock = PrimaryButton(_("&Unlock"), self._submit)
        self.login = SecondaryButton(_("Use this &computer’s login"), self._use_login)
        self.pin = SecondaryButton(_("Use a &PIN"), self.pin_wanted)
        forgot = LinkButton(_("I forgot my passphrase"), self.forgotten)
        other = LinkButton(_("Someone else uses this computer"), self.other_wanted)
        left = Qt.AlignmentFlag.AlignLeft
        self.body.add(self.field, self.wait_line)
        self.body.addSpacing(14)
        self._buttons = FlowRow(self.unlock, self.login, self.pin)
        self.body.add(self._buttons, self.busy)
        self.body.addSpacing(14)
        self.body.addWidget(HairLine())
        self.body.addSpacing(10)
        self.body.addWidget(forgot, 0, left)
        self.body.addWidget(other, 0, left)
        self.place: Notice | None = None
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

    def tell_place(self, notice: Notice) -> None:
        """Say above the passphrase why the records should not lie where they do."""
        self.place = notice
        self.body.insertWidget(self.body.indexOf(self.field), notice)

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
        self.passphrase.type_again()

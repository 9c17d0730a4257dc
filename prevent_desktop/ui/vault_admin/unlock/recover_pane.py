"""The first step of getting in without the passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.vault_admin.unlock.recovery_code_panes import TypeCodePane
from prevent_desktop.ui.widgets import LinkButton

if TYPE_CHECKING:
    from prevent_desktop.workflows.vault_admin.recover import OtherMethods


class RecoverPane(TypeCodePane):
    """As `TypeCodePane`, with links to what else this computer has. Signals `login_wanted()` and `pin_wanted()`."""

    login_wanted = Signal()
    pin_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(_("Use your recovery code"), _("Then choose a new passphrase"), _("&Continue"))
        self.login = LinkButton(_("Use this computer’s login instead"), self._use_login)
        self.pin = LinkButton(_("Use a PIN instead"), self.pin_wanted)
        for link in (self.login, self.pin):
            link.hide()
            self.body.addWidget(link, 0, Qt.AlignmentFlag.AlignLeft)

    def show_methods(self, methods: OtherMethods) -> None:
        """Offer what this computer has."""
        self.login.setVisible(methods.by_login)
        self.pin.setVisible(methods.by_pin)

    def _use_login(self) -> None:
        """The system may wait for a person: the code can be typed all the while."""
        self.field.set_error("")
        self.busy.start(_("Asking this computer…"))
        self.login.setEnabled(False)
        self.login_wanted.emit()

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say next to the field what does not fit."""
        self.login.setEnabled(True)
        super().show_failure(error)

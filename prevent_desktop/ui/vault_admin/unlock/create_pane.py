"""The first start on this machine, or of one more person on it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.vault_admin.unlock.new_passphrase import NewPassphrase
from prevent_desktop.ui.vault_admin.unlock.pane import Pane, failure_words
from prevent_desktop.ui.widgets import FlowRow, LinkButton, PrimaryButton, Text


class CreatePane(Pane):
    """Signals `submitted(passphrase)`, `restore_wanted()` and `back_wanted()` (only where there are other vaults)."""

    submitted = Signal(str)
    restore_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, *, can_go_back: bool) -> None:
        super().__init__(_("Create your records"), _("On this laptop only, and encrypted"), wide=True)
        self.body.addWidget(
            Text(
                _(
                    "Only your passphrase, or the recovery code that you get in the next step, opens them. "
                    "Nobody can reset it for you."
                )
            )
        )
        self.body.addSpacing(10)
        self.new_passphrase = NewPassphrase()
        self.new_passphrase.entered.connect(self._submit)
        self.body.addWidget(self.new_passphrase)
        self.body.addSpacing(14)
        self.make = PrimaryButton(_("&Create"), self._submit)
        self.restore = LinkButton(_("Restore from a backup"), self.restore_wanted)
        row = FlowRow(self.make, self.restore, gap=18)
        if can_go_back:
            back = LinkButton(_("Back"), self.back_wanted)
            row.add(back)
        self.body.addWidget(row, 0, Qt.AlignmentFlag(0))
        self.body.addWidget(self.busy)
        self.setFocusProxy(self.new_passphrase)

    def _submit(self) -> None:
        passphrase = self.new_passphrase.chosen()
        if passphrase is not None:
            self.wait(_("Making your key…"))
            self.submitted.emit(passphrase)

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say why it could not be made."""
        self.go_on()
        self.new_passphrase.first_field.set_error(failure_words(error))
        self.new_passphrase.setFocus()

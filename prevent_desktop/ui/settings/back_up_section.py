"""Back up now: a verified, encrypted copy in a folder or on a stick."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.file_dialogs import ask_for_folder
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import BusyLine, PrimaryButton, Text
from prevent_desktop.vault.copies.backup import BackupMade
from prevent_desktop.workflows.custody.back_up import back_up


class BackUpSection(Section):
    """Asks for a folder, copies, and tells where the copy is."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(
            tasks, _("Back up"), _("The copy is encrypted; the same passphrase and recovery code open it.")
        )
        self.card.body.addWidget(
            Text(_("Choose a folder on your organisation's drive or on an encrypted stick. The copy is checked after it is written."))
        )  # fmt: skip
        self.start = PrimaryButton(_("&Back up now…"))
        self.start.clicked.connect(self._ask_folder)
        self.busy = BusyLine()
        self.card.body.addWidget(self.start, 0, Qt.AlignmentFlag.AlignLeft)
        self.card.body.addWidget(self.busy)

    def _ask_folder(self) -> None:
        folder = ask_for_folder(self, title=_("Where to put the copy"))
        if folder is not None:
            self.back_up_to(folder)

    def back_up_to(self, folder: Path) -> None:
        """Copy the vault below `folder`."""
        self.start.setEnabled(False)
        self.busy.start(_("Copying and checking…"))
        self.tasks.in_vault(
            lambda vault: back_up(vault, folder, now=datetime.now(UTC)), self._done, self._failed
        )

    def _done(self, made: BackupMade) -> None:
        self._rest()
        self.tell_kept(_("Copied and checked: {folder}").format(folder=made.folder))

    def _failed(self, error: PreventDesktopError) -> None:
        self._rest()
        self.show_failure(error)

    def _rest(self) -> None:
        self.start.setEnabled(True)
        self.busy.stop()

"""An invitation to a team: the file, the code of one's slip, and as whom one is invited once they fit."""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Field, FlowRow, HBox, SecondaryButton, Text, VBox, announce

if TYPE_CHECKING:
    from prevent_desktop.workflows.team.joining.joining_team import OpenedInvitation

INDENT = 27
"""Pixels that it stands in below a choice."""


class InvitationPart(QWidget):
    """`opened` is the invitation once file and code fit. `take_file(path)` does what the button does.

    Signals `chosen()` once a file is meant, `fitted()` once file and code were found to fit.
    """

    chosen = Signal()
    fitted = Signal()

    def __init__(self, tasks: Tasks, *, indent: int = INDENT) -> None:
        super().__init__()
        self._tasks = tasks
        self._untrusted = b""
        self.opened: OpenedInvitation | None = None
        self.choose = SecondaryButton(_("Choose in&vitation…"), self._ask_file)
        self.file = Text("", "small")
        self.file.hide()
        self.code = QLineEdit()
        self.field = Field(
            _("Code on your slip"),
            self.code,
            hint=_("Six groups of three, such as K7Q F2M 9XW T4C 8HJ 3PD. Small letters do too."),
        )
        self.device = QLineEdit(platform.node()[:40])
        self.device_field = Field(
            _("What this laptop is called"),
            self.device,
            hint=_("Your lead sees it, such as “Staff laptop 7”."),
        )
        self.found = Text("", "success")
        self.found.hide()
        self.folder: Path | None = None
        self.choose_folder = SecondaryButton(_("Choose the team’s fol&der…"), self._ask_folder)
        self.folder_words = Text("", "small")
        self._folder_part = QWidget()
        VBox(self._folder_part, spacing=6).add(self.folder_words, FlowRow(self.choose_folder))
        self._folder_part.hide()
        self._lay_out(indent)
        self.code.textEdited.connect(self._forget)
        self.code.returnPressed.connect(self.check)

    def _lay_out(self, indent: int) -> None:
        row = HBox(spacing=12)
        row.addWidget(self.choose)
        row.addWidget(self.file, 1)
        row.addStretch(0)
        column = VBox(self, spacing=8, margins=(indent, 4, 0, 8))
        column.addLayout(row)
        column.add(self.field, self.device_field, self.found, self._folder_part)

    def _ask_file(self) -> None:
        from prevent_desktop.ui.components.file_dialogs import ask_for_file
        from prevent_desktop.workflows.team.joining.invitation_file import SUFFIX

        self.chosen.emit()
        kinds = _("Invitations to a team (*{suffix});;All files (*)").format(suffix=SUFFIX)
        path = ask_for_file(self, title=_("Invitation to a team"), kinds=kinds)
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Read a file. Nothing of it counts before the code opened it."""
        self.chosen.emit()

        def work() -> bytes:
            from prevent_desktop.ui.components.file_dialogs import read_chosen
            from prevent_desktop.workflows.team.joining.invitation_file import LARGEST, read_invitation

            untrusted = read_chosen(path, LARGEST + 1)
            read_invitation(untrusted)
            return untrusted

        self._tasks.in_background(work, lambda untrusted: self._took(path, untrusted), self._fail)

    def _took(self, path: Path, untrusted: bytes) -> None:
        self._untrusted = untrusted
        self._forget()
        self.file.say(path.name)
        self.field.set_error("")
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def check(self) -> None:
        """See whether file and code fit; `fitted` where they do, else the reason stands at the code."""
        if not self._untrusted:
            self.field.set_error(_("Choose the file of the invitation first"))
            self.choose.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        untrusted, typed = self._untrusted, self.code.text()

        def work() -> OpenedInvitation:
            from prevent_desktop.workflows.team.joining.joining_team import look_at_invitation

            return look_at_invitation(untrusted, typed, now=datetime.now(UTC))

        self._tasks.in_background(work, self._fit, self._fail)

    def _fit(self, opened: OpenedInvitation) -> None:
        from prevent_desktop.workflows.team.joining.joining_team import invited_as

        self.opened, self.folder = opened, None
        self._show_folder(opened.head.mailbox)
        self.field.set_error("")
        self.found.say(invited_as(opened))
        announce(self.found, self.found.text())
        self.fitted.emit()

    def _fail(self, error: PreventDesktopError) -> None:
        self._forget()
        self.field.set_error(str(error))
        self.code.setFocus(Qt.FocusReason.OtherFocusReason)

    def _forget(self, _text: str = "") -> None:
        self.opened = None
        self.found.say("")
        self._folder_part.hide()

    # -- where the team's folder has another path on this laptop

    def _show_folder(self, mailbox: str) -> None:
        from prevent_desktop.workflows.team.circles.mailbox_access import is_folder_away

        self.folder_words.setText(
            _(
                "The team shares a folder, and on this laptop it is elsewhere. Choose it now, or later on the Team page."
            )
        )
        self._folder_part.setVisible(is_folder_away(mailbox))

    def _ask_folder(self) -> None:
        from prevent_desktop.ui.components.file_dialogs import ask_for_team_folder

        ask_for_team_folder(self, self.take_folder)

    def take_folder(self, path: Path) -> None:
        """The team's folder is there, on this laptop."""
        self.folder = path
        self.folder_words.setText(_("The team’s folder: {folder}").format(folder=path))

"""What a lead says to begin a team: where its mailbox is, how this laptop is called, and who holds the second key."""

from __future__ import annotations

import platform
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.casework.team.roster import Role
from prevent_desktop.delivery.mailboxes.team_store import StoreCredentials
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import (
    BusyLine,
    Card,
    Field,
    Notice,
    PassphraseEdit,
    PrimaryButton,
    RadioGroup,
    SecondaryButton,
    Text,
    VBox,
)
from prevent_desktop.workflows.receiving.lead_desk import begin_team
from prevent_desktop.workflows.team.joining.founding import NewTeam, try_mailbox

FOLDER, SERVER = "folder", "server"


class MailboxPart(QWidget):
    """A folder that all can open, or a server. `address` is what was said, empty for nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.kind = RadioGroup(
            [
                (FOLDER, _("A folder that you all can open: a share, OneDrive or Google Drive")),
                (SERVER, _("A server: SFTP, a web server or S3 storage")),
            ]
        )
        self.kind.set_value(FOLDER)
        self.kind.setAccessibleName(_("The team’s mailbox"))
        self.choose = SecondaryButton(_("Choose the &folder…"), self._ask)
        self.folder = Text(_("No folder is chosen yet."), "small")
        self.error = Text("", "error")
        self.error.hide()
        self.server, self.user = QLineEdit(), QLineEdit()
        self.password = PassphraseEdit()
        self._path: Path | None = None
        self._server_part = QWidget()
        VBox(self._server_part, spacing=8).add(
            Field(
                _("Address of the mailbox"),
                self.server,
                hint="sftp://… · https://… · tus+https://… · s3+https://…",
            ),
            Field(_("User name there (optional)"), self.user),
            Field(_("Password there (optional)"), self.password),
        )
        self._folder_part = QWidget()
        folder = VBox(self._folder_part, spacing=6)
        folder.addWidget(self.choose, 0, Qt.AlignmentFlag.AlignLeft)
        folder.addWidget(self.folder)
        self._server_part.hide()
        self.kind.chosen.connect(self._show_kind)
        VBox(self, spacing=8).add(self.kind, self.error, self._folder_part, self._server_part)

    @property
    def address(self) -> str:
        """The address that was said; empty for none."""
        if self.kind.value == SERVER:
            return self.server.text().strip()
        return "" if self._path is None else self._path.as_uri()

    @property
    def credentials(self) -> StoreCredentials:
        """What this laptop signs in there with."""
        if self.kind.value != SERVER:
            return StoreCredentials()
        return StoreCredentials(user=self.user.text().strip(), password=self.password.text)

    def take_folder(self, path: Path) -> None:
        """The folder that was chosen."""
        self._path = path
        self.error.say("")
        self.folder.setText(str(path))

    def _ask(self) -> None:
        from prevent_desktop.ui.components.file_dialogs import ask_for_team_folder

        ask_for_team_folder(self, self.take_folder)

    def _show_kind(self, kind: str) -> None:
        self._folder_part.setVisible(kind == FOLDER)
        self._server_part.setVisible(kind == SERVER)
        self.error.say("")


class BeginCard(Card):
    """Signal `begun()` once there is a team."""

    begun = Signal()

    def __init__(self, tasks: Tasks, clock: Clock) -> None:
        super().__init__(_("Begin a team"))
        self._tasks, self._clock = tasks, clock
        self.mailbox = MailboxPart()
        self.device = QLineEdit(platform.node()[:40])
        self.holder = QLineEdit()
        self.holder_field = Field(
            _("Who holds the second key"),
            self.holder,
            hint=_("Somebody you trust, such as your deputy or head teacher. If you are ill, they go on."),
        )
        self.role = RadioGroup(
            [
                (Role.DEPUTY.value, _("They are a deputy, and share cases")),
                (Role.LEAD.value, _("They are a lead too, and share cases")),
                (Role.REPORTER.value, _("They report concerns, and share no cases")),
            ]
        )
        self.role.setAccessibleName(_("What the holder of the second key does"))
        self.role.set_value(Role.DEPUTY.value)
        self.notice, self.busy = Notice(), BusyLine()
        self.begin = PrimaryButton(_("&Begin the team"), self._begin)
        self._lay_out()
        self.holder.returnPressed.connect(self._begin)

    def _lay_out(self) -> None:
        told = Text(
            _(
                "You need no IT team for this. Your laptop makes the organisation’s file and signs it. Each person gets a slip with a code. "
                "What you share lies in one mailbox, sealed, so that whoever keeps it reads nothing."
            )
        )  # fmt: skip
        self.body.add(
            told,
            Text(_("Where is the team’s mailbox?"), "strong"),
            self.mailbox,
            Field(
                _("What this laptop is called"),
                self.device,
                hint=_("The others see it, such as “Office laptop”."),
            ),
            self.holder_field,
            self.role,
            self.notice,
            self.busy,
        )
        self.body.addWidget(self.begin, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def wanted(self) -> NewTeam:
        """What was said."""
        return NewTeam(
            mailbox=self.mailbox.address,
            device=self.device.text().strip(),
            second_holder=self.holder.text(),
            second_role=Role(self.role.value or Role.DEPUTY.value),
            credentials=self.mailbox.credentials,
        )

    def _begin(self) -> None:
        self.notice.clear()
        self.holder_field.set_error("" if self.holder.text().strip() else _("Enter their name"))
        self.mailbox.error.say("" if self.mailbox.address else _("Say where the mailbox is"))
        if not self.mailbox.address:
            self.mailbox.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not self.holder.text().strip():
            self.holder.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._work(self.wanted)

    def _work(self, wanted: NewTeam) -> None:
        self.busy.start(_("Trying the mailbox…"))
        self.begin.setEnabled(False)
        self._tasks.in_background(
            lambda: try_mailbox(wanted.mailbox, wanted.credentials),
            lambda _none: self._found(wanted),
            self._fail,
        )

    def _found(self, wanted: NewTeam) -> None:
        self.busy.start(_("Making the organisation’s file…"))
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: begin_team(vault, wanted, now=now), lambda _profile: self._done(), self._fail
        )

    def _done(self) -> None:
        self._rest()
        self.begun.emit()

    def _fail(self, error: PreventDesktopError) -> None:
        self._rest()
        self.notice.say_failure(error)
        self.begin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rest(self) -> None:
        self.busy.stop()
        self.begin.setEnabled(True)

"""What this vault signs in to its team's mailbox with, where the team's folder is, and whether the mailbox does what it should."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import (
    BusyLine,
    Field,
    FlowRow,
    LinkButton,
    PassphraseEdit,
    PrimaryButton,
    SecondaryButton,
    Text,
    TextArea,
    Tone,
)
from prevent_desktop.workflows.sending.mailbox_trial import try_mailbox_of
from prevent_desktop.workflows.sending.shared_spool import SpoolSource
from prevent_desktop.workflows.team.mailbox_access import (
    forget_credentials,
    own_public_key,
    use_folder,
)
from prevent_desktop.workflows.team.mailbox_sign_in import MailboxSignIn, keep_sign_in


class TeamMailboxSection(Section):
    """`spool` is asked for on a worker: how this computer connects stands beside it."""

    def __init__(self, tasks: Tasks, spool: SpoolSource) -> None:
        super().__init__(
            tasks,
            SettingsPart.TEAM_MAILBOX.label,
            _("Your team’s changes lie there, sealed. What you sign in with is kept in these records alone."),
        )
        self._spool = spool
        self._shown = MailboxSignIn()
        self.where = Text("")
        self.user, self.password = QLineEdit(), PassphraseEdit()
        self.user_field = Field(
            _("User name there"), self.user, hint=_("From whoever looks after the mailbox. For S3 storage: the access key’s id.")
        )  # fmt: skip
        self.password_field = Field(_("Password there"), self.password)
        self.key = TextArea("", lines=2, most=4)
        self.key.setReadOnly(True)
        self.key_field = Field(
            _("Public key"), self.key, hint=_("Give this line to whoever looks after the mailbox. Nothing secret is in it.")
        )  # fmt: skip
        self.make, self.copy = SecondaryButton(_("Make a &key"), self._make), SecondaryButton(_("&Copy the public key"), self._copy)  # fmt: skip
        self.folder = SecondaryButton(_("Choose the team’s &folder…"), self._ask_folder)
        self.busy = BusyLine()
        self.save = PrimaryButton(_("&Save"), self._save)
        self.tried = SecondaryButton(_("&Try the mailbox"), self.try_it)
        self.forget = LinkButton(_("Forget what is kept"), self._forget)
        self.card.body.add(
            self.where, self.user_field, self.password_field, self.key_field, FlowRow(self.make, self.copy, self.folder), self.busy,
            FlowRow(self.save, self.tried, self.forget),
        )  # fmt: skip
        self._show(self._shown)

    def show_state(self, state: SettingsState) -> None:
        """Show what the vault holds."""
        if state.team_mailbox != self._shown:
            self._show(state.team_mailbox)

    def _show(self, found: MailboxSignIn) -> None:
        self._shown = found
        is_server = bool(found.address) and not found.is_folder
        self.where.setText(
            found.address or _("You are in no team. Begin one, or join one, on the page “Team”.")
        )
        self.user.setText(found.user)
        self.password.clear()
        self.password_field.set_hint(
            _("One is kept. Type another one to put it in its place.") if found.has_password else _("It is kept in these records, and not shown again.")
        )  # fmt: skip
        self.key.setPlainText(found.public_key)
        self.user_field.setVisible(is_server and found.wants_user)
        for widget in (self.password_field, self.save):
            widget.setVisible(is_server)
        self.key_field.setVisible(bool(found.public_key))
        self.copy.setVisible(bool(found.public_key))
        self.make.setVisible(found.wants_key and not found.public_key)
        self.folder.setVisible(bool(found.address) and found.is_folder)
        self.tried.setVisible(bool(found.address))
        self.forget.setVisible(is_server and found != MailboxSignIn(address=found.address))

    def _save(self) -> None:
        address, user, password = self._shown.address, self.user.text().strip(), self.password.text
        self.keep(
            lambda vault: keep_sign_in(vault, address, user=user, password=password),
            _("Saved. Try the mailbox to see whether it lets you in."),
        )

    def _make(self) -> None:
        address = self._shown.address
        self.keep(
            lambda vault: own_public_key(vault, address),
            _("The key is made. Give the public key to whoever looks after the mailbox."),
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.key.toPlainText())
        self.notice.say(_("The public key is on the clipboard."))

    def _forget(self) -> None:
        address = self._shown.address
        self.keep(
            lambda vault: forget_credentials(vault, address), _("Nothing is kept any more to sign in with.")
        )

    def _ask_folder(self) -> None:
        from prevent_desktop.ui.components.file_dialogs import ask_for_team_folder

        ask_for_team_folder(self, self.take_folder)

    def take_folder(self, path: Path) -> None:
        """The team's folder is there, on this computer."""
        self.keep(
            lambda vault: use_folder(vault, path), _("Saved. Try the mailbox to see whether it can be used.")
        )

    def try_it(self) -> None:
        """Put something there, get it back and take it away again, and tell what came of it."""
        self.notice.clear()
        self.busy.start(_("Trying the mailbox…"))
        self.tried.setEnabled(False)
        address = self._shown.address
        self.tasks.in_vault(
            lambda vault: try_mailbox_of(vault, address),
            lambda trial: self.tasks.in_background(lambda: trial(self._spool()), self._tell, self._failed),
            self._failed,
        )

    def _tell(self, can_delete: bool) -> None:
        self._rest()
        words = _("It works: what was put there came back.")
        if not can_delete:
            words += " " + _("Nothing can be taken away there: it only ever grows.")
        self.notice.say(words, Tone.SUCCESS)

    def _failed(self, error: PreventDesktopError) -> None:
        self._rest()
        self.show_failure(error)

    def _rest(self) -> None:
        self.busy.stop()
        self.tried.setEnabled(True)

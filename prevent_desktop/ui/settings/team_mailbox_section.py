"""What this vault signs in to its team's mailbox with, where the team's folder is, and whether the mailbox does what it should."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from prevent_desktop.translation import _
from prevent_desktop.ui.routing.navigator import Navigator
from prevent_desktop.ui.routing.routes import Team
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.settings.store_sign_in import StoreSignIn, StoreWords, Trial
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import Field, FlowRow, LinkButton, SecondaryButton, Text, TextArea
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.sending.mailbox_trial import try_mailbox_of
from prevent_desktop.workflows.sending.shared_spool import SpoolSource
from prevent_desktop.workflows.team.circles.mailbox_access import own_public_key, use_folder
from prevent_desktop.workflows.team.joining.mailbox_sign_in import MailboxSignIn


class TeamMailboxSection(Section):
    """`spool` is asked for on a worker: how this computer connects stands beside it."""

    def __init__(self, tasks: Tasks, navigator: Navigator, spool: SpoolSource) -> None:
        super().__init__(
            tasks,
            SettingsPart.TEAM_MAILBOX,
            _("Your team’s changes lie there, sealed. What you sign in with is kept in these records alone."),
        )
        self._spool = spool
        self._shown = MailboxSignIn()
        self.where = Text("")
        self.to_team = LinkButton(_("Begin or join a team"), partial(navigator.open, Team()))
        self.key = TextArea("", lines=2, most=4)
        self.key.setReadOnly(True)
        self.key_field = Field(
            _("Public key"), self.key, hint=_("Give this line to whoever looks after the mailbox. Nothing secret is in it.")
        )  # fmt: skip
        self.make, self.copy = SecondaryButton(_("Make a &key"), self._make), SecondaryButton(_("&Copy the public key"), self._copy)  # fmt: skip
        self.folder = SecondaryButton(_("Choose the team’s fol&der…"), self._ask_folder)
        self.sign_in = StoreSignIn(
            self,
            _words(),
            Trial(self._trial, _told),
            between=(self.key_field, FlowRow(self.make, self.copy, self.folder)),
        )
        self.card.body.addWidget(self.where)
        self.card.body.addWidget(self.to_team, 0, Qt.AlignmentFlag.AlignLeft)
        self.card.body.addWidget(self.sign_in)
        self._show(self._shown)

    def show_state(self, state: SettingsState) -> None:
        """Show what the vault holds."""
        if state.team_mailbox != self._shown:
            self._show(state.team_mailbox)

    def _show(self, found: MailboxSignIn) -> None:
        self._shown = found
        self.where.setText(found.address or _("You are in no team."))
        self.to_team.setVisible(not found.address)
        self.sign_in.show_sign_in(found)
        self.sign_in.setVisible(bool(found.address))
        self.key.setPlainText(found.public_key)
        self.key_field.setVisible(bool(found.public_key))
        self.copy.setVisible(bool(found.public_key))
        self.make.setVisible(found.wants_key and not found.public_key)
        self.folder.setVisible(bool(found.address) and found.is_folder)

    def _make(self) -> None:
        address = self._shown.address
        self.keep(
            lambda vault: own_public_key(vault, address),
            _("The key is made. Give the public key to whoever looks after the mailbox."),
        )

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.key.toPlainText())
        self.notice.say(_("The public key is on the clipboard."))

    def _ask_folder(self) -> None:
        from prevent_desktop.ui.components.file_dialogs import ask_for_team_folder

        ask_for_team_folder(self, self.take_folder)

    def take_folder(self, path: Path) -> None:
        """The team's folder is there, on this computer."""
        self.keep(
            lambda vault: use_folder(vault, path), _("Saved. Try the mailbox to see whether it can be used.")
        )

    def _trial(self, vault: Vault, address: str) -> Callable[[], bool]:
        trial = try_mailbox_of(vault, address)
        return lambda: trial(self._spool())


def _words() -> StoreWords:
    return StoreWords(
        user=_("User name there"),
        user_hint=_("From whoever looks after the mailbox. For S3 storage: the access key’s id."),
        password=_("Password there"),
        save=_("&Save"),
        try_it=_("&Try the mailbox"),
        trying=_("Trying the mailbox…"),
        saved=_("Saved. Try the mailbox to see whether it lets you in."),
    )


def _told(can_delete: bool) -> str:
    words = _("It works: what was put there came back.")
    return words if can_delete else f"{words} " + _("Nothing can be taken away there: it only ever grows.")

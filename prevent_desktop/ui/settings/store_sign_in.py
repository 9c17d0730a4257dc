"""What this vault signs in to a store on a server with, and whether that store does what it should: the same for a team's mailbox and a desk's storage."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.widgets import (
    BusyLine,
    Field,
    FlowRow,
    LinkButton,
    PassphraseEdit,
    PrimaryButton,
    SecondaryButton,
    Tone,
    VBox,
)
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.team.circles.mailbox_access import forget_credentials
from prevent_desktop.workflows.team.joining.mailbox_sign_in import MailboxSignIn, keep_sign_in


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreWords:
    """What is said of one kind of store. `try_it` is on the button, `trying` while that goes on, `saved` once a sign-in was kept."""

    user: str
    user_hint: str
    password: str
    save: str
    try_it: str
    trying: str
    saved: str


@dataclass(frozen=True, slots=True)
class Trial:
    """How a store is tried: `begin` in the vault's lane gives what is done beside it; `told` puts what came of that into words."""

    begin: Callable[[Vault, str], Callable[[], Any]]
    told: Callable[[Any], str]


class StoreSignIn(QWidget):
    """In a section, which says what comes of it. `between` stands between what is typed and the buttons."""

    def __init__(
        self, section: Section, words: StoreWords, trial: Trial, *, between: Sequence[QWidget] = ()
    ) -> None:
        super().__init__()
        self._section, self._words, self._trial = section, words, trial
        self._shown: MailboxSignIn | None = None
        self.user, self.password = QLineEdit(), PassphraseEdit()
        self.user_field = Field(words.user, self.user, hint=words.user_hint)
        self.password_field = Field(words.password, self.password)
        self.busy = BusyLine()
        self.save = PrimaryButton(words.save, self._save)
        self.tried = SecondaryButton(words.try_it, self.try_it)
        self.forget = LinkButton(_("Forget what is kept"), self._forget)
        VBox(self, spacing=14).add(
            self.user_field,
            self.password_field,
            *between,
            self.busy,
            FlowRow(self.save, self.tried, self.forget),
        )

    def show_sign_in(self, found: MailboxSignIn) -> None:
        """Show what the vault holds, unless that is what is shown: a secret is not shown again, and what is being typed stays."""
        if found == self._shown:
            return
        self._shown = found
        is_server = bool(found.address) and not found.is_folder
        self.user.setText(found.user)
        self.password.clear()
        self.password_field.set_hint(
            _("One is kept. Type another one to put it in its place.") if found.has_password else _("It is kept in these records, and not shown again.")
        )  # fmt: skip
        self.user_field.setVisible(is_server and found.wants_user)
        for widget in (self.password_field, self.save):
            widget.setVisible(is_server)
        self.tried.setVisible(bool(found.address))
        self.forget.setVisible(is_server and found != MailboxSignIn(address=found.address))

    @property
    def _address(self) -> str:
        return "" if self._shown is None else self._shown.address

    def _save(self) -> None:
        address, user, password = self._address, self.user.text().strip(), self.password.text
        self._keep(
            lambda vault: keep_sign_in(vault, address, user=user, password=password), self._words.saved
        )

    def _forget(self) -> None:
        address = self._address
        self._keep(
            lambda vault: forget_credentials(vault, address), _("Nothing is kept any more to sign in with.")
        )

    def _keep(self, work: Callable[[Vault], object], words: str) -> None:
        """Nothing else that is typed in the section counts as kept by that."""
        self._section.tasks.in_vault(work, lambda _none: self._kept(words), self._section.show_failure)

    def _kept(self, words: str) -> None:
        self.password.clear()
        self._section.notice.say(words, Tone.SUCCESS)
        self._section.changed.emit()

    def try_it(self) -> None:
        """Put something there, get it back and take it away again, and tell what came of it."""
        self._section.notice.clear()
        self.busy.start(self._words.trying)
        self.tried.setEnabled(False)
        address, tasks = self._address, self._section.tasks
        tasks.in_vault(
            lambda vault: self._trial.begin(vault, address),
            lambda work: tasks.in_background(work, self._tell, self._failed),
            self._failed,
        )

    def _tell(self, found: object) -> None:
        self._rest()
        self._section.notice.say(self._trial.told(found), Tone.SUCCESS)

    def _failed(self, error: PreventDesktopError) -> None:
        self._rest()
        self._section.show_failure(error)

    def _rest(self) -> None:
        self.busy.stop()
        self.tried.setEnabled(True)

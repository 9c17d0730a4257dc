"""A forgotten passphrase: by recovery code, by this computer's login or by a PIN to a new one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.unlock.pane import Pane
from prevent_desktop.ui.vault_admin.unlock.pin_pane import PinPane
from prevent_desktop.ui.vault_admin.unlock.recovery_code_panes import ChoosePassphrasePane, TypeCodePane
from prevent_desktop.ui.widgets import LinkButton
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.workflows.vault_admin.recover import (
    derive_key_from_login,
    derive_key_from_pin,
    other_ways,
)
from prevent_desktop.workflows.vault_admin.unlock import (
    BY_CODE,
    BY_LOGIN,
    BY_PIN,
    choose_new_passphrase,
    derive_key_from_recovery_code,
)

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


class Recovering:
    """The way from pane to pane: `show_pane` shows one, `opened(folder, key, how)` ends it, `back(folder)` leaves it."""

    def __init__(
        self,
        tasks: Tasks,
        show_pane: Callable[[Pane], object],
        opened: Callable[[Path, VaultKey, str], object],
        back: Callable[[Path], object],
    ) -> None:
        self._tasks = tasks
        self._show_pane = show_pane
        self._opened = opened
        self._back = back

    def begin(self, folder: Path) -> None:
        """Ask for the recovery code, and offer what else this computer has."""
        pane = RecoverPane()
        pane.submitted.connect(
            lambda code: self._derive(
                folder, lambda: derive_key_from_recovery_code(folder, code), BY_CODE, pane
            )
        )
        pane.login_wanted.connect(
            lambda: self._derive(folder, lambda: derive_key_from_login(folder), BY_LOGIN, pane)
        )
        pane.pin_wanted.connect(lambda: self._ask_for_pin(folder))
        pane.back_wanted.connect(lambda: self._back(folder))
        self._show_pane(pane)
        # Slots that cannot be read are told when the code is tried.
        self._tasks.in_background(lambda: other_ways(folder), pane.show_methods, lambda _error: None)

    def _ask_for_pin(self, folder: Path) -> None:
        pane = PinPane()
        pane.submitted.connect(
            lambda pin: self._derive(folder, lambda: derive_key_from_pin(folder, pin), BY_PIN, pane)
        )
        pane.back_wanted.connect(lambda: self.begin(folder))
        self._show_pane(pane)

    def _derive(self, folder: Path, work: Callable[[], VaultKey], how: str, pane: Pane) -> None:
        self._tasks.in_background(work, lambda key: self.choose(folder, key, how), pane.show_failure)

    def choose(self, folder: Path, key: VaultKey, how: str = BY_CODE) -> None:
        """Ask for the new passphrase; `how` tells what gave the key."""
        pane = ChoosePassphrasePane(by_code=how == BY_CODE)
        pane.submitted.connect(lambda passphrase: self._change(folder, key, passphrase, how, pane))
        pane.back_wanted.connect(lambda: self._back(folder))
        self._show_pane(pane)

    def _change(self, folder: Path, key: VaultKey, passphrase: str, how: str, pane: Pane) -> None:
        self._tasks.in_background(
            lambda: choose_new_passphrase(folder, key, passphrase),
            lambda _none: self._opened(folder, key, how),
            pane.show_failure,
        )

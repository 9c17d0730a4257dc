"""Change the passphrase: only its key slot is written anew, the recovery code stays."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt

from prevent_desktop.errors import PreventDesktopError, WrongSecretError
from prevent_desktop.translation import _
from prevent_desktop.ui.routing.settings_parts import SettingsPart
from prevent_desktop.ui.settings.section import Section
from prevent_desktop.ui.settings.state import SettingsState
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.unlock.new_passphrase import NewPassphrase
from prevent_desktop.ui.widgets import BusyLine, Field, PassphraseEdit, PrimaryButton
from prevent_desktop.vault.keys.key_slots import open_with_passphrase
from prevent_desktop.vault.keys.slots import KeySlot
from prevent_desktop.workflows.vault_admin import unlock_methods
from prevent_desktop.workflows.vault_admin.unlock_methods import Material


class PassphraseSection(Section):
    """The old passphrase is asked for, so that an unlocked laptop is not enough."""

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(
            tasks, SettingsPart.PASSPHRASE, _("Your recovery code and the other ways in stay valid.")
        )
        self._folder: Path | None = None
        self.current = PassphraseEdit(with_show=False)
        self.current_field = Field(_("Current passphrase"), self.current)
        self.new_passphrase = NewPassphrase()
        self.new_passphrase.entered.connect(self.save)
        self.change = PrimaryButton(_("&Change"), self.save)
        self.busy = BusyLine()
        self.card.body.add(self.current_field, self.new_passphrase)
        self.card.body.addWidget(self.change, 0, Qt.AlignmentFlag.AlignLeft)
        self.card.body.addWidget(self.busy)

    def show_state(self, state: SettingsState) -> None:
        """Remember which vault it is, and whose name is easy to guess."""
        self._folder = state.folder
        owner = state.practitioner
        self.new_passphrase.known_words = () if owner is None else (owner.name, owner.organisation)

    def save(self) -> None:
        """Check the old one and write the new one, on a worker."""
        self.current_field.set_error("" if self.current.text else _("Type the passphrase that you use now"))
        new = self.new_passphrase.chosen() if self.current.text else None
        if new is None or self._folder is None:
            return
        folder, current = self._folder, self.current.text

        def work() -> tuple[KeySlot, str]:
            opened = open_with_passphrase(folder, current)
            return unlock_methods.new_passphrase(Material(folder, opened.key), new), opened.slot_id

        def keep(made: tuple[KeySlot, str]) -> None:
            slot, old = made
            self.tasks.in_vault(
                lambda vault: unlock_methods.keep(vault, slot, instead_of=(old,)),
                lambda _none: self._changed(),
                self._failed,
            )

        self._be_busy(busy=True)
        self.tasks.in_background(work, keep, self._failed)

    def _changed(self) -> None:
        self._be_busy(busy=False)
        self.current.clear()
        self.new_passphrase.clear()
        self.tell_kept(_("Changed. Use the new passphrase from now on."))

    def _failed(self, error: PreventDesktopError) -> None:
        self._be_busy(busy=False)
        if isinstance(error, WrongSecretError):
            self.current_field.set_error(_("This is not the passphrase that you use now"))
            self.current.type_again()
        else:
            self.show_failure(error)

    def _be_busy(self, *, busy: bool) -> None:
        self.change.setEnabled(not busy)
        if busy:
            self.busy.start(_("Changing your passphrase…"))
        else:
            self.busy.stop()

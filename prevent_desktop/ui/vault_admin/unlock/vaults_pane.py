"""Someone else uses this computer: choose among the vaults, whose names are hidden."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import short_moment
from prevent_desktop.translation import _
from prevent_desktop.ui.components.file_dialogs import ask_for_folder
from prevent_desktop.ui.vault_admin.unlock.pane import Pane, failure_words
from prevent_desktop.ui.vault_admin.unlock.vault_list import is_vault, last_used
from prevent_desktop.ui.widgets import (
    Field,
    FlowRow,
    LinkButton,
    Notice,
    PrimaryButton,
    RadioGroup,
    SecondaryButton,
    Tone,
)


class VaultsPane(Pane):
    """Signals `chosen(Path)`, `create_wanted()`, `restore_wanted()`, `back_wanted()`. Vaults are told apart by their last use only."""

    chosen = Signal(object)
    create_wanted = Signal()
    restore_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, vaults: Sequence[Path]) -> None:
        super().__init__(_("Whose records?"), _("Each person has their own. Names are hidden."), wide=True)
        options = [(str(path), vault_label(number, path)) for number, path in enumerate(vaults, start=1)]
        self.vaults = RadioGroup(options)
        self.vaults.set_value(str(vaults[0]) if vaults else None)
        self.notice = Notice()
        self.body.add(Field(_("Records on this computer"), self.vaults), self.notice)
        self.body.addSpacing(14)
        use = PrimaryButton(_("&Use these"), self._use)
        self.elsewhere = SecondaryButton(_("In another &folder…"), self._ask_folder)
        new = SecondaryButton(_("&Create new records"), self.create_wanted)
        back = LinkButton(_("Back"), self.back_wanted)
        self.restore = LinkButton(_("Restore from a backup"), self.restore_wanted)
        self.body.addWidget(FlowRow(use, new, self.elsewhere, self.restore, back))
        self.setFocusProxy(self.vaults)

    def _use(self) -> None:
        if self.vaults.value is not None:
            self.chosen.emit(Path(self.vaults.value))

    def _ask_folder(self) -> None:
        folder = ask_for_folder(self, title=_("The folder of the records"))
        if folder is not None:
            self.take_folder(folder)

    def take_folder(self, folder: Path) -> None:
        """Use the vault in `folder`, or say that there is none."""
        if is_vault(folder):
            self.chosen.emit(folder)
        else:
            self.notice.say(_("There are no records in that folder."), Tone.WARNING)

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say what went wrong."""
        self.notice.say(failure_words(error), Tone.DANGER)


def vault_label(number: int, folder: Path) -> str:
    """A vault's place in the list and its last use; never a name."""
    at = datetime.fromtimestamp(last_used(folder)).astimezone()
    return _("Records {number}, last used {day}").format(number=number, day=short_moment(at))

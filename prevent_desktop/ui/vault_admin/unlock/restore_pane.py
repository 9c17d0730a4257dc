"""Restore from a backup: where it is, which one, its passphrase or recovery code; then copied and checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import CopyStoppedError, PreventDesktopError, WrongSecretError
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.file_dialogs import ask_for_folder
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.backups.backup_controller import CopyProgress
from prevent_desktop.ui.vault_admin.backups.words import backup_in_words, step_in_words
from prevent_desktop.ui.vault_admin.unlock.pane import Pane, failure_words
from prevent_desktop.ui.widgets import (
    BusyLine,
    Field,
    FlowRow,
    LinkButton,
    Notice,
    PassphraseEdit,
    PrimaryButton,
    RadioGroup,
    SecondaryButton,
    Text,
    Tone,
    VBox,
)
from prevent_desktop.ui.widgets.secret_line import SecretLine
from prevent_desktop.vault.copies.backup_place import FoundBackup, find_backups
from prevent_desktop.vault.copies.progress import Progress
from prevent_desktop.vault.damage.slots import put_back_slots
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.workflows.vault_admin.restore import restore
from prevent_desktop.workflows.vault_admin.unlock import derive_key, derive_key_from_recovery_code

_MOST_SHOWN = 8


class RestorePane(Pane):
    """Signals `restored(folder, key, by_code)` and `back_wanted()`. `place_for_restored` tells a free folder."""

    restored = Signal(object, object, bool)
    back_wanted = Signal()

    def __init__(self, tasks: Tasks, place_for_restored: Callable[[], Path]) -> None:
        title, line, action = self.words()
        super().__init__(title, line, wide=True)
        self._tasks = tasks
        self._place = place_for_restored
        self._found: dict[str, FoundBackup] = {}
        self._progress = CopyProgress(self)
        self._progress.moved.connect(lambda step: self.busy.tell(step_in_words(step)))
        self.busy = BusyLine(can_stop=True)
        self.busy.stop_wanted.connect(self._progress.stop)
        self.choose = SecondaryButton(_("&Choose the stick or folder…"), self._ask_folder)
        self.notice = Notice()
        self.backups = RadioGroup([])
        self._list = QWidget()
        self._list_column = VBox(self._list)
        self._list_column.addWidget(self.backups)
        self.secret = PassphraseEdit()
        self.secret.entered.connect(self._submit)
        self.secret_field = Field(_("Passphrase of those records"), self.secret)
        self.code = SecretLine(shown=True)
        self.code.returnPressed.connect(self._submit)
        self.code_field = Field(_("Recovery code of those records"), self.code)
        self.by_code = LinkButton(_("Use the recovery code instead"), self._turn)
        self.submit = PrimaryButton(action, self._submit)
        self._lay_out()
        self.setFocusProxy(self.choose)

    def _lay_out(self) -> None:
        back = LinkButton(_("Back"), self.back_wanted)
        left = Qt.AlignmentFlag.AlignLeft
        self.body.addWidget(Text(_("Plug in the stick, or connect to the folder, where your backups are.")))
        self.body.addSpacing(6)
        self.body.addWidget(self.choose, 0, left)
        self.body.addWidget(self.notice)
        self._after_choice = (self._list, self.secret_field, self.code_field, self.by_code, self.submit)
        for part in (self._list, self.secret_field, self.code_field):
            self.body.addSpacing(8)
            self.body.addWidget(part)
        self.body.addWidget(self.by_code, 0, left)
        self.body.addSpacing(14)
        self.body.add(FlowRow(self.submit, back, gap=18), self.busy)
        for part in self._after_choice:
            part.hide()

    def words(self) -> tuple[str, str, str]:
        """Title, line below it, and the button's words."""
        return (
            _("Restore from a backup"),
            _("It becomes new records on this computer; nothing is written over"),
            _("&Restore"),
        )

    def make(self, backup: FoundBackup, key: VaultKey, progress: Progress) -> Path:
        """Do it, on a worker's thread; the folder of the records to open."""
        return restore(backup, key, self._place(), progress=progress).folder

    # -- which

    def _ask_folder(self) -> None:
        folder = ask_for_folder(self, title=_("Where the backups are"))
        if folder is not None:
            self.take_folder(folder)

    def take_folder(self, folder: Path) -> None:
        """List the backups in `folder`."""
        self.notice.clear()
        self.wait(_("Looking for backups…"))
        self._tasks.in_background(lambda: find_backups(folder), self._show_found, self.show_failure)

    def _show_found(self, found: Sequence[FoundBackup]) -> None:
        self.go_on()
        self._found = {str(backup.folder): backup for backup in found[:_MOST_SHOWN]}
        for part in self._after_choice:
            part.setVisible(bool(found))
        self.code_field.hide()
        if not found:
            self.notice.say(_("There are no backups in that folder. Choose another one."), Tone.WARNING)
            return
        if more := len(found) - len(self._found):
            words = ngettext(
                "{number} older backup is there too. Choose its own folder to see it.",
                "{number} older backups are there too. Choose the folder of one to see it.",
                more,
            )
            self.notice.say(words.format(number=more))
        several = len({backup.manifest.vault_id for backup in found}) > 1
        old = self.backups
        self.backups = RadioGroup(
            [(key, _line(backup, several=several)) for key, backup in self._found.items()]
        )
        self.backups.setAccessibleName(_("Backups, the newest first"))
        self.backups.set_value(next(iter(self._found)))
        self._list_column.replaceWidget(old, self.backups)
        old.deleteLater()
        self.secret.setFocus()

    # -- with what

    @property
    def uses_code(self) -> bool:
        """Whether the recovery code is asked for."""
        return not self.code_field.isHidden()

    def _turn(self) -> None:
        to_code = not self.uses_code
        self.code_field.setVisible(to_code)
        self.secret_field.setVisible(not to_code)
        self.by_code.setText(
            _("Use the passphrase instead") if to_code else _("Use the recovery code instead")
        )
        (self.code if to_code else self.secret).setFocus()

    def _submit(self) -> None:
        backup = self._found.get(self.backups.value or "")
        typed = self.code.text() if self.uses_code else self.secret.text
        field = self.code_field if self.uses_code else self.secret_field
        if backup is None:
            return
        if not typed.strip():
            field.set_error(_("Type it first"))
            return
        field.set_error("")
        self.notice.clear()
        self.wait(_("Checking the backup…"))
        by_code, progress = self.uses_code, self._progress.begin()

        def work() -> tuple[Path, VaultKey]:
            derive = derive_key_from_recovery_code if by_code else derive_key
            key = derive(backup.folder, typed)
            return self.make(backup, key, progress), key

        self._tasks.in_background(work, lambda made: self.restored.emit(*made, by_code), self.show_failure)

    def show_failure(self, error: PreventDesktopError) -> None:
        """Say what went wrong, beside what was typed where that is wrong: a code can be mended, a passphrase is typed anew."""
        self.go_on()
        if isinstance(error, WrongSecretError):
            (self.code_field if self.uses_code else self.secret_field).set_error(failure_words(error))
            self.code.setFocus() if self.uses_code else self.secret.type_again()
            return
        tone = Tone.INFO if isinstance(error, CopyStoppedError) else Tone.DANGER
        self.notice.say(failure_words(error), tone)
        (self.code if self.uses_code else self.secret).setFocus()


class WaysBackPane(RestorePane):
    """The same for the unlock methods of the records in `folder` alone, whose key file is damaged: all else stays as it is."""

    def __init__(self, tasks: Tasks, folder: Path) -> None:
        super().__init__(tasks, lambda: folder)
        self._folder = folder

    def words(self) -> tuple[str, str, str]:
        return (
            _("The key file is damaged"),
            _(
                "Your records are still there. The ways into them are put back from a backup; nothing else is changed."
            ),
            _("&Put them back"),
        )

    def make(self, backup: FoundBackup, key: VaultKey, progress: Progress) -> Path:
        del progress
        put_back_slots(self._folder, backup.folder, key)
        return self._folder


def _line(backup: FoundBackup, *, several: bool) -> str:
    words = backup_in_words(backup)
    # Several people's backups on one stick are told apart without a name.
    return (
        _("{words} · records {mark}").format(words=words, mark=backup.manifest.vault_id[:4])
        if several
        else words
    )

"""What cannot be read, and how to go on: the last good backup, or a new vault from what can be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal

from prevent_desktop.errors import CopyStoppedError, PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.vault_admin.backups.backup_controller import CopyProgress
from prevent_desktop.ui.vault_admin.backups.words import backup_in_words, step_in_words
from prevent_desktop.ui.vault_admin.damage.words import missing_lines, missing_summary, what_to_do
from prevent_desktop.ui.widgets import (
    BusyLine,
    Card,
    FlowRow,
    PageHead,
    PageNotice,
    PrimaryButton,
    ScrollPage,
    SecondaryButton,
    Text,
    Tone,
)
from prevent_desktop.vault.copies.backup_place import FoundBackup
from prevent_desktop.vault.damage.findings import Findings, Why
from prevent_desktop.vault.keys.key_slots import VaultKey
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.vault_admin.damage import good_backups, rescue
from prevent_desktop.workflows.vault_admin.restore import restore


@dataclass(frozen=True, slots=True)
class _Known:
    folder: Path
    key: VaultKey
    backups: Sequence[FoundBackup]


class DamagePage(ScrollPage):
    """`place_for_new` tells a free folder for new records beside the others. Signals `made(folder)` and `left()`.

    The damaged records are not touched: what is restored or rescued becomes new records.
    """

    made = Signal(object)
    left = Signal()

    def __init__(self, tasks: Tasks, findings: Findings, place_for_new: Callable[[], Path]) -> None:
        super().__init__()
        self.setAccessibleName(_("Damaged records"))
        self._tasks = tasks
        self._place_for_new = place_for_new
        self._known: _Known | None = None
        self.busy = BusyLine(can_stop=True)
        self._progress = CopyProgress(self)
        self._progress.moved.connect(lambda step: self.busy.tell(step_in_words(step)))
        back = SecondaryButton(_("Back"), self.left)
        self.column.addWidget(PageHead(_("Open for reading only"), what_to_do(findings), back))
        self.notice = PageNotice()
        self.column.addWidget(self.notice)
        if missing_summary(findings):
            self.column.addWidget(self._missing_card(findings))
        self._next_steps = Card(_("What you can do"))
        self._fill_ways()
        self._next_steps.setVisible(findings.why is Why.DAMAGED)
        self.column.addWidget(self._next_steps)
        self.column.addStretch(1)

    def _missing_card(self, findings: Findings) -> Card:
        card = Card(_("What is missing"))
        card.body.setSpacing(6)
        card.body.addWidget(Text(missing_summary(findings)))
        for line in missing_lines(findings):
            card.body.addWidget(Text(f"•  {line}"))
        if findings.placeholders:
            card.body.addWidget(
                Text(_("Where a person or case cannot be read, “(not readable)” stands in its place, so that you can reach what belongs to it."), "small")
            )  # fmt: skip
        return card

    def _fill_ways(self) -> None:
        body = self._next_steps.body
        body.setSpacing(10)
        self.backup_line = Text(_("Looking for backups…"))
        self.restore = PrimaryButton(_("&Restore the last good backup"), self._restore)
        self.restore.setProperty("reads", True)
        self.restore.setEnabled(False)
        self.rescue = SecondaryButton(_("&Make new records of what can be read"), self._rescue)
        self.busy.stop_wanted.connect(self._progress.stop)
        body.addWidget(self.backup_line)
        body.addWidget(FlowRow(self.restore, self.rescue))
        body.addWidget(self.busy)
        body.addWidget(
            Text(_("Both make new records beside these and take nothing away. The same passphrase and recovery code open them: lock, and choose them under “Someone else uses this computer”."), "small")
        )  # fmt: skip

    def refresh(self) -> None:
        """Look for the backups that can be reached now."""
        self._tasks.in_vault(_look, self._show_known)

    def _show_known(self, known: _Known) -> None:
        self._known = known
        self.restore.setEnabled(bool(known.backups) and not self.busy.isVisible())
        if known.backups:
            words = _("The last good backup that can be reached is of {when}.").format(
                when=backup_in_words(known.backups[0])
            )
        else:
            words = _(
                "No backup can be reached now. If you have one on a stick, plug it in and come here again."
            )
        self.backup_line.setText(words)

    def _restore(self) -> None:
        known = self._known
        if known is not None and known.backups:
            progress = self._progress.begin()
            self._work(
                lambda: restore(known.backups[0], known.key, self._place_for_new(), progress=progress).folder
            )

    def _rescue(self) -> None:
        known = self._known
        if known is not None:
            progress = self._progress.begin()
            # This window holds the vault's lock; what is left is read beside it, from a copy of its own.
            self._work(
                lambda: rescue(known.folder, known.key, self._place_for_new(), progress=progress, held=True).folder
            )  # fmt: skip

    def _work(self, work: Callable[[], Path]) -> None:
        self.notice.clear()
        for button in (self.restore, self.rescue):
            button.setEnabled(False)
        self.busy.start(_("Checking and copying…"))
        self._tasks.in_background(work, self._done, self._failed)

    def _done(self, folder: Path) -> None:
        self._rest()
        self.notice.say(
            _("New records were made and checked. Lock (Ctrl+L), and choose them under “Someone else uses this computer”."), Tone.SUCCESS
        )  # fmt: skip
        self.made.emit(folder)

    def _failed(self, error: PreventDesktopError) -> None:
        self._rest()
        tone = Tone.INFO if isinstance(error, CopyStoppedError) else Tone.DANGER
        self.notice.say(str(error), tone)

    def _rest(self) -> None:
        self.busy.stop()
        self.restore.setEnabled(self._known is not None and bool(self._known.backups))
        self.rescue.setEnabled(True)
        self.restore.setFocus(Qt.FocusReason.OtherFocusReason)


def _look(vault: Vault) -> _Known:
    return _Known(vault.folder, vault.key, good_backups(vault))

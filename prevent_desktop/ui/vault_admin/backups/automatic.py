"""Backups by themselves: when one is due and the stick or folder can be reached, beside whatever is being done."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from prevent_desktop.errors import CopyStoppedError, PreventDesktopError
from prevent_desktop.formatting import clock_time
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.vault_admin.backups.backup_controller import BackupController
from prevent_desktop.vault.copies.backup import BackupMade
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import backup_plan
from prevent_desktop.workflows.vault_admin.back_up import place_of

FIRST_MS = 60_000
"""After unlocking: the first screens come first."""
AGAIN_MS = 120_000


def due_place(vault: Vault, now: datetime) -> Path | None:
    """The folder to back up to now; None where none is due, or the stick is not there."""
    if vault.is_read_only:
        return None
    chosen, last = backup_plan.plan(vault), backup_plan.last_backup(vault)
    if chosen.place is None or not chosen.is_due(last.at if last else None, now):
        return None
    return chosen.place if place_of(vault.folder, chosen.place).is_there else None


class AutomaticBackups(QObject):
    """Looks every two minutes. Signal `told(words)` for the status line: made, or why not (once each time)."""

    told = Signal(str)

    def __init__(self, tasks: Tasks, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._clock = clock
        self.controller = BackupController.of(tasks, clock)
        self.controller.made.connect(self._made)
        self.controller.failed.connect(self._failed)
        self.controller.begun.connect(self._begun)
        self._ours = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def start(self, first_ms: int = FIRST_MS) -> None:
        """Begin to look."""
        self._timer.start(first_ms)

    def stop(self) -> None:
        """The window goes: end what is being made."""
        self._timer.stop()
        self.controller.stop()

    def look(self) -> None:
        """Back up, where it is due."""
        self._timer.setInterval(AGAIN_MS)
        now = self._clock()
        self._tasks.in_vault(lambda vault: due_place(vault, now), self._begin, lambda _error: None)

    def _begin(self, chosen: Path | None) -> None:
        if chosen is not None:
            self.controller.start(chosen, automatic=True)

    def _begun(self, automatic: bool) -> None:
        self._ours = automatic

    def _made(self, _made: BackupMade) -> None:
        if self._ours:
            self.told.emit(_("Backed up {time}").format(time=clock_time(self._clock())))

    def _failed(self, error: PreventDesktopError) -> None:
        if self._ours and not isinstance(error, CopyStoppedError):
            self.told.emit(_("No backup was made. {reason}.").format(reason=error.title))

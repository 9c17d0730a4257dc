"""Makes backups beside the work: begun in the vault's lane, written in the pool, noted in the vault's lane."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.vault.copies.backup import BackupMade
from prevent_desktop.vault.copies.progress import Progress, Step
from prevent_desktop.workflows.vault_admin import back_up
from prevent_desktop.workflows.vault_admin.back_up import Order

_TOLD_EVERY_SECONDS = 0.1


class CopyProgress(QObject):
    """Brings a copy's steps from its thread to the window, ten a second at most. Signal `moved(Step)`."""

    moved = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._told_at = 0.0

    def begin(self) -> Progress:
        """What the work gets."""
        self._stop.clear()
        return Progress(tell=self._tell, stop=self._stop.is_set)

    def stop(self) -> None:
        """The work ends soon, with CopyStoppedError."""
        self._stop.set()

    def _tell(self, step: Step) -> None:
        now = time.monotonic()
        if now - self._told_at >= _TOLD_EVERY_SECONDS:
            self._told_at = now
            self.moved.emit(step)


class BackupController(QObject):
    """One backup at a time for one open vault; lives with `tasks`.

    Signals `begun(automatic)`, `moved(Step)`, `made(BackupMade)`, `failed(error)`; the last also after a stop.
    """

    begun = Signal(bool)
    moved = Signal(object)
    made = Signal(object)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, clock: Clock) -> None:
        super().__init__(tasks)
        self._tasks = tasks
        self._clock = clock
        self._progress = CopyProgress(self)
        self._progress.moved.connect(self.moved)
        self.busy = False

    @classmethod
    def of(cls, tasks: Tasks, clock: Clock) -> BackupController:
        """The one of these tasks."""
        there: Any = tasks.findChild(cls)
        return there if there is not None else cls(tasks, clock)

    def start(self, chosen: Path, *, automatic: bool = False) -> None:
        """Back up to the folder `chosen`; nothing where a backup is being made already."""
        if self.busy:
            return
        self.busy = True
        progress = self._progress.begin()  # from here on a stop counts
        self.begun.emit(automatic)
        self._tasks.in_vault(
            lambda vault: back_up.order(vault, chosen, automatic=automatic),
            lambda wanted: self._carry_out(wanted, progress),
            self._end_badly,
        )

    def stop(self) -> None:
        """End what is being made; nothing half of it is left."""
        self._progress.stop()

    def _carry_out(self, wanted: Order, progress: Progress) -> None:
        self._tasks.in_background(
            lambda: back_up.carry_out(wanted, now=self._clock(), progress=progress),
            lambda made: self._note(made, wanted.chosen),
            self._end_badly,
        )

    def _note(self, made: BackupMade, chosen: Path) -> None:
        self._tasks.in_vault(
            lambda vault: back_up.note_made(vault, made, chosen),
            lambda _none: self._end_well(made),
            self._end_badly,
        )

    def _end_well(self, made: BackupMade) -> None:
        self.busy = False
        self.made.emit(made)

    def _end_badly(self, error: PreventDesktopError) -> None:
        self.busy = False
        self.failed.emit(error)

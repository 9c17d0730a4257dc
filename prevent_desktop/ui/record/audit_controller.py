"""The audit of one person into a signed file: read in the vault's lane, signed and written beside it."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.components.long_work import LongWork
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.workflows.vault_admin.audit_export import AuditExport, export_person, save_export


class AuditController(LongWork):
    """Signals: `saved(path)` or `failed(error)`."""

    saved = Signal(object)
    failed = Signal(object)

    def __init__(self, tasks: Tasks, clock: Clock, page: QWidget) -> None:
        super().__init__(tasks, page)
        self._clock = clock
        self._at_work = False

    @property
    def busy(self) -> bool:
        """Whether a list is being saved."""
        return self._at_work

    def save(self, person_id: str, target: Path) -> None:
        """Write down that the list leaves the vault, then sign it and save it at `target`."""
        self._at_work = True
        now = self._clock()
        self.tasks.in_vault(
            lambda vault: export_person(vault, person_id, now=now), partial(self._write, target), self._fail
        )

    def _write(self, target: Path, export: AuditExport) -> None:
        self.tasks.in_background(lambda: save_export(export, target), self._done, self._fail)

    def _done(self, path: Path) -> None:
        self._at_work = False
        self.saved.emit(path)
        self.end_if_left()

    def _fail(self, error: PreventDesktopError) -> None:
        self._at_work = False
        self.failed.emit(error)
        self.failed_unseen(error)
        self.end_if_left()

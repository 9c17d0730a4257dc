"""Files into a record, and copies out of it: each in steps, the slow ones beside the GUI and the vault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.vault.attachment_files import AttachmentFiles, StoredFile
from prevent_desktop.workflows.attachments import (
    keep_attachment,
    note_copy,
    save_copy,
    seal_file,
    sealed_files,
)


class AttachmentDesk(QObject):
    """One file at a time. Signals: `began(words)`; then `added(file name)`, `saved(path)`, `stopped()` or `failed(error)`."""

    began = Signal(str)
    added = Signal(str)
    saved = Signal(object)
    stopped = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks, clock: Callable[[], datetime], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._clock = clock
        self._wanted = True

    def stop(self) -> None:
        """Keep nothing of the file that is being sealed."""
        self._wanted = False

    def add(self, path: Path, case_id: str) -> None:
        """Seal a copy of the file at `path` into the record of the case."""
        self._wanted = True
        self.began.emit(_("Adding {file}…").format(file=path.name))
        self._tasks.in_vault(sealed_files, lambda files: self._seal(files, path, case_id), self._fail)

    def _seal(self, files: AttachmentFiles, path: Path, case_id: str) -> None:
        self._tasks.in_background(
            lambda: seal_file(files, path),
            lambda stored: self._keep(files, stored, case_id, path.name),
            self._fail,
        )

    def _keep(self, files: AttachmentFiles, stored: StoredFile, case_id: str, name: str) -> None:
        if not self._wanted:
            self._tasks.in_background(lambda: files.remove(stored.id), lambda _none: self.stopped.emit())
            return
        now = self._clock()
        self._tasks.in_vault(
            lambda vault: keep_attachment(vault, files, stored, case_id=case_id, file_name=name, now=now),
            lambda _attachment: self.added.emit(name),
            self._fail,
        )

    def copy(self, attachment: Attachment, target: Path) -> None:
        """Write down that a copy leaves the vault, then save it at `target`."""
        self.began.emit(_("Saving a copy of {file}…").format(file=attachment.file_name))

        def noted(files: AttachmentFiles) -> None:
            self._tasks.in_background(lambda: save_copy(files, attachment, target), self._saved, self._fail)

        self._tasks.in_vault(lambda vault: note_copy(vault, attachment), noted, self._fail)

    def _saved(self, path: Path) -> None:
        self.saved.emit(path)

    def _fail(self, error: PreventDesktopError) -> None:
        self.failed.emit(error)

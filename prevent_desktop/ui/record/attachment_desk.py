"""Files into a record, and copies out of it: each in steps, the slow ones beside the GUI and the vault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.long_work import LongWork
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.vault.attachment_files import AttachmentFiles, StoredFile
from prevent_desktop.workflows.attachments import (
    keep_attachment,
    note_copy,
    save_copy,
    seal_file,
    sealed_files,
)


class AttachmentDesk(LongWork):
    """Signals: `began(words)`; then `added(file name)`, `saved(path)`, `stopped()` or `failed(error)`."""

    began = Signal(str)
    added = Signal(str)
    saved = Signal(object)
    stopped = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks, clock: Callable[[], datetime], page: QWidget) -> None:
        super().__init__(tasks, page)
        self._clock = clock
        self._wanted = True
        self._at_work = 0

    @property
    def busy(self) -> bool:
        """Whether a file is on its way."""
        return self._at_work > 0

    def stop(self) -> None:
        """Keep nothing of the file that is being sealed."""
        self._wanted = False

    def add(self, path: Path, case_id: str) -> None:
        """Seal a copy of the file at `path` into the record of the case."""
        self._wanted = True
        self._begin(_("Adding {file}…").format(file=path.name))
        self.tasks.in_vault(sealed_files, partial(self._seal, path, case_id), self._fail)

    def _seal(self, path: Path, case_id: str, files: AttachmentFiles) -> None:
        keep = partial(self._keep, files, case_id, path.name)
        self.tasks.in_background(lambda: seal_file(files, path), keep, self._fail)

    def _keep(self, files: AttachmentFiles, case_id: str, name: str, stored: StoredFile) -> None:
        if not self._wanted:
            self.tasks.in_background(lambda: files.remove(stored.id), self._stopped, self._fail)
            return
        now = self._clock()
        self.tasks.in_vault(
            lambda vault: keep_attachment(vault, files, stored, case_id=case_id, file_name=name, now=now),
            self._added,
            self._fail,
        )

    def copy(self, attachment: Attachment, target: Path) -> None:
        """Write down that a copy leaves the vault, then save it at `target`."""
        self._begin(_("Saving a copy of {file}…").format(file=attachment.file_name))
        save = partial(self._save, attachment, target)
        self.tasks.in_vault(lambda vault: note_copy(vault, attachment), save, self._fail)

    def _save(self, attachment: Attachment, target: Path, files: AttachmentFiles) -> None:
        self.tasks.in_background(lambda: save_copy(files, attachment, target), self._saved, self._fail)

    # -- the ends

    def _begin(self, words: str) -> None:
        self._at_work += 1
        self.began.emit(words)

    def _end(self) -> None:
        self._at_work -= 1
        self.end_if_left()

    def _added(self, attachment: Attachment) -> None:
        self.added.emit(attachment.file_name)
        self._end()

    def _saved(self, path: Path) -> None:
        self.saved.emit(path)
        self._end()

    def _stopped(self, _none: None) -> None:
        self.stopped.emit()
        self._end()

    def _fail(self, error: PreventDesktopError) -> None:
        self.failed.emit(error)
        self.failed_unseen(error)
        self._end()

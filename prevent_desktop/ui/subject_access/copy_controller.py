"""Makes and saves the copy in steps, also when the page is left: read, build beside the vault, write down, write."""

from __future__ import annotations

import threading
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.long_work import LongWork
from prevent_desktop.ui.tasks import Clock, Job, Tasks
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation.signing_identity import signing_key
from prevent_desktop.workflows.subject_access.export import (
    BuiltCopy,
    OpenCopy,
    build,
    note_export,
    open_copy,
    write_copy,
)
from prevent_desktop.workflows.subject_access.review import Review

if TYPE_CHECKING:
    from prevent_desktop.packs.signing_keys import SigningKey


class CopyController(LongWork):
    """Signals: `began(words)` for each step; then one of `saved(folder)`, `stopped()`, `failed(error)`."""

    began = Signal(str)
    saved = Signal(object)
    stopped = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks, library: FormLibrary, clock: Clock, page: QWidget) -> None:
        super().__init__(tasks, page)
        self._library, self._clock = library, clock
        self._job: Job | None = None
        self._at_work = False
        self._stop = threading.Event()

    @property
    def busy(self) -> bool:
        """Whether a copy is being made."""
        return self._at_work

    def save(self, person_id: str, review: Review, folder: Path) -> None:
        """Make the copy of a person as it was reviewed, and save it below `folder`."""
        if self._at_work:
            return
        self._at_work = True
        self._stop.clear()
        self.began.emit(_("Reading the record…"))
        now = self._clock()

        def read(vault: Vault) -> tuple[OpenCopy, SigningKey | None]:
            copy = open_copy(vault, self._library, person_id, now=now)
            return copy, signing_key(vault) if review.signed else None

        self._job = self.tasks.in_vault(read, lambda found: self._build(*found, review, folder), self._fail)

    def stop(self) -> None:
        """Leave off; nothing of the copy is left anywhere."""
        self._stop.set()
        if self._job is not None:
            self._job.cancel()
            self._job = None
            self._stopped()

    def _build(self, copy: OpenCopy, key: SigningKey | None, review: Review, folder: Path) -> None:
        self.began.emit(_("Setting the pages…"))
        now = self._clock()
        self._job = self.tasks.in_background(
            lambda: build(copy, review, key=key, now=now),
            partial(self._note, copy.person_id, folder),
            self._fail,
        )

    def _note(self, person_id: str, folder: Path, built: BuiltCopy) -> None:
        self._job = None  # from here on it is written whole, or stopped by its own means
        now = self._clock()
        self.tasks.in_vault(
            lambda vault: note_export(vault, person_id, built, folder, now=now),
            partial(self._write, built, folder, now),
            self._fail,
        )

    def _write(self, built: BuiltCopy, folder: Path, now: datetime, files: AttachmentFiles) -> None:
        self.began.emit(_("Saving the copy…"))
        stop = self._stop
        self.tasks.in_background(
            lambda: write_copy(built, files, folder, now=now, wanted=lambda: not stop.is_set()),
            self._written,
            self._fail,
        )

    # -- the ends

    def _written(self, target: Path | None) -> None:
        if target is None:
            self._stopped()
            return
        self._at_work = False
        self.saved.emit(target)
        self.end_if_left()

    def _stopped(self) -> None:
        self._at_work = False
        self.stopped.emit()
        self.end_if_left()

    def _fail(self, error: PreventDesktopError) -> None:
        self._at_work = False
        self._job = None
        self.failed.emit(error)
        self.failed_unseen(error)
        self.end_if_left()

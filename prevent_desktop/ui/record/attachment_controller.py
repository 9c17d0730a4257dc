"""What is done with a file of a record, and copies out of it: each in steps, the slow ones beside the GUI and the vault."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.components.long_work import LongWork
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.record.attachments import (
    FileFacts,
    MadeCopy,
    describe,
    has_bare_copy,
    keep_bare_copy,
    look_at,
    make_bare_copy,
    note_copy,
    save_copy,
    sealed_files,
)


class AttachmentController(LongWork):
    """Signals: `began(words)`; then one of these, or `stopped()` or `failed(error)`.

    `described(Attachment)`, `copied(Attachment)` for a copy without hidden data, `saved(path)` for one outside the vault.
    """

    began = Signal(str)
    described = Signal(object)
    copied = Signal(object)
    saved = Signal(object)
    stopped = Signal()
    failed = Signal(object)

    def __init__(self, tasks: Tasks, clock: Clock, page: QWidget) -> None:
        super().__init__(tasks, page)
        self._clock = clock
        self._wanted = True
        self._at_work = 0

    @property
    def busy(self) -> bool:
        """Whether a file is on its way."""
        return self._at_work > 0

    def stop(self) -> None:
        """Keep nothing of the copy that is being made."""
        self._wanted = False

    def look(self, attachment: Attachment, seen: Callable[[FileFacts, bool], object]) -> None:
        """Tell what kind of file it is and what it hides, and whether a copy of it without that is there."""

        def read(vault: Vault) -> tuple[AttachmentFiles, bool]:
            return sealed_files(vault), has_bare_copy(vault, attachment)

        def look(found: tuple[AttachmentFiles, bool]) -> None:
            files, has_copy = found
            self.tasks.in_background(
                lambda: look_at(files, attachment), lambda facts: seen(facts, has_copy), self._fail_looking
            )

        self.tasks.in_vault(read, look, self._fail_looking)

    def describe(self, attachment: Attachment, words: str) -> None:
        """Keep what the person says that the file is."""
        self._begin(_("Keeping the description…"))
        self.tasks.in_vault(
            lambda vault: describe(vault, attachment.id, words),
            partial(self._ended, self.described),
            self._fail,
        )

    def copy_bare(self, original: Attachment, case_id: str) -> None:
        """Make a copy without hidden data, and put it on record beside its original."""
        self._wanted = True
        self._begin(_("Copying {file} without hidden data…").format(file=original.file_name))

        def make(files: AttachmentFiles) -> None:
            self.tasks.in_background(
                lambda: make_bare_copy(files, original),
                partial(self._keep_bare, files, original, case_id),
                self._fail,
            )

        self.tasks.in_vault(sealed_files, make, self._fail)

    def _keep_bare(self, files: AttachmentFiles, original: Attachment, case_id: str, made: MadeCopy) -> None:
        if not self._wanted:
            self.tasks.in_background(lambda: files.remove(made.stored.id), self._stopped, self._fail)
            return
        now = self._clock()
        self.tasks.in_vault(
            lambda vault: keep_bare_copy(vault, files, original, made, case_id=case_id, now=now),
            partial(self._ended, self.copied),
            self._fail,
        )

    def copy(self, attachment: Attachment, target: Path) -> None:
        """Write down that a copy leaves the vault, then save it at `target`."""
        self._begin(_("Saving a copy of {file}…").format(file=attachment.file_name))
        save = partial(self._save, attachment, target)
        self.tasks.in_vault(lambda vault: note_copy(vault, attachment, target), save, self._fail)

    def _save(self, attachment: Attachment, target: Path, files: AttachmentFiles) -> None:
        self.tasks.in_background(
            lambda: save_copy(files, attachment, target), partial(self._ended, self.saved), self._fail
        )

    # -- the ends

    def _begin(self, words: str) -> None:
        self._at_work += 1
        self.began.emit(words)

    def _end(self) -> None:
        self._at_work -= 1
        self.end_if_left()

    def _ended(self, signal: SignalInstance, result: object) -> None:
        signal.emit(result)
        self._end()

    def _stopped(self, _none: None) -> None:
        self.stopped.emit()
        self._end()

    def _fail_looking(self, error: PreventDesktopError) -> None:
        """Only the damage is news: it is told where the file is."""
        self.failed.emit(error)

    def _fail(self, error: PreventDesktopError) -> None:
        self.failed.emit(error)
        self.failed_unseen(error)
        self._end()

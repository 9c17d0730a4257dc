"""Has the words of older files read for the search, beside whoever works; the status line tells how far that is."""

from __future__ import annotations

from collections import deque

from PySide6.QtCore import QObject, Signal

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.window.part_by_part import PartByPart
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.workflows.record.old_file_words import Unread, keep_words, read_words, unread_files

FIRST_MS = 40_000
"""After unlocking: the first screens come first, then the check of the vault."""
BETWEEN_MS = 500
_WORTH_TELLING = 5
"""Files; fewer are read without a word."""


class FileWordsWatch(PartByPart):
    """Reads each file once. Signals `told(words)`, too."""

    told = Signal(str)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(tasks, self._go_on, first_ms=FIRST_MS, between_ms=BETWEEN_MS, parent=parent)
        self._waiting: deque[Attachment] = deque()
        self._files: AttachmentFiles | None = None
        self._count = 0

    def stop(self) -> None:
        """The vault will close: begin with no other file."""
        super().stop()
        self._waiting.clear()

    def _go_on(self) -> None:
        if self._files is None:
            self._tasks.in_vault(unread_files, self._begin, self._give_up)
        elif self._waiting:
            self._read(self._files, self._waiting.popleft())
        else:
            self._end()

    def _begin(self, unread: Unread | None) -> None:
        if unread is None:
            self._end()
            return
        self._files, self._waiting = unread.files, deque(unread.attachments)
        self._count = len(unread.attachments)
        self._go_on()

    def _read(self, files: AttachmentFiles, attachment: Attachment) -> None:
        if self._count >= _WORTH_TELLING:
            number = self._count - len(self._waiting)
            words = _("Reading older files for the search: {number} of {count}")
            self.told.emit(words.format(number=number, count=self._count))
        self._work(
            lambda: read_words(files, attachment),
            lambda vault, words: keep_words(vault, attachment.id, words),
        )

    def _end(self) -> None:
        count, self._count, self._files = self._count, 0, None
        if count >= _WORTH_TELLING:
            words = ngettext(
                "Search finds {count} older file by its words now",
                "Search finds {count} older files by their words now",
                count,
            )
            self.told.emit(words.format(count=count))
        self.ended.emit()

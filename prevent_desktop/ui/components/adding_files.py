"""Files into a record, whether they were chosen, dropped or pasted: one after the other, each whole or not at all."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.casework.pack_record import Attachment
from prevent_desktop.errors import AddingStoppedError, EvidenceError, PreventDesktopError, RecordError
from prevent_desktop.evidence.names import safe_name
from prevent_desktop.formatting import percent
from prevent_desktop.translation import _
from prevent_desktop.ui.components.adding_words import Added, NotAdded, Outcome, outcome_error
from prevent_desktop.ui.components.long_work import LongWork
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.vault.attachment_files import AttachmentFiles
from prevent_desktop.workflows.record.attachments import TakenFile, keep_attachment, seal_file, sealed_files
from prevent_desktop.workflows.record.file_to_add import Adding, no_file

_WORTH_TELLING = 8_000_000
"""Bytes of a file whose progress is told."""


@dataclass
class _Batch:
    """What came of the files since the last time that nothing was to be added."""

    added: list[Added] = field(default_factory=list)
    refused: list[NotAdded] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    count: int = 0


class FileAdder(LongWork):
    """A file that cannot be taken is told and passed over; what no file could be added after, such as a full disk, ends it.

    Signals: `began(words)` for each file, and `moved(words)` as it goes on; `added(Attachment, FileFacts)` and
    `refused(NotAdded)` for each; `ended(Outcome)` once none is left.
    """

    began = Signal(str)
    moved = Signal(str)
    added = Signal(object, object)
    refused = Signal(object)
    ended = Signal(object)

    def __init__(self, tasks: Tasks, clock: Clock, page: QWidget) -> None:
        super().__init__(tasks, page)
        self._clock = clock
        self._waiting: deque[tuple[Path, str]] = deque()
        self._batch = _Batch()
        self._adding: Adding | None = None

    @property
    def busy(self) -> bool:
        """Whether a file is on its way, or waits for another."""
        return self._adding is not None or bool(self._waiting)

    def add(self, path: Path, case_id: str) -> None:
        """Seal a copy of the file at `path` into the record of the case, after those that wait."""
        self.add_all((path,), case_id)

    def add_all(self, paths: Sequence[Path], case_id: str, *, links: int = 0) -> None:
        """The same of several; of `links` that came with them it is told that they are no files."""
        self._waiting.extend((path, case_id) for path in paths)
        self._batch.count += len(paths)
        for _link in range(links):
            self._refuse("", no_file())
        self._go_on()

    def stop(self) -> None:
        """Keep nothing of the file that is on its way, and begin none of those that wait."""
        self._leave_waiting()
        if self._adding is not None:
            self._adding.stop()

    def _leave_waiting(self) -> None:
        self._batch.left += [safe_name(path.name) for path, _case in self._waiting]
        self._waiting.clear()

    # -- one file

    def _go_on(self) -> None:
        if self._adding is not None:
            return
        if not self._waiting:
            self._end()
            return
        path, case_id = self._waiting.popleft()
        name = safe_name(path.name)
        words = self._words(name)
        adding = self._adding = Adding(_Percent(self, words))
        self.began.emit(words)

        def fail(error: PreventDesktopError) -> None:
            self._failed(name, error)

        def keep(files: AttachmentFiles, taken: TakenFile) -> None:
            self._keep(files, taken, case_id, adding, name)

        def seal(files: AttachmentFiles) -> None:
            self.tasks.in_background(
                lambda: seal_file(files, path, adding), lambda taken: keep(files, taken), fail
            )

        self.tasks.in_vault(sealed_files, seal, fail)

    def _words(self, name: str) -> str:
        count = self._batch.count
        if count == 1:
            return _("Adding {file}…").format(file=name)
        number = count - len(self._waiting)
        return _("Adding {file} ({number} of {count})…").format(file=name, number=number, count=count)

    def _keep(
        self, files: AttachmentFiles, taken: TakenFile, case_id: str, adding: Adding, name: str
    ) -> None:
        def fail(error: PreventDesktopError) -> None:
            self._failed(name, error)

        if adding.is_stopped:
            self.tasks.in_background(
                lambda: files.remove(taken.stored.id), lambda _none: self._stopped(name), fail
            )
            return
        now = self._clock()
        self.tasks.in_vault(
            lambda vault: keep_attachment(vault, files, taken, case_id=case_id, now=now),
            lambda attachment: self._kept(attachment, taken),
            fail,
        )

    def _kept(self, attachment: Attachment, taken: TakenFile) -> None:
        self._batch.added.append(Added(attachment, taken.facts))
        self.added.emit(attachment, taken.facts)
        self._next()

    def _failed(self, name: str, error: PreventDesktopError) -> None:
        if isinstance(error, AddingStoppedError):
            self._stopped(name)
            return
        self._refuse(name, error)
        if not isinstance(error, EvidenceError | RecordError):
            self._leave_waiting()
        self._next()

    def _stopped(self, name: str) -> None:
        self._batch.left.insert(0, name)
        self._next()

    def _refuse(self, name: str, error: PreventDesktopError) -> None:
        told = NotAdded(name, error)
        self._batch.refused.append(told)
        self.refused.emit(told)

    def _next(self) -> None:
        self._adding = None
        self._go_on()

    def _end(self) -> None:
        """Nothing is left: tell what came of all, also where the page is left meanwhile."""
        batch, self._batch = self._batch, _Batch()
        outcome = Outcome(
            added=tuple(batch.added),
            refused=tuple(batch.refused),
            left=tuple(batch.left),
        )
        self.ended.emit(outcome)
        if (error := outcome_error(outcome)) is not None:
            self.failed_unseen(error)
        self.end_if_left()


class _Percent:
    """Tells how far a large file is, no more often than by the hundredth."""

    def __init__(self, adder: FileAdder, words: str) -> None:
        self._adder, self._words, self._last = adder, words, -1

    def __call__(self, done: int, size: int) -> None:
        hundredths = 100 * done // size
        if size >= _WORTH_TELLING and hundredths != self._last:
            self._last = hundredths
            self._adder.moved.emit(_("{doing} {part}").format(doing=self._words, part=percent(hundredths)))

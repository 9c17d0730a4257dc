"""Reads a school's list beside the window, and tells how far it is."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.components.long_work import LongWork
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.workflows.people.roll_file import RollFile, read_roll_file


class _StoppedError(Exception):
    """Nobody wants the file any more."""


class RollReading(LongWork):
    """One file at a time. `begin` ends with `read(RollFile)` or `failed(error)`, or with neither once it was stopped.

    `moved(rows)` tells how far it is. A page that is left wants nothing more of it.
    """

    read = Signal(object)
    failed = Signal(object)
    moved = Signal(int)

    def __init__(self, tasks: Tasks, page: QWidget) -> None:
        super().__init__(tasks, page)
        self._stop = threading.Event()
        self._at_work = 0
        page.destroyed.connect(self.stop)

    @property
    def busy(self) -> bool:
        """Whether a file is still being read, if only until that is noticed."""
        return self._at_work > 0

    def begin(self, path: Path, today: date) -> None:
        """Read the file at `path`."""
        self.stop()
        stop = self._stop = threading.Event()
        self._at_work += 1

        def tell(rows: int) -> None:
            if stop.is_set():
                raise _StoppedError
            self.moved.emit(rows)

        def work() -> RollFile | None:
            try:
                return read_roll_file(path, today=today, progress=tell)
            except _StoppedError:
                return None

        self.tasks.in_background(
            work, lambda file: self._end(file, stop), lambda error: self._end_badly(error, stop)
        )

    def stop(self) -> None:
        """Read no further; nothing more is told of it."""
        self._stop.set()

    def _end(self, file: RollFile | None, stop: threading.Event) -> None:
        self._at_work -= 1
        if file is not None and not stop.is_set():
            self.read.emit(file)
        self.end_if_left()

    def _end_badly(self, error: PreventDesktopError, stop: threading.Event) -> None:
        self._at_work -= 1
        if not stop.is_set():
            self.failed.emit(error)
        self.end_if_left()

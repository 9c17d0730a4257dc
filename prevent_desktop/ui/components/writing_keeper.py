"""Keeps what is being typed on a small form, so that a lock, a crash or a flat battery takes nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import clock_time
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.workflows.record.writing import Writing, keep_writing

WITHIN_MS = 400


class WritingKeeper(QObject):
    """Commits the fields that `read` gives within `WITHIN_MS` of the first change that is not kept. `subject` is as in `keep_writing`.

    `history` gives what can be undone in them. Steady typing does not put it off. Signals `told(str)`: words for the status line, and `unsaved(error)`,
    None once it is saved. After `stop()` nothing more is kept: the writing was finished or thrown away.
    """

    told = Signal(str)
    unsaved = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        kind: Writing,
        subject: str,
        read: Callable[[], Mapping[str, str]],
        clock: Clock,
        parent: QObject | None = None,
        *,
        history: Callable[[], str] = str,
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._kind = kind
        self._subject = subject
        self._read = read
        self._clock = clock
        self._history = history
        self._pending = False
        self._stopped = False
        self._error: PreventDesktopError | None = None
        self._on_the_way = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WITHIN_MS)
        self._timer.timeout.connect(self.flush)

    @property
    def settled(self) -> bool:
        """Whether all that was typed is committed."""
        return not self._pending and self._on_the_way == 0

    def touch(self) -> None:
        """Something was typed."""
        if self._stopped:
            return
        self._pending = True
        if not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Hand what is not kept yet to the vault's lane, at once."""
        self._timer.stop()
        if not self._pending or self._stopped:
            return
        self._pending = False
        self._on_the_way += 1
        fields, history, now = dict(self._read()), self._history(), self._clock()
        self._tasks.in_vault(
            lambda vault: keep_writing(vault, self._kind, self._subject, fields, now=now, history=history),
            self._kept,
            self._not_kept,
        )

    def stop(self) -> None:
        """Keep nothing more."""
        self._timer.stop()
        self._pending = False
        self._stopped = True
        self.unsaved.emit(None)

    def go_on(self) -> None:
        """Keep again: finishing did not work, and the person goes on writing."""
        self._stopped = False
        if self._error is not None:
            self.unsaved.emit(self._error)
        self.touch()

    def begin_anew(self) -> None:
        """Keep what is typed from now on: what was there is finished or thrown away."""
        self._stopped, self._error = False, None

    def _kept(self, at: datetime) -> None:
        self._on_the_way -= 1
        self._error = None
        self.unsaved.emit(None)
        self.told.emit(_("Saved {time}").format(time=clock_time(at.astimezone(), seconds=True)))

    def _not_kept(self, error: PreventDesktopError) -> None:
        self._on_the_way -= 1
        self._error = error
        self.unsaved.emit(error)
        self.told.emit(_("Not saved. {reason}.").format(reason=error.title))
        self.touch()

"""Keystrokes become drafts: several into one, none later than `WITHIN_MS`, and the order kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.formatting import clock_time
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.state.draft import Draft

WITHIN_MS = 400
AFTER_FAILURE_MS = 3_000


class DraftKeeper(QObject):
    """Collects changes and hands out one draft for many of them.

    The first change starts a clock that later ones do not put off, so steady typing is saved too. `draft_ready`
    is emitted in the order of typing; whoever takes it keeps that order (one vault lane) and tells back `saved`
    after the commit. Signals: `draft_ready(Draft)`, `told(str)` with the words for the status bar.
    """

    draft_ready = Signal(object)
    told = Signal(str)
    unsaved = Signal(object)

    def __init__(self, read: Callable[[], Draft], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self._clock = QTimer(self)
        self._clock.setSingleShot(True)
        self._clock.setInterval(WITHIN_MS)
        self._clock.timeout.connect(self.flush)
        self._pending = False
        self._on_the_way = 0
        self._closed = False
        self._told_done = -1

    def close(self) -> None:
        """The form is frozen: nothing of it is handed out any more."""
        self._clock.stop()
        self._pending, self._closed = False, True
        self.unsaved.emit(None)

    @property
    def closed(self) -> bool:
        """Whether the form is frozen."""
        return self._closed

    @property
    def pending(self) -> bool:
        """Whether something was typed that no draft holds yet."""
        return self._pending

    @property
    def settled(self) -> bool:
        """Whether all that was typed is committed."""
        return not self._pending and self._on_the_way == 0

    def touch(self) -> None:
        """Something changed."""
        if self._closed:
            return
        self._pending = True
        if not self._clock.isActive():
            self._clock.start()

    def note_place(self) -> None:
        """Only the place changed: it goes with the next draft, or with the next flush."""
        self._pending = not self._closed

    def note_done(self, sections: int) -> None:
        """So many sections are done: a draft that told another number is followed by one that tells this."""
        if self._told_done not in {-1, sections}:
            self.touch()

    def flush(self) -> None:
        """Hand out what is pending at once."""
        self._clock.stop()
        if self._pending:
            self._pending = False
            self._on_the_way += 1
            draft = self._read()
            self._told_done = draft.sections_done
            self.draft_ready.emit(draft)

    def saved(self, at: datetime) -> None:
        """The oldest draft on its way is committed."""
        self._clock.setInterval(WITHIN_MS)
        self._on_the_way = max(0, self._on_the_way - 1)
        self.unsaved.emit(None)
        self.told.emit(_("Saved {time}").format(time=clock_time(at.astimezone(), seconds=True)))

    def save_failed(self, error: PreventDesktopError) -> None:
        """The draft was not committed: say so, and offer the form as it then is again, with a longer clock."""
        self._clock.setInterval(AFTER_FAILURE_MS)
        self._on_the_way = max(0, self._on_the_way - 1)
        self.unsaved.emit(error)
        self.told.emit(_("Not saved. {reason}.").format(reason=error.title))
        self.touch()

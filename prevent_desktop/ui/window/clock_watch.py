"""Looks at the computer's clock after unlocking and now and then, and tells where it does not fit what is written down."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.components.watch import Watch
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.widgets import Notice, SecondaryButton, Tone
from prevent_desktop.ui.window.app_window import AppWindow
from prevent_desktop.workflows.clock_watch import WrongClock, confirm_clock, look_at_clock

_AGAIN_MS = 10 * 60_000


class ClockBanner(Notice):
    """What does not fit, and a button that says that the clock is right. Signal `is_right()`."""

    is_right = Signal()

    def __init__(self, wrong: WrongClock, parent: QWidget) -> None:
        self.right = SecondaryButton(_("The clock is right"))
        super().__init__(f"{wrong.title}. {wrong.words}", Tone.WARNING, action=self.right, parent=parent)
        self.right.clicked.connect(self.is_right)
        self.setAccessibleName(wrong.title)
        self.setAccessibleDescription(wrong.words)


class ClockWatch(Watch):
    """One banner at a time; while it stands, and after it was answered, the same doubt is not told again."""

    def __init__(self, window: AppWindow, tasks: Tasks, clock: Clock, parent: QObject) -> None:
        super().__init__(_AGAIN_MS, parent)
        self._window, self._tasks, self._clock = window, tasks, clock
        self._banner: ClockBanner | None = None

    def look(self) -> None:
        """Look once, unless it is told already."""
        if self._banner is None:
            now = self._clock()
            self._tasks.in_vault(lambda vault: look_at_clock(vault, now=now), self._tell)

    def _tell(self, wrong: WrongClock | None) -> None:
        if wrong is None or self._banner is not None:
            return
        self._banner = ClockBanner(wrong, self._window)
        self._banner.is_right.connect(self._confirm)
        self._window.show_banner(self._banner)

    def _confirm(self) -> None:
        self._tasks.in_vault(confirm_clock, lambda _none: self._put_away())

    def _put_away(self) -> None:
        banner, self._banner = self._banner, None
        if banner is not None:
            banner.hide()
            banner.deleteLater()

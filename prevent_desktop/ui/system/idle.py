"""How long nobody has touched the window."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.TabletMove,
}
LOOK_EVERY_MS = 2_000
_TOLD_EVERY = 4.0
"""Seconds between two tellings that somebody is at work."""


def seconds_since_start() -> float:
    """Seconds that never go backwards, those asleep among them where the system tells them (Linux: CLOCK_BOOTTIME)."""
    boot_time: int | None = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boot_time is None else time.clock_gettime(boot_time)


class IdleWatch(QObject):
    """Signal `idle` once nobody touched any window of `app` for `minutes`; `minutes_left(int)` as they go; `touched()` now and then while somebody does.

    It listens to the windows, not to every widget, so it costs nothing while a form is built. `clock` gives
    seconds that never go backwards.
    """

    idle = Signal()
    minutes_left = Signal(int)
    touched = Signal()

    def __init__(
        self,
        app: QGuiApplication,
        *,
        minutes: int,
        clock: Callable[[], float] = seconds_since_start,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent or app)
        self._clock = clock
        self._seconds = minutes * 60
        self._touched = self._told_touched = clock()
        self._told: int | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)
        app.focusWindowChanged.connect(self._listen_to)
        for window in app.topLevelWindows():
            self._listen_to(window)

    def start(self) -> None:
        """Begin to count from now."""
        self._touched = self._clock()
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()

    def set_minutes(self, minutes: int) -> None:
        """Lock after so many idle minutes from now on."""
        self._seconds = minutes * 60
        self.look()

    def look(self) -> None:
        """Tell what is left, or that time is up."""
        left = self._seconds - (self._clock() - self._touched)
        if left <= 0:
            self.stop()
            self.idle.emit()
            return
        minutes = math.ceil(left / 60)
        if minutes != self._told:
            self._told = minutes
            self.minutes_left.emit(minutes)

    def _listen_to(self, window: QWindow | None) -> None:
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touched = self._clock()
            self._tell_touched()
        return super().eventFilter(watched, event)

    def _tell_touched(self) -> None:
        if self._touched - self._told_touched >= _TOLD_EVERY:
            self._told_touched = self._touched
            self.touched.emit()

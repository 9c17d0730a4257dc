"""Looks again and again at what may have changed, as long as somebody can see it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget


class WhileShown(QTimer):
    """Calls `look` every so many ms while `page` is shown and `waits` for anything. Whoever knows that this changed says `settle`."""

    def __init__(self, page: QWidget, ms: int, look: Callable[[], object], waits: Callable[[], bool]) -> None:
        super().__init__(page)
        self._page, self._waits = page, waits
        self.setInterval(ms)
        self.timeout.connect(look)
        page.installEventFilter(self)

    def settle(self) -> None:
        """Go on looking, or leave off."""
        if not self._page.isVisible() or not self._waits():
            self.stop()
        elif not self.isActive():
            self.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._page and event.type() is QEvent.Type.Show:
            self.settle()
        elif watched is self._page and event.type() is QEvent.Type.Hide:
            self.stop()
        return super().eventFilter(watched, event)

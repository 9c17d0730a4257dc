"""Where the keyboard goes by itself, the page follows; Qt follows Tab alone."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from shiboken6 import isValid


class FocusInSight(QObject):
    """Lives with `area` and scrolls it to whatever in it gets the keyboard."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        content = self._area.widget() if isValid(self._area) else None  # it goes, and the keyboard with it
        if now is not None and content is not None and content.isAncestorOf(now):
            QTimer.singleShot(0, now, lambda: self._area.ensureWidgetVisible(now))  # once it has its place

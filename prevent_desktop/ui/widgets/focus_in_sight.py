"""Where the keyboard goes by itself, the page follows; Qt follows Tab alone."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from shiboken6 import isValid


class FocusInSight(QObject):
    """Lives with `area` and scrolls it to whatever in it gets the keyboard, but by a click: what is pressed is in sight."""

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area = area
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is None or not isValid(self._area):  # a page that goes passes the keyboard on
            return
        content = self._area.widget()
        if content is None or not content.isAncestorOf(now):
            return
        if QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            QTimer.singleShot(0, now, lambda: self._bring(now))  # once it has its place

    def _bring(self, widget: QWidget) -> None:
        """All of it; of what is higher than the page, its top, unless some of it is in sight already."""
        if widget.height() <= self._area.viewport().height():
            self._area.ensureWidgetVisible(widget)
        elif widget.visibleRegion().isEmpty():
            top = widget.mapTo(self._area.widget(), QPoint(0, 0)).y()
            self._area.verticalScrollBar().setValue(top)

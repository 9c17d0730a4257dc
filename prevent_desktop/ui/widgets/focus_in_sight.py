"""Where the keyboard goes by itself, the page follows; Qt follows Tab alone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from shiboken6 import isValid

_AROUND = 12
"""Pixels above and below it, for its ring: a page goes no further than it must from its title."""


class FocusInSight(QObject):
    """Lives with `area` and scrolls it to whatever in it gets the keyboard, but by a click: what is pressed is in sight.

    It also stays there while the page grows above it, unless somebody scrolled away from it.
    """

    def __init__(self, area: QScrollArea) -> None:
        super().__init__(area)
        self._area, self._content = area, area.widget()
        self._is_in_sight = False
        if self._content is not None:
            self._content.installEventFilter(self)
        area.verticalScrollBar().valueChanged.connect(self._look)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and self._is_in_sight:
            self._follow(None, QApplication.focusWidget())
        return super().eventFilter(watched, event)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._holds(now) and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            QTimer.singleShot(0, now, lambda: self._bring(now))  # once it has its place

    def _holds(self, widget: QWidget) -> bool:
        """Whether it is in the area; one that goes passes the keyboard on, and holds nothing."""
        return isValid(self._area) and self._content is not None and self._content.isAncestorOf(widget)

    def _look(self) -> None:
        now = QApplication.focusWidget()
        self._is_in_sight = now is not None and self._holds(now) and not now.visibleRegion().isEmpty()

    def _bring(self, widget: QWidget) -> None:
        """All of it; of what takes up most of the page, its top, unless enough of it is in sight already: the title stays."""
        page = self._area.viewport().height()
        if widget.height() <= page // 2:
            self._area.ensureWidgetVisible(widget, 0, _AROUND)
        elif widget.visibleRegion().boundingRect().height() < page // 3:
            top = widget.mapTo(self._area.viewport(), QPoint(0, 0)).y()
            bar = self._area.verticalScrollBar()
            bar.setValue(bar.value() + top)
        self._look()

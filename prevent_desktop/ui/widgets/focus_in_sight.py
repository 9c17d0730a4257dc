"""Where the keyboard goes by itself, the page follows; Qt follows Tab alone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from shiboken6 import isValid

from prevent_desktop.ui.widgets.text_scale import text_scale

_ABOVE = 44
"""Room for its label, at 100 %."""
_BELOW = 12
"""Room for its ring: a page goes no further than it must from its title."""


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
            self._soon(QApplication.focusWidget(), self._keep)
        return super().eventFilter(watched, event)

    def _follow(self, _old: QWidget | None, now: QWidget | None) -> None:
        self._soon(now, self._bring)

    def _soon(self, now: QWidget | None, act: Callable[[QWidget], None]) -> None:
        if now is not None and self._holds(now) and QApplication.mouseButtons() == Qt.MouseButton.NoButton:
            QTimer.singleShot(0, now, lambda: act(now))  # once it has its place

    def _holds(self, widget: QWidget) -> bool:
        """Whether it is in the area; one that goes passes the keyboard on, and holds nothing."""
        return isValid(self._area) and self._content is not None and self._content.isAncestorOf(widget)

    def _look(self) -> None:
        now = QApplication.focusWidget()
        self._is_in_sight = now is not None and self._holds(now) and not now.visibleRegion().isEmpty()

    def _keep(self, widget: QWidget) -> None:
        """Unless the page was led elsewhere meanwhile: to what it has to say."""
        if self._is_in_sight:
            self._bring(widget)

    def _bring(self, widget: QWidget) -> None:
        """All of it with its label; what takes up most of the page stays where some lines of it are in sight, with the title."""
        if self._content is None:
            return
        bar, page = self._area.verticalScrollBar(), self._area.viewport().height()
        top = widget.mapTo(self._content, QPoint(0, 0)).y()
        bottom, above = top + widget.height(), round(_ABOVE * text_scale())
        if widget.height() > page // 2:
            if widget.visibleRegion().boundingRect().height() < page // 5:
                bar.setValue(top - page // 4)
        elif top - above < bar.value():
            bar.setValue(0 if bottom + _BELOW <= page else top - above)  # with the title, where there is room
        elif bottom + _BELOW > bar.value() + page:
            bar.setValue(bottom + _BELOW - page)
        self._is_in_sight = True  # also where what was just shown has not all its room yet

"""What stays in view while the column beside it scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtWidgets import QWidget

from prevent_desktop.ui.widgets.columns import Columns
from prevent_desktop.ui.widgets.layouts import ScrollPage

_GAP = 12


class StaysInView(QObject):
    """Moves `part`, the only thing in the main column of `columns`, down with the page, as far as the side column goes.

    What is taller than the page is moved once its lower edge is reached. Where the columns stand below each other nothing is moved.
    """

    def __init__(self, page: ScrollPage, columns: Columns, part: QWidget) -> None:
        super().__init__(page)
        self._page, self._columns, self._part = page, columns, part
        page.verticalScrollBar().valueChanged.connect(self._follow)
        for each in (page.viewport(), part, columns):
            each.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            self._follow()
        return super().eventFilter(watched, event)

    def _follow(self, _value: int = 0) -> None:
        above = 0 if self._columns.stacked else self._wanted()
        if self._columns.main.contentsMargins().top() != above:
            self._columns.main.setContentsMargins(0, above, 0, 0)

    def _wanted(self) -> int:
        top = self._columns.mapTo(self._page.content, QPoint(0, 0)).y()
        scrolled, height = self._page.verticalScrollBar().value() - top, self._part.height()
        room = self._page.viewport().height()
        wanted = scrolled + _GAP if height + 2 * _GAP <= room else scrolled + room - height - _GAP
        side = self._columns.side
        return max(0, min(wanted, side.heightForWidth(side.geometry().width()) - height))

"""Two parts side by side, or one below the other where there is too little room."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

_LEAST_EMS = 17
"""The least width of each part, in sizes of the text."""


class BesideOrBelow(QWidget):
    """Each part gets its `shares` of the width. `gap` in pixels; `least` the least width of a part, in sizes of the text."""

    def __init__(
        self, *parts: QWidget, gap: int = 20, least: float = _LEAST_EMS, shares: tuple[int, ...] = ()
    ) -> None:
        super().__init__()
        self._least, self._gap, self._count = least, gap, len(parts)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(gap)
        for number, part in enumerate(parts):
            self._row.addWidget(part, shares[number] if shares else 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_row"):
            self._arrange()

    def _arrange(self) -> None:
        room = (self.width() - self._gap * (self._count - 1)) / self._count
        narrow = room < self._least * self.fontInfo().pixelSize()
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() is not wanted:
            self._row.setDirection(wanted)
            self.updateGeometry()

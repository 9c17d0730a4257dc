"""Writing in whole sentences."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget


class TextArea(QPlainTextEdit):
    """Plain text that grows from `lines` to `most` lines as it is written, then scrolls. Tab leaves it."""

    def __init__(
        self, text: str = "", *, lines: int = 4, most: int = 24, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._lines = lines
        self._most = most
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().lineSpacing()
        shown = max(self._lines * line, self._height_up_to(self._most * line))
        margins = self.contentsMargins()
        edge = margins.top() + margins.bottom() + 2 * int(self.document().documentMargin())
        return QSize(super().sizeHint().width(), shown + edge + 2)

    def _height_up_to(self, most: int) -> int:
        """The height of the text in px, at most `most`; lines of some scripts are higher than others."""
        block, height = self.document().begin(), 0.0
        while block.isValid() and height < most:
            height += self.blockBoundingRect(block).height()
            block = block.next()
        return min(most, math.ceil(height))

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._grow()

    def _grow(self) -> None:
        if self.sizeHint().height() != self.height():
            self.updateGeometry()

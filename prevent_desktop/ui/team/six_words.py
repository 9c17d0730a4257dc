"""Six words in a grid, to be read out by phone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Card, Text

_COLUMNS, _FEWER = 3, 2
_GAP = 18


class SixWords(Card):
    """Three columns and two rows, or two and three where the words are long; read from left to right."""

    def __init__(self) -> None:
        super().__init__(kind="help")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(_GAP)
        self._grid.setVerticalSpacing(6)
        self._columns = _FEWER
        self.body.addLayout(self._grid)
        self.body.setContentsMargins(14, 10, 14, 10)
        self.words: list[Text] = []
        self.setAccessibleName(_("Six words to compare"))

    def show_words(self, words: Sequence[str]) -> None:
        """Show these in place of what was shown."""
        for old in self.words:
            old.hide()
            old.deleteLater()
        self.words = [Text(word, "aloud", wrap=False, selectable=True) for word in words]
        self._columns = _FEWER
        self._place()
        self.setAccessibleDescription(" ".join(words))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "words"):
            self._fit()

    def minimumSizeHint(self) -> QSize:
        """As narrow as with fewer columns, so that a page that gets narrower is never held wide."""
        return QSize(self._needed(_FEWER), super().minimumSizeHint().height())

    def _needed(self, columns: int) -> int:
        widest = max((word.sizeHint().width() for word in self.words), default=0)
        margins = self.body.contentsMargins()
        return columns * widest + (columns - 1) * _GAP + margins.left() + margins.right()

    def _fit(self) -> None:
        columns = _COLUMNS if self._needed(_COLUMNS) <= self.width() else _FEWER
        if columns != self._columns:
            self._columns = columns
            self._place()

    def _place(self) -> None:
        """The order of Tab and of reading is that of the words, whatever their places are."""
        for word in self.words:
            self._grid.removeWidget(word)
        for place, word in enumerate(self.words):
            self._grid.addWidget(word, place // self._columns, place % self._columns)

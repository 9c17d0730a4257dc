"""Six words in a grid, to be read out by phone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import Card, Text

_COLUMNS = 3


class SixWords(Card):
    """Three columns and two rows, read from left to right."""

    def __init__(self) -> None:
        super().__init__(kind="help")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(6)
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
        for place, word in enumerate(self.words):
            self._grid.addWidget(word, place // _COLUMNS, place % _COLUMNS)
        self.setAccessibleDescription(" ".join(words))

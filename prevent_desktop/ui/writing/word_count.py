"""How many words there are in an area, and in what is selected: counted when typing pauses, a paragraph at a time."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit

from prevent_desktop.translation import ngettext
from prevent_desktop.writing.words import count_words

SOON_MS = 150
LATER_MS = 600
_LONG = 20_000

_counted = lru_cache(maxsize=4_000)(count_words)


class WordCount(QObject):
    """Signal `counted(str)` with the words to show; empty for an empty area.

    In a long text counting waits for a pause, so that no key waits for it.
    """

    counted = Signal(str)

    def __init__(self, area: QPlainTextEdit) -> None:
        super().__init__(area)
        self._area = area
        self.words = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.count)
        area.textChanged.connect(self._soon)
        area.selectionChanged.connect(self._soon)

    def _soon(self) -> None:
        is_long = self._area.document().characterCount() > _LONG
        if is_long or not self._timer.isActive():
            self._timer.start(LATER_MS if is_long else SOON_MS)

    def count(self) -> None:
        """Count now."""
        self.words = 0
        block = self._area.document().begin()
        while block.isValid():
            self.words += _counted(block.text())
            block = block.next()
        selected = self._area.textCursor().selectedText()
        self.counted.emit(_in_words(self.words, count_words(selected) if selected else 0))


def _in_words(words: int, selected: int) -> str:
    if not words:
        return ""
    if selected:
        return ngettext(
            "{selected} of {number} word selected", "{selected} of {number} words selected", words
        ).format(selected=f"{selected:,}", number=f"{words:,}")
    return ngettext("{number} word", "{number} words", words).format(number=f"{words:,}")

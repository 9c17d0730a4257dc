"""How many words there are in an area, and in what is selected: counted when typing pauses, a paragraph at a time.

Where a form sets a limit, its characters are counted instead, as checking counts them, and going over is said aloud.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from prevent_desktop.formatting import number_in_words
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets import announce
from prevent_desktop.writing.words import count_words

SOON_MS = 150
LATER_MS = 600
_LONG = 20_000

_counted = lru_cache(maxsize=4_000)(count_words)


class WordCount(QObject):
    """Signal `counted(str)` with the words to show; empty for an empty area.

    In a long text counting waits for a pause, so that no key waits for it. `most` is how many characters are allowed.
    """

    counted = Signal(str)

    def __init__(self, area: QPlainTextEdit, *, most: int | None = None) -> None:
        super().__init__(area)
        self._area = area
        self._limit = None if most is None else CharacterLimit(area, most)
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
        if self._limit is not None:
            self.counted.emit(self._limit.in_words(self._area.toPlainText()))
            return
        selected = self._area.textCursor().selectedText()
        self.counted.emit(_in_words(self.words, count_words(selected) if selected else 0))


class CharacterLimit:
    """Tells how much of what a form allows is used up, and says once when it is more."""

    def __init__(self, box: QWidget, most: int) -> None:
        self._box = box
        self._most = most
        self._told = False

    def in_words(self, text: str) -> str:
        """What to show below `text`; empty for an empty box."""
        over = len(text) - self._most
        if over <= 0:
            self._told = False
            words = _("{count} of {most} characters").format(
                count=number_in_words(len(text)), most=number_in_words(self._most)
            )
            return words if text else ""
        words = ngettext(
            "{over} character too many: {count} of {most}",
            "{over} characters too many: {count} of {most}",
            over,
        ).format(
            over=number_in_words(over), count=number_in_words(len(text)), most=number_in_words(self._most)
        )
        if not self._told:
            announce(self._box, words)
        self._told = True
        return words


def _in_words(words: int, selected: int) -> str:
    if not words:
        return ""
    if selected:
        return ngettext(
            "{selected} of {number} word selected", "{selected} of {number} words selected", words
        ).format(selected=number_in_words(selected), number=number_in_words(words))
    return ngettext("{number} word", "{number} words", words).format(number=number_in_words(words))

"""Looks through the text of an area for words to check: when nobody types, in slices of a few milliseconds."""

from __future__ import annotations

import time
from itertools import accumulate

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QTextBlock, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit

from prevent_desktop.ui.writing.marks import Marks, Span
from prevent_desktop.writing.spelling import Speller

SOON_MS = 200
SLICE_SECONDS = 0.003
_PIECE = 3_000
_BACK = 200
_BEYOND = 0xFFFF


class SpellingCheck(QObject):
    """Keeps `marks` for the text of `area` once there is a speller. Signal `changed()` when a round of looking has ended."""

    changed = Signal()

    def __init__(self, area: QPlainTextEdit) -> None:
        super().__init__(area)
        self.marks = Marks()
        self._area = area
        self._speller: Speller | None = None
        self._soon = self._timer(SOON_MS)
        self._on = self._timer(0)
        self._document.contentsChange.connect(self._edited)

    @property
    def _document(self) -> QTextDocument:
        """Asked for each time: a document that Python keeps was seen to lose its C++ side while its area lived on."""
        return self._area.document()

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self._look)
        return timer

    @property
    def speller(self) -> Speller | None:
        """Who knows the words; None while nothing is checked."""
        return self._speller

    def check_with(self, speller: Speller | None) -> None:
        """Look through the whole text with `speller`, or mark nothing any more."""
        self._speller = speller
        self.marks.clear()
        if speller is None:
            self.changed.emit()
        else:
            self.marks.all_stale(self._document.characterCount())
            self._on.start()

    @property
    def settled(self) -> bool:
        """Whether all was looked at."""
        return self.marks.stale is None

    def word_at(self, span: Span) -> str:
        """The word that stands at `span`."""
        block = self._document.findBlock(span[0])
        encoded = block.text().encode("utf-16-le", "surrogatepass")
        start = block.position()
        return encoded[2 * (span[0] - start) : 2 * (span[1] - start)].decode("utf-16-le", "replace")

    def _edited(self, at: int, removed: int, added: int) -> None:
        if self._speller is None:
            return
        self.marks.changed(at, removed, added)
        if not self._soon.isActive() and not self._on.isActive():
            self._soon.start()

    def _look(self) -> None:
        until = time.perf_counter() + SLICE_SECONDS
        while self._speller is not None and self.marks.stale is not None:
            self._look_at_next(self._speller, self.marks.stale)
            if time.perf_counter() > until and self.marks.stale is not None:
                self._on.start()
                return
        self.changed.emit()

    def finish(self) -> None:
        """Look at all that is left now, for somebody who waits for it."""
        while self._speller is not None and self.marks.stale is not None:
            self._look_at_next(self._speller, self.marks.stale)
        self.changed.emit()

    def _look_at_next(self, speller: Speller, stale: Span) -> None:
        """The paragraph in which `stale` begins, or a piece of a very long one."""
        block = self._document.findBlock(stale[0])
        if not block.isValid():
            self.marks.looked_at(stale[0], stale[1], ())
            return
        start, text = _piece(block, stale[0])
        places = _Places(text, start)
        found = [(places(word.start), places(word.end)) for word in speller.misspelt(text)]
        end = places(len(text))
        last = end >= block.position() + block.length() - 1
        self.marks.looked_at(start, end + 1 if last else end, found)


def _piece(block: QTextBlock, place: int) -> tuple[int, str]:
    """Where the paragraph begins and its text; of a very long one, a piece around `place`, cut between words.

    The piece always reaches behind `place`, also where no space parts the letters.
    """
    text = block.text()
    if len(text) <= _PIECE:
        return block.position(), text
    units = text.encode("utf-16-le", "surrogatepass")
    inside = len(units[: 2 * (place - block.position())].decode("utf-16-le", "ignore"))
    begin = inside
    for _word in range(2):
        begin = max(text.rfind(" ", 0, max(0, begin - 1)) + 1, begin - _BACK, 0)
    end = text.find(" ", begin + _PIECE, begin + 2 * _PIECE)
    piece = text[begin : end + 1 if end >= 0 else begin + 2 * _PIECE]
    before = len(text[:begin].encode("utf-16-le", "surrogatepass")) // 2
    return block.position() + before, piece


class _Places:
    """Places in a text (code points) as places in the document (UTF-16 units), which differ behind an emoji."""

    def __init__(self, text: str, start: int) -> None:
        self._start = start
        self._units = (
            None
            if text.isascii() or max(text, default="") <= "\uffff"
            else [0, *accumulate(2 if ord(letter) > _BEYOND else 1 for letter in text)]
        )

    def __call__(self, place: int) -> int:
        return self._start + (place if self._units is None else self._units[place])

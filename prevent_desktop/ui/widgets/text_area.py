"""Writing in whole sentences."""

from __future__ import annotations

import math

from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.long_words import MOST_LETTERS, MOST_WRITTEN
from prevent_desktop.ui.widgets.notices import announce
from prevent_desktop.ui.widgets.plain_words import show_tooltip
from prevent_desktop.writing.pasting import clean, refused_picture


class TextArea(QPlainTextEdit):
    """Plain text that grows from `lines` to `most` lines as it is written, then scrolls. Tab leaves it.

    What is pasted becomes plain text without hidden characters. `taking` is true while that is inserted.
    """

    def __init__(
        self, text: str = "", *, lines: int = 4, most: int = 24, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setPlainText(text)
        self._lines = lines
        self._most = most
        self.taking = False
        self.setTabChangesFocus(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)

    def setPlainText(self, text: str) -> None:
        self._wrap_for(text)
        super().setPlainText(text)

    def _wrap_for(self, text: str) -> None:
        """Lines of a paragraph without end may end anywhere: to look for the words in it takes time by the square of its length."""
        if len(text) > MOST_LETTERS and max(map(len, text.splitlines()), default=0) > MOST_LETTERS:
            self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)

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

    # Pasting

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Pictures too, so that they can be refused in words."""
        return source.hasText() or source.hasImage() or source.hasUrls()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Plain text, whatever came with it; never a picture, never a file."""
        if source.hasFormat("text/plain"):
            self.take(source.text())
        elif source.hasImage():
            self.say(refused_picture())
        else:
            self.say(_("Files cannot be pasted into an answer. Add the file as an attachment instead."))

    def take(self, untrusted: str) -> None:
        """Insert `untrusted` as plain text, without what nobody could see in it; then say what was taken out."""
        if len(untrusted) > MOST_WRITTEN:
            self.say(_("That is too long to be pasted. Add it as an attachment instead."))
            return
        cleaned = clean(untrusted)
        self._wrap_for(cleaned.text)
        self.taking = True
        self.insertPlainText(cleaned.text)
        self.taking = False
        self.ensureCursorVisible()
        if cleaned.words:
            self.say(cleaned.words)

    def say(self, words: str) -> None:
        """Tell about what was not taken as it came, to eyes and to a screen reader."""
        show_tooltip(self.viewport().mapToGlobal(self.cursorRect().bottomLeft()), words, self)
        announce(self, words)

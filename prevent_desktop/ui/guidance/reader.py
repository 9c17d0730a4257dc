"""The reading pane. It loads nothing: no picture, no address, no file."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from PySide6.QtCore import QByteArray, QEvent, Qt, QUrl, Signal
from PySide6.QtGui import (
    QAccessible,
    QKeyEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.guidance.markdown import html_of
from prevent_desktop.ui.guidance.search import marks_in
from prevent_desktop.ui.widgets import announce

_SCROLLING = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Space,
    }
)
_THROUGH_LINES = {
    Qt.Key.Key_Up: QTextCursor.MoveOperation.Up,
    Qt.Key.Key_Down: QTextCursor.MoveOperation.Down,
    Qt.Key.Key_Home: QTextCursor.MoveOperation.Start,
    Qt.Key.Key_End: QTextCursor.MoveOperation.End,
}
_HEADING_STEPS = {Qt.KeyboardModifier.NoModifier: 1, Qt.KeyboardModifier.ShiftModifier: -1}
_RING_SPACE = 6
_STEPS = {1: 1.5, 2: 1.2}
"""Sizes of a page's title and of its headings, in sizes of the text: below the title of the screen itself."""
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class Reader(QTextBrowser):
    """Shows CommonMark. Signal `link_chosen(target)` for a link to one of `page_ids`; there are no other links.

    Signal `cursor_moved(rect)` by a key: that place of the pane is to be in sight.
    """

    link_chosen = Signal(str)
    cursor_moved = Signal(object)

    def __init__(self, page_ids: Collection[str] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page_ids = frozenset(page_ids)
        self.document().setDocumentMargin(0)
        self.setProperty("ring_space", _RING_SPACE)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        self.setTextInteractionFlags(
            self.textInteractionFlags() | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAccessibleName(_("Guidance page"))
        self._text, self._heading, self._words = "", 0, ""
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.anchorClicked.connect(lambda url: self.link_chosen.emit(url.toString()))

    def show_text(self, text: str, *, heading: int = 0, words: str = "") -> None:
        """Show another page, the cursor at its heading (0 is the first); `words` that were looked for are marked."""
        self._text, self._heading, self._words = text, heading, words
        self._render()

    def mark(self, words: str) -> None:
        """Underline `words`, which were looked for, on a ground of their own."""
        self._words = words
        self.setExtraSelections(list(self._marked()))

    @property
    def heading_top(self) -> int:
        """How far below the top of the pane the heading stands that was asked for, in pixels; 0 for the first."""
        if not self._heading:
            return 0
        layout = self.document().documentLayout()
        return round(layout.blockBoundingRect(self._headings()[self._heading]).top())

    def _headings(self) -> list[QTextBlock]:
        return [block for block in self._blocks() if block.blockFormat().headingLevel()]

    def loadResource(self, kind: int, name: QUrl | str) -> QByteArray:
        """Nothing is ever loaded. Empty bytes: for no answer at all Qt would read the file itself."""
        del kind, name
        return QByteArray()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the page scrolls

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What scrolls is left to the page; with a screen reader the arrows go through the lines instead.

        H leads to the next heading and Shift+H to the one before, as in a web page.
        """
        if event.key() == Qt.Key.Key_H and event.modifiers() in _HEADING_STEPS:
            self.go_to_heading(_HEADING_STEPS[event.modifiers()])
        elif event.key() in _THROUGH_LINES and event.modifiers() in _PLAIN and QAccessible.isActive():
            self._go_through_lines(_THROUGH_LINES[Qt.Key(event.key())])
        elif event.key() in _SCROLLING and event.modifiers() in _PLAIN:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def go_to_heading(self, step: int) -> None:
        """Put the cursor at the next heading (1) or the one before (-1), and have it said, with its level."""
        here = self.textCursor().blockNumber()
        headings = self._headings()
        after = [one for one in headings if one.blockNumber() > here] or headings[-1:]
        before = [one for one in headings if one.blockNumber() < here] or headings[:1]
        for block in after[:1] if step > 0 else before[-1:]:
            self._go_to(QTextCursor(block))
            level = block.blockFormat().headingLevel()
            announce(self, _("{heading}, heading level {level}").format(heading=block.text(), level=level))

    def _go_through_lines(self, move: QTextCursor.MoveOperation) -> None:
        cursor = self.textCursor()
        cursor.movePosition(move)
        self._go_to(cursor)

    def _go_to(self, cursor: QTextCursor) -> None:
        """Put the cursor there; the page that holds this pane scrolls to it."""
        self.setTextCursor(cursor)
        self.cursor_moved.emit(self.cursorRect(cursor))

    def _fit(self) -> None:
        """As tall as the text: the page scrolls, not the pane."""
        height = round(self.document().size().height()) + 2
        if height != self.height():
            self.setFixedHeight(height)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange, QEvent.Type.PaletteChange}:
            self._render()

    def _render(self) -> None:
        if not self._text:
            return
        size = self.font().pixelSize()
        link = self.palette().link().color().name()
        self.document().setDefaultStyleSheet(
            "h1 { font-weight: 700; margin-top: 0; } h2 { font-weight: 600; margin-top: 18px; } h3 { font-weight: 600; }"
            f"a {{ color: {link}; }} td, th {{ padding: 4px 14px 4px 0; text-align: left; }} li {{ margin-bottom: 4px; }}"
        )
        self.setHtml(html_of(self._text, self._page_ids))
        self._size_headings(size)
        self.setTextCursor(QTextCursor(self._headings()[self._heading]))
        self.mark(self._words)
        self._fit()

    def _size_headings(self, size: int) -> None:
        """Steps as everywhere in the app; those of HTML are larger, and Qt multiplies them with a style sheet's."""
        for block in self._headings():
            cursor = QTextCursor(block)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            look = cursor.charFormat()
            look.clearProperty(QTextFormat.Property.FontSizeAdjustment)
            step = _STEPS.get(block.blockFormat().headingLevel(), 1.0)
            look.setProperty(QTextFormat.Property.FontPixelSize, round(size * step))
            cursor.setCharFormat(look)

    def _blocks(self) -> Iterator[QTextBlock]:
        block = self.document().begin()
        while block.isValid():
            yield block
            block = block.next()

    def _marked(self) -> Iterator[QTextEdit.ExtraSelection]:
        marked = QTextCharFormat()
        marked.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        marked.setBackground(self.palette().highlight())
        marked.setForeground(self.palette().highlightedText())
        marked.setProperty(QTextFormat.Property.FullWidthSelection, False)
        for block in self._blocks() if self._words else ():
            for start, length in marks_in(block.text(), self._words):
                one = QTextEdit.ExtraSelection()
                one.cursor = QTextCursor(block)
                one.cursor.setPosition(block.position() + start)
                one.cursor.setPosition(block.position() + start + length, QTextCursor.MoveMode.KeepAnchor)
                one.format = marked
                yield one

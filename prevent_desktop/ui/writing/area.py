"""Where sentences are typed: plain text only, each paragraph in its own direction, a wave under words to check."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QTextBlock,
    QTextCursor,
)
from PySide6.QtWidgets import QApplication

from prevent_desktop.ui.theme.painted import Painted, tokens_property
from prevent_desktop.ui.widgets.bound_keys import is_key_of
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.ui.widgets.text_area import TextArea
from prevent_desktop.ui.writing.marks import Span
from prevent_desktop.ui.writing.spelling_check import SpellingCheck
from prevent_desktop.writing.differing import differing
from prevent_desktop.writing.pasting import clean
from prevent_desktop.writing.quotations import curly, put_in_quotes

_STRAIGHT = frozenset({'"', "'"})


def paint_wave(painter: QPainter, block: QTextBlock, origin: QPointF, span: Span, wave: QPixmap) -> None:
    """Under the word at `span` of `block`, whose upper left corner is at `origin`."""
    start, end = span[0] - block.position(), span[1] - block.position()
    line = block.layout().lineForTextPosition(start)
    if not line.isValid():
        return
    last = min(end, line.textStart() + line.textLength())
    left, right = sorted((x_of(line.cursorToX(start)), x_of(line.cursorToX(last))))
    y = origin.y() + line.y() + line.ascent() + 1
    height = wave.height() / wave.devicePixelRatio()
    painter.drawTiledPixmap(QRectF(origin.x() + left, y, right - left, height), wave)


def x_of(found: object) -> float:
    """PySide gives the place beside x, in a tuple."""
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]  # a float then


@lru_cache(maxsize=8)
def wave_tile(colour: str, step: int, ratio: float) -> QPixmap:
    """One wave, up and down, `step` px each, to be laid side by side."""
    tile = QPixmap(round(2 * step * ratio), round((step + 3) * ratio))
    tile.setDevicePixelRatio(ratio)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), max(1.2, step * 0.6)))
    painter.drawPolyline([QPointF(x * step, 1 + (step if x % 2 else 0)) for x in range(-1, 4)])
    painter.end()
    return tile


class WritingArea(TextArea, Painted):
    """A text area for whole sentences.

    Signals: `said(words)` when something that was pasted or typed was not taken as it came; `entered()` when it gets
    the keyboard; `words_wanted()`, `phrases_wanted()` for the keys of these; `menu_wanted(QPoint, int)` with the
    place on the screen and in the text.
    """

    said = Signal(str)
    entered = Signal()
    words_wanted = Signal()
    phrases_wanted = Signal()
    menu_wanted = Signal(object, int)

    tokens = tokens_property()

    def __init__(self, *, lines: int = 4, most: int = 24) -> None:
        super().__init__(lines=lines, most=most)
        self.check = SpellingCheck(self)
        self.check.changed.connect(self.viewport().update)
        self.curly = False

    # Typing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of writing; F7, Ctrl+Space, Ctrl+Shift+" and curly marks."""
        with_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        pressed = QKeySequence(event.keyCombination())
        if is_key_of(Shortcut.WORDS_TO_CHECK, pressed):
            self.words_wanted.emit()
        elif is_key_of(Shortcut.PHRASES, pressed):
            self.phrases_wanted.emit()
        elif with_control and event.key() == Qt.Key.Key_QuoteDbl:  # wherever the mark is on this keyboard
            self.quote()
        elif not with_control and self._takes_over(event.text()):
            self._type(event.text())
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """What an input method gives is cleaned like what is pasted."""
        text = event.commitString()
        cleaned = clean(text)
        if cleaned.words:
            event.setCommitString(cleaned.text, event.replacementStart(), event.replacementLength())
            self.say(cleaned.words)
        super().inputMethodEvent(event)

    def _takes_over(self, text: str) -> bool:
        if self.isReadOnly() or not text.isprintable():
            return bool(text) and not self.isReadOnly() and bool(clean(text).turning)
        return self.curly and text in _STRAIGHT

    def _type(self, text: str) -> None:
        if text in _STRAIGHT:
            cursor = self.textCursor()
            before = cursor.block().text()[: cursor.selectionStart() - cursor.block().position()]
            self.insertPlainText(curly(text, before))
        else:
            self.take(text)

    def quote(self) -> None:
        """Put the selection between quotation marks, or both marks around the cursor."""
        if self.isReadOnly():
            return
        cursor = self.textCursor()
        wrapped = put_in_quotes(cursor.selectedText().replace("\u2029", "\n"))
        start = cursor.selectionStart()
        cursor.insertText(wrapped.text)
        cursor.setPosition(start + _units(wrapped.text[: wrapped.caret]))
        self.setTextCursor(cursor)

    def commit_preedit(self) -> None:
        """Take what an input method still holds; one that does not answer to `commit` is not asked again."""
        if self.hasFocus():
            QGuiApplication.inputMethod().commit()
        layout = self.textCursor().block().layout()
        held = layout.preeditAreaText()
        if held:
            event = QInputMethodEvent()
            event.setCommitString(held)
            QApplication.sendEvent(self, event)

    def say(self, words: str) -> None:
        """The line under the area says it."""
        self.said.emit(words)

    def show_text(self, text: str) -> None:
        """Show another text: only the stretch that differs is written anew, and the cursor goes behind it."""
        self._wrap_for(text)
        before = self.toPlainText()
        start, end = differing(before, text)
        gone = (_units(before[:start]), _units(before[: len(before) - end]))
        self.replace(gone, text[start : len(text) - end])

    # What else asks for it

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.entered.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """By the mouse: at the word under it; by the menu key: at the word under the cursor."""
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            place = self.cursorForPosition(event.pos()).position()
            self.menu_wanted.emit(event.globalPos(), place)
        else:
            where = self.viewport().mapToGlobal(self.cursorRect().bottomLeft())
            self.menu_wanted.emit(where, self.textCursor().position())

    def select(self, span: Span) -> None:
        """Select a stretch of the text and show it."""
        cursor = self.textCursor()
        cursor.setPosition(span[0])
        cursor.setPosition(span[1], QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def replace(self, span: Span, text: str) -> None:
        """Write `text` in place of a stretch; it can be undone."""
        cursor = self.textCursor()
        cursor.setPosition(span[0])
        cursor.setPosition(span[1], QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        self.setTextCursor(cursor)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Each paragraph from its own side; then the waves."""
        blocks = list(self._blocks_in(event.rect()))
        for block, _top in blocks:
            _lean(block)
        super().paintEvent(event)
        if self.check.marks.spans and blocks:
            self._paint_waves(blocks, event.rect())

    def _blocks_in(self, part: QRect) -> Iterator[tuple[QTextBlock, float]]:
        """The paragraphs in a part of the viewport with their upper edges in it."""
        block = self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= part.bottom():
            bottom = top + self.blockBoundingRect(block).height()
            if bottom >= part.top():
                yield block, top
            top, block = bottom, block.next()

    def _paint_waves(self, blocks: list[tuple[QTextBlock, float]], part: QRect) -> None:
        painter = QPainter(self.viewport())
        wave = wave_tile(self.colour("danger_text").name(), max(2, self.scaled(2)), self.devicePixelRatioF())
        left = self.contentOffset().x()
        typing = self.being_typed()
        tops = {block.position(): (block, top) for block, top in blocks}
        for span in self._spans_in(part):
            found = tops.get(self.document().findBlock(span[0]).position())
            if span != typing and found is not None:
                paint_wave(painter, found[0], QPointF(left, found[1]), span, wave)
        painter.end()

    def _spans_in(self, part: QRect) -> list[Span]:
        """The words to check in the lines of a part of the viewport."""
        first = self.cursorForPosition(part.topLeft())
        last = self.cursorForPosition(part.bottomRight())
        first.movePosition(QTextCursor.MoveOperation.StartOfLine)
        last.movePosition(QTextCursor.MoveOperation.EndOfLine)
        return self.check.marks.between(first.position(), last.position())

    def being_typed(self) -> Span | None:
        """The word to check at whose end the cursor stands: it may not be whole yet."""
        cursor = self.textCursor()
        span = (
            self.check.marks.at(cursor.position()) if self.hasFocus() and not cursor.hasSelection() else None
        )
        return span if span is not None and span[1] == cursor.position() else None


def _units(text: str) -> int:
    """How many places of a document a text takes: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _lean(block: QTextBlock) -> None:
    """A paragraph that begins in Arabic letters begins at the right; Qt's plain text editor leaves it at the left."""
    layout = block.layout()
    option = layout.textOption()
    if block.textDirection() is Qt.LayoutDirection.RightToLeft:
        wanted = Qt.AlignmentFlag.AlignRight
    else:
        wanted = Qt.AlignmentFlag.AlignLeft
    if option.alignment() != wanted:
        option.setAlignment(wanted)
        layout.setTextOption(option)

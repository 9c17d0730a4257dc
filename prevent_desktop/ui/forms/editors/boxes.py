"""Answers that are typed into one box: short text, web addresses, numbers, times, references, and longer writing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QRect, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from prevent_desktop.questionnaire.values import Value
from prevent_desktop.ui.forms.editors import typed
from prevent_desktop.ui.forms.editors.editor import Editor, FormKeys, Words
from prevent_desktop.ui.widgets import Text, announce, restyle
from prevent_desktop.ui.widgets.answer_line import AnswerLine
from prevent_desktop.ui.widgets.long_words import MOST_WRITTEN, shortened
from prevent_desktop.ui.writing.box import WritingBox
from prevent_desktop.ui.writing.word_count import CharacterLimit
from prevent_desktop.writing.pasting import Cleaned, clean

_LINES = 4
_MOST_LINES = 14
_NEAR_LINES = 7


class BoxEditor(Editor):
    """An editor whose answer is typed into one line, `_box`."""

    _box: QLineEdit

    def set_wrong(self, wrong: bool) -> None:
        """Mark the box."""
        restyle(self._box, "invalid", wrong)

    def focus_target(self) -> QWidget:
        """The box."""
        return self._box

    def caret(self) -> int:
        """The place of the cursor in the line."""
        return self._box.cursorPosition()

    def set_caret(self, position: int) -> None:
        """Put the cursor there."""
        self._box.setCursorPosition(position)

    def select(self, span: tuple[int, int]) -> None:
        """Select that stretch of the line."""
        start, end = span
        self._box.setSelection(start, end - start)


class LineEditor(BoxEditor):
    """One line. `read` turns the text into answers; `characters` is the width of what is expected, 0 for all of it.

    `after` is written behind the box: a unit. `most` is how many characters the form allows.
    """

    def __init__(
        self,
        read: Callable[[str], tuple[Value, ...]],
        *,
        characters: int = 0,
        placeholder: str = "",
        after: str = "",
        most: int | None = None,
    ) -> None:
        super().__init__()
        self._read = read
        self._after = after
        self._showing = False
        self._box = AnswerLine(self)
        self._box.setPlaceholderText(placeholder)
        self._box.installEventFilter(FormKeys(self))
        self._box.textChanged.connect(self._typed)
        self._said: Text | None = None
        row = QHBoxLayout()
        row.addWidget(self._box)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)
        self._column.addLayout(row)
        if after:
            row.addWidget(Text(after, wrap=False))
        if most is not None:
            self._count_characters(most)
        if characters:
            self._box.setMaximumWidth(box_width(self._box, characters))
            row.addStretch(1)

    def _count_characters(self, most: int) -> None:
        """How many of those that the form allows are used up stands below the box while there is something in it."""
        limit, count = CharacterLimit(self._box, most), Text("", "small")
        policy = count.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # so that nothing moves when typing begins
        count.setSizePolicy(policy)
        count.hide()
        self._column.addWidget(count)

        def show(text: str) -> None:
            count.setText(limit.in_words(text))
            count.setVisible(bool(text))

        self._box.textChanged.connect(show)

    def _typed(self, text: str) -> None:
        if self._showing:
            return
        cleaned = clean(text)
        if cleaned.words:
            self._take_cleaned(cleaned)
        self.edited.emit(self._read(cleaned.text))

    def _take_cleaned(self, cleaned: Cleaned) -> None:
        """What was pasted or typed had characters that nobody can see: show it without them, and say so."""
        self._showing = True
        position = len(clean(self._box.text()[: self._box.cursorPosition()]).text)
        self._box.setText(cleaned.text)
        self._box.setCursorPosition(position)
        self._showing = False
        if self._said is None:
            self._said = Text("", "warning")
            self._column.addWidget(self._said)
        self._said.setText(cleaned.words)
        announce(self, cleaned.words)

    def show_answers(self, answers: Sequence[Value]) -> None:
        """Show the first of `answers`; what is typed stays as it is where it means the same.

        While nobody types there, the cursor goes to the end.
        """
        text = typed.shown(answers[0] if answers else None)
        if text == self._box.text() or (answers and tuple(answers) == self._read(self._box.text())):
            return
        self._showing = True
        position = self._box.cursorPosition() if self._box.hasFocus() else len(text)
        self._box.setText(text)
        self._box.setCursorPosition(min(position, len(text)))
        self._showing = False

    def describe(self, words: Words) -> None:
        """Name the box."""
        self._box.setAccessibleName(f"{words.name} {self._after}".strip())
        self._box.setAccessibleDescription(words.description)

    def set_read_only(self) -> None:
        """The box can be read and copied from, not written in."""
        self._box.setReadOnly(True)


def box_width(box: QLineEdit, characters: int) -> int:
    """The width in px of a box for so many digits, with room for the style's own edge."""
    box.ensurePolished()
    return box.fontMetrics().horizontalAdvance("0" * (characters + 1)) + 32


class WritingEditor(Editor):
    """Sentences, in an area that grows. With `own_words` they are what somebody said, word for word.

    `most` is how many characters the form allows. Of a text that could not be laid out the beginning is shown, to be read alone.
    """

    def __init__(self, *, placeholder: str = "", own_words: bool = False, most: int | None = None) -> None:
        super().__init__()
        self._showing = False
        self._is_too_long = self._is_read_only = False
        self._box = WritingBox(
            lines=_LINES, most=_MOST_LINES, own_words=own_words, characters=most, parent=self
        )
        self._area = self._box.area
        self._area.setUndoRedoEnabled(False)
        self._area.setPlaceholderText(placeholder)
        self._area.installEventFilter(FormKeys(self))
        self._area.textChanged.connect(self._typed)
        self._area.cursorPositionChanged.connect(self._tell_cursor)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._box)

    def _typed(self) -> None:
        if not self._showing and not self._is_too_long:
            self.edited.emit(typed.read_string(self._area.toPlainText()))

    def _tell_cursor(self) -> None:
        if self._area.hasFocus():
            QTimer.singleShot(0, self._area, self.cursor_moved.emit)

    def caret_area(self) -> tuple[QWidget, QRect]:
        """The line of the cursor, and what stands under the area where that is near."""
        line, viewport = self._area.cursorRect(), self._area.viewport()
        bottom = viewport.mapFrom(self._box, QPoint(0, self._box.height())).y()
        if bottom - line.bottom() <= _NEAR_LINES * line.height():
            line.setBottom(bottom)
        return viewport, line

    def show_answers(self, answers: Sequence[Value]) -> None:
        """Show the first of `answers`; only what differs is written anew, and the cursor goes there."""
        text = typed.shown(answers[0] if answers else None)
        if text == self._area.toPlainText() or (not text and not self._area.toPlainText().strip()):
            return
        self._is_too_long = len(text) > MOST_WRITTEN
        self._area.setReadOnly(self._is_read_only or self._is_too_long)
        text = shortened(text) if self._is_too_long else text
        self._showing = True
        self._area.show_text(text)
        self._showing = False

    def describe(self, words: Words) -> None:
        """Name the area."""
        self._area.setAccessibleName(words.name)
        self._area.setAccessibleDescription(words.description)

    def set_wrong(self, wrong: bool) -> None:
        """Mark the area."""
        restyle(self._area, "invalid", wrong)

    def set_read_only(self) -> None:
        """The area can be read and copied from, not written in."""
        self._is_read_only = True
        self._area.setReadOnly(True)

    def focus_target(self) -> QWidget:
        """The area."""
        return self._area

    def caret(self) -> int:
        """The place of the cursor in the text."""
        return self._area.textCursor().position()

    def set_caret(self, position: int) -> None:
        """Put the cursor there."""
        cursor = self._area.textCursor()
        cursor.setPosition(min(position, self._area.document().characterCount() - 1))
        self._area.setTextCursor(cursor)

    def select(self, span: tuple[int, int]) -> None:
        """Select that stretch of the text."""
        self._area.select(span)

    def insert(self, text: str) -> None:
        """Add sentences at the cursor, as if they were typed there; not where the area cannot be written in."""
        if self._area.isReadOnly():
            return
        cursor = self._area.textCursor()
        before = self._area.toPlainText()[: cursor.position()]
        cursor.insertText(f"{'' if not before or before[-1].isspace() else ' '}{text}")
        self._area.setTextCursor(cursor)

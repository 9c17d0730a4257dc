"""Steps through the words to check: what may have been meant, change it, leave it, or keep it as one's own word."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets import (
    Field,
    FlowRow,
    Heading,
    PrimaryButton,
    SecondaryButton,
    Text,
    announce,
)
from prevent_desktop.ui.widgets.fitting_dialog import FittingDialog
from prevent_desktop.ui.writing.aids import WritingAids
from prevent_desktop.ui.writing.area import WritingArea
from prevent_desktop.ui.writing.listing import show_rows
from prevent_desktop.ui.writing.marks import Span

_AROUND = 60


class SpellingDialog(FittingDialog):
    """Begins at the cursor and goes round once. Nothing is changed but by the person."""

    def __init__(self, area: WritingArea, aids: WritingAids, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._writing = area
        self._aids = aids
        self._span: Span | None = None
        self.setWindowTitle(_("Words to check"))
        self.word = Heading("", 2)
        self.context = Text("", "muted")
        self.text = QLineEdit()
        self.text.installEventFilter(self)
        self.suggestions = QListWidget()
        self.suggestions.setAccessibleName(_("Suggestions"))
        self.suggestions.currentTextChanged.connect(self._take_suggestion)
        self.suggestions.itemActivated.connect(lambda _item: self.change())
        self.change_button = PrimaryButton(_("&Change"), self.change)
        self.leave_button = SecondaryButton(_("&Leave it"), self.leave)
        self.add_button = SecondaryButton(_("&Add to my words"), self.add)
        self.close_button = SecondaryButton(_("Close"), self.reject)
        self._field = Field(_("Write instead"), self.text)
        self._lay_out()
        self._step(self._start())

    def _lay_out(self) -> None:
        buttons = FlowRow(self.change_button, self.leave_button, self.add_button, self.close_button)
        self.column.add(self.word, self.context, self._field, self.suggestions, buttons)

    def _start(self) -> int:
        """From the word that the cursor is in, or from the cursor on."""
        place = self._writing.textCursor().selectionStart()
        here = self._writing.check.marks.at(place)
        return here[0] if here is not None else place

    def _step(self, place: int) -> None:
        """Go to the first word to check from `place` on."""
        self._span = self._writing.check.marks.following(place)
        if self._span is None:
            self._show_end()
            return
        self._writing.select(self._span)
        word = self._writing.check.word_at(self._span)
        self.word.setText(_("“{word}” is not in the dictionary").format(word=word))
        self.context.setText(self._around(self._span))
        speller = self._writing.check.speller
        found = speller.suggestions(word) if speller is not None else ()
        show_rows(self.suggestions, found)
        self.suggestions.setCurrentRow(0 if found else -1)
        self.text.setText(found[0] if found else word)
        self.text.selectAll()
        self.text.setFocus()
        announce(self, f"{self.word.text()}. {self.context.text()}")

    def _around(self, span: Span) -> str:
        """The words before and behind."""
        block = self._writing.document().findBlock(span[0])
        start = span[0] - block.position()
        text = block.text()
        return f"…{text[max(0, start - _AROUND) : start + _AROUND]}…" if len(text) > 2 * _AROUND else text

    def _show_end(self) -> None:
        self.word.setText(_("No more words to check"))
        announce(self, self.word.text())
        for part in (
            self.context, self._field, self.suggestions, self.change_button, self.leave_button, self.add_button,
        ):  # fmt: skip
            part.hide()
        self.close_button.setFocus()

    def _take_suggestion(self, text: str) -> None:
        if text:
            self.text.setText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys in the line go through the suggestions."""
        if watched is self.text and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down.value: 1, Qt.Key.Key_Up.value: -1}.get(event.key(), 0)
            if step:
                row = max(0, min(self.suggestions.count() - 1, self.suggestions.currentRow() + step))
                self.suggestions.setCurrentRow(row)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.change()
                return True
        return super().eventFilter(watched, event)

    # What the person does

    def change(self) -> None:
        """Write what stands in the line in place of the word."""
        if self._span is None:
            return
        start, text = self._span[0], self.text.text()
        self._writing.replace(self._span, text)
        self._step(start + len(text.encode("utf-16-le")) // 2)

    def leave(self) -> None:
        """The word is right here; do not ask again on this page."""
        self._go_on(self._aids.leave)

    def add(self) -> None:
        """The word is one's own."""
        self._go_on(self._aids.add_own_word)

    def _go_on(self, tell: Callable[[str], None]) -> None:
        if self._span is not None:
            span = self._span
            word = self._writing.check.word_at(span)
            tell(word)
            self._writing.check.finish()
            self._step(span[1])

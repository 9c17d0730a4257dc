"""What every editor of an answer can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from prevent_desktop.questionnaire.values import Value
from prevent_desktop.ui.forms.state.choice import Choice

_SHORTCUT_OVERRIDE = QEvent.Type.ShortcutOverride
"""Looked up once: each event of each box is asked about."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a screen reader says of a question: its text, and hint and error as the description."""

    name: str
    description: str = ""


class Editor(QWidget):
    """Shows the answers to one question and says what the person made of them.

    Signals: `edited(answers)` with a tuple of values at every keystroke or choice, `cursor_moved()` where text is being
    typed in an area that grows. An editor keeps no answer: what it shows came through
    `show_answers` or went out through `edited`.
    """

    edited = Signal(object)
    cursor_moved = Signal()

    def show_answers(self, answers: Sequence[Value]) -> None:
        """Show `answers` without saying that they were edited."""
        raise NotImplementedError

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer other answers than before, where the question is a choice; what is answered stays as it is."""

    def describe(self, words: Words) -> None:
        """Take the words for screen readers."""
        raise NotImplementedError

    def set_wrong(self, wrong: bool) -> None:
        """Mark the boxes as holding something to be mended."""

    def set_read_only(self) -> None:
        """The answer can be read, not changed."""
        self.setEnabled(False)

    def focus_target(self) -> QWidget:
        """The control that takes the focus when the question is gone to."""
        raise NotImplementedError

    def caret_area(self) -> tuple[QWidget, QRect]:
        """What must be in sight while something is typed: a widget and the part of it."""
        return self, self.rect()

    def caret(self) -> int:
        """The place of the text cursor; 0 where there is no text."""
        return 0

    def set_caret(self, position: int) -> None:
        """Put the text cursor there."""

    def select(self, span: tuple[int, int]) -> None:
        """Select that stretch of the text, where there is one."""


class FormKeys(QObject):
    """Lets Ctrl+Z and Ctrl+Shift+Z through to the form, which undoes across fields; a text box would keep them."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Refuse to override the two shortcuts."""
        del watched
        if event.type() is _SHORTCUT_OVERRIDE and isinstance(event, QKeyEvent):
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            if event.matches(undo) or event.matches(redo):
                event.ignore()
                return True
        return False

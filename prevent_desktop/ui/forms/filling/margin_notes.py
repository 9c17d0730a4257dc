"""The words of others, in the column at the right: each begins level with its question, and none lies over another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.ui.forms.column.row_parts import ABOVE, height_at
from prevent_desktop.ui.forms.questions.view import QuestionView
from prevent_desktop.ui.forms.questions.words_beside import WordsBeside
from prevent_desktop.ui.forms.rows.question_list import QuestionList

_GAP = 16
"""Pixels between two notes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Where a note would like to begin, in px from the top of the column, and how high it is; `here`: the keyboard is at its question."""

    at: int
    height: int
    here: bool = False


def margin_places(notes: Sequence[Note], room: int) -> list[int | None]:
    """Where each note begins, in a column that is `room` high; None for one that has no place now.

    That of the question with the keyboard always has one. The others stand level with their questions or a bit lower, as
    long as the question is in sight and there is room.
    """
    found: list[int | None] = [None] * len(notes)
    taken: list[tuple[int, int]] = []
    for number in sorted(range(len(notes)), key=lambda each: (not notes[each].here, notes[each].at)):
        note = notes[number]
        if note.here:
            top = max(0, min(note.at, room - note.height))
        else:
            if not 0 <= note.at < room:
                continue
            top = _below(note, taken)
            if top + note.height > room:
                continue
        found[number] = top
        taken.append((top, top + note.height))
    return found


def _below(note: Note, taken: Sequence[tuple[int, int]]) -> int:
    """Level with its question, or below what is there already."""
    top = note.at
    for begin, end in sorted(taken):
        if top < end + _GAP and begin < top + note.height + _GAP:
            top = end + _GAP
    return top


class MarginNotes(QWidget):
    """Holds the notes of the questions of `column` that are in sight. They stay the questions': Tab comes to them from there."""

    def __init__(self, column: QuestionList) -> None:
        super().__init__()
        self._column = column
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self.arrange)
        column.verticalScrollBar().valueChanged.connect(self._soon.start)
        for told in (
            column.row_built,
            column.row_dropped,
            column.height_changed,
            column.moved,
            column.words_came,
        ):
            told.connect(lambda *_: self._soon.start())

    @property
    def least_height(self) -> int:
        """The height in px of the highest note that may have to stand here."""
        return max((height_at(card, self.width()) for _view, card in self._column.words_beside()), default=0)

    def arrange(self) -> None:
        """Put each note where it belongs now."""
        if not self.isVisible():
            return
        pairs = [(view, card) for view, card in self._column.words_beside() if card.parentWidget() is self]
        notes = [self._note(view, card) for view, card in pairs]
        for (_view, card), note, top in zip(pairs, notes, margin_places(notes, self.height()), strict=True):
            if top is not None:
                card.setGeometry(0, top, self.width(), note.height)
            card.setVisible(top is not None)

    def _note(self, view: QuestionView, card: WordsBeside) -> Note:
        label = view.mapTo(self.window(), QPoint(0, ABOVE)).y() - self.mapTo(self.window(), QPoint(0, 0)).y()
        focus = QApplication.focusWidget()
        here = focus is not None and self._column.path_of(focus) == view.path
        return Note(at=label, height=height_at(card, self.width()), here=here)

    def event(self, event: QEvent) -> bool:
        """A note that became higher or lower moves the others."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._soon.start()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._soon.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._soon.start()

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  # Qt's own name of the argument
        """Tab goes on from the question that the note is about."""
        return self._column.focusNextPrevChild(next)

"""Single letters in the list of the inbox. They count while the list has the keyboard alone, and can be switched off (WCAG 2.1.4)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from prevent_desktop.casework.answer import AnswerKind
from prevent_desktop.ui.widgets import DataTable
from prevent_desktop.ui.widgets.bound_keys import is_key_of
from prevent_desktop.ui.widgets.shortcuts import Shortcut


class InboxLetters(QObject):
    """For `table`. Signal `answer_wanted(key of the row, AnswerKind)`."""

    answer_wanted = Signal(str, object)

    def __init__(self, table: DataTable) -> None:
        super().__init__(table)
        self.on = True
        self._table = table
        self._acts: dict[Shortcut, Callable[[], object]] = {
            Shortcut.NEXT_PACK: lambda: self._move(1),
            Shortcut.PREVIOUS_PACK: lambda: self._move(-1),
            Shortcut.DECIDE: lambda: self._want(AnswerKind.DECISION),
            Shortcut.ASK: lambda: self._want(AnswerKind.QUESTION),
        }
        table.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a letter that is one of ours."""
        if self.on and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            pressed = QKeySequence(event.keyCombination())
            for shortcut, act in self._acts.items():
                if is_key_of(shortcut, pressed):
                    act()
                    return True
        return super().eventFilter(watched, event)

    def _move(self, by: int) -> None:
        row = self._table.currentIndex().row() + by
        if 0 <= row < len(self._table.rows_model.rows):
            self._table.setCurrentIndex(self._table.rows_model.index(row, 0))
            self._table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _want(self, kind: AnswerKind) -> None:
        row = self._table.currentIndex().row()
        if 0 <= row < len(self._table.rows_model.rows):
            self.answer_wanted.emit(self._table.rows_model.rows[row].key, kind)

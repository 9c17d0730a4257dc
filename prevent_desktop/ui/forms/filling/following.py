"""On one page: the section in which the person is, by the keyboard, or by what is seen where that is out of sight."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from prevent_desktop.questionnaire.response import Path
from prevent_desktop.ui.forms.rows.question_list import QuestionList
from prevent_desktop.ui.forms.state.form import FormState


class Following(QObject):
    """Watches `column` scroll. Signal `came()` when another section is seen: nothing is said of it, for nobody went there."""

    came = Signal()

    def __init__(self, state: FormState, column: QuestionList) -> None:
        super().__init__(column)
        self._state, self._column = state, column
        self._soon = QTimer(self)  # the keyboard comes after the page has moved
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._look)
        column.verticalScrollBar().valueChanged.connect(self._soon.start)

    def _look(self) -> None:
        part = self._state.part_of(self._path())
        if self._state.go(part).here:
            self.came.emit()

    def _path(self) -> Path:
        focus = QApplication.focusWidget()
        in_sight = focus is not None and not focus.visibleRegion().isEmpty()
        return (self._column.path_of(focus) if in_sight else None) or self._column.path_seen

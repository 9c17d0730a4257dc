"""One of several entries is removed from a form: told, as long as undoing would bring it back."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.questionnaire.response import Path
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.forms.state.shown_section import Update
from prevent_desktop.ui.routing.navigator import place_of


class Removal(QObject):
    """Signals `removed(QRect)`, where the pressed button was, and `ended()` once something else was done or undone."""

    removed = Signal(QRect)
    ended = Signal()

    def __init__(self, state: FormState, screen: QWidget) -> None:
        super().__init__(screen)
        self._state, self._screen = state, screen
        self._place: QRect | None = None
        self._step: object = None

    def remove(self, path: Path) -> Update:
        """Take the entry at `path` away."""
        self._place = place_of(QApplication.focusWidget() or self._screen)
        update = self._state.remove(path)
        self._step = self._state.last_done
        return update

    def look(self) -> None:
        """Something in the form may have changed, and is shown now."""
        if self._place is not None:
            place, self._place = self._place, None
            self.removed.emit(place)
        elif self._step is not None and self._state.last_done is not self._step:
            self._step = None
            self.ended.emit()

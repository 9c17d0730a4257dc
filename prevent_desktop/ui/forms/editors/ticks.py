"""Yes or no: one tick box that carries the question."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from prevent_desktop.questionnaire.values import Value
from prevent_desktop.ui.forms.editors.editor import Editor, Words
from prevent_desktop.ui.widgets import TickBox, VBox


class TickEditor(Editor):
    """A tick is the answer yes; no tick is no answer, so that the same picture always means the same."""

    def __init__(self, label: str) -> None:
        super().__init__()
        self._tick = TickBox(label, parent=self)
        self._tick.button.clicked.connect(self._clicked)
        column = VBox(self)
        column.addWidget(self._tick)

    def _clicked(self, ticked: bool) -> None:
        self.edited.emit((True,) if ticked else ())

    def show_answers(self, answers: Sequence[Value]) -> None:
        """Tick it for yes."""
        self._tick.set_checked(tuple(answers) == (True,))

    def describe(self, words: Words) -> None:
        """Name the box."""
        self._tick.button.setAccessibleName(words.name)
        self._tick.button.setAccessibleDescription(words.description)

    def focus_target(self) -> QWidget:
        """The box."""
        return self._tick.button

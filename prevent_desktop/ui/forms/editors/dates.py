"""Dates in three boxes, as far as they are known, with a tick beside them; and the same with a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.questionnaire.values import Value
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.editors import typed
from prevent_desktop.ui.forms.editors.boxes import box_width
from prevent_desktop.ui.forms.editors.editor import Editor, FormKeys, Words
from prevent_desktop.ui.widgets import DateBoxes, FlowRow, HBox, TickBox, restyle
from prevent_desktop.ui.widgets.answer_line import AnswerLine
from prevent_desktop.ui.widgets.date_boxes import under_its_name

_CLOCK = 5


class DateEditor(Editor):
    """Day, month and year. With `beside` a tick box follows (approximate): `beside_ticked(bool)` tells of it."""

    beside_ticked = Signal(bool)

    def __init__(self, *, with_time: bool = False, beside: str = "") -> None:
        super().__init__()
        keys = FormKeys(self)
        self._boxes = DateBoxes()
        self._boxes.edited.connect(self._typed)
        for box in (self._boxes.day, self._boxes.month, self._boxes.year):
            box.installEventFilter(keys)
        self._clock = self._clock_box(keys) if with_time else None
        clock = None if self._clock is None else QWidget()
        if self._clock is not None and clock is not None:
            clock.setLayout(under_its_name(clock, self._clock, _("Time")))
        self._tick = TickBox(beside) if beside else None
        if self._tick is not None:
            self._tick.button.clicked.connect(self.beside_ticked)
        parts = [self._boxes, clock, self._tick]
        row = HBox(self)
        row.addWidget(FlowRow(*(part for part in parts if part is not None)), 1)

    def _clock_box(self, keys: FormKeys) -> QLineEdit:
        box = AnswerLine()
        box.setFixedWidth(box_width(box, _CLOCK))
        box.installEventFilter(keys)
        box.textEdited.connect(self._typed)
        return box

    def _read(self) -> tuple[Value, ...]:
        if self._clock is None:
            return typed.read_date(self._boxes.text)
        return typed.read_date_time(self._boxes.text, self._clock.text())

    def _typed(self) -> None:
        self.edited.emit(self._read())

    def show_answers(self, answers: Sequence[Value]) -> None:
        """Show the first of `answers`; what is typed stays as it is where it means the same."""
        if tuple(answers) == self._read():
            return
        value = answers[0] if answers else None
        if self._clock is None:
            self._boxes.set_text(typed.date_text(value))
            return
        day, clock = typed.date_time_texts(value)
        self._boxes.set_text(day)
        self._clock.setText(clock)

    def show_beside(self, ticked: bool) -> None:
        """Show whether the tick beside is set."""
        if self._tick is not None:
            self._tick.set_checked(ticked)

    def describe(self, words: Words) -> None:
        """Name each box by its part and the question."""
        self._boxes.setAccessibleName(words.name)
        self._boxes.setAccessibleDescription(words.description)
        if self._clock is not None:
            self._clock.setAccessibleName(_("{group}: {part}").format(group=words.name, part=_("Time")))
            self._clock.setAccessibleDescription(words.description)
        if self._tick is not None:
            self._tick.button.setAccessibleDescription(words.name)

    def set_wrong(self, wrong: bool) -> None:
        """Mark the boxes."""
        self._boxes.set_invalid(wrong)
        if self._clock is not None:
            restyle(self._clock, "invalid", wrong)

    def set_read_only(self) -> None:
        """The boxes can be read and copied from, not written in."""
        self._boxes.set_read_only(True)
        if self._clock is not None:
            self._clock.setReadOnly(True)
        if self._tick is not None:
            self._tick.setEnabled(False)

    def focus_target(self) -> QWidget:
        """The day."""
        return self._boxes.day

"""Numbers: always typed and always to be read; with buttons to step, or an axis to move along, where the form asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSlider

from prevent_desktop.questionnaire.values import Value
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.editors import typed
from prevent_desktop.ui.forms.editors.boxes import BoxEditor, box_width
from prevent_desktop.ui.forms.editors.editor import FormKeys, Words
from prevent_desktop.ui.widgets import HBox, SecondaryButton, Text, VBox, restyle

_CHARACTERS = 12
_MOST_STEPS = 100_000
_KEYS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1, Qt.Key.Key_PageUp: 10, Qt.Key.Key_PageDown: -10}


@dataclass(frozen=True, slots=True)
class Scale:
    """From where to where a number goes, in which steps; None where there is no end."""

    least: Decimal | None = None
    most: Decimal | None = None
    step: Decimal = Decimal(1)

    @property
    def steps(self) -> int:
        """How many steps there are between both ends; 0 where it has none, or too many for an axis."""
        if self.least is None or self.most is None or self.step <= 0 or self.most <= self.least:
            return 0
        count = (self.most - self.least) / self.step
        return int(count) if count <= _MOST_STEPS else 0

    def within(self, number: Decimal) -> Decimal:
        """The number, or the end that it lies beyond."""
        if self.least is not None and number < self.least:
            return self.least
        return self.most if self.most is not None and number > self.most else number


@dataclass(frozen=True, slots=True)
class Ends:
    """The words at both ends of an axis."""

    lower: str = ""
    upper: str = ""


class _Axis(QSlider):
    """An axis that the wheel does not move in passing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class NumberEditor(BoxEditor):
    """A box for a number, its unit behind it. With `steps` it has − and +, with `axis` an axis below it.

    Up and Down in the box go one step, Page Up and Page Down ten. The axis shows no answer until there is one: it
    says so in words, since it cannot stand nowhere.
    """

    def __init__(
        self,
        read: Callable[[str], tuple[Value, ...]],
        scale: Scale,
        *,
        unit: str = "",
        placeholder: str = "",
        axis: Ends | None = None,
    ) -> None:
        super().__init__()
        self._read = read
        self._scale = scale
        self._unit = unit
        self._showing = False
        self._box = QLineEdit(self)
        self._box.setFixedWidth(box_width(self._box, _CHARACTERS))
        self._box.setPlaceholderText(placeholder)
        self._box.installEventFilter(FormKeys(self))
        self._box.installEventFilter(self)
        self._box.textChanged.connect(self._typed)
        self._less = self._step_button("\N{MINUS SIGN}", _("Less"), -1)
        self._more = self._step_button("+", _("More"), 1)
        self._axis = self._make_axis() if axis is not None and scale.steps else None
        column = VBox(self, spacing=6)
        column.addLayout(self._box_row())
        if self._axis is not None and axis is not None:
            column.addWidget(self._axis)
            column.addLayout(self._end_words(axis))

    def _box_row(self) -> QHBoxLayout:
        row = HBox(spacing=8)
        row.add(self._less, self._box, self._more)
        if self._unit:
            row.addWidget(Text(self._unit, wrap=False))
        row.addStretch(1)
        return row

    def _step_button(self, sign: str, name: str, steps: int) -> SecondaryButton:
        button = SecondaryButton(sign, lambda: self._step(steps), parent=self)
        button.setProperty("compact", True)
        button.setAccessibleName(name)
        button.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        return button

    def _make_axis(self) -> QSlider:
        axis = _Axis(Qt.Orientation.Horizontal, self)
        axis.setRange(0, self._scale.steps)
        axis.setPageStep(max(1, self._scale.steps // 10))
        axis.valueChanged.connect(self._moved)
        return axis

    def _end_words(self, axis: Ends) -> QHBoxLayout:
        row = HBox()
        lower, upper = (
            " ".join(part for part in (typed.shown(number), words) if part)
            for number, words in ((self._scale.least, axis.lower), (self._scale.most, axis.upper))
        )
        right = Text(upper, "small")
        right.setAlignment(Qt.AlignmentFlag.AlignRight)
        row.addWidget(Text(lower, "small"), 1)
        row.addWidget(right, 1)
        return row

    # What the person does

    def _typed(self, text: str) -> None:
        self._move_axis(text)
        if not self._showing:
            self.edited.emit(self._read(text))

    def _moved(self, place: int) -> None:
        if not self._showing and self._scale.least is not None:
            self._box.setText(typed.shown(self._scale.least + place * self._scale.step))

    def _step(self, steps: int) -> None:
        if self._box.isReadOnly():
            return
        number = _number(self._box.text())
        if number is None:
            number = self._scale.least if self._scale.least is not None else Decimal(0)
        else:
            number += steps * self._scale.step
        self._box.setText(typed.shown(self._scale.within(number)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys step."""
        if watched is self._box and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = _KEYS.get(Qt.Key(event.key()))
            if steps is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
                self._step(steps)
                return True
        return super().eventFilter(watched, event)

    # What it shows

    def _move_axis(self, text: str) -> None:
        number, least = _number(text), self._scale.least
        if self._axis is None or least is None:
            return
        was, self._showing = self._showing, True
        place = 0 if number is None else int((self._scale.within(number) - least) / self._scale.step)
        self._axis.setValue(place)
        restyle(self._axis, "unanswered", number is None)
        self._showing = was

    def show_answers(self, answers: Sequence[Value]) -> None:
        """Show the first of `answers`; what is typed stays as it is where it means the same."""
        text = typed.shown(answers[0] if answers else None)
        if text != self._box.text() and not (answers and tuple(answers) == self._read(self._box.text())):
            self._showing = True
            self._box.setText(text)
            self._showing = False
        self._move_axis(self._box.text())

    def describe(self, words: Words) -> None:
        """Name the box, the axis and both buttons."""
        name = f"{words.name} {self._unit}".strip()
        self._box.setAccessibleName(name)
        self._box.setAccessibleDescription(words.description)
        for button, what in ((self._less, _("Less")), (self._more, _("More"))):
            button.setAccessibleName(_("{action}: {question}").format(action=what, question=words.name))
        if self._axis is not None:
            self._axis.setAccessibleName(_("{question}: on an axis").format(question=name))
            self._axis.setAccessibleDescription(words.description)

    def set_read_only(self) -> None:
        """The number can be read and copied, not changed."""
        self._box.setReadOnly(True)
        self._less.hide()
        self._more.hide()
        if self._axis is not None:
            self._axis.setEnabled(False)


def _number(text: str) -> Decimal | None:
    found = typed.read_decimal(text)
    return found[0] if found and isinstance(found[0], Decimal) else None

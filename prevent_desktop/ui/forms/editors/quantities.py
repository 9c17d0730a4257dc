"""A number with its unit."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit

from prevent_desktop.questionnaire.values import Coding, Quantity, Unparsed, Value
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.editors import typed
from prevent_desktop.ui.forms.editors.boxes import BoxEditor, box_width
from prevent_desktop.ui.forms.editors.editor import FormKeys, Words
from prevent_desktop.ui.widgets import CalmComboBox, HBox, Text

_CHARACTERS = 10


class QuantityEditor(BoxEditor):
    """A number; its unit beside it as words, or as a list where the form offers several."""

    def __init__(self, units: Sequence[Coding]) -> None:
        super().__init__()
        self._showing = False
        self._units = [_quantity(unit) for unit in units] or [Quantity()]
        self._box = QLineEdit(self)
        self._box.setFixedWidth(box_width(self._box, _CHARACTERS))
        self._box.installEventFilter(FormKeys(self))
        self._box.textChanged.connect(self._typed)
        row = HBox(self, spacing=8)
        row.addWidget(self._box)
        self._list = self._unit_list(row)
        row.addStretch(1)

    def _unit_list(self, row: QHBoxLayout) -> QComboBox | None:
        if len(self._units) == 1:
            row.addWidget(Text(self._units[0].unit or "", wrap=False, parent=self))
            return None
        units = CalmComboBox(self)
        units.addItems([unit.unit or "" for unit in self._units])
        units.currentIndexChanged.connect(self._typed)
        row.addWidget(units)
        return units

    def _unit(self) -> Quantity:
        return self._units[0 if self._list is None else max(0, self._list.currentIndex())]

    def _read(self) -> tuple[Value, ...]:
        return typed.read_quantity(self._box.text(), self._unit())

    def _typed(self) -> None:
        if not self._showing:
            self.edited.emit(self._read())

    def show_answers(self, answers: Sequence[Value]) -> None:
        """Show the first of `answers`."""
        if tuple(answers) == self._read():
            return
        text, unit = self._parts(answers[0] if answers else None)
        self._showing = True
        self._box.setText(text)
        if self._list is not None and unit is not None:
            self._list.setCurrentIndex(unit)
        self._showing = False

    def _parts(self, value: Value | None) -> tuple[str, int | None]:
        """The number and the index of the unit that a value shows."""
        if isinstance(value, Quantity):
            number = "" if value.value is None else typed.shown(value.value)
            same = [index for index, unit in enumerate(self._units) if _same_unit(unit, value)]
            return number, same[0] if same else None
        if isinstance(value, Unparsed):
            for index, unit in enumerate(self._units):
                if unit.unit and value.text.endswith(f" {unit.unit}"):
                    return value.text.removesuffix(f" {unit.unit}"), index
            return value.text, None
        return (typed.shown(value) if isinstance(value, Decimal) else ""), None

    def describe(self, words: Words) -> None:
        """Name the box by the question and the list by what it is."""
        unit = self._units[0].unit or ""
        self._box.setAccessibleName(words.name if self._list is not None else f"{words.name} {unit}".strip())
        self._box.setAccessibleDescription(words.description)
        if self._list is not None:
            self._list.setAccessibleName(_("Unit: {question}").format(question=words.name))


def _quantity(unit: Coding) -> Quantity:
    return Quantity(unit=unit.display or unit.code, system=unit.system, code=unit.code)


def _same_unit(unit: Quantity, value: Quantity) -> bool:
    return (unit.code is not None and unit.code == value.code) or (
        unit.code is None and unit.unit == value.unit
    )

"""The answers to one question of a table, one to a column."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QRadioButton,
    QWidget,
)

from prevent_desktop.questionnaire.values import Value, same_choice
from prevent_desktop.ui.forms.column.table_widths import CellBox
from prevent_desktop.ui.forms.editors.choices import AnswerGroup, taken_away
from prevent_desktop.ui.forms.editors.editor import Editor, Words
from prevent_desktop.ui.forms.state.choice import Choice
from prevent_desktop.ui.widgets import HBox, Text, VBox, announce


class AnswerColumnsEditor(Editor):
    """One button a column, whose words stand in the head of the table; `widths` are the columns' shares."""

    def __init__(
        self,
        choices: Sequence[Choice],
        *,
        several: bool,
        widths: Sequence[int],
    ) -> None:
        super().__init__()
        self._choices = tuple(choices)
        self._several = several
        self._showing = False
        self._one_only = QButtonGroup(self)
        self._group = AnswerGroup(self)
        self._row = HBox(self._group, spacing=0)
        shares = iter(widths)
        self._buttons = [self._button(choice.label, next(shares)) for choice in choices]
        column = VBox(self)
        column.addWidget(self._group)
        self._said = Text("", "small", parent=self)
        self._said.hide()
        column.addWidget(self._said)

    def _button(self, label: str, share: int) -> QAbstractButton:
        button: QAbstractButton = QCheckBox() if self._several else QRadioButton()
        if not self._several:
            self._one_only.addButton(button)
        button.setAccessibleName(label)
        button.clicked.connect(partial(self._chosen, button))
        self._row.addWidget(CellBox(button, middle=True), share)
        return button

    def _chosen(self, button: QAbstractButton) -> None:
        if self._several and button.isChecked():
            alone = [
                one for one, choice in zip(self._buttons, self._choices, strict=True) if choice.exclusive
            ]
            others = [one for one in self._buttons if one is not button and one.isChecked()]
            gone = [one for one in others if button in alone or one in alone]
            for one in gone:
                one.setChecked(False)
            self._say(taken_away(gone))
        self._typed()

    def _say(self, text: str) -> None:
        self._said.say(text)
        if text:
            announce(self, text)

    def _typed(self) -> None:
        if not self._showing:
            self.edited.emit(self._read())

    def _read(self) -> tuple[Value, ...]:
        pairs = zip(self._choices, self._buttons, strict=True)
        return tuple(choice.value for choice, button in pairs if button.isChecked())

    def show_answers(self, answers: Sequence[Value]) -> None:
        """Choose what `answers` hold."""
        if tuple(answers) == self._read():
            return
        self._showing = True
        self._one_only.setExclusive(False)
        for choice, button in zip(self._choices, self._buttons, strict=True):
            button.setChecked(any(same_choice(choice.value, answer) for answer in answers))
        self._one_only.setExclusive(not self._several)
        self._showing = False

    def describe(self, words: Words) -> None:
        """Name the row, which is said with the first of its buttons that the keyboard comes to."""
        self._group.setAccessibleName(words.name)
        self._group.setAccessibleDescription(words.description)

    def focus_target(self) -> QWidget:
        """The chosen answer, or the first."""
        checked = [button for button in self._buttons if button.isChecked()]
        return (checked or self._buttons)[0]

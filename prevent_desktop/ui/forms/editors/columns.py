"""The answers to one question of a table, one to a column."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from prevent_desktop.questionnaire.values import Absent, AbsentReason, Value
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.choice import Choice, absent_head, same_choice
from prevent_desktop.ui.forms.editors.choices import AnswerGroup, taken_away
from prevent_desktop.ui.forms.editors.editor import Editor, FormKeys, Words
from prevent_desktop.ui.forms.table_widths import CellBox
from prevent_desktop.ui.widgets import HBox, Text, VBox, announce


class AnswerColumnsEditor(Editor):
    """One button a column, whose words stand in the head of the table; `widths` are the columns' shares."""

    def __init__(
        self,
        choices: Sequence[Choice],
        *,
        several: bool,
        absent: Sequence[AbsentReason],
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
        self._absent = {reason: self._button(absent_head(reason), next(shares)) for reason in absent}
        column = VBox(self)
        column.addWidget(self._group)
        self._said = Text("", "small", parent=self)
        self._said.hide()
        column.addWidget(self._said)
        self._because = self._because_box(column) if AbsentReason.NOT_ASKED in self._absent else None

    def _button(self, label: str, share: int) -> QAbstractButton:
        button: QAbstractButton = QCheckBox() if self._several else QRadioButton()
        if not self._several:
            self._one_only.addButton(button)
        button.setAccessibleName(label)
        button.clicked.connect(partial(self._chosen, button))
        self._row.addWidget(CellBox(button, middle=True), share)
        return button

    def _because_box(self, column: QVBoxLayout) -> QLineEdit:
        box = QLineEdit()
        box.setPlaceholderText(_("Why it was not asked"))
        box.setAccessibleName(_("Why it was not asked"))
        box.installEventFilter(FormKeys(self))
        box.textChanged.connect(self._typed)
        box.hide()
        self._absent[AbsentReason.NOT_ASKED].toggled.connect(box.setVisible)
        column.addWidget(box)
        return box

    def _all(self) -> list[QAbstractButton]:
        return [*self._buttons, *self._absent.values()]

    def _chosen(self, button: QAbstractButton) -> None:
        if self._several and button.isChecked():
            alone = [
                one for one, choice in zip(self._buttons, self._choices, strict=True) if choice.exclusive
            ]
            alone += self._absent.values()
            others = [one for one in self._all() if one is not button and one.isChecked()]
            gone = [one for one in others if button in alone or one in alone]
            for one in gone:
                one.setChecked(False)
            self._say(taken_away(gone))
        if button is self._absent.get(AbsentReason.NOT_ASKED) and button.isChecked() and self._because:
            self._because.setFocus(Qt.FocusReason.OtherFocusReason)
        self._typed()

    def _say(self, text: str) -> None:
        self._said.say(text)
        if text:
            announce(self, text)

    def _typed(self) -> None:
        if not self._showing:
            self.edited.emit(self._read())

    def _read(self) -> tuple[Value, ...]:
        for reason, button in self._absent.items():
            if button.isChecked():
                note = self._because.text() if self._because and reason is AbsentReason.NOT_ASKED else ""
                return (Absent(reason, note),)
        pairs = zip(self._choices, self._buttons, strict=True)
        return tuple(choice.value for choice, button in pairs if button.isChecked())

    def show_answers(self, answers: Sequence[Value]) -> None:
        """Choose what `answers` hold."""
        if tuple(answers) == self._read():
            return
        absent = answers[0] if answers and isinstance(answers[0], Absent) else None
        self._showing = True
        self._one_only.setExclusive(False)
        for choice, button in zip(self._choices, self._buttons, strict=True):
            button.setChecked(any(same_choice(choice.value, answer) for answer in answers))
        for reason, button in self._absent.items():
            button.setChecked(absent is not None and absent.reason is reason)
        if self._because is not None:
            self._because.setText(absent.note if absent else "")
        self._one_only.setExclusive(not self._several)
        self._showing = False

    def describe(self, words: Words) -> None:
        """Name the row, which is said with the first of its buttons that the keyboard comes to."""
        self._group.setAccessibleName(words.name)
        self._group.setAccessibleDescription(words.description)

    def focus_target(self) -> QWidget:
        """The chosen answer, or the first."""
        checked = [button for button in self._all() if button.isChecked()]
        return (checked or self._all())[0]

"""Choices: stacked radio buttons, tick boxes where several may hold, and a list to search where there are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QCompleter,
    QGroupBox,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from prevent_desktop.questionnaire.values import Absent, AbsentReason, Coding, Unparsed, Value
from prevent_desktop.translation import _
from prevent_desktop.ui.form.editors.editor import Editor, FormKeys, Words
from prevent_desktop.ui.widgets import OptionRow, restyle

_INDENT = 25


@dataclass(frozen=True, slots=True)
class Choice:
    """One offered answer and its words. An exclusive one cannot stand beside others."""

    value: Value
    label: str
    exclusive: bool = False


def same_choice(one: Value, other: Value) -> bool:
    """Whether two answers are the same choice; of codings, code and system count."""
    if isinstance(one, Coding) and isinstance(other, Coding):
        return one.means(other)
    return type(one) is type(other) and one == other


class AnswerGroup(QGroupBox):
    """Holds the options of one question, so that a screen reader says the question with each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFlat(True)


class CalmComboBox(QComboBox):
    """A list that the wheel does not change in passing."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page."""
        event.ignore()


def _own_words(parent: QWidget, placeholder: str, keys: FormKeys) -> QLineEdit:
    box = QLineEdit(parent)
    box.setPlaceholderText(placeholder)
    box.setAccessibleName(placeholder)
    box.installEventFilter(keys)
    return box


class OptionsEditor(Editor):
    """Stacked options. `several` makes tick boxes of them; `open_label` adds one with own words; `absent` adds why not.

    Of tick boxes, an exclusive option and the reasons for no answer stand alone.
    """

    def __init__(
        self,
        options: Sequence[Choice],
        *,
        several: bool = False,
        open_label: str = "",
        absent: Sequence[AbsentReason] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._options = options
        self._several = several
        self._words = Words("")
        self._showing = False
        self._keys = FormKeys(self)
        self._group = AnswerGroup(self)
        self._column = QVBoxLayout(self._group)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._group)
        self._all: list[QAbstractButton] = []
        self._exclusive = QButtonGroup(self)
        self._buttons = [self._button(option.label) for option in options]
        self._other = self._button(open_label) if open_label else None
        self._other_box = self._add_box(_("In your own words"), self._other) if self._other else None
        self._absent = {reason: self._button(absent_label(reason)) for reason in absent}
        not_asked = self._absent.get(AbsentReason.NOT_ASKED)
        self._because = self._add_box(_("Why it was not asked"), not_asked) if not_asked else None

    def _button(self, label: str) -> QAbstractButton:
        button: QAbstractButton = QCheckBox() if self._several else QRadioButton()
        self._all.append(button)
        if not self._several:
            self._exclusive.addButton(button)
        self._column.addWidget(OptionRow(button, label))
        button.clicked.connect(partial(self._chosen, button))
        return button

    def _add_box(self, placeholder: str, button: QAbstractButton) -> QLineEdit:
        box = _own_words(self._group, placeholder, self._keys)
        box.textChanged.connect(self._typed)
        inset = QWidget()
        around = QVBoxLayout(inset)
        around.setContentsMargins(_INDENT, 4, 0, 8)
        around.addWidget(box)
        inset.hide()
        button.toggled.connect(inset.setVisible)
        self._column.addWidget(inset)
        return box

    def _chosen(self, button: QAbstractButton) -> None:
        if self._several and button.isChecked():
            self._stand_alone(button)
        box = self._box_of(button)
        if box is not None and button.isChecked():
            box.setFocus(Qt.FocusReason.OtherFocusReason)
        self._typed()

    def _box_of(self, button: QAbstractButton) -> QLineEdit | None:
        if button is self._other:
            return self._other_box
        return self._because if button is self._absent.get(AbsentReason.NOT_ASKED) else None

    def _stand_alone(self, button: QAbstractButton) -> None:
        """Of tick boxes: whatever cannot stand beside `button` is unticked."""
        alone = self._alone()
        for other in self._all:
            if other is not button and (button in alone or other in alone):
                other.setChecked(False)

    def _alone(self) -> list[QAbstractButton]:
        exclusive = [
            button for button, option in zip(self._buttons, self._options, strict=True) if option.exclusive
        ]
        return [*exclusive, *self._absent.values()]

    def _typed(self) -> None:
        if not self._showing:
            self.edited.emit(self._read())

    def _read(self) -> tuple[Value, ...]:
        for reason, button in self._absent.items():
            if button.isChecked():
                note = self._because.text() if self._because and reason is AbsentReason.NOT_ASKED else ""
                return (Absent(reason, note),)
        chosen: list[Value] = [
            option.value
            for option, button in zip(self._options, self._buttons, strict=True)
            if button.isChecked()
        ]
        if self._other is not None and self._other_box is not None and self._other.isChecked():
            chosen += [self._other_box.text()] if self._other_box.text().strip() else []
        return tuple(chosen)

    def show_answers(self, answers: Sequence[Value]) -> None:
        """Choose what `answers` hold."""
        if tuple(answers) == self._read():
            return
        self._showing = True
        self._exclusive.setExclusive(False)
        for option, button in zip(self._options, self._buttons, strict=True):
            button.setChecked(any(same_choice(option.value, answer) for answer in answers))
        self._show_other(answers)
        self._show_absent(answers)
        self._exclusive.setExclusive(True)
        self._showing = False

    def _show_other(self, answers: Sequence[Value]) -> None:
        if self._other is None or self._other_box is None:
            return
        own = [answer for answer in answers if isinstance(answer, str) and not self._is_option(answer)]
        self._other.setChecked(bool(own))
        self._other_box.setText(own[0] if own else "")

    def _is_option(self, answer: Value) -> bool:
        return any(same_choice(option.value, answer) for option in self._options)

    def _show_absent(self, answers: Sequence[Value]) -> None:
        absent = answers[0] if answers and isinstance(answers[0], Absent) else None
        for reason, button in self._absent.items():
            button.setChecked(absent is not None and absent.reason is reason)
        if self._because is not None:
            self._because.setText(absent.note if absent else "")

    def describe(self, words: Words) -> None:
        """Name the group; each option tells the question and what is wrong as its description."""
        self._group.setAccessibleName(words.name)
        self._group.setAccessibleDescription(words.description)
        description = f"{words.name} {words.description}".strip()
        for button in self._all:
            button.setAccessibleDescription(description)

    def set_wrong(self, wrong: bool) -> None:
        """The box for own words is marked; options are not wrong by themselves."""
        for box in (self._other_box, self._because):
            if box is not None:
                restyle(box, "invalid", wrong)

    def focus_target(self) -> QWidget:
        """The chosen option, or the first."""
        checked = [button for button in self._all if button.isChecked()]
        return checked[0] if checked else self._all[0]


def absent_label(reason: AbsentReason) -> str:
    """What an option says that stands for no answer."""
    return _("Not asked, because …") if reason is AbsentReason.NOT_ASKED else reason.label


class ListEditor(Editor):
    """A list that is searched by typing any part of an option. With `own_words` other text is an answer too."""

    def __init__(
        self, options: Sequence[Choice], *, own_words: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._options = options
        self._own_words = own_words
        self._showing = False
        self._by_label = {option.label.casefold(): option.value for option in options}
        self._list = CalmComboBox(self)
        self._list.setEditable(True)
        self._list.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self._list.addItems([option.label for option in options])
        self._list.setCurrentIndex(-1)
        self._box = self._search_box()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._list)

    def _search_box(self) -> QLineEdit:
        box = self._list.lineEdit()
        if box is None:  # pragma: no cover - an editable list always has one
            raise RuntimeError("an editable list has a box")
        box.setPlaceholderText(_("Choose, or type to search"))
        box.installEventFilter(FormKeys(self))
        box.textChanged.connect(self._typed)
        completer = QCompleter(self._list.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self._list.setCompleter(completer)
        return box

    def _read(self) -> tuple[Value, ...]:
        text = self._box.text()
        found = self._by_label.get(text.strip().casefold())
        if found is not None or not text.strip():
            return () if found is None else (found,)
        return (text,) if self._own_words else (Unparsed(text),)

    def _typed(self) -> None:
        if not self._showing:
            self.edited.emit(self._read())

    def show_answers(self, answers: Sequence[Value]) -> None:
        """Show the first of `answers`."""
        if tuple(answers) == self._read():
            return
        self._showing = True
        self._box.setText(self._label(answers[0]) if answers else "")
        self._showing = False

    def _label(self, value: Value) -> str:
        for option in self._options:
            if same_choice(option.value, value):
                return option.label
        match value:
            case Unparsed(text=text):
                return text
            case Coding():
                return value.display or value.code or ""
            case str():
                return value
        return ""

    def describe(self, words: Words) -> None:
        """Name the list and the box in it."""
        for widget in (self._list, self._box):
            widget.setAccessibleName(words.name)
            widget.setAccessibleDescription(words.description)

    def set_wrong(self, wrong: bool) -> None:
        """Mark the list."""
        restyle(self._list, "invalid", wrong)

    def focus_target(self) -> QWidget:
        """The list."""
        return self._list

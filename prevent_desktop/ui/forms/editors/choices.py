"""Choices as options to see at once: radio buttons, or tick boxes where several may hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from prevent_desktop.formatting import each_of
from prevent_desktop.questionnaire.values import Absent, Value, same_choice
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.editors.editor import Editor, FormKeys, Words
from prevent_desktop.ui.forms.state.choice import Choice, choice_words
from prevent_desktop.ui.widgets import FlowRow, OptionRow, Text, VBox, announce, restyle
from prevent_desktop.ui.widgets.pictures import Picture

_INDENT = 25
_GAP = 3
_PICTURE = 180
_GAP_BESIDE = 22
_LONG = 32
"""Letters of an option from which on options are never put side by side."""


class AnswerGroup(QWidget):
    """Holds the options of one question: a screen reader says its name, the question, before the first of them."""


def taken_away(buttons: Sequence[QAbstractButton]) -> str:
    """What to say of answers that gave way to one that stands alone; nothing where there are none."""
    names = each_of(_("“{answer}”").format(answer=one.accessibleName()) for one in buttons)
    return _("Taken away: {answers}. Ctrl+Z brings it back.").format(answers=names) if names else ""


@dataclass(frozen=True, slots=True)
class AnswerStyle:
    """How options stand.

    `several` makes tick boxes, `beside` puts short ones side by side, `columns` under each other in so many columns; `open_label` adds one with own words.
    """

    several: bool = False
    beside: bool = False
    columns: int = 1
    open_label: str = ""


@dataclass(slots=True)
class _Entry:
    """An option on the screen. A stray one is an answer that is not (or no longer) offered."""

    choice: Choice
    row: OptionRow
    stray: bool = False

    @property
    def button(self) -> QAbstractButton:
        return self.row.button


class OptionsEditor(Editor):
    """Options, one below the other or side by side. Of tick boxes, exclusive ones stand alone."""

    def __init__(self, choices: Sequence[Choice], style: AnswerStyle | None = None) -> None:
        super().__init__()
        self._answer_style = style or AnswerStyle()
        self._choices: tuple[Choice, ...] = ()
        self._words = Words("")
        self._showing = False
        self._keys = FormKeys(self)
        self._group = AnswerGroup(self)
        self._column = VBox(self._group, spacing=_GAP)
        whole = VBox(self)
        whole.addWidget(self._group)
        self._one_only = QButtonGroup(self)
        self._entries: list[_Entry] = []
        self._places = self._offered_places(choices)
        self._fixed: list[QAbstractButton] = []
        self._fixed_places = self._places_beside() if self._beside else self._column
        self._other = (
            self._fixed_option(self._answer_style.open_label) if self._answer_style.open_label else None
        )
        self._other_box = self._add_box(_("In your own words"), self._other) if self._other else None
        self._said = Text("", "small")
        self._said.hide()
        self._column.addWidget(self._said)
        self.offer(choices)

    def _offered_places(self, choices: Sequence[Choice]) -> QLayout:
        """Where the options stand that can come and go: above what is always there."""
        self._beside = self._answer_style.beside and all(len(choice.label) < _LONG for choice in choices)
        if self._beside:
            return self._places_beside()
        places: QLayout = QGridLayout() if self._answer_style.columns > 1 else QVBoxLayout()
        places.setSpacing(_GAP)
        self._column.addLayout(places)
        return places

    def _places_beside(self) -> QLayout:
        row = FlowRow(gap=_GAP_BESIDE, between=_GAP)
        self._column.addWidget(row)
        return row.flow

    # Options

    def offer(self, choices: Sequence[Choice]) -> None:
        """Offer other answers; options that stay keep the focus, and what is chosen stays chosen."""
        if tuple(choices) == self._choices and self._entries:
            return
        answers = self._read()
        self._choices = tuple(choices)
        self._set_entries([*choices], self._strays(answers))
        self._check(answers)

    def _strays(self, answers: Iterable[Value]) -> list[Choice]:
        return [
            Choice(answer, choice_words(answer))
            for answer in answers
            if not isinstance(answer, Absent)
            and not self._is_offered(answer)
            and not (self._other is not None and isinstance(answer, str))
        ]

    def _is_offered(self, answer: Value) -> bool:
        return any(same_choice(choice.value, answer) for choice in self._choices)

    def _set_entries(self, choices: Sequence[Choice], strays: Sequence[Choice]) -> None:
        """Have exactly these options, those kept that are there already."""
        wanted = [(choice, False) for choice in choices] + [(choice, True) for choice in strays]
        focus = QApplication.focusWidget()
        kept = {(entry.choice, entry.stray): entry for entry in self._entries}
        entries = [kept.pop(one) if one in kept else self._entry(*one) for one in wanted]
        while self._places.count():
            self._places.takeAt(0)
        self._entries = entries
        for number, entry in enumerate(entries):
            self._put(entry.row, number)
            self._read_before_the_rest(entry.row)
        for gone in kept.values():
            self._one_only.removeButton(gone.button)
            had_focus = gone.button is focus
            gone.row.hide()
            gone.row.setParent(None)
            gone.row.deleteLater()
            if had_focus and self._buttons():
                self.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
        self._order_buttons()
        self._describe_buttons()

    def _put(self, row: QWidget, number: int) -> None:
        if isinstance(self._places, QGridLayout):
            self._places.addWidget(
                row, number // self._answer_style.columns, number % self._answer_style.columns
            )
        else:
            self._places.addWidget(row)

    def _read_before_the_rest(self, row: QWidget) -> None:
        """Screen readers go by the order of the children: the options in their order, then what is always there."""
        rest = self._fixed[0].parentWidget() if self._fixed else self._said
        if self._beside or rest is None:
            row.raise_()
        else:
            row.stackUnder(rest)

    def _order_buttons(self) -> None:
        """The first radio button stands for the set: Tab goes to it where none is chosen."""
        if not self._answer_style.several:
            for button in self._buttons():
                self._one_only.removeButton(button)
                self._one_only.addButton(button)

    def _entry(self, choice: Choice, stray: bool) -> _Entry:  # called with pairs
        detail = ""
        if stray:
            detail = _("No longer offered here. It stays until you choose something else.")
        elif choice.exclusive and self._answer_style.several:
            detail = _("Choosing this clears the others.")
        button = self._new_button()
        picture = Picture(choice.image, choice.label, widest=_PICTURE) if choice.image else None
        row = OptionRow(button, choice.label, detail, rich=choice.rich, picture=picture)
        row.label.setWordWrap(not self._beside)
        return _Entry(choice, row, stray)

    def _new_button(self) -> QAbstractButton:
        button: QAbstractButton = QCheckBox() if self._answer_style.several else QRadioButton()
        if not self._answer_style.several:
            self._one_only.addButton(button)
        button.clicked.connect(partial(self._chosen, button))
        return button

    def _fixed_option(self, label: str) -> QAbstractButton:
        button = self._new_button()
        self._fixed.append(button)
        row = OptionRow(button, label)
        row.label.setWordWrap(not self._beside)
        self._fixed_places.addWidget(row)
        return button

    def _add_box(self, placeholder: str, button: QAbstractButton) -> QLineEdit:
        box = QLineEdit()
        box.setPlaceholderText(placeholder)
        box.setAccessibleName(placeholder)
        box.installEventFilter(self._keys)
        box.textChanged.connect(self._typed)
        inset = QWidget()
        around = VBox(inset, margins=(_INDENT, 4, 0, 8))
        around.addWidget(box)
        inset.hide()
        button.toggled.connect(inset.setVisible)
        self._column.addWidget(inset)
        return box

    def _buttons(self) -> list[QAbstractButton]:
        return [*(entry.button for entry in self._entries), *self._fixed]

    # Choosing

    def _chosen(self, button: QAbstractButton) -> None:
        self._say("")
        if self._answer_style.several and button.isChecked():
            self._stand_alone(button)
        box = self._box_of(button)
        if box is not None and button.isChecked():
            box.setFocus(Qt.FocusReason.OtherFocusReason)
        self._typed()

    def _box_of(self, button: QAbstractButton) -> QLineEdit | None:
        return self._other_box if button is self._other else None

    def _stand_alone(self, button: QAbstractButton) -> None:
        """Of tick boxes: whatever cannot stand beside `button` is unticked, and told."""
        alone = self._alone()
        others = [one for one in self._buttons() if one is not button and one.isChecked()]
        gone = [one for one in others if button in alone or one in alone]
        for one in gone:
            one.setChecked(False)
        self._say(taken_away(gone))

    def _alone(self) -> list[QAbstractButton]:
        return [entry.button for entry in self._entries if entry.choice.exclusive]

    def _say(self, text: str) -> None:
        self._said.say(text)
        if text:
            announce(self, text)

    def _typed(self) -> None:
        if not self._showing:
            self.edited.emit(self._read())

    def _read(self) -> tuple[Value, ...]:
        chosen = [entry.choice.value for entry in self._entries if entry.button.isChecked()]
        if self._other is not None and self._other_box is not None and self._other.isChecked():
            chosen += [self._other_box.text()] if self._other_box.text().strip() else []
        return tuple(chosen)

    # Showing

    def show_answers(self, answers: Sequence[Value]) -> None:
        """Choose what `answers` hold."""
        if tuple(answers) == self._read():
            return
        self._say("")
        strays = self._strays(answers)
        if strays or any(entry.stray for entry in self._entries):
            self._set_entries(self._choices, strays)
        self._check(answers)

    def _check(self, answers: Sequence[Value]) -> None:
        self._showing = True
        self._one_only.setExclusive(False)
        for entry in self._entries:
            entry.button.setChecked(any(same_choice(entry.choice.value, answer) for answer in answers))
        self._show_other(answers)
        self._one_only.setExclusive(not self._answer_style.several)
        self._showing = False

    def _show_other(self, answers: Sequence[Value]) -> None:
        if self._other is None or self._other_box is None:
            return
        own = [answer for answer in answers if isinstance(answer, str) and not self._is_offered(answer)]
        if own or not (self._other.isChecked() and not self._other_box.text().strip() and not answers):
            self._other.setChecked(bool(own))
        self._other_box.setText(own[0] if own else "")

    def describe(self, words: Words) -> None:
        """Name the group, which is said with the first of its options that the keyboard comes to."""
        self._words = words
        self._group.setAccessibleName(words.name)
        self._group.setAccessibleDescription(words.description)
        self._describe_buttons()

    def _describe_buttons(self) -> None:
        details = {id(entry.button): entry.row.detail for entry in self._entries}
        for button in self._buttons():
            button.setAccessibleDescription(details.get(id(button), ""))

    def set_wrong(self, wrong: bool) -> None:
        """The box for own words is marked; options are not wrong by themselves."""
        if self._other_box is not None:
            restyle(self._other_box, "invalid", wrong)

    def focus_target(self) -> QWidget:
        """The chosen option, or the first; the group where nothing is offered."""
        buttons = self._buttons()
        checked = [button for button in buttons if button.isChecked()]
        return next(iter([*checked, *buttons]), self._group)

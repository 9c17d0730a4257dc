"""Several answers to one question, each in a box of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.questionnaire.values import Absent, Value
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.editors.editor import Editor, Words
from prevent_desktop.ui.forms.state.choice import Choice
from prevent_desktop.ui.widgets import HBox, LinkButton, VBox


class RepeatedEditor(Editor):
    """One editor made by `make` for each answer, a link to add one, and a link to take each away."""

    def __init__(self, make: Callable[[], Editor]) -> None:
        super().__init__()
        self._make = make
        self._words = Words("")
        self._wrong = False
        self._choices: tuple[Choice, ...] | None = None
        self._editors: list[Editor] = []
        self._lines: list[QWidget] = []
        self._shown: list[tuple[Value, ...]] = []
        self._list = VBox(spacing=8)
        self._add = LinkButton(_("Add another"), self._add_one)
        column = VBox(self, spacing=8)
        column.addLayout(self._list)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        self._build([()])

    def _flat(self) -> tuple[Value, ...]:
        return tuple(answer for part in self._shown for answer in part)

    def show_answers(self, answers: Sequence[Value]) -> None:
        """One box for each of `answers`; an empty one where there is none."""
        plain = [answer for answer in answers if not isinstance(answer, Absent)]
        if tuple(plain) != self._flat():
            self._build([(answer,) for answer in plain] or [()])

    def _build(self, parts: list[tuple[Value, ...]]) -> None:
        for line in self._lines:
            line.hide()
            self._list.removeWidget(line)
            line.deleteLater()
        self._editors, self._lines, self._shown = [], [], []
        for part in parts:
            self._append(part)

    def _append(self, part: tuple[Value, ...]) -> Editor:
        editor = self._make()
        if self._choices is not None:
            editor.offer(self._choices)
        self._shown.append(part)
        self._editors.append(editor)
        self._lines.append(self._line(editor))
        editor.show_answers(part)
        editor.edited.connect(partial(self._edited, editor))
        editor.cursor_moved.connect(self.cursor_moved)
        self.describe(self._words)
        self.set_wrong(self._wrong)
        return editor

    def _line(self, editor: Editor) -> QWidget:
        line = QWidget()
        row = HBox(line, spacing=12)
        row.addWidget(editor, 1)
        if self._lines:
            remove = LinkButton(
                _("Remove"), name=_("Remove answer {number}").format(number=len(self._lines) + 1)
            )
            remove.clicked.connect(partial(self._remove, editor))
            row.addWidget(remove)
        self._list.addWidget(line)
        line.setVisible(True)
        line.stackUnder(self._add)
        return line

    def _edited(self, editor: Editor, answers: tuple[Value, ...]) -> None:
        self._shown[self._editors.index(editor)] = answers
        self.edited.emit(self._flat())

    def caret_area(self) -> tuple[QWidget, QRect]:
        """That of the box with the focus."""
        held = (editor for editor in self._editors if editor.focus_target().hasFocus())
        editor = next(held, None)
        return (self, self.rect()) if editor is None else editor.caret_area()

    def _add_one(self) -> None:
        self._append(()).focus_target().setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self, editor: Editor) -> None:
        index = self._editors.index(editor)
        self._build(self._shown[:index] + self._shown[index + 1 :])
        self._editors[index - 1].focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit(self._flat())

    def offer(self, choices: Sequence[Choice]) -> None:
        """Every box offers them, and so does the next one."""
        self._choices = tuple(choices)
        for editor in self._editors:
            editor.offer(choices)

    def describe(self, words: Words) -> None:
        """Name each box by the question, and by its number where there are several."""
        self._words = words
        for number, editor in enumerate(self._editors, start=1):
            name = words.name if len(self._editors) == 1 else f"{words.name} ({number})"
            editor.describe(Words(name, words.description))
        self._add.setAccessibleName(
            _("{action}: {question}").format(action=self._add.text(), question=words.name)
        )

    def set_wrong(self, wrong: bool) -> None:
        """Mark every box."""
        self._wrong = wrong
        for editor in self._editors:
            editor.set_wrong(wrong)

    def set_read_only(self) -> None:
        """The answers can be read, and none added or taken away."""
        self._add.hide()
        for line in self._lines:
            for remove in line.findChildren(LinkButton):
                remove.hide()
        for editor in self._editors:
            editor.set_read_only()

    def focus_target(self) -> QWidget:
        """The first box."""
        return self._editors[0].focus_target()

"""The rows of a section: titles, notes, questions with all that belongs to them, and the end with its buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from prevent_desktop.questionnaire.items import Item
from prevent_desktop.questionnaire.problems import Problem, Severity
from prevent_desktop.questionnaire.values import AbsentReason, Value
from prevent_desktop.translation import _
from prevent_desktop.ui.form.editors.absence_bar import AbsenceBar
from prevent_desktop.ui.form.editors.dates import DateEditor
from prevent_desktop.ui.form.editors.editor import Words
from prevent_desktop.ui.form.editors.factory import carries_its_words, make_editor, takes_absence
from prevent_desktop.ui.form.editors.files import AttachmentEditor
from prevent_desktop.ui.form.help_card import Help, HelpCard
from prevent_desktop.ui.widgets import (
    FlowRow,
    Heading,
    LinkButton,
    PrimaryButton,
    SecondaryButton,
    Text,
    announce,
    restyle,
)

SIDE = 6
"""Room at both sides of a row, in px, where the ring of the focus lies."""

_BELOW = 20
_INDENT = 22
_DEEPEST = 2


def _level(depth: int) -> int:
    return 3 if depth else 2


def _column(row: QWidget, *, below: int, depth: int = 0) -> QVBoxLayout:
    column = QVBoxLayout(row)
    column.setContentsMargins(SIDE + min(depth, _DEEPEST) * _INDENT, 2, SIDE, below)
    column.setSpacing(5)
    return column


def _add_heading(column: QVBoxLayout, heading: Heading, hint: str) -> None:
    column.addWidget(heading)
    if hint:
        column.addWidget(Text(hint, "small"))


class TitleRow(QWidget):
    """The heading of the section."""

    def __init__(self, title: str, hint: str) -> None:
        super().__init__()
        _add_heading(_column(self, below=14), Heading(title, 1), hint)


class HeadingRow(QWidget):
    """The heading of a group; an inner one is smaller and set in."""

    def __init__(self, title: str, hint: str, depth: int) -> None:
        super().__init__()
        _add_heading(_column(self, below=8, depth=depth), Heading(title, _level(depth)), hint)


class NoteRow(QWidget):
    """Something to read."""

    def __init__(self, text: str, depth: int) -> None:
        super().__init__()
        _column(self, below=_BELOW, depth=depth).addWidget(Text(text))


class OccurrenceRow(QWidget):
    """Which of several this is, with a way to take it away. Signal `remove_wanted`."""

    remove_wanted = Signal()

    def __init__(self, title: str, number: int, hint: str, depth: int) -> None:
        super().__init__()
        words = _("{group} {number}").format(group=title, number=number)
        remove = LinkButton(_("Remove"), name=_("Remove {what}").format(what=words))
        remove.clicked.connect(self.remove_wanted)
        line = QHBoxLayout()
        line.addWidget(Heading(words, _level(depth)), 1)
        line.addWidget(remove)
        column = _column(self, below=8, depth=depth)
        column.addLayout(line)
        if hint:
            column.addWidget(Text(hint, "small"))


class AddRow(QWidget):
    """A way to one more of a group. Signal `add_wanted`."""

    add_wanted = Signal()

    def __init__(self, title: str, depth: int) -> None:
        super().__init__()
        add = SecondaryButton(_("Add another"))
        add.setAccessibleName(_("Add another: {group}").format(group=title))
        add.clicked.connect(self.add_wanted)
        _column(self, below=_BELOW, depth=depth).addWidget(add, 0, Qt.AlignmentFlag.AlignLeft)


class EndRow(QWidget):
    """The end of a section: on, and perhaps one more. Signals `continue_wanted`, `add_wanted`."""

    continue_wanted = Signal()
    add_wanted = Signal()

    def __init__(self, add: str) -> None:
        super().__init__()
        proceed = PrimaryButton(_("&Continue"))
        proceed.clicked.connect(self.continue_wanted)
        buttons: list[QWidget] = [proceed]
        if add:
            another = SecondaryButton(_("&Add another"))
            another.setAccessibleName(_("Add another: {group}").format(group=add))
            another.clicked.connect(self.add_wanted)
            buttons.append(another)
        _column(self, below=32).addWidget(FlowRow(*buttons, gap=12))


class QuestionRow(QWidget):
    """One question: its words, hint and error, its editor, and the reasons for no answer.

    Signals: `edited(answers)`, `beside_ticked(bool)`, `said_absent(Absent)`, `withdrew_absent()`, `file_wanted()`,
    `guidance_wanted(page)`, `cursor_moved()` in an area that grows.
    """

    edited = Signal(object)
    beside_ticked = Signal(bool)
    said_absent = Signal(object)
    withdrew_absent = Signal()
    file_wanted = Signal()
    guidance_wanted = Signal(str)
    cursor_moved = Signal()

    def __init__(
        self, item: Item, *, reasons: Sequence[AbsentReason], beside: str, words: Help, depth: int
    ) -> None:
        super().__init__()
        self._item = item
        self._help = words
        self._error: Text | None = None
        self._card: HelpCard | None = None
        self._column = _column(self, below=_BELOW, depth=depth)
        self._add_words()
        inside = takes_absence(item)
        self.editor = make_editor(item, absent=reasons if inside else (), beside=beside)
        self.editor.edited.connect(self.edited)
        self.editor.cursor_moved.connect(self.cursor_moved)
        self._connect_more()
        self._column.addWidget(self.editor)
        self._absence = AbsenceBar(reasons) if reasons and not inside else None
        if self._absence is not None:
            self._absence.chosen.connect(self.said_absent)
            self._absence.withdrawn.connect(self.withdrew_absent)
            self._absence.describe(self.question)
            self._column.addWidget(self._absence)
        if item.read_only:
            self.editor.set_read_only()
        self._describe()

    @property
    def question(self) -> str:
        """The words of the question."""
        return f"{self._item.prefix} {self._item.text or self._item.label}".strip()

    def _add_words(self) -> None:
        if not carries_its_words(self._item):
            self._column.addWidget(Text(self.question, "strong"))
        if self._item.hint:
            self._column.addWidget(Text(self._item.hint, "small"))
        self._why = LinkButton(
            _("Why we ask"), name=_("Why we ask: {question}").format(question=self.question)
        )
        self._why.clicked.connect(self.toggle_help)
        self._why.hide()
        self._column.addWidget(self._why, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect_more(self) -> None:
        if isinstance(self.editor, DateEditor):
            self.editor.beside_ticked.connect(self.beside_ticked)
        if isinstance(self.editor, AttachmentEditor):
            self.editor.file_wanted.connect(self.file_wanted)

    # What it shows

    def show_answers(self, answers: Sequence[Value], *, beside: bool) -> None:
        """Show `answers`, and whether the tick beside a date is set."""
        self.editor.show_answers(answers)
        if isinstance(self.editor, DateEditor):
            self.editor.show_beside(beside)
        if self._absence is not None:
            self._absence.show_answers(answers)

    def show_problems(self, problems: Sequence[Problem], *, say: bool = False) -> None:
        """Show what is wrong beside the question; `say` has a screen reader read it out."""
        text = "\n".join(problem.message for problem in problems)
        wrong = any(problem.severity is Severity.ERROR for problem in problems)
        if self._error is None and text:
            self._error = Text("", "error")
            self._column.insertWidget(self._column.indexOf(self.editor), self._error)
            self._error.stackUnder(self.editor)
        if self._error is not None:
            self._error.setText(text)
            self._error.setVisible(bool(text))
            restyle(self._error, "kind", "error" if wrong else "warning")
        self.editor.set_wrong(wrong)
        self._describe()
        if say and text:
            announce(self, text)

    def _describe(self) -> None:
        error = self._error.text() if self._error is not None and not self._error.isHidden() else ""
        description = " ".join(part for part in (error, self._item.hint) if part)
        self.editor.describe(Words(self.question, description))

    # Help in place, where there is no room beside

    def offer_help(self, here: bool) -> None:
        """Whether help is shown inside this row, on demand."""
        self._why.setVisible(here and bool(self._help))
        if not here and self._card is not None:
            self._card.hide()

    def toggle_help(self) -> None:
        """Show the help of this question under its words, or put it away."""
        if self._card is None:
            self._card = HelpCard(self)
            self._card.guidance_wanted.connect(self.guidance_wanted)
            self._card.show_help(self._help)
            self._column.insertWidget(self._column.indexOf(self._why) + 1, self._card)
            self._card.stackUnder(self.editor)
        else:
            self._card.setVisible(self._card.isHidden())
        if self._card.isVisible():
            self._card.take_focus()

"""One question on the screen: its words, hint and error, its editor, and the reasons for no answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from prevent_desktop.questionnaire.problems import Problem, Severity
from prevent_desktop.questionnaire.values import Absent, Value
from prevent_desktop.questionnaire.words import in_words
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.column.row_parts import BELOW, column_of
from prevent_desktop.ui.forms.column.table_widths import CellBox
from prevent_desktop.ui.forms.editors.boxes import WritingEditor
from prevent_desktop.ui.forms.editors.dates import DateEditor
from prevent_desktop.ui.forms.editors.editor import Editor, Words
from prevent_desktop.ui.forms.editors.factory import Asked, carries_its_words, make_editor
from prevent_desktop.ui.forms.editors.files import AttachmentEditor
from prevent_desktop.ui.forms.questions.editor_place import EditorPlace
from prevent_desktop.ui.forms.questions.help_card import HelpCard
from prevent_desktop.ui.forms.questions.not_known import NotKnown
from prevent_desktop.ui.forms.questions.question import Question, Standing
from prevent_desktop.ui.forms.questions.words_beside import WordsBeside
from prevent_desktop.ui.forms.state.choice import Choice, Lack
from prevent_desktop.ui.widgets import (
    HairLine,
    HBox,
    LinkButton,
    RichText,
    Text,
    VBox,
    announce,
    restyle,
)
from prevent_desktop.ui.widgets.pictures import Picture
from prevent_desktop.workflows.forms.carried_over import CarriedOver
from prevent_desktop.workflows.forms.words_of_others import WordsOfOther


class QuestionView(QWidget):
    """Paints a `Question`.

    Signals: `edited(answers)`, `beside_ticked(bool)`, `said_absent(Absent)`, `withdrew_absent()`, `file_wanted()`, `file_came(path)`,
    `guidance_wanted(page)`, `work_out_wanted()`, `use_wanted()`, `cursor_moved()` in an area that grows.
    """

    edited = Signal(object)
    beside_ticked = Signal(bool)
    said_absent = Signal(object)
    withdrew_absent = Signal()
    file_wanted = Signal()
    file_came = Signal(object)
    guidance_wanted = Signal(str)
    work_out_wanted = Signal()
    use_wanted = Signal()
    cursor_moved = Signal()

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.path = question.path
        self._question = question
        self.item = question.item
        self._label = question.label
        self._help = question.words
        self._answers: tuple[Value, ...] = ()
        self._error: Text | None = None
        self._wrong = False
        self._card: HelpCard | None = None
        self._words: RichText | None = None
        self._why: LinkButton | None = None
        self._beside: WordsBeside | None = None
        self._words_of_other: WordsOfOther | None = None
        self._column = self._make_column()
        self._not_known = self._make_not_known() if question.reasons else None
        self.editor = self._make_editor()
        self._answer = self._make_place()
        self._below_words: QWidget = self._answer
        self._place()
        self._say_how_it_comes()
        self._lock()
        self._describe()

    # Building

    def _make_column(self) -> QVBoxLayout:
        standing = self._question.standing
        if standing is Standing.ALONE:
            return column_of(self, below=BELOW, depth=self._question.depth)
        if standing is Standing.ROW:
            return column_of(self, below=BELOW if self._question.last else 2, depth=self._question.depth)
        return VBox(self, spacing=4)

    def _make_not_known(self) -> NotKnown:
        not_known = NotKnown(self._question.reasons, self.question)
        not_known.chosen.connect(self._lack)
        return not_known

    def _make_editor(self) -> Editor:
        asked = self._question
        editor = make_editor(
            self.item,
            Asked(
                choices=asked.choices,
                beside=asked.beside,
                in_cell=asked.standing is Standing.CELL,
                shares=asked.shares[1:],
            ),
        )
        editor.edited.connect(self.edited)
        editor.cursor_moved.connect(self.cursor_moved)
        if isinstance(editor, DateEditor):
            editor.beside_ticked.connect(self.beside_ticked)
        if isinstance(editor, AttachmentEditor):
            editor.file_wanted.connect(self.file_wanted)
            editor.file_came.connect(self.file_came)
        return editor

    def _make_place(self) -> EditorPlace:
        asked = self._question
        place = EditorPlace(self.editor, self.question, locked=self.item.read_only or asked.locked)
        place.noted.connect(self.said_absent)
        place.withdrawn.connect(self.withdrew_absent)
        place.swapped.connect(self._swapped)
        return place

    def _place(self) -> None:
        """Put the words and the editor where they stand."""
        if self._question.standing is Standing.ROW:
            self._place_in_row()
            return
        if self._question.standing is Standing.CELL:
            self._column.addWidget(self._answer)
            if self._not_known is not None:
                self._column.addWidget(self._not_known, 0, Qt.AlignmentFlag.AlignLeft)
            return
        self._add_words(self._column)
        if self._question.standing is Standing.BESIDE and not isinstance(self.editor, DateEditor):
            self._below_words = _level_with_a_day(self._answer)
        self._column.addWidget(self._below_words)

    def _place_in_row(self) -> None:
        head = CellBox()
        self._add_words(head.body)
        line = HBox(spacing=0)
        line.addWidget(head, self._question.shares[0])
        line.addWidget(self._answer, sum(self._question.shares[1:]))
        self._column.addLayout(line)
        self._column.addWidget(HairLine())

    def _add_words(self, column: QVBoxLayout) -> None:
        item = self.item
        line = HBox(spacing=12)
        if not carries_its_words(item):
            self._words = RichText("", "", "strong")
            line.addWidget(self._words, 1)
            self._show_words()
        if self._not_known is not None:
            line.addWidget(self._not_known, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        column.addLayout(line)
        if item.image:
            column.addWidget(Picture(item.image, self._label))
        if item.hint:
            column.addWidget(RichText(item.rich_hint, item.hint, "small"))
        if self._question.standing in {Standing.ALONE, Standing.BESIDE} and self._help.in_place:
            self._why = LinkButton(
                _("Why we ask"), name=_("Why we ask: {question}").format(question=self.question)
            )
            self._why.clicked.connect(self.toggle_help)
            self._why.hide()
            column.addWidget(self._why, 0, Qt.AlignmentFlag.AlignLeft)

    def _say_how_it_comes(self) -> None:
        if not self._question.worked_out:
            return
        if self.item.read_only:
            self._column.addWidget(Text(_("Worked out from your answers"), "small"))
            return
        words = _("Worked out from your answers. You can write over it, and then it stays as you wrote it.")
        self._column.addWidget(Text(words, "small"))
        again = LinkButton(
            _("Use the worked-out answer again"),
            name=_("Use the worked-out answer again: {question}").format(question=self.question),
        )
        again.clicked.connect(self.work_out_wanted)
        self._column.addWidget(again, 0, Qt.AlignmentFlag.AlignLeft)

    def _lock(self) -> None:
        if self.item.read_only or self._question.locked:
            self.editor.set_read_only()
        if self._question.locked:
            self._column.addWidget(Text(_("Not asked, because of the other answers"), "small"))

    @property
    def question(self) -> str:
        """The words of the question."""
        return f"{self.item.prefix} {self._label}".strip()

    # What it shows

    def show_answers(self, answers: Sequence[Value], *, beside: bool) -> None:
        """Show `answers`, and whether the tick beside a date is set."""
        self._answers = tuple(answers)
        held = self._holds_keyboard()
        self._answer.show_answers(answers)
        if isinstance(self.editor, DateEditor):
            self.editor.show_beside(beside)
        if held and not self._holds_keyboard():  # it went with what is not shown any more
            self.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
        if self._beside is not None:
            self._beside.show_answers(answers)

    def _holds_keyboard(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def _lack(self, lack: Lack) -> None:
        """There is no answer; the keyboard goes to the reason, where one is to be given."""
        absent = Absent(lack.reason)
        self.said_absent.emit(absent)
        if lack.in_words:
            self._answer.ask_why()
        self.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, in_words(absent))

    def say_why_not(self) -> None:
        """Offer the reasons for no answer, where the question takes one."""
        if self._not_known is not None and not self._not_known.isHidden():
            self._not_known.open()

    def show_here(self, here: bool) -> None:
        """Whether the keyboard is in this question."""
        self._answer.show_here(here)
        if self._not_known is not None:
            self._not_known.show_key(here)

    def show_carried(self, carried: CarriedOver | None) -> None:
        """Where its answer was carried over from; there is no room for that in a table."""
        if self._question.standing is Standing.ALONE and not self._question.locked:
            self._answer.show_carried(carried)

    def focus_target(self) -> QWidget:
        """What takes the keyboard when the question is gone to."""
        return self._answer.focus_target()

    def _swapped(self) -> None:
        """Something else stands where the answer is given."""
        if self._not_known is not None:
            self._not_known.setVisible(self._answer.absent is None)
        self._describe()

    def show_beside(self, words: WordsOfOther | None) -> None:
        """Show what somebody else wrote, and a way to take it over; there is no room for it in a table."""
        if words is None or self._beside is not None or self._question.standing is not Standing.ALONE:
            return
        self._words_of_other = words
        self._beside = WordsBeside(words, self.question, about=self)
        self._beside.use_wanted.connect(self._use)
        self.destroyed.connect(self._beside.deleteLater)
        self._column.addWidget(self._beside)
        self._beside.show_answers(self._answers)

    @property
    def words_beside(self) -> WordsBeside | None:
        """What somebody else wrote, where that is shown."""
        return self._beside

    def stand_words(self, margin: QWidget | None) -> None:
        """Have the words of somebody else stand in the margin; with none, below the answer."""
        words = self._beside
        if words is None or words.parentWidget() is (margin or self):
            return
        if margin is None:
            self._column.addWidget(words)
            words.show()
        else:
            self._column.removeWidget(words)
            words.setParent(margin)

    def _use(self) -> None:
        """Take the words over, say so, and leave the keyboard where they stand now.

        What is written there already stays: they are added at the cursor.
        """
        beside = self._words_of_other
        if isinstance(self.editor, WritingEditor) and beside is not None and self._answers:
            self.editor.insert("\n".join(in_words(value) for value in beside.values))
        else:
            self.use_wanted.emit()
        self.focus_target().setFocus(Qt.FocusReason.OtherFocusReason)
        if self._beside is not None:
            announce(self, self._beside.taken_over)

    def say(self, label: str, choices: Sequence[Choice]) -> None:
        """The question is worded so now, and offers these answers."""
        if label != self._label:
            self._label = label
            self._show_words()
            self._describe()
        self.editor.offer(choices)

    def _show_words(self) -> None:
        if self._words is None:
            return
        rich = self.item.rich_text if self._label == self.item.text else ""
        prefix = self.item.rich_prefix or self.item.prefix
        self._words.say(self.question, f"{prefix} {rich}".strip() if rich else "")

    def show_problems(self, problems: Sequence[Problem], *, say: bool = False) -> None:
        """Show what is wrong beside the question; `say` has a screen reader read it out."""
        text = "\n".join(problem.message for problem in problems)
        wrong = self._wrong = any(problem.severity is Severity.ERROR for problem in problems)
        if self._error is None and text:
            self._error = self._new_error()
        if self._error is not None:
            self._error.say(text)
            restyle(self._error, "kind", "error" if wrong else "warning")
        self.editor.set_wrong(wrong)
        self._describe()
        if say and text:
            announce(self, text)

    def _new_error(self) -> Text:
        error = Text("", "error")
        place = self._column.indexOf(self._below_words)
        self._column.insertWidget(place if place >= 0 else 1, error)
        if place >= 0:
            error.stackUnder(self._below_words)
        return error

    def _describe(self) -> None:
        """Qt cannot tell that a field is required or its entry invalid, so that the words do."""
        error = self._error.text() if self._error is not None and not self._error.isHidden() else ""
        wrong = _("Error: {words}").format(words=error) if error and self._wrong else error
        worked_out = _("Worked out from your answers") if self._question.worked_out else ""
        required = _("Required.") if self.item.required and not self.item.read_only else ""
        description = " ".join(part for part in (wrong, self.item.hint, worked_out, required) if part)
        name = f"{self.question}, {self._question.row}" if self._question.row else self.question
        self.editor.describe(Words(name, description))
        if self._answer.absence is not None:
            self._answer.absence.describe(wrong, wrong=self._wrong)

    # Help in place, where there is no room beside

    def offer_help(self, here: bool) -> None:
        """Whether help is shown inside this row, on demand."""
        if self._why is not None:
            self._why.setVisible(here)
        if not here and self._card is not None:
            self._card.hide()

    def toggle_help(self) -> None:
        """Show the help of this question under its words, or put it away."""
        if self._why is None:
            return
        if self._card is None:
            self._card = HelpCard(self)
            self._card.guidance_wanted.connect(self.guidance_wanted)
            self._card.show_help(self._help)
            self._column.insertWidget(self._column.indexOf(self._why) + 1, self._card)
            self._card.stackUnder(self._answer)
        else:
            self._card.setVisible(self._card.isHidden())
        if self._card.isVisible():
            self._card.take_focus()


def _level_with_a_day(answer: QWidget) -> QWidget:
    """`answer` as far down as the boxes of a day beside it, which have their names above them."""
    level = QWidget()
    caption = Text(_("Day"), "small", wrap=False, parent=level)
    policy = caption.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    caption.setSizePolicy(policy)
    caption.hide()
    VBox(level, spacing=2).add(caption, answer)
    return level

"""Where an answer is given: its editor, or in its place a block that says why there is none, or where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from prevent_desktop.questionnaire.values import Absent, Value
from prevent_desktop.questionnaire.words import in_words
from prevent_desktop.ui.forms.editors.editor import Editor
from prevent_desktop.ui.forms.questions.answer_block import AnswerBlock
from prevent_desktop.ui.forms.questions.not_known import AbsenceBlock
from prevent_desktop.ui.widgets import VBox
from prevent_desktop.workflows.forms.carried_over import CarriedOver

_Block = TypeVar("_Block", bound=AnswerBlock)


class EditorPlace(QWidget):
    """Holds `editor` and what stands in its place. Signals: `noted(Absent)`, `withdrawn()`; `swapped()` when another is shown.

    An answer that was carried over is a block until the keyboard comes to it, by Tab or by "change": then it is edited
    like any other, and a block again once the keyboard is elsewhere and it still says the same.
    """

    noted = Signal(object)
    withdrawn = Signal()
    swapped = Signal()

    def __init__(self, editor: Editor, question: str, *, locked: bool) -> None:
        super().__init__()
        self._editor = editor
        self._question = question
        self._locked = locked
        self._answers: tuple[Value, ...] = ()
        self._carried: CarriedOver | None = None
        self._here = False
        self._ask = False
        self.absence: AbsenceBlock | None = None
        self._block: AnswerBlock | None = None
        self._column = VBox(self)
        self._column.addWidget(editor)

    # What is shown

    def show_answers(self, answers: Sequence[Value]) -> None:
        """Show `answers`, or why there are none."""
        self._answers = tuple(answers)
        absent = self.absent
        self._editor.show_answers(() if absent is not None else answers)
        if absent is None:
            self._ask = False
        self._settle()

    @property
    def absent(self) -> Absent | None:
        """Why there is no answer, where that is said."""
        return next((answer for answer in self._answers if isinstance(answer, Absent)), None)

    def ask_why(self) -> None:
        """Have the reason written, although there is none yet."""
        self._ask = True
        self._settle()

    def show_carried(self, carried: CarriedOver | None) -> None:
        """What was carried over to here, and where from."""
        self._carried = carried
        self._settle()

    def show_here(self, here: bool) -> None:
        """Whether the keyboard is in the question."""
        self._here = here
        self._settle()

    def _settle(self) -> None:
        shown = self._wanted()
        if not shown.isHidden():
            return
        focus = QApplication.focusWidget()
        held = focus is not None and self.isAncestorOf(focus)
        shown.show()
        if held:  # before the others go: Qt would put the keyboard on something else meanwhile
            self._target_of(shown).setFocus(Qt.FocusReason.OtherFocusReason)
        for part in (self._editor, self.absence, self._block):
            if part is not None and part is not shown:
                part.hide()
        self.swapped.emit()

    def _target_of(self, shown: QWidget) -> QWidget:
        return self.absence.focus_target() if shown is self.absence else self._editor.focus_target()

    def _wanted(self) -> QWidget:
        absent, carried = self.absent, self._carried
        if absent is not None:
            block = self.absence = self.absence or self._new_absence()
            block.show_absent(absent, ask=self._ask)
            return block
        if carried is None or self._here or self._answers != carried.values:
            return self._editor
        stands = self._block = self._block or self._new_block()
        stands.say("\n".join(in_words(value) for value in self._answers), carried.source)
        return stands

    def _new_absence(self) -> AbsenceBlock:
        block = AbsenceBlock(self._question)
        block.noted.connect(self.noted)
        block.change_wanted.connect(self.withdrawn)
        if self._locked:
            block.set_read_only()
        return self._put(block)

    def _new_block(self) -> AnswerBlock:
        block = AnswerBlock(self._question)
        block.setAccessibleName(self._question)  # it is a stop for Tab itself
        block.stands_for = self._open
        block.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        block.change.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        block.change_wanted.connect(lambda: self._open().setFocus(Qt.FocusReason.OtherFocusReason))
        return self._put(block)

    def _put(self, block: _Block) -> _Block:
        block.hide()
        self._column.addWidget(block)
        return block

    def _open(self) -> QWidget:
        """The editor instead of the block, for the keyboard is about to come."""
        self.show_here(True)
        return self._editor.focus_target()

    def focus_target(self) -> QWidget:
        """What takes the keyboard when the question is gone to."""
        shown = self._wanted()
        return self._target_of(shown) if shown is not self._block else self._open()

"""A short form on one page, which is finished where it is filled in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.questionnaire.problems import Problem
from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.forms.filling.foot import FormFoot
from prevent_desktop.ui.forms.filling.screen import FormScreen
from prevent_desktop.ui.forms.state.form import FormState


class OnePageScreen(FormScreen):
    """Its `finish_wanted` asks to freeze it; what is still to answer is then marked beside the questions.

    `looked_at` are the warnings that were shown.
    """

    def __init__(self, state: FormState, *, about: str, form: str, beside: QWidget | None = None) -> None:
        self.looked_at: frozenset[str] = frozenset()
        super().__init__(state, about=about, form=form, beside=beside, checks=False)

    def _say_place(self, foot: FormFoot) -> None:
        foot.show_place(self._count_words(), back=_("&Back"))
        foot.proceed.setText(_("&Finish"))
        foot.proceed.setAccessibleDescription(
            _("After this, the text stays. You can add to it or correct it, with a reason.")
        )

    def ask_for_a_look(self, warnings: Sequence[Problem]) -> None:
        """These are to be looked at before it is frozen: they stand at their questions, and the keyboard goes to the first."""
        self.looked_at |= {one.message for one in warnings}
        self.show_problems(warnings)
        self.go_to(warnings[0].path)
        self._show_place()

    def _count_words(self) -> str:
        if count := len(self.looked_at):
            words = ngettext("{number} thing to look at again", "{number} things to look at again", count)
            return words.format(number=count)
        asked = [path for line in self.state.lines for path in line.asked]
        answered = sum(1 for path in asked if self.state.answers(path))
        words = ngettext(
            "{number} question · {answered} answered", "{number} questions · {answered} answered", len(asked)
        )
        return words.format(number=len(asked), answered=answered)

    def _proceed(self) -> None:
        self._check()

    def _all_answered(self) -> None:
        if self.foot.isVisible():
            self.foot.proceed.setFocus(Qt.FocusReason.OtherFocusReason)
        else:  # it ends the page
            self._question_list.enter(forward=False)

    def _back(self) -> None:
        self.back_wanted.emit()

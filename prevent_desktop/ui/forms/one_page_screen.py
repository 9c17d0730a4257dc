"""A form that is one page: no list of sections, and it is finished where it is filled in."""

from __future__ import annotations

from PySide6.QtCore import Qt

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.forms.form_foot import FormFoot
from prevent_desktop.ui.forms.form_screen import FormScreen


class OnePageScreen(FormScreen):
    """Its `finish_wanted` asks to freeze it; what is still to answer is then marked beside the questions."""

    def _show_place(self, foot: FormFoot) -> None:
        foot.show_place(self._count_words(), back=_("&Back"))
        foot.proceed.setText(_("&Finish"))
        foot.proceed.setAccessibleDescription(
            _("After this, text changes only by an addendum with a reason.")
        )

    def _count_words(self) -> str:
        asked = [path for line in self.state.lines for path in line.asked]
        answered = sum(1 for path in asked if self.state.answers(path))
        words = ngettext(
            "{number} question · {answered} answered", "{number} questions · {answered} answered", len(asked)
        )
        return words.format(number=len(asked), answered=answered)

    def _counted(self, done: int) -> None:
        super()._counted(done)
        self._show_place(self.foot)

    def _proceed(self) -> None:
        self._check()

    def _all_answered(self) -> None:
        self.foot.proceed.setFocus(Qt.FocusReason.OtherFocusReason)

    def _back(self) -> None:
        self.back_wanted.emit()

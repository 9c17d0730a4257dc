"""The line above a form: whom it is about, which form it is, and the way to see it otherwise."""

from __future__ import annotations

from PySide6.QtCore import Signal

from prevent_desktop.translation import _
from prevent_desktop.ui.forms.state.form import FormState
from prevent_desktop.ui.widgets import Breadcrumb, LinkButton, Pill


class FormCrumbs(Breadcrumb):
    """Signals `back_wanted()`, `otherwise_wanted()`: all of the form on one page, or section by section where it stands so."""

    back_wanted = Signal()
    otherwise_wanted = Signal()

    def __init__(self, state: FormState, *, about: str, form: str) -> None:
        notice = state.response.questionnaire.illustrative
        self.otherwise = LinkButton(_("By section") if state.is_whole else _("On one page"))
        self.otherwise.setProperty("kind", "small")
        super().__init__([("record", about), ("", form)], *([Pill(notice)] if notice else []), self.otherwise)
        self.otherwise.setVisible(len(state.parts) > 1)
        self.otherwise.clicked.connect(self.otherwise_wanted)
        self.chosen.connect(self.back_wanted)

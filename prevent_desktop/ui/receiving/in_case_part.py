"""In which case a received pack is, and what of it is in the record."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.translation import _
from prevent_desktop.ui.receiving.entered_words import entered_words
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.widgets import FlowRow, LinkButton, Notice, SecondaryButton, Text, VBox
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.receiving.take_facts import Taken, judge_forms, take_now, what_entered


class InCasePart(QWidget):
    """Signal `record_wanted()`: the link to the record was pressed."""

    record_wanted = Signal()

    def __init__(self, tasks: Tasks, library: FormLibrary, received_id: str) -> None:
        super().__init__()
        self._tasks, self._library, self._id = tasks, library, received_id
        self._untrusted_forms: tuple[str, ...] = ()
        self.words, self.entered = Text("", "strong"), Text("", "small")
        self.record = LinkButton(_("Open the record"), self.record_wanted.emit)
        self.take = SecondaryButton(_("&Take what it tells into the record"), self._take)
        self.notice = Notice()
        column = VBox(self, spacing=6)
        column.add(self.words, FlowRow(self.record), self.entered, FlowRow(self.take), self.notice)
        for part in (self.entered, self.take):
            part.hide()

    def show_case(self, label: str) -> None:
        """About whom the case is."""
        self.words.setText(_("This pack is in a case about {label}.").format(label=label))

    def show_entered(self, untrusted_forms: tuple[str, ...]) -> None:
        """Tell what of these forms is in the record now."""
        self._untrusted_forms = untrusted_forms
        library, received_id = self._library, self._id

        self._tasks.in_vault(
            lambda vault: what_entered(vault, received_id, judge_forms(library, untrusted_forms)),
            self._show,
            self._failed,
        )

    def _show(self, taken: Taken) -> None:
        words = entered_words(taken)
        self.entered.setText(words)
        self.entered.setVisible(bool(words))
        self.take.setVisible(bool(taken.waiting))

    def _take(self) -> None:
        library, received_id, forms = self._library, self._id, self._untrusted_forms
        self._tasks.in_vault(
            lambda vault: take_now(vault, received_id, judge_forms(library, forms).told),
            lambda _none: self.show_entered(forms),
            self._failed,
        )

    def _failed(self, error: PreventDesktopError) -> None:
        self.notice.say_failure(error)

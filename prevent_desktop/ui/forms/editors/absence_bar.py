"""Under a box: not known, or not asked and why."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from prevent_desktop.questionnaire.values import Absent, AbsentReason, Value
from prevent_desktop.translation import _
from prevent_desktop.ui.forms.choice import absent_head, absent_label
from prevent_desktop.ui.forms.editors.editor import FormKeys
from prevent_desktop.ui.widgets import FlowRow, VBox


class AbsenceBar(QWidget):
    """Small ticks, one at most of them set; in a `narrow` cell with fewer words.

    Signals: `chosen(Absent)`, and `withdrawn()` when the tick is taken off.
    """

    chosen = Signal(object)
    withdrawn = Signal()

    def __init__(self, reasons: Sequence[AbsentReason], *, narrow: bool = False) -> None:
        super().__init__()
        self._ticks = {
            reason: QCheckBox(absent_head(reason) if narrow else absent_label(reason)) for reason in reasons
        }
        for reason, tick in self._ticks.items():
            tick.clicked.connect(partial(self._clicked, reason))
        self._because: QLineEdit | None = None
        self._column = VBox(self, spacing=4)
        self._column.addWidget(FlowRow(*self._ticks.values(), gap=18, between=4))

    def _clicked(self, reason: AbsentReason) -> None:
        if not self._ticks[reason].isChecked():
            self.show_answers(())
            self.withdrawn.emit()
            return
        absent = Absent(reason, self._note(reason))
        self.show_answers((absent,))
        if reason is AbsentReason.NOT_ASKED and self._because is not None:
            self._because.setFocus(Qt.FocusReason.OtherFocusReason)
        self.chosen.emit(absent)

    def _note(self, reason: AbsentReason) -> str:
        return self._because.text() if self._because is not None and reason is AbsentReason.NOT_ASKED else ""

    def _typed(self, text: str) -> None:
        self.chosen.emit(Absent(AbsentReason.NOT_ASKED, text))

    def show_answers(self, answers: Sequence[Value]) -> None:
        """Tick what `answers` say."""
        absent = answers[0] if answers and isinstance(answers[0], Absent) else None
        for reason, tick in self._ticks.items():
            tick.setChecked(absent is not None and absent.reason is reason)
        if absent is not None and absent.reason is AbsentReason.NOT_ASKED:
            self._show_note(absent.note)
        elif self._because is not None:
            self._because.hide()

    def _show_note(self, note: str) -> None:
        if self._because is None:
            self._because = QLineEdit()
            self._because.setPlaceholderText(_("Why it was not asked"))
            self._because.setAccessibleName(_("Why it was not asked"))
            self._because.installEventFilter(FormKeys(self))
            self._because.textEdited.connect(self._typed)
            self._column.addWidget(self._because)
        if self._because.text() != note:
            self._because.setText(note)
        self._because.show()

    def describe(self, question: str) -> None:
        """Say which question is not answered."""
        for tick in self._ticks.values():
            tick.setAccessibleDescription(question)
        if self._because is not None:
            self._because.setAccessibleDescription(question)

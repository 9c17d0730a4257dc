"""The few fields of a decision about keeping: a day, a reason, a reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.components.typed_days import day_of, no_day_words
from prevent_desktop.ui.retention.case_view import CaseView, Step
from prevent_desktop.ui.widgets import (
    Card,
    DateBoxes,
    ErrorSummary,
    Field,
    FlowRow,
    Heading,
    PrimaryButton,
    SecondaryButton,
    Text,
    TextArea,
)
from prevent_desktop.ui.widgets.enter_sends import enter_sends

_DAY, _REASON = "day", "reason"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What was typed and is whole."""

    step: Step
    day: date | None
    reason: str
    reference: str


class DecisionForm(Card):
    """Hidden until `begin`. Signals `decided(Typed)`, `left()`, and `edited()` with each change."""

    decided = Signal(object)
    left = Signal()
    edited = Signal()

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.setSpacing(14)
        self.step: Step | None = None
        self._needs_day = False
        self.title, self.line = Heading("", 2), Text("", "muted")
        self.errors = ErrorSummary()
        self.day, self.reason, self.reference = DateBoxes(), TextArea(lines=3, most=10), QLineEdit()
        self.day_field = Field(_("Until"), self.day)
        self.reason_field = Field(_("Why"), self.reason)
        self.reference_field = Field(
            _("Reference (optional)"), self.reference, hint=_("Such as that of the court or the police.")
        )
        self.keep, self.cancel = PrimaryButton(""), SecondaryButton(_("&Cancel"))
        for widget in (
            self.title,
            self.line,
            self.errors,
            self.day_field,
            self.reason_field,
            self.reference_field,
        ):
            self.body.addWidget(widget)
        self.body.addWidget(FlowRow(self.keep, self.cancel))
        enter_sends(self, self.keep)
        self._connect()
        self.hide()

    def _connect(self) -> None:
        self.keep.clicked.connect(self.submit)
        self.cancel.clicked.connect(self.put_away)
        self.day.edited.connect(lambda _text: self.edited.emit())
        self.reason.textChanged.connect(self.edited)
        self.reference.textEdited.connect(lambda _text: self.edited.emit())
        self.errors.chosen.connect(self._go_to)

    def begin(self, step: Step, view: CaseView) -> None:
        """Show the fields of one step, empty, with the keyboard in the first."""
        self.step = step
        self.title.setText(step.label)
        self.setAccessibleName(step.label)
        self.line.setText(_line(step, view))
        self._needs_day = step is Step.EXTEND
        asks_day = self._needs_day or (step is Step.CLOSE and view.is_channel)
        label = _("Keep until") if self._needs_day else _("Day on which they left Channel (optional)")
        self.day_field.label.setText(label)
        self.day.setAccessibleName(label)
        self.day_field.setVisible(asks_day)
        self.reference_field.setVisible(step is Step.HOLD)
        self.keep.setText(step.label)
        self.give({})
        self.show()
        (self.day if asks_day else self.reason).setFocus(Qt.FocusReason.OtherFocusReason)

    def put_away(self) -> None:
        """Hide it, empty."""
        self.step = None
        self.give({})
        self.hide()
        self.left.emit()

    @property
    def fields(self) -> dict[str, str]:
        """What stands in the fields, to be kept over a lock; empty where nothing does."""
        found = {
            _DAY: self.day.text, _REASON: self.reason.toPlainText(), "reference": self.reference.text(),
        }  # fmt: skip
        return found if any(found.values()) else {}

    def give(self, fields: Mapping[str, str]) -> None:
        """Fill the fields."""
        self.day.set_text(fields.get(_DAY, ""))
        self.reason.setPlainText(fields.get(_REASON, ""))
        self.reference.setText(fields.get("reference", ""))
        self._show_errors([])

    def submit(self) -> None:
        """Hand it over, or say what is missing."""
        day, errors = day_of(self.day.text), list[tuple[str, str]]()
        if (self._needs_day and day is None) or (
            day is None and self.day.text and self.day_field.isVisible()
        ):
            errors.append((_DAY, no_day_words(self.day.text)))
        if not self.reason.toPlainText().strip():
            errors.append((_REASON, _("Write why, in a sentence")))
        self._show_errors(errors)
        if self.step is not None and not errors:
            self.decided.emit(
                Typed(
                    step=self.step, day=day if self.day_field.isVisible() else None,
                    reason=self.reason.toPlainText(), reference=self.reference.text(),
                )
            )  # fmt: skip

    def _show_errors(self, errors: list[tuple[str, str]]) -> None:
        found = dict(errors)
        self.day_field.set_error(found.get(_DAY, ""))
        self.day.set_invalid(_DAY in found)
        self.reason_field.set_error(found.get(_REASON, ""))
        title = ngettext("{number} thing to fix", "{number} things to fix", len(errors))
        self.errors.show_errors(title.format(number=len(errors)), errors)

    def _go_to(self, key: str) -> None:
        (self.day if key == _DAY else self.reason).setFocus(Qt.FocusReason.OtherFocusReason)


def _line(step: Step, view: CaseView) -> str:
    return {
        Step.EXTEND: _("It is kept until that day at least. The reason stays with the case."),
        Step.HOLD: _(
            "Nothing of a case on hold is disposed of, whatever day it is, until the hold is lifted."
        ),
        Step.LIFT: _("This hold is lifted: {hold}").format(hold=view.hold_words),
        Step.CLOSE: _("From today the time runs for which it is kept."),
        Step.NOT_REFERRED: _(
            "From today the time runs for which it is kept. It cannot be referred afterwards."
        ),
    }[step]

"""How something is known, and the detail that belongs to it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.casework.notes import Source
from prevent_desktop.translation import _
from prevent_desktop.ui.record.typed_note import detail_question
from prevent_desktop.ui.widgets import Field, RadioGroup, VBox


class SourceFields(QWidget):
    """Signal `edited()` when the person chooses or types."""

    edited = Signal()

    def __init__(self, *, optional: bool = False) -> None:
        super().__init__()
        question = _("How is it known? (optional)") if optional else _("How is it known?")
        self.radios = RadioGroup([(source.value, source.label) for source in Source])
        self.radios.chosen.connect(self._choose)
        self.field = Field(question, self.radios)
        self.detail = QLineEdit()
        self.detail.textEdited.connect(lambda _text: self.edited.emit())
        self._detail_field = Field("", self.detail)
        column = VBox(self, spacing=16)
        column.add(self.field, self._detail_field)
        self._ask()

    @property
    def source(self) -> str:
        """The code chosen, or empty."""
        return self.radios.value or ""

    def show_values(self, source: str, detail: str) -> None:
        """Show what was kept."""
        self.radios.set_value(source or None)
        self.detail.setText(detail)
        self._ask()

    def _choose(self, _key: str) -> None:
        self._ask()
        self.edited.emit()

    def _ask(self) -> None:
        question = detail_question(self.source)
        self._detail_field.setVisible(bool(question) or bool(self.detail.text()))
        if question:
            self._detail_field.label.setText(question)
            self.detail.setAccessibleName(question)

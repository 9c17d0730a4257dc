"""The fields of one member of the household or one agency."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from prevent_desktop.casework.person_values import Member
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _
from prevent_desktop.ui.people.typed_details import parts_of_entry
from prevent_desktop.ui.widgets import Card, DateBoxes, Field, FlowRow, LinkButton, SecondaryButton, TickBox


class EntryEditor(Card):
    """Edits `entry` of the list `name`. Signals: `edited(entry)` with each change; `done()`, `cancelled()` at its end.

    Escape cancels, Enter in a line is "Done".
    """

    edited = Signal(object)
    done = Signal()
    cancelled = Signal()

    def __init__(self, name: str, entry: Member) -> None:
        super().__init__(kind="help")
        self._entry = entry
        self.controls: dict[str, QWidget] = {}
        self.body.setSpacing(12)
        for part, label in parts_of_entry(name):
            self._add(part, label, getattr(entry, part))
        finish = SecondaryButton(_("Done"), self.done)
        cancel = LinkButton(_("Cancel"), self.cancelled)
        self.body.addWidget(FlowRow(finish, cancel))

    def _add(self, part: str, label: str, value: Any) -> None:
        control: QWidget
        match value:
            case bool():
                control = TickBox(label, checked=value)
                control.toggled.connect(lambda on: self._set(part, on))
                self.body.addWidget(control)
            case None | PartialDate():
                control = DateBoxes()
                control.set_text("" if value is None else value.isoformat())
                control.edited.connect(lambda text: self._set_date(part, text))
                hint = _("Month and year, or the year alone, will do.")
                self.body.addWidget(Field(_("{label} (optional)").format(label=label), control, hint=hint))
            case _:
                control = QLineEdit(value)
                control.textEdited.connect(lambda text: self._set(part, text))
                control.returnPressed.connect(self.done)
                words = label if part == "name" else _("{label} (optional)").format(label=label)
                self.body.addWidget(Field(words, control))
        self.controls[part] = control

    def _set_date(self, part: str, text: str) -> None:
        """A date that is none yet is not taken; it stays in its boxes while the entry is open."""
        try:
            self._set(part, PartialDate.parse(text) if text else None)
        except ValueError:
            return

    def _set(self, part: str, value: Any) -> None:
        self._entry = replace(self._entry, **{part: value})
        self.edited.emit(self._entry)

    def begin(self) -> None:
        """Put the keyboard into the first field."""
        self.controls["name"].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

"""Somebody is in danger: whom to call, large and red, and that it was done."""

from __future__ import annotations

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.forms.row_parts import BELOW, column_of
from prevent_desktop.ui.widgets import FlowRow, HBox, LinkButton, SecondaryButton, Text, VBox

_NUMBERS = 186
"""The width of the column of numbers at 100 %, in px."""
_MARGIN = 20
_GAP = 12
_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")
"""A number to call stands on one line."""


class DangerPanel(QFrame):
    """Signals `called()`, and `change_time_wanted()` once a time stands there. `words` is what it says, for whoever hears it."""

    called = Signal()
    change_time_wanted = Signal()

    def __init__(self, call: str) -> None:
        super().__init__()
        numbers = (
            (_("999"), _("Police, ambulance or fire: somebody may be hurt soon")),
            (_("0800 789 321"), _("Anti-Terrorist Hotline: something that may be about terrorism")),
        )
        never = _("Do not go near, search or photograph anything dangerous.")
        self.words = " ".join((call, *(f"{number}: {what}." for number, what in numbers), never))
        self.setAccessibleName(self.words)
        column = VBox(self, spacing=12, margins=(_MARGIN, 16, _MARGIN, 18))
        column.addWidget(Text(_BETWEEN_DIGITS.sub("\N{NO-BREAK SPACE}", call), "urgent"))
        for number, what in numbers:
            column.addWidget(_line())
            column.addLayout(self._number(number, what))
        column.addWidget(_line())
        column.addWidget(Text(never))
        self.done = SecondaryButton(_("I have called"), self.called)
        self.change_time = LinkButton(_("Change the time"), self.change_time_wanted, colour="urgent_ink")
        self.change_time.hide()
        column.addWidget(FlowRow(self.done, self.change_time, gap=18))

    @staticmethod
    def _number(number: str, what: str) -> HBox:
        row = HBox(spacing=_GAP)
        shown = Text(number, "number", wrap=False)
        shown.setMinimumWidth(_NUMBERS - _GAP)
        row.addWidget(shown)
        row.addWidget(Text(what), 1)
        return row

    def show_called(self, time: str) -> None:
        """Say when it was called, or that it is still to be done."""
        self.done.setText(_("✓ I have called · {time}").format(time=time) if time else _("I have called"))
        self.done.setAccessibleName(_("I have called, {time}").format(time=time) if time else "")
        self.change_time.setVisible(bool(time))


def _line() -> QFrame:
    line = QFrame()
    line.setFixedHeight(1)
    return line


class DangerRow(QWidget):
    """The panel as a row of the form."""

    def __init__(self, call: str, depth: int) -> None:
        super().__init__()
        self.panel = DangerPanel(call)
        column_of(self, below=BELOW, depth=depth).addWidget(self.panel)

"""Somebody is in danger: whom to call, large and red, and that it was done."""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.forms.column.row_parts import BELOW, column_of
from prevent_desktop.ui.widgets import FlowRow, LinkButton, SecondaryButton, Text, VBox

_NUMBERS = 186
"""The width of the column of numbers at 100 %, in px."""
_MARGIN = 20
_GAP = 20
_BETWEEN = 12
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
        column = VBox(self, spacing=_BETWEEN, margins=(_MARGIN, 16, _MARGIN, 18))
        column.addWidget(Text(_BETWEEN_DIGITS.sub("\N{NO-BREAK SPACE}", call), "urgent"))
        column.addLayout(_numbers(numbers))
        column.addWidget(_line())
        column.addWidget(Text(never))
        self.done = SecondaryButton(_("I have called"), self.called)
        self.change_time = LinkButton(_("Change the time"), self.change_time_wanted, colour="urgent_ink")
        self.change_time.hide()
        column.addWidget(FlowRow(self.done, self.change_time, gap=18))

    def show_called(self, time: str) -> None:
        """Say when it was called, or that it is still to be done."""
        self.done.setText(_("✓ I have called · {time}").format(time=time) if time else _("I have called"))
        self.done.setAccessibleName(_("I have called, {time}").format(time=time) if time else "")
        self.change_time.setVisible(bool(time))


def in_danger_panel(widget: QWidget | None) -> bool:
    """Whether it stands on the panel, where a press says that somebody has called."""
    while widget is not None and not isinstance(widget, DangerPanel):
        widget = widget.parentWidget()
    return widget is not None


def _numbers(numbers: Iterable[tuple[str, str]]) -> QGridLayout:
    """Each number below a line, with whom it reaches beside it: in one column, as wide as the longest at any size of the text."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(_GAP)
    grid.setVerticalSpacing(_BETWEEN)
    grid.setColumnMinimumWidth(0, _NUMBERS - _GAP)
    grid.setColumnStretch(1, 1)
    for place, (number, what) in enumerate(numbers):
        grid.addWidget(_line(), 2 * place, 0, 1, 2)
        grid.addWidget(Text(number, "number", wrap=False), 2 * place + 1, 0)
        grid.addWidget(Text(what), 2 * place + 1, 1)
    return grid


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

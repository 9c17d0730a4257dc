"""The first few lines of a card, each as a row, and all of them once somebody asks for more."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import ngettext
from prevent_desktop.ui.widgets import HairLine, LinkButton, VBox
from prevent_desktop.ui.widgets.boxes import take_all_out

MOST: Final = 4
"""More than these are shown when they are asked for, so that what else stands beside keeps its place."""
Line = TypeVar("Line")
Row = TypeVar("Row", bound=QWidget)


class FirstLines(Generic[Line, Row]):
    """Put `column` and `more` into a card. `make_row` makes the row of a line and its number; `entrance` is what of a row the keyboard goes to.

    `changed` is called once other rows stand here.
    """

    def __init__(
        self,
        make_row: Callable[[Line, int], Row],
        entrance: Callable[[Row], QWidget],
        changed: Callable[[], None],
    ) -> None:
        self._make_row, self._entrance, self._changed = make_row, entrance, changed
        self._lines: tuple[Line, ...] = ()
        self._shows_all = False
        self.rows: list[Row] = []
        self.column = VBox(spacing=0)
        self.more = LinkButton("", self._show_all)

    def show(self, lines: Sequence[Line]) -> None:
        """Show `lines`; where nothing has changed all stays as it is, with the keyboard in it."""
        if tuple(lines) != self._lines:
            self._lines = tuple(lines)
            self._shows_all &= bool(lines)
            self._make()

    def _make(self) -> None:
        take_all_out(self.column)
        hidden = 0 if self._shows_all else max(0, len(self._lines) - MOST)
        shown = self._lines[: len(self._lines) - hidden]
        self.rows = [self._make_row(line, number) for number, line in enumerate(shown)]
        for number, row in enumerate(self.rows):
            if number:
                self.column.addWidget(HairLine())
            self.column.addWidget(row)
        words = ngettext("Show {number} more", "Show {number} more", hidden)
        self.more.say(words.format(number=hidden) if hidden else "")
        self._changed()

    def _show_all(self) -> None:
        self._shows_all = True
        self._make()
        self._entrance(self.rows[MOST]).setFocus(Qt.FocusReason.OtherFocusReason)

"""A table that shows its first rows until all are asked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import ngettext
from prevent_desktop.ui.widgets.boxes import VBox
from prevent_desktop.ui.widgets.buttons import LinkButton
from prevent_desktop.ui.widgets.data_table import DataTable
from prevent_desktop.ui.widgets.table_rows import Column, Row


class GrowingTable(QWidget):
    """At first `most` rows, and a link that shows the rest. Signal `opened(key)`. Its headings are heard, not seen."""

    opened = Signal(str)

    def __init__(self, columns: Sequence[Column], *, name: str, most: int) -> None:
        super().__init__()
        self._most, self._shows_all = most, False
        self._rows: tuple[Row, ...] = ()
        self.table = DataTable(columns, name=name, headed=False)
        self.table.opened.connect(self.opened)
        self.more = LinkButton("", self._show_all)
        self.more.hide()
        VBox(self, spacing=6).add(self.table, self.more)
        self.setFocusProxy(self.table)

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches, in its order."""
        return [self.table, self.more]

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show `rows` in place of what was shown."""
        self._rows = tuple(rows)
        hidden = 0 if self._shows_all else max(0, len(rows) - self._most)
        self.table.show_rows(self._rows[: len(rows) - hidden])
        words = ngettext("Show {number} more", "Show {number} more", hidden)
        self.more.setText(words.format(number=hidden))
        self.more.setVisible(hidden > 0)

    def _show_all(self) -> None:
        """The keyboard goes to the first of those that were not shown."""
        self._shows_all = True
        self.show_rows(self._rows)
        self.table.selectRow(self._most)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

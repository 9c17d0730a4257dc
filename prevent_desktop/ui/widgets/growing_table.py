"""A table that shows its first rows until all are asked for; a long one can be looked through and sorted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.translation import _, ngettext
from prevent_desktop.ui.widgets.boxes import VBox
from prevent_desktop.ui.widgets.buttons import LinkButton
from prevent_desktop.ui.widgets.data_table import DataTable
from prevent_desktop.ui.widgets.list_tools import ListTools
from prevent_desktop.ui.widgets.table_rows import Column, Row
from prevent_desktop.ui.widgets.words import Text


class GrowingTable(QWidget):
    """At first `most` rows, and a link that shows the rest. Signal `opened(key)`.

    Where it is not `headed`, its headings are heard and not seen; where it is, a click on one sorts.
    """

    opened = Signal(str)

    def __init__(
        self, columns: Sequence[Column], *, name: str, known_as: str, most: int, headed: bool = True
    ) -> None:
        super().__init__()
        self._most, self._shows_all = most, False
        self._rows: tuple[Row, ...] = ()
        self.tools = ListTools(columns, name=name)
        self.tools.changed.connect(self._show)
        self.table = DataTable(columns, name=name, known_as=known_as, headed=headed)
        self.table.opened.connect(self.opened)
        self.table.sort_by_headings(self.tools.sort_by)
        self._nothing = Text(_("Nothing in this list has these words."), "muted")
        self._nothing.hide()
        self.more = LinkButton("", self._show_all)
        self.more.hide()
        VBox(self, spacing=6).add(self.tools, self._nothing, self.table, self.more)

    @property
    def tab_stops(self) -> list[QWidget]:
        """What Tab reaches, in its order."""
        return [self.tools.field, self.tools.order, self.table, self.more]

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show `rows` in place of what was shown."""
        self._rows = tuple(rows)
        self.tools.show_for(len(rows))
        self._show()

    def _show(self) -> None:
        rows = self.tools.applied(self._rows)
        hidden = 0 if self._shows_all else max(0, len(rows) - self._most)
        self.table.show_rows(rows[: len(rows) - hidden])
        self.table.setVisible(bool(rows))
        self._nothing.setVisible(not rows and bool(self._rows))
        words = ngettext("Show {number} more", "Show {number} more", hidden)
        self.more.setText(words.format(number=hidden))
        self.more.setVisible(hidden > 0)

    def _show_all(self) -> None:
        """The keyboard goes to the first of those that were not shown."""
        self._shows_all = True
        self._show()
        self.table.selectRow(self._most)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

"""The menu of a table, by Shift+F10, the key for menus or the right button: the link of a row, and the widths of the columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.column_widths import STEP
from prevent_desktop.ui.widgets.menus import add_entry
from prevent_desktop.ui.widgets.table_rows import Column, Row
from prevent_desktop.ui.widgets.words import without_mnemonics


class TableMenu(QMenu):
    """What can be done with a row, where there is one, and with the columns.

    Signals: `opened(key)`, `link_opened(link)`, `resized(number, by)` with a share of the width (below 0: narrower), `given_back()`.
    """

    opened = Signal(str)
    link_opened = Signal(str)
    resized = Signal(int, float)
    given_back = Signal()

    def __init__(self, row: Row | None, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Row and columns"))
        if row is None:
            return
        _add(self, _("&Open"), partial(self.opened.emit, row.key))
        if row.link is not None:
            words = _("Go to &where it comes from: {source}").format(source=without_mnemonics(row.link.text))
            _add(self, words, partial(self.link_opened.emit, row.link.link))
        self.addSeparator()

    def add_columns(self, columns: Sequence[Column]) -> None:
        """Offer to make each of them wider and narrower, and to give all their own widths back."""
        for number, column in enumerate(columns):
            if column.title:
                words = _("Column “{column}”").format(column=column.title)
                one = QMenu(without_mnemonics(words), self)
                self.addMenu(one)
                _add(one, _("&Wider"), partial(self.resized.emit, number, STEP))
                _add(one, _("&Narrower"), partial(self.resized.emit, number, -STEP))
        _add(self, _("&Give the columns their own widths back"), self.given_back.emit)

    def say_no_columns(self) -> None:
        """Say why none can be made wider now."""
        add_entry(self, _("Columns can be made wider when the window is wider")).setEnabled(False)


def _add(menu: QMenu, words: str, does: Callable[[], object]) -> None:
    add_entry(menu, words).triggered.connect(lambda _checked: does())

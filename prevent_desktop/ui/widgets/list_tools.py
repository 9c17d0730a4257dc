"""Find in a list, and sort it: a line above lists that are long."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.widgets.boxes import HBox
from prevent_desktop.ui.widgets.table_rows import Cell, Column, Marks, Row

SHORT = 12
"""A list with no more rows than these is seen at once: it needs no tools."""
_AFTER_TYPING_MS = 120
_SHORTEST_ORDER = 11
"""Letters of the order of a list that are seen where there is little room; all of them are heard, and stand in the list of orders."""


class ListTools(QWidget):
    """Hidden until a list is long. Signal `changed()` when other rows, or another order, are wanted.

    `finds` is false for a list that has a search of its own.
    """

    changed = Signal()

    def __init__(self, columns: Sequence[Column], *, name: str, finds: bool = True) -> None:
        super().__init__()
        self.field = QLineEdit()
        self.field.setClearButtonEnabled(True)
        self.field.setPlaceholderText(_("Find in this list"))
        self.field.setAccessibleName(_("Find in this list: {list}").format(list=name))
        self.field.setProperty("compact", True)
        self.order = QComboBox()
        self.order.setAccessibleName(_("Order of this list: {list}").format(list=name))
        self.order.setProperty("compact", True)
        self.order.addItem(_("As it comes"))
        for column in columns:
            self.order.addItem(_("By {column}").format(column=column.title))
            self.order.addItem(_("By {column}, the other way round").format(column=column.title))
        self.order.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.order.setMinimumContentsLength(
            _SHORTEST_ORDER
        )  # else its longest words make a page wider than the window
        self._typed = _Pause(self)
        self._typed.over.connect(self.changed)
        self.field.textChanged.connect(self._typed.begin)
        self.order.currentIndexChanged.connect(self.changed)
        row = HBox(self, spacing=10, margins=(0, 0, 0, 4))
        row.addWidget(self.field, 2)
        row.addWidget(self.order, 1)
        if not finds:
            self.field.hide()
            row.addStretch(1)
        self.hide()

    def show_for(self, count: int) -> None:
        """Stand above a list of so many rows, where that is long or something is sorted or looked for."""
        self.setVisible(count > SHORT or bool(self.field.text()) or self.order.currentIndex() > 0)

    def sort_by(self, column: int) -> None:
        """Sort by a column; by the same again, the other way round."""
        first = 1 + 2 * column
        self.order.setCurrentIndex(first + 1 if self.order.currentIndex() == first else first)

    def applied(self, rows: Sequence[Row]) -> tuple[Row, ...]:
        """Those of `rows` in which every typed word stands, marked there, in the order that was chosen."""
        words = self.field.text().casefold().split()
        found = [_marked(row, words) for row in rows if all(word in _spoken(row) for word in words)]
        chosen = self.order.currentIndex()
        if chosen > 0:
            column, other_way = divmod(chosen - 1, 2)
            found.sort(key=lambda row: row.cells[column].sort_key, reverse=bool(other_way))
        return tuple(found)


class _Pause(QObject):
    """Signal `over()` once nobody has typed for a moment."""

    over = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_TYPING_MS)
        self._timer.timeout.connect(self.over)

    def begin(self) -> None:
        """Somebody typed."""
        self._timer.start()


def _marked(row: Row, words: Sequence[str]) -> Row:
    if not words:
        return row
    patterns = [re.compile(f"(?=({re.escape(word)}))", re.IGNORECASE) for word in words]
    return replace(row, cells=tuple(_marked_cell(cell, patterns) for cell in row.cells))


def _marked_cell(cell: Cell, patterns: Sequence[re.Pattern[str]]) -> Cell:
    return replace(cell, marks=_marks(cell.text, patterns), detail_marks=_marks(cell.detail, patterns))


def _marks(text: str, patterns: Sequence[re.Pattern[str]]) -> Marks:
    """Where the words stand; those that overlap, such as "A1" and "11" in "A11", are one mark."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found.span(1) for pattern in patterns for found in pattern.finditer(text)):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple((start, end - start) for start, end in joined)


def _spoken(row: Row) -> str:
    return " ".join(cell.spoken for cell in row.cells).casefold()

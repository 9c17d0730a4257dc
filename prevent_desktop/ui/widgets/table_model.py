"""The rows of a table for Qt's views."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from prevent_desktop.formatting import each_of
from prevent_desktop.ui.widgets.table_rows import Cell, Column, Row

LINES_ROLE = Qt.ItemDataRole.UserRole
"""The cells to draw in this place, one below the other: one, or all of the row where the table is stacked."""
_NO_INDEX = QModelIndex()


class TableModel(QAbstractTableModel):
    """Rows as given by `show_rows`. `stacked`: the first column stands for the whole row. `folded` is the column that stands within the one before."""

    def __init__(self, columns: Sequence[Column], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: tuple[Row, ...] = ()
        self.stacked = False
        self.folded: int | None = None

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show `rows` in place of what was shown."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def take_columns(self, columns: Sequence[Column]) -> None:
        """Have other columns, and no rows until they are shown."""
        self.beginResetModel()
        self.columns, self.rows = tuple(columns), ()
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side_of_pills(index.column())
        row = self.rows[index.row()]
        lines = self.lines_in(row, index.column())
        if role == LINES_ROLE:
            return lines
        if role == Qt.ItemDataRole.DisplayRole:
            return each_of(line.spoken for line in lines)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return each_of(
                line.spoken for line in (lines if self.stacked else self._headed(row, index.column()))
            )
        return None

    def _side_of_pills(self, column: int) -> Qt.AlignmentFlag:
        at_end = self.columns[column].at_end and not self.stacked
        return Qt.AlignmentFlag.AlignRight if at_end else Qt.AlignmentFlag.AlignLeft

    def _headed(self, row: Row, column: int) -> Iterator[Cell]:
        """A row is heard in one breath: of two dates in it, nobody could tell which is which without the headings."""
        for number in (column, column + 1) if column + 1 == self.folded else (column,):
            cell = row.cells[number]
            yield cell if number == 0 else cell.headed(self.columns[number].title)

    def lines_in(self, row: Row, column: int) -> tuple[Cell, ...]:
        """What is drawn in one place, one below the other."""
        if self.stacked:
            return self.lines_of(row)
        cell = row.cells[column]
        if column + 1 != self.folded or row.cells[column + 1] == Cell():
            return (cell,)
        below = row.cells[column + 1]
        return (cell, below if below.link else replace(below, muted=True))

    def lines_of(self, row: Row) -> tuple[Cell, ...]:
        """The cells of a row for a stacked table, each but the first with its column's heading before its text."""
        pairs = zip(self.columns[1:], row.cells[1:], strict=True)
        headed = (cell.headed(column.title) for column, cell in pairs if cell.text or cell.detail)
        return (row.cells[0], *headed)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and section < len(self.columns):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

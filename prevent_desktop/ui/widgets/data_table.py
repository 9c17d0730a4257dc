"""A table whose rows open: for the eye as in the designs, for the keyboard and screen readers a real table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QScrollArea, QSizePolicy, QTableView

from prevent_desktop.ui.theme.painted import Painted, tokens_property
from prevent_desktop.ui.widgets.notices import announce
from prevent_desktop.ui.widgets.table_model import TableModel
from prevent_desktop.ui.widgets.table_painter import (
    CellPainter,
    least_width,
    natural_width,
    row_height,
    stacked_height,
)
from prevent_desktop.ui.widgets.table_rows import Column, Row
from prevent_desktop.ui.widgets.untold import untold


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a column wants, in pixels: `least` for its longest word, `wanted` for all on one line; `share` of the rest.

    Share 0 means as wide as wanted, and no more.
    """

    least: int
    wanted: int
    share: int


def share_out(room: int, wishes: Sequence[Wish]) -> tuple[int, ...] | None:
    """A width for each column, together at most `room`; None where not even the longest words fit side by side."""
    if sum(wish.least for wish in wishes) > room:
        return None
    widths = _by_shares(room, wishes)
    fits = sum(widths) <= room and all(w >= wish.least for w, wish in zip(widths, wishes, strict=True))
    return widths if fits else _from_least(room, wishes)


def _by_shares(room: int, wishes: Sequence[Wish]) -> tuple[int, ...]:
    spare = room - sum(wish.wanted for wish in wishes if not wish.share)
    shares = sum(wish.share for wish in wishes) or 1
    return tuple(spare * wish.share // shares if wish.share else wish.wanted for wish in wishes)


def _from_least(room: int, wishes: Sequence[Wish]) -> tuple[int, ...]:
    """The least that each needs, and the rest in proportion to what each still wants."""
    spare = room - sum(wish.least for wish in wishes)
    wanting = [max(0, wish.wanted - wish.least) for wish in wishes]
    whole = sum(wanting) or 1
    return tuple(
        wish.least + min(more, spare * more // whole) for wish, more in zip(wishes, wanting, strict=True)
    )


class DataTable(QTableView, Painted):
    """Rows of cells. Signal `opened(key)` on Enter, Space or a click.

    With `whole` it is as tall as its rows, and the page scrolls; without, it scrolls by itself (for long lists).
    `name` is what a screen reader calls the table.
    """

    tokens = tokens_property()

    opened = Signal(str)

    def __init__(self, columns: Sequence[Column], *, name: str, whole: bool = True) -> None:
        super().__init__()
        self._whole = whole
        self.rows_model = TableModel(columns, self)
        self._painter = CellPainter(self.colour)
        self.setModel(self.rows_model)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(name)
        self._settle()
        self.clicked.connect(self._open)

    def _settle(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(8)
        self.horizontalHeader().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        vertical = QSizePolicy.Policy.Fixed if self._whole else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        if self._whole:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show `rows`; the row that was chosen stays chosen if it is still there.

        Where it is not, and the keyboard is here, the row in its place is chosen, so that Return still does something.
        """
        chosen, place = self.chosen_key, max(0, self.currentIndex().row())
        self.rows_model.show_rows(rows)
        keys = [row.key for row in rows]
        if chosen in keys:
            self.selectRow(keys.index(chosen))
        elif keys and self.hasFocus():
            self.selectRow(min(place, len(keys) - 1))
        self._fit()

    @property
    def chosen_key(self) -> str | None:
        """The key of the row that the keyboard is on."""
        index = self.currentIndex()
        return self.rows_model.rows[index.row()].key if index.isValid() else None

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.rows_model.rows[index.row()].key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._open(self.currentIndex())
            return
        super().keyPressEvent(event)

    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        if self._whole and current.isValid():
            self._bring_into_page(self.visualRect(current))

    def _bring_into_page(self, row: QRect) -> None:
        """A table that does not scroll itself lies on a page that does."""
        page = self.parentWidget()
        while page is not None and not isinstance(page, QScrollArea):
            page = page.parentWidget()
        inside = None if page is None else page.widget()
        if page is not None and inside is not None:
            at = self.viewport().mapTo(inside, row.center())
            page.ensureVisible(at.x(), at.y(), 0, row.height())

    def focusInEvent(self, event: object) -> None:
        """A row is chosen first: Qt would take one without choosing it, and each cell would be "not selected"."""
        if not self.currentIndex().isValid() and self.rows_model.rows:
            with untold():
                self.selectRow(0)
        super().focusInEvent(event)  # type: ignore[arg-type]  # Qt hands a QFocusEvent
        QTimer.singleShot(0, self, self._say_name)

    def _say_name(self) -> None:
        """Of the way in a screen reader hears of the table and of its row at once, and says the row alone."""
        if self.hasFocus() and self.currentIndex().isValid():
            announce(self, self.accessibleName())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def sizeHint(self) -> QSize:
        header = 0 if self.rows_model.stacked else self.horizontalHeader().sizeHint().height()
        height = header + self.verticalHeader().length()
        return QSize(super().sizeHint().width(), height + 2 if self._whole else 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height() if self._whole else 120)

    def _fit(self) -> None:
        """Share out the width, then give each row the height of its tallest cell; stack where words would break."""
        if not self.rows_model.columns:
            return
        room = self.viewport().width()
        widths = share_out(room, [self._wish(number) for number in range(len(self.rows_model.columns))])
        self._stack(stacked=widths is None)
        if widths is None:
            self.setColumnWidth(0, room)
        for column, width in enumerate(widths or ()):
            self.setColumnWidth(column, width)
        for number, row in enumerate(self.rows_model.rows):
            self.setRowHeight(number, self._height_of(row, widths, room))
        if self._whole:
            self.updateGeometry()

    def _stack(self, *, stacked: bool) -> None:
        """Show each row as its cells one below the other, each with its heading; or as columns again."""
        if stacked == self.rows_model.stacked:
            return
        self.rows_model.stacked = stacked
        self.horizontalHeader().setVisible(not stacked)
        for column in range(1, len(self.rows_model.columns)):
            self.setColumnHidden(column, stacked)

    def _height_of(self, row: Row, widths: tuple[int, ...] | None, room: int) -> int:
        if widths is None:
            return stacked_height(self.rows_model.lines_of(row), self.font(), room)
        return max(row_height(cell, self.font(), w) for cell, w in zip(row.cells, widths, strict=True))

    def _wish(self, number: int) -> Wish:
        column, font = self.rows_model.columns[number], self.font()
        cells = [row.cells[number] for row in self.rows_model.rows]
        header = self._header_width(number)
        return Wish(
            least=max([header, *(least_width(cell, font) for cell in cells)]),
            wanted=max([header, *(natural_width(cell, font) for cell in cells)]),
            share=column.share,
        )

    def _header_width(self, column: int) -> int:
        title = self.rows_model.columns[column].title
        return self.horizontalHeader().fontMetrics().horizontalAdvance(title) + 18

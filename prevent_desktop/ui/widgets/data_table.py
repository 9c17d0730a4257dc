"""A table whose rows open: for the eye as in the designs, for the keyboard and screen readers a real table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent
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

_LEAST_PX = 24


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


class _Headings(QHeaderView):
    """Signal `edge_moved()` once somebody has let go of the edge of a heading that they moved."""

    edge_moved = Signal()

    def __init__(self, parent: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._before: tuple[int, ...] = ()

    def _sizes(self) -> tuple[int, ...]:
        return tuple(self.sectionSize(number) for number in range(self.count()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._before = self._sizes()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._before and self._before != self._sizes():
            self.edge_moved.emit()
        self._before = ()


class DataTable(QTableView, Painted):
    """Rows of cells.

    Signals: `opened(key)` on Enter, Space or a click; `columns_chosen(shares)` once somebody moved the edge of a heading, with nothing
    in it once a double click on an edge gave the widths back to the table.

    With `whole` it is as tall as its rows, and the page scrolls; without, it scrolls by itself (for long lists).
    `name` is what a screen reader calls the table; where it is not `headed`, its headings are heard and not seen.
    """

    tokens = tokens_property()

    opened = Signal(str)
    columns_chosen = Signal(object)

    def __init__(
        self, columns: Sequence[Column], *, name: str, whole: bool = True, headed: bool = True
    ) -> None:
        super().__init__()
        self._whole, self._headed = whole, headed
        self._shares: tuple[float, ...] = ()
        self._headings = _Headings(self)
        self.setHorizontalHeader(self._headings)
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
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self._headings.edge_moved.connect(self._take_columns)
        self.horizontalHeader().sectionHandleDoubleClicked.connect(self._give_back_columns)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(8)
        self.horizontalHeader().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.horizontalHeader().setVisible(self._headed)
        vertical = QSizePolicy.Policy.Fixed if self._whole else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        if self._whole:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keep_columns(self, shares: Sequence[float]) -> None:
        """Let the columns have these shares of the width, as they were chosen once; with none, what suits their words."""
        fits = (
            self._headed
            and len(shares) == len(self.rows_model.columns)
            and all(share > 0 for share in shares)
        )
        wanted = tuple(shares) if fits else ()
        if wanted != self._shares:
            self._shares = wanted
            self._fit()

    def _take_columns(self) -> None:
        room = max(1, self.viewport().width())
        self._shares = tuple(
            max(1, self.columnWidth(number)) / room for number in range(len(self.rows_model.columns))
        )
        self._fit()
        self.columns_chosen.emit(self._shares)

    def _give_back_columns(self, _column: int) -> None:
        self._shares = ()
        self._fit()
        self.columns_chosen.emit(())

    def sort_by_headings(self, sort: Callable[[int], object]) -> None:
        """A click on a heading sorts by that column."""
        self.horizontalHeader().setSectionsClickable(True)
        self.horizontalHeader().sectionClicked.connect(sort)

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
        header = (
            0 if self.rows_model.stacked or not self._headed else self.horizontalHeader().sizeHint().height()
        )
        height = header + self.verticalHeader().length()
        return QSize(super().sizeHint().width(), height + 2 if self._whole else 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height() if self._whole else 120)

    def _fit(self) -> None:
        """Share out the width, then give each row the height of its tallest cell; stack where words would break.

        It stacks as well where the rows are shorter so: columns that are few words wide make a line of many lines.
        """
        if not self.rows_model.columns:
            return
        room = self.viewport().width()
        widths = share_out(room, [self._wish(number) for number in range(len(self.rows_model.columns))])
        if widths is not None and self._shares:
            whole = sum(self._shares)
            widths = tuple(max(_LEAST_PX, int(room * share / whole)) for share in self._shares)
        heights = [self._height_of(row, widths, room) for row in self.rows_model.rows]
        if widths is not None and not self._shares and self._has_tall_rows(heights):
            stacked = [self._height_of(row, None, room) for row in self.rows_model.rows]
            if sum(stacked) < sum(heights):
                widths, heights = None, stacked
        self._stack(stacked=widths is None)
        if widths is None:
            self.setColumnWidth(0, room)
        for column, width in enumerate(widths or ()):
            self.setColumnWidth(column, width)
        for number, height in enumerate(heights):
            self.setRowHeight(number, height)
        if self._whole:
            self.updateGeometry()

    def _has_tall_rows(self, heights: Sequence[int]) -> bool:
        """Whether a row has more than three lines; only then is it worth working out how it would be stacked."""
        return any(height > 4 * self.fontMetrics().lineSpacing() for height in heights)

    def _stack(self, *, stacked: bool) -> None:
        """Show each row as its cells one below the other, each with its heading; or as columns again."""
        if stacked == self.rows_model.stacked:
            return
        self.rows_model.stacked = stacked
        self.horizontalHeader().setVisible(self._headed and not stacked)
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
        ems = round(column.ems * self.fontInfo().pixelSize())
        return Wish(
            least=max([header, ems, *(least_width(cell, font) for cell in cells)]),
            wanted=max([header, ems, *(natural_width(cell, font) for cell in cells)]),
            share=column.share,
        )

    def _header_width(self, column: int) -> int:
        if not self._headed:
            return 0
        title = self.rows_model.columns[column].title
        return self.horizontalHeader().fontMetrics().horizontalAdvance(title) + 18

"""A table whose rows open: for the eye as in the designs, for the keyboard and screen readers a real table."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QScrollArea,
    QSizePolicy,
    QTableView,
)

from prevent_desktop.translation import _
from prevent_desktop.ui.theme.painted import Painted, tokens_property
from prevent_desktop.ui.widgets.bound_keys import is_key_of
from prevent_desktop.ui.widgets.column_widths import resized
from prevent_desktop.ui.widgets.notices import announce
from prevent_desktop.ui.widgets.shortcuts import Shortcut
from prevent_desktop.ui.widgets.table_fit import Letters, fit_of
from prevent_desktop.ui.widgets.table_menu import TableMenu
from prevent_desktop.ui.widgets.table_model import LINES_ROLE, TableModel
from prevent_desktop.ui.widgets.table_painter import (
    CellPainter,
    link_at,
)
from prevent_desktop.ui.widgets.table_rows import Column, Row
from prevent_desktop.ui.widgets.untold import untold


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

    Signals: `opened(key)` on Enter, Space or a click, `link_opened(link)` on a click on a link or by the menu (Shift+F10);
    `columns_chosen(shares)` once somebody moved the edge of a heading, or made a column wider by the menu, with nothing in it once the
    widths were given back to the table.

    With `whole` it is as tall as its rows, and the page scrolls; without, it scrolls by itself (for long lists).
    `name` is what a screen reader calls the table, `known_as` its name in every language, by which the widths of its columns are kept.
    Where it is not `headed`, its headings are heard and not seen.
    """

    tokens = tokens_property()

    opened = Signal(str)
    link_opened = Signal(str)
    columns_chosen = Signal(object)

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        name: str,
        known_as: str,
        whole: bool = True,
        headed: bool = True,
    ) -> None:
        super().__init__()
        self.known_as, self.is_headed = known_as, headed
        self._whole = whole
        self._pressed_link = ""
        self._shares: tuple[float, ...] = ()
        self._always_stacked = False
        self._headings = _Headings(self)
        self.setHorizontalHeader(self._headings)
        self.rows_model = TableModel(columns, self)
        self._painter = CellPainter(self.colour)
        self.setModel(self.rows_model)
        self.setItemDelegate(self._painter)
        self.setAccessibleName(name)
        self._settle()
        self.clicked.connect(self._click)

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
        self.horizontalHeader().sectionHandleDoubleClicked.connect(self.give_back_columns)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(8)
        self.horizontalHeader().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.horizontalHeader().setVisible(self.is_headed)
        vertical = QSizePolicy.Policy.Fixed if self._whole else QSizePolicy.Policy.Expanding
        self.setSizePolicy(QSizePolicy.Policy.Expanding, vertical)
        if self._whole:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def take_columns(self, columns: Sequence[Column], *, stacked: bool) -> None:
        """Have other columns from the rows on that are shown next; `stacked` always shows their cells below each other."""
        self._always_stacked = stacked
        self.rows_model.take_columns(columns)

    def keep_columns(self, shares: Sequence[float]) -> None:
        """Let the columns have these shares of the width, as they were chosen once; with none, what suits their words."""
        fits = (
            self.is_headed
            and len(shares) == len(self.rows_model.columns)
            and all(share > 0 for share in shares)
        )
        wanted = tuple(shares) if fits else ()
        if wanted != self._shares:
            self._shares = wanted
            self._fit()

    def _take_columns(self) -> None:
        """Somebody moved an edge; where a column is folded there is nothing to keep of it."""
        if not self.can_resize:
            self._fit()
            return
        room = max(1, self.viewport().width())
        self._shares = tuple(
            max(1, self.columnWidth(number)) / room for number in range(len(self.rows_model.columns))
        )
        self._fit()
        self.columns_chosen.emit(self._shares)

    def give_back_columns(self) -> None:
        """Let the columns be as wide as suits their words."""
        self._shares = ()
        self._fit()
        self.columns_chosen.emit(())
        announce(self, _("The columns have their own widths again."))

    @property
    def can_resize(self) -> bool:
        """Whether its columns stand side by side, with headings."""
        return self.is_headed and not self.rows_model.stacked and self.rows_model.folded is None

    def resize_column(self, number: int, by: float) -> None:
        """Make a column wider by that share of the whole width, or narrower below 0, and say how wide it is then."""
        widths = [max(1, self.columnWidth(each)) for each in range(len(self.rows_model.columns))]
        self._shares = resized(widths, number, by)
        self._fit()
        self.columns_chosen.emit(self._shares)
        words = _("{column}: {share} percent of the width.")
        title = self.rows_model.columns[number].title
        announce(self, words.format(column=title, share=round(100 * self._shares[number])))

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
        row = self.current_row
        return None if row is None else row.key

    @property
    def current_row(self) -> Row | None:
        """The row that the keyboard is on."""
        index = self.currentIndex()
        return self.rows_model.rows[index.row()] if index.isValid() else None

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(self.rows_model.rows[index.row()].key)

    def _click(self, index: QModelIndex) -> None:
        link, self._pressed_link = self._pressed_link, ""
        if link:
            self.link_opened.emit(link)
        else:
            self._open(index)

    def link_at(self, at: QPoint) -> str:
        """The link that is drawn at a point of the viewport; empty for none."""
        index = self.indexAt(at)
        if not index.isValid():
            return ""
        return link_at(index.data(LINES_ROLE), self.visualRect(index), self.font(), at)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed_link = self.link_at(event.position().toPoint())
        super().mouseReleaseEvent(event)
        self._pressed_link = ""

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        is_link = bool(self.link_at(event.position().toPoint()))
        shape = Qt.CursorShape.PointingHandCursor if is_link else Qt.CursorShape.ArrowCursor
        self.viewport().setCursor(shape)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        self._open_menu(self._menu_place() if by_key else event.globalPos())

    def _menu_place(self) -> QPoint:
        row = self.visualRect(self.currentIndex())
        return self.viewport().mapToGlobal(row.bottomLeft())

    def make_menu(self) -> TableMenu:
        """The menu of the row that the keyboard is on, and of the columns."""
        menu = TableMenu(self.current_row, self)
        menu.opened.connect(self.opened)
        menu.link_opened.connect(self.link_opened)
        menu.resized.connect(self.resize_column)
        menu.given_back.connect(self.give_back_columns)
        if self.can_resize:
            menu.add_columns(self.rows_model.columns)
        elif self.is_headed:
            menu.say_no_columns()
        return menu

    def _open_menu(self, at: QPoint) -> None:
        """Show the menu; of a row the keyboard stands on the first entry (a submenu would open by itself)."""
        if (
            QApplication.activePopupWidget() is not None
        ):  # some systems tell of the key, and of the wish for a menu
            return
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)
        if self.current_row is not None:
            menu.setActiveAction(menu.actions()[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._open(self.currentIndex())
            return
        if is_key_of(Shortcut.TABLE_MENU, QKeySequence(event.keyCombination())):
            self._open_menu(self._menu_place())
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
            0
            if self.rows_model.stacked or not self.is_headed
            else self.horizontalHeader().sizeHint().height()
        )
        height = header + self.verticalHeader().length()
        return QSize(super().sizeHint().width(), height + 2 if self._whole else 240)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height() if self._whole else 120)

    def _fit(self) -> None:
        """Give the columns their widths and the rows their heights, side by side or stacked."""
        model = self.rows_model
        if not model.columns:
            return
        room = self.viewport().width()
        letters = Letters(
            font=self.font(),
            em=self.fontInfo().pixelSize(),
            line=self.fontMetrics().lineSpacing(),
            headings=tuple(map(self._header_width, range(len(model.columns)))),
        )
        fit = fit_of(model, letters, room, self._shares, stacked=self._always_stacked)
        model.folded = fit.folded
        self._stack(stacked=fit.widths is None)
        for column, width in ({0: room} if fit.widths is None else fit.widths).items():
            self.setColumnWidth(column, width)
        for number, height in enumerate(fit.heights):
            self.setRowHeight(number, height)
        if self._whole:
            self.updateGeometry()

    def _stack(self, *, stacked: bool) -> None:
        """Show each row as its cells one below the other, each with its heading; or as columns again."""
        model = self.rows_model
        model.stacked = stacked
        self.horizontalHeader().setVisible(self.is_headed and not stacked)
        for column in range(1, len(model.columns)):
            self.setColumnHidden(column, stacked or column == model.folded)

    def _header_width(self, column: int) -> int:
        if not self.is_headed:
            return 0
        title = self.rows_model.columns[column].title
        return self.horizontalHeader().fontMetrics().horizontalAdvance(title) + 18

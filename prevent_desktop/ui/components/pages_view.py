"""Shows the pages of a pack: leaf, zoom, all by keyboard too."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.components.drawn_pages import DrawnPage, DrawnPages
from prevent_desktop.ui.components.leaf_row import LeafRow
from prevent_desktop.ui.widgets import VBox, announce
from prevent_desktop.ui.widgets.text_scale import text_scale

ZOOMS = (1.0, 1.25, 1.5, 2.0, 3.0)
_A4 = 297 / 210
"""How many times as high as wide a page is, until one is drawn that is not."""
_TALLEST = 1.6
"""Of the place for a page; what is longer, such as a picture of a whole conversation, scrolls in it."""
_WIDEST = 620
"""Pixels at 100 %: larger text has a larger page, in cards that grow as much."""
_ROUNDING = 0.01
"""Less than that a page of A4 differs from A4 in whole pixels."""


class PageSheet(QLabel):
    """One page on white paper, whatever the theme. Its words are its accessible description."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_("Page"))
        self.page: DrawnPage | None = None

    def show_page(self, page: DrawnPage, of: int) -> None:
        """Show `page`, one of `of`."""
        self.page = page
        self.setAccessibleName(_("Page {number} of {count}").format(number=page.number + 1, count=of))
        self.setAccessibleDescription(page.words)
        self.update()

    def clear_page(self) -> None:
        """Show blank paper: the page that is wanted is not there."""
        self.page = None
        self.setAccessibleDescription("")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self.page is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(self.rect(), self.page.image)


class PagesView(QWidget):
    """Page up and down, Home and End leaf; plus, minus and 0 zoom. Signal `leafed(int)` with the page from 1."""

    leafed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._pages: DrawnPages | None = None
        self._zoom = 0
        self.number = 0
        self.sheet = PageSheet()
        self._area = _SheetArea(self.sheet)
        self._area.resized.connect(self._draw)
        self.leaves = LeafRow(lambda by: self.go(self.number + by), lambda by: self.zoom(self._zoom + by))
        self.back, self.forward, self.where = self.leaves.back, self.leaves.forward, self.leaves.where
        self.smaller, self.larger = self.leaves.smaller, self.leaves.larger
        self._lay_out()
        self.setFocusProxy(self.sheet)
        self._tell()

    def _lay_out(self) -> None:
        column = VBox(self, spacing=10)
        column.addWidget(self._area)
        column.addWidget(self.leaves)

    def expect(self, proportion: float) -> None:
        """The first page will be so many times as high as wide: its paper has that shape before it is drawn."""
        self._area.show_proportion(proportion)

    def open_at(self, number: int) -> None:
        """Begin at this page, from 0, once there are any."""
        self.number = number

    def show_pages(self, pages: DrawnPages) -> None:
        """Show the pages of another pack; the page that was open stays open where there is one of that number."""
        self._pages = pages
        self.number = min(self.number, max(0, pages.count - 1))
        self._draw()
        self._tell()

    def go(self, number: int) -> None:
        """Show page `number`, from 0; none beyond the first and last."""
        if self._pages is None:
            return
        wanted = max(0, min(self._pages.count - 1, number))
        if wanted != self.number:
            self.number = wanted
            self._area.verticalScrollBar().setValue(0)
            self._draw()
            self._tell()
            announce(self.sheet, self.where.text())
            self.leafed.emit(wanted + 1)

    def zoom(self, step: int) -> None:
        """Show the page at a step of `ZOOMS`."""
        self._zoom = max(0, min(len(ZOOMS) - 1, step))
        self._area.zoom(ZOOMS[self._zoom])
        self._draw()
        self._tell()

    def draw_again(self) -> None:
        """Ask for the page that is wanted once more."""
        self._draw()

    def _draw(self) -> None:
        if self._pages is not None and self.sheet.width() > 1:
            pixels = round(self.sheet.width() * self.devicePixelRatioF())
            self._pages.draw(self.number, pixels, self._show)

    def _show(self, page: DrawnPage) -> None:
        if self._pages is not None:
            self._area.show_proportion(page.image.height() / max(1, page.image.width()))
            self.sheet.show_page(page, self._pages.count)

    def _tell(self) -> None:
        count = 0 if self._pages is None else self._pages.count
        self.leaves.tell(self.number, count, step=self._zoom, steps=len(ZOOMS))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        leaf = {
            Qt.Key.Key_PageUp: self.number - 1,
            Qt.Key.Key_PageDown: self.number + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: 10_000,
        }
        zoom = {
            Qt.Key.Key_Plus: self._zoom + 1,
            Qt.Key.Key_Equal: self._zoom + 1,
            Qt.Key.Key_Minus: self._zoom - 1,
            Qt.Key.Key_0: 0,
        }
        scroll = {
            Qt.Key.Key_Up: (0, -1),
            Qt.Key.Key_Down: (0, 1),
            Qt.Key.Key_Left: (-1, 0),
            Qt.Key.Key_Right: (1, 0),
        }
        if key in scroll:
            self._area.scroll_by(*scroll[key])
        elif key in leaf:
            self.go(leaf[key])
        elif key in zoom:
            self.zoom(zoom[key])
        else:
            super().keyPressEvent(event)


class _SheetArea(QScrollArea):
    """Holds the sheet in its own proportions; larger than the place for it, it scrolls. Signal `resized()` for another width."""

    resized = Signal()

    def __init__(self, sheet: PageSheet) -> None:
        super().__init__()
        self._sheet = sheet
        self._zoom = 1.0
        self._proportion = _A4
        self.setWidget(sheet)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._hold()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def _hold(self) -> None:
        self._widest = round(_WIDEST * text_scale())
        self.setMaximumWidth(self._widest)

    def changeEvent(self, event: QEvent) -> None:
        """Another size of the text may have come."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.FontChange}:
            self._hold()

    def zoom(self, factor: float) -> None:
        """Show the sheet at `factor` times the width."""
        self._zoom = factor
        self._fit()

    def show_proportion(self, proportion: float) -> None:
        """The sheet is `proportion` times as high as wide."""
        if abs(proportion - self._proportion) > _ROUNDING:
            self._proportion = proportion
            self.updateGeometry()
            self._fit()

    def scroll_by(self, across: int, down: int) -> None:
        """Move over a page that is larger than its place, a tenth of the place at a time."""
        step = self.viewport().height() // 10
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + across * step)
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + down * step)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(min(width, self._widest) * self._shown_proportion)

    @property
    def _shown_proportion(self) -> float:
        return min(self._proportion, _TALLEST)

    def sizeHint(self) -> QSize:
        return QSize(360, round(360 * self._shown_proportion))

    def minimumSizeHint(self) -> QSize:
        return QSize(220, round(220 * self._shown_proportion))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        scrolls = self._zoom > 1 or self._proportion > _TALLEST
        shown = Qt.ScrollBarPolicy.ScrollBarAsNeeded if scrolls else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(shown)
        self.setHorizontalScrollBarPolicy(shown if self._zoom > 1 else Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        width = round(self.width() * self._zoom)  # the scroll bars of a larger page take nothing off it
        before = self._sheet.width()
        self._sheet.resize(width, round(width * self._proportion))
        if width != before:
            self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # page up and down leaf through the pack, which the view around this does

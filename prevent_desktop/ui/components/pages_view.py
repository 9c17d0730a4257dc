"""Shows the pages of a pack: leaf, zoom, all by keyboard too."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QSizePolicy, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.components.drawn_pages import DrawnPage, DrawnPages
from prevent_desktop.ui.widgets import HBox, QuietButton, Text, VBox, announce
from prevent_desktop.ui.widgets.plain_words import give_tooltip

ZOOMS = (1.0, 1.25, 1.5, 2.0, 3.0)
_A4 = 297 / 210
_WIDEST = 620


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
        self.back = _button("‹", _("Page back"), "Page up", lambda: self.go(self.number - 1))
        self.forward = _button("›", _("Page forward"), "Page down", lambda: self.go(self.number + 1))
        self.smaller = _button("−", _("Smaller"), "−", lambda: self.zoom(self._zoom - 1))
        self.larger = _button("+", _("Larger"), "+", lambda: self.zoom(self._zoom + 1))
        self.where = Text("", wrap=False)
        self._lay_out()
        self.setFocusProxy(self.sheet)
        self._tell()

    def _lay_out(self) -> None:
        row = HBox(spacing=6)
        row.addStretch(1)
        row.add(self.back, self.where, self.forward)
        row.addSpacing(18)
        row.add(self.smaller, self.larger)
        row.addStretch(1)
        column = VBox(self, spacing=10)
        column.addWidget(self._area)
        column.addLayout(row)

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

    def _draw(self) -> None:
        if self._pages is not None and self.sheet.width() > 1:
            pixels = round(self.sheet.width() * self.devicePixelRatioF())
            self._pages.draw(self.number, pixels, self._show)

    def _show(self, page: DrawnPage) -> None:
        if self._pages is not None:
            self.sheet.show_page(page, self._pages.count)

    def _tell(self) -> None:
        count = 0 if self._pages is None else self._pages.count
        self.where.setText(
            _("Page {number} of {count}").format(number=self.number + 1, count=count) if count else ""
        )
        self.back.setEnabled(self.number > 0)
        self.forward.setEnabled(self.number < count - 1)
        self.smaller.setEnabled(self._zoom > 0)
        self.larger.setEnabled(self._zoom < len(ZOOMS) - 1)

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
    """Holds the sheet in the proportions of A4; larger than its width it scrolls. Signal `resized()`."""

    resized = Signal()

    def __init__(self, sheet: PageSheet) -> None:
        super().__init__()
        self._sheet = sheet
        self._zoom = 1.0
        self.setWidget(sheet)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setMaximumWidth(_WIDEST)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def zoom(self, factor: float) -> None:
        """Show the sheet at `factor` times the width."""
        self._zoom = factor
        shown = Qt.ScrollBarPolicy.ScrollBarAsNeeded if factor > 1 else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(shown)
        self.setHorizontalScrollBarPolicy(shown)
        self._fit()

    def scroll_by(self, across: int, down: int) -> None:
        """Move over a page that is larger than its place, a tenth of the place at a time."""
        step = self.viewport().height() // 10
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + across * step)
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + down * step)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return round(min(width, _WIDEST) * _A4)

    def sizeHint(self) -> QSize:
        return QSize(360, round(360 * _A4))

    def minimumSizeHint(self) -> QSize:
        return QSize(220, round(220 * _A4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = round(self.width() * self._zoom)  # the scroll bars of a larger page take nothing off it
        if width != self._sheet.width():
            self._sheet.resize(width, round(width * _A4))
            self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()  # page up and down leaf through the pack, which the view around this does


def _button(text: str, name: str, key: str, act: Callable[[], None]) -> QuietButton:
    button = QuietButton(text, lambda _checked=False: act())
    button.setAccessibleName(name)
    button.setAccessibleDescription(_("Key: {key}").format(key=key))
    give_tooltip(button, name)
    return button

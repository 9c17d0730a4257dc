"""The list of the palette: groups with their headings, rows in three columns, the found words bold."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QResizeEvent, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from prevent_desktop.translation import _
from prevent_desktop.ui.guidance.search import marks_in
from prevent_desktop.ui.palette.entries import Entry
from prevent_desktop.ui.theme.painted import Painted, tokens_property
from prevent_desktop.ui.widgets.text_scale import sized

_ROW, _STACKED_ROW = 40, 54
_HEADING, _FIRST_HEADING = 34, 25
_SIDE = 10
_RADIUS = 6
_TITLE_SHARE = 0.43
_STACKED_BELOW = 520
"""A list narrower than this, at 100 %, shows what stands beside a title below it."""
_SMALL, _TINY = 13 / 15, 12 / 15
_BEFORE = 12
"""So many letters stand before a found word that would be cut off otherwise."""
_BY_NUMBER = 9
"""So many rows have a key with a digit."""
_Index = QModelIndex | QPersistentModelIndex


class PaletteList(QListWidget, Painted):
    """Signal `opened(row)` on a click. The keyboard stays in the field above; `move` marks another row."""

    tokens = tokens_property()

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[Entry, ...] = ()
        self.words = ""
        self._items: list[QListWidgetItem] = []
        self.setAccessibleName(_("Found"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setItemDelegate(_Delegate(self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.itemClicked.connect(lambda item: self.opened.emit(self._items.index(item)))

    def show_entries(self, entries: Sequence[Entry], words: str) -> None:
        """Show `entries` under the headings of their groups, `words` marked in them; the first is chosen."""
        self.entries, self.words = tuple(entries), words
        self.clear()
        self._items = []
        for number, entry in enumerate(self.entries):
            if number == 0 or entry.group is not self.entries[number - 1].group:
                heading = QListWidgetItem(entry.group.label, self)
                heading.setFlags(Qt.ItemFlag.NoItemFlags)
            item = QListWidgetItem(entry.title, self)
            item.setData(Qt.ItemDataRole.UserRole, number)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, entry.spoken)
            self._items.append(item)
        self.choose(0)

    @property
    def chosen(self) -> int:
        """The number of the chosen entry; -1 for none."""
        item = self.currentItem()
        return self._items.index(item) if item in self._items else -1

    def choose(self, number: int) -> None:
        """Choose an entry and bring it into sight, with its heading where it is the first of all."""
        if 0 <= number < len(self._items):
            self.setCurrentItem(self._items[number])
            self.scrollToTop() if number == 0 else self.scrollToItem(self._items[number])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """With another height the first entry still stands below its heading."""
        super().resizeEvent(event)
        if self.chosen == 0:
            self.scrollToTop()

    def height_of_all(self) -> int:
        """The height in pixels that all rows need."""
        return sum(self.sizeHintForRow(row) for row in range(self.count())) + 2

    @property
    def stacked(self) -> bool:
        """Whether there is too little width for columns."""
        return self.viewport().width() < self.scaled(_STACKED_BELOW)


class _Delegate(QStyledItemDelegate):
    """Paints headings and rows."""

    def __init__(self, view: PaletteList) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        del option
        view = self._view
        if index.data(Qt.ItemDataRole.UserRole) is None:
            height = _FIRST_HEADING if index.row() == 0 else _HEADING
        else:
            height = _STACKED_ROW if view.stacked else _ROW
        return QSize(view.viewport().width(), view.scaled(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        number = index.data(Qt.ItemDataRole.UserRole)
        rect: QRect = option.rect
        if number is None:
            self._paint_heading(painter, rect, str(index.data()), option.font)
        else:
            self._paint_ground(painter, rect, option.state)
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_row(painter, rect.adjusted(_SIDE, 0, -_SIDE, 0), number, option.font, chosen=chosen)
        painter.restore()

    def _paint_heading(self, painter: QPainter, rect: QRect, text: str, font: QFont) -> None:
        painter.setFont(_bold(sized(font, _TINY)))
        painter.setPen(self._view.colour("muted"))
        inside = rect.adjusted(_SIDE, 0, -_SIDE, -self._view.scaled(4))
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom), text)

    def _paint_ground(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(self._view.colour("selection"))
            painter.drawRoundedRect(rect, _RADIUS, _RADIUS)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.setBrush(self._view.colour("hover"))
            painter.drawRoundedRect(rect, _RADIUS, _RADIUS)

    def _paint_row(self, painter: QPainter, inside: QRect, number: int, font: QFont, *, chosen: bool) -> None:
        entry, small = self._view.entries[number], sized(font, _SMALL)
        quiet = self._view.colour("ink" if chosen else "muted")
        key = (
            _("Enter")
            if chosen
            else _("Alt+{number}").format(number=number + 1)
            if number < _BY_NUMBER
            else ""
        )
        key_width = QFontMetrics(small).horizontalAdvance(_("Alt+{number}").format(number=_BY_NUMBER)) + _SIDE
        painter.setFont(small)
        painter.setPen(quiet)
        painter.drawText(inside, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), key)
        title, beside = self._columns(inside.adjusted(0, 0, -key_width, 0), has_beside=bool(entry.beside))
        ink = self._view.colour("ink")
        self._paint_words(painter, title, entry.title, font, ink, strong_start=entry.strong_start)
        self._paint_words(painter, beside, entry.beside, small, quiet)

    def _columns(self, room: QRect, *, has_beside: bool) -> tuple[QRect, QRect]:
        if not has_beside:
            return room, QRect()
        if self._view.stacked:
            half = room.height() // 2
            return room.adjusted(0, self._view.scaled(4), 0, -half), room.adjusted(
                0, half, 0, -self._view.scaled(6)
            )
        split = round((self._view.viewport().width() - 2 * _SIDE) * _TITLE_SHARE)
        return QRect(room.x(), room.y(), split - _SIDE, room.height()), room.adjusted(split, 0, 0, 0)

    def _cut(self, text: str, metrics: QFontMetrics, width: int) -> str:
        """As much of the text as fits, from its beginning, or from shortly before the first found word where that would be cut off."""
        end, right = Qt.TextElideMode.ElideRight, metrics.elidedText
        shown = right(text, end, width)
        words = self._view.words
        if shown == text or not words.strip() or marks_in(shown, words):
            return shown
        first = next(iter(marks_in(text, words)), (0, 0))[0]
        before = text.rfind(" ", 0, max(0, first - _BEFORE)) + 1
        return right(f"…{text[before:]}", end, width) if before else shown

    def _paint_words(
        self, painter: QPainter, room: QRect, text: str, font: QFont, colour: QColor, *, strong_start: int = 0
    ) -> None:
        """One line, cut where it does not fit; what was looked for is bold."""
        if not text:
            return
        shown = self._cut(text, QFontMetrics(_bold(font)), room.width())
        layout = QTextLayout(shown, font)
        marks = marks_in(shown, self._view.words) if self._view.words.strip() else ()
        ink = self._view.colour("ink")
        layout.setFormats(
            [_strong(0, strong_start, ink), *(_strong(start, length, ink) for start, length in marks)]
        )
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(10_000)
        layout.endLayout()
        painter.setPen(colour)
        layout.draw(painter, QPointF(room.x(), room.y() + (room.height() - line.height()) / 2))


def _strong(start: int, length: int, colour: QColor) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start, found.length = start, length
    found.format = QTextCharFormat()
    found.format.setFontWeight(QFont.Weight.DemiBold)
    found.format.setForeground(colour)
    return found


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold

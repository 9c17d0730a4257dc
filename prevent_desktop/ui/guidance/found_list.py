"""The list of pages: titles, and under each what was found there, the found words bold and underlined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from prevent_desktop.translation import _
from prevent_desktop.ui.guidance.search import marks_in

TARGET = Qt.ItemDataRole.UserRole
WORDS = Qt.ItemDataRole.UserRole + 1
_SIDE, _ABOVE = 10, 8
_LINE_BREAK = "\u2028"
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list: where it leads, the page's title, and what was found there, or empty text."""

    target: str
    title: str
    found: str = ""


class FoundList(QListWidget):
    """Signals: `opened()` by Enter or a click; `left_on_top()` by the arrow up from the first entry."""

    opened = Signal()
    left_on_top = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Guidance pages"))
        self.setItemDelegate(_Delegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.setWordWrap(
            True
        )  # entries that wrap are as high as their words at each width, the scroll bar's taken off
        self.itemClicked.connect(lambda _item: self.opened.emit())

    def show_entries(self, entries: Sequence[Entry], words: str = "") -> None:
        """Show `entries`, `words` marked in them; none is chosen."""
        self.blockSignals(True)
        self.clear()
        for entry in entries:
            item = QListWidgetItem(f"{entry.title}\n{entry.found}" if entry.found else entry.title)
            item.setData(TARGET, entry.target)
            item.setData(WORDS, words)
            self.addItem(item)
        self.blockSignals(False)

    def choose(self, row: int) -> None:
        """Mark the entry in `row` as chosen, without a word to anybody."""
        self.blockSignals(True)
        self.setCurrentRow(row, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.blockSignals(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.opened.emit()
        elif event.key() == Qt.Key.Key_Up and self.currentRow() <= 0:
            self.left_on_top.emit()
        else:
            super().keyPressEvent(event)


class _Delegate(QStyledItemDelegate):
    """Paints an entry: the title bold, and each found word underlined and bold."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        view = self.parent()
        width = view.viewport().width() if isinstance(view, QListWidget) else option.rect.width()
        layout = self._layout(option.font, index, width - 2 * _SIDE)
        return QSize(width, round(layout.boundingRect().height()) + 2 * _ABOVE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        option.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, ground, painter, option.widget
        )
        layout = self._layout(option.font, index, option.rect.width() - 2 * _SIDE)
        painter.setPen(option.palette.text().color())
        layout.draw(painter, QPointF(option.rect.left() + _SIDE, option.rect.top() + _ABOVE))

    def _layout(self, font: QFont, index: _Index, width: int) -> QTextLayout:
        text = str(index.data(Qt.ItemDataRole.DisplayRole))
        layout = QTextLayout(text.replace("\n", _LINE_BREAK), font)
        layout.setFormats(_formats(text, str(index.data(WORDS) or "")))
        layout.beginLayout()
        height = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            line.setPosition(QPointF(0, height))
            height += line.height()
        layout.endLayout()
        return layout


def _formats(text: str, words: str) -> list[QTextLayout.FormatRange]:
    found = []
    title = text.partition("\n")[0]
    for start, length, underline in [
        (0, len(title), False),
        *((s, n, True) for s, n in marks_in(text, words)),
    ]:
        if not words and not underline:
            continue
        one = QTextLayout.FormatRange()
        one.start, one.length = start, length
        one.format = QTextCharFormat()
        one.format.setFontWeight(QFont.Weight.Bold)
        one.format.setFontUnderline(underline)
        found.append(one)
    return found

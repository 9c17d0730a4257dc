"""Which words in a window have less room than they need."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QPointF, QSize, Qt
from PySide6.QtGui import QFont, QTextDocument, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QTabBar,
    QWidget,
)

from prevent_desktop.ui.widgets import DataTable
from prevent_desktop.ui.widgets.table_model import LINES_ROLE
from prevent_desktop.ui.widgets.table_painter import least_width, row_height

_PLAY = 1
"""Pixels by which Qt rounds."""
_LINE_BREAK = "\u2028"
_MOST_ROWS = 40
"""So many rows of a list are looked at: those below are measured in the same way."""
_END_IN_DOTS = frozenset({"_ShortText"})
"""Controls that end in “…” by intention: a tooltip and a screen reader have their words whole."""


def cut_off(window: QWidget) -> Iterator[str]:
    """The words of each control that is narrower or lower than they are, with its class, its size and the size it needs.

    What is scrolled out of sight is not cut off: a control is judged by its own size alone. Nor are fields that somebody
    types in, which scroll by themselves.
    """
    for widget in window.findChildren(QWidget):
        if not widget.isVisible():
            continue
        for words, has, needs in _measured(widget):
            too_small = needs.width() > has.width() + _PLAY or needs.height() > has.height() + _PLAY
            if words and too_small and not _is_told_whole(widget, words):
                yield f"{type(widget).__name__} “{words}” has {_in_px(has)}, needs {_in_px(needs)}"


def _in_px(size: QSize) -> str:
    return f"{size.width()}×{size.height()}"


def _is_told_whole(widget: QWidget, words: str) -> bool:
    return type(widget).__name__ in _END_IN_DOTS and words in _plain(widget.toolTip())


def _measured(widget: QWidget) -> Iterator[tuple[str, QSize, QSize]]:
    """The words on a control, each with the room that they have and the least that they need; 0 where any is enough."""
    words, wide, high = _needs(widget)
    yield words, widget.size(), QSize(wide, high)
    if isinstance(widget, QTabBar):
        yield from _tabs(widget)
    elif isinstance(widget, QHeaderView) and widget.orientation() is Qt.Orientation.Horizontal:
        yield from _headings(widget)
    elif isinstance(widget, QListView):
        yield from _rows(widget)
    elif isinstance(widget, DataTable):
        yield from _cells(widget)


def _tabs(bar: QTabBar) -> Iterator[tuple[str, QSize, QSize]]:
    for number in filter(bar.isTabVisible, range(bar.count())):
        words = bar.tabText(number).replace("&", "")
        yield words, bar.tabRect(number).size(), _of_line(bar, words)


def _headings(header: QHeaderView) -> Iterator[tuple[str, QSize, QSize]]:
    model = header.model()
    for number in range(header.count()):
        words = str(model.headerData(number, header.orientation()) or "")
        if not header.isSectionHidden(number):
            yield words, QSize(header.sectionSize(number), header.height()), _of_line(header, words)


def _of_line(widget: QWidget, words: str) -> QSize:
    return QSize(widget.fontMetrics().horizontalAdvance(words), 0)


def _rows(view: QListView) -> Iterator[tuple[str, QSize, QSize]]:
    """Rows that Qt draws: between the padding of the style sheet, and no further than the list is wide.

    Delegates of ours that draw themselves, and the list of a box of choices, measure as they draw.
    """
    delegate = view.itemDelegate()
    kind = type(delegate)
    draws_itself = kind.__module__.startswith("prevent_desktop") and "paint" in vars(kind)
    if draws_itself or not isinstance(delegate, QStyledItemDelegate):
        return
    model, style = view.model(), view.style()
    for number in range(min(model.rowCount(), _MOST_ROWS)):
        index = model.index(number, 0)
        words, option = str(index.data() or ""), _option_of(view, delegate, index)
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, view) + 1
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, view)
        right = min(room.right() + 1, view.viewport().width() + view.horizontalScrollBar().maximum())
        room.setWidth(right - room.left() - 2 * margin)
        yield words, room.size(), _laid_out(words, option.font, room.width(), wraps=view.wordWrap())


def _option_of(view: QListView, delegate: QStyledItemDelegate, index: QModelIndex) -> QStyleOptionViewItem:
    option = QStyleOptionViewItem()
    view.initViewItemOption(option)
    option.rect = view.visualRect(index)
    delegate.initStyleOption(option, index)
    return option


def _laid_out(words: str, font: QFont, width: int, *, wraps: bool) -> QSize:
    """How wide and high a text is that may wrap at `width` px."""
    layout, option = QTextLayout(words.replace("\n", _LINE_BREAK), font), QTextOption()
    mode = QTextOption.WrapMode
    option.setWrapMode(mode.WordWrap if wraps else mode.ManualWrap)
    layout.setTextOption(option)
    layout.beginLayout()
    wide = high = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0, high))
        wide, high = max(wide, line.naturalTextWidth()), high + line.height()
    layout.endLayout()
    return QSize(round(wide), round(high))


def _cells(table: DataTable) -> Iterator[tuple[str, QSize, QSize]]:
    model = table.model()
    for row in range(min(model.rowCount(), _MOST_ROWS)):
        for column in range(model.columnCount()):
            index = model.index(row, column)
            lines, room = index.data(LINES_ROLE), table.visualRect(index).size()
            if lines and not table.isColumnHidden(column):
                wide = max(least_width(line, table.font()) for line in lines)
                yield lines[0].spoken, room, QSize(wide, row_height(lines, table.font(), room.width()))


def _needs(widget: QWidget) -> tuple[str, int, int]:
    """The words that a control shows, and the least width and height for them in px."""
    if isinstance(widget, QComboBox):
        return widget.currentText(), *_combo_size(widget)
    if isinstance(widget, QLineEdit):
        hint = widget.placeholderText()
        return hint, widget.fontMetrics().horizontalAdvance(hint), 0
    if isinstance(widget, QLabel):
        return _plain(widget.text()), _label_width(widget), _height(widget)
    if isinstance(widget, QAbstractButton) and widget.text():
        wraps = widget.hasHeightForWidth()
        return widget.text(), 0 if wraps else widget.minimumSizeHint().width(), _height(widget)
    return "", 0, 0


def _plain(text: str) -> str:
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


def _label_width(label: QLabel) -> int:
    """All of it where it does not wrap, else its longest piece without a place to break a line."""
    if not label.wordWrap():
        return label.sizeHint().width()
    longest = _laid_out(_plain(label.text()), label.font(), 1, wraps=True).width()
    return longest + label.width() - label.contentsRect().width()


def _height(widget: QWidget) -> int:
    if widget.hasHeightForWidth():
        around = widget.contentsMargins()
        return widget.heightForWidth(widget.width()) - around.top() - around.bottom()
    return widget.minimumSizeHint().height()


def _combo_size(combo: QComboBox) -> tuple[int, int]:
    option = QStyleOptionComboBox()
    combo.initStyleOption(option)
    field = combo.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, combo
    )
    words = QSize(combo.fontMetrics().horizontalAdvance(combo.currentText()), combo.fontMetrics().height())
    return words.width() + combo.width() - field.width(), words.height() + combo.height() - field.height()

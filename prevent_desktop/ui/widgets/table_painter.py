"""How a cell is measured and drawn: text that wraps, a muted line below, a pill, a bar."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from prevent_desktop.ui.widgets.table_model import LINES_ROLE
from prevent_desktop.ui.widgets.table_rows import Cell, Marks
from prevent_desktop.ui.widgets.text_scale import sized

_SIDE = 8
_ABOVE = 9
_LINE_GAP = 2
_BAR = 8
_STACK_GAP = 5
_DETAIL = 13 / 15
_PILL = 12 / 15
_ONE_WORD = len("24 Nov 2026")
"""A text of so many letters at most stands on one line: “RS, 15” and “24 Nov” are not parted."""
_CODE = re.compile(r"(?<=\b[A-Z])-(?=[0-9A-Z]{4}\b)")
"""The hyphen of a code such as P-7E1H, which is drawn as one that no line breaks after; what can be read and copied keeps its own."""
_KEPT_SIZES = 8_000
"""Sizes of cells at most: those of some long lists."""


class CellPainter(QStyledItemDelegate):
    """Draws `Cell`s with the theme's colours, asked for by name through `colour`."""

    def __init__(self, colour: Callable[[str], QColor]) -> None:
        super().__init__()
        self._colour = colour

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        lines: tuple[Cell, ...] = index.data(LINES_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        font: QFont = option.font
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side: Qt.AlignmentFlag = index.data(Qt.ItemDataRole.TextAlignmentRole)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, self._colour("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self._colour("hover"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), self._colour("hairline"))
        inside = rect.adjusted(_SIDE, 0, -_SIDE, 0)
        if side is Qt.AlignmentFlag.AlignRight and lines[0].pill is not None:
            inside.setLeft(inside.right() + 1 - _pill_size(lines[0], font).width())
        self._draw_lines(painter, inside, lines, font, edged=selected)
        painter.restore()

    def _draw_lines(
        self, painter: QPainter, inside: QRect, lines: tuple[Cell, ...], font: QFont, *, edged: bool
    ) -> None:
        for line, place in _placed(lines, inside, font):
            self._draw(painter, place, line, font, edged=edged)

    def _draw(self, painter: QPainter, inside: QRect, cell: Cell, font: QFont, *, edged: bool) -> None:
        if cell.pill is not None:
            self._draw_pill(painter, inside, cell, font, edged=edged)
            return
        text, detail = _layouts(cell, font, inside.width())
        top = inside.top() + (inside.height() - _height(cell, text, detail)) / 2
        if cell.progress is not None:
            top = self._draw_bar(painter, inside, top, cell.progress)
        painter.setPen(self._colour("muted" if cell.muted else "ink"))
        if cell.aside:
            self._draw_aside(painter, inside, top, cell, font)
        if text is not None:
            text.draw(painter, QPoint(inside.left(), round(top)), self._muted_start(cell))
            top += text.boundingRect().height() + _LINE_GAP
        if detail is not None:
            painter.setPen(self._colour("muted"))
            detail.draw(painter, QPoint(inside.left(), round(top)))

    def _draw_aside(self, painter: QPainter, inside: QRect, top: float, cell: Cell, font: QFont) -> None:
        painter.save()
        painter.setPen(self._colour("muted"))
        painter.setFont(sized(font, _DETAIL))
        line = QRect(inside.left(), round(top), inside.width(), QFontMetrics(font).height())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), cell.aside)
        painter.restore()

    def _muted_start(self, cell: Cell) -> list[QTextLayout.FormatRange]:
        if not cell.muted_start:
            return []
        kind = QTextCharFormat()
        kind.setForeground(self._colour("muted"))
        return [_range(cell.muted_start, kind)]

    def _draw_bar(self, painter: QPainter, inside: QRect, top: float, part: float) -> float:
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(inside.left(), top, inside.width(), _BAR)
        painter.setBrush(self._colour("neutral_back"))
        painter.drawRoundedRect(whole, _BAR / 2, _BAR / 2)
        painter.setBrush(self._colour("accent"))
        whole.setWidth(max(_BAR, whole.width() * min(1.0, part)))
        painter.drawRoundedRect(whole, _BAR / 2, _BAR / 2)
        return top + _BAR + 4

    def _draw_pill(self, painter: QPainter, inside: QRect, cell: Cell, font: QFont, *, edged: bool) -> None:
        """`edged` on a selected row, whose colour is near that of a pill."""
        if cell.pill is None or not cell.text:
            return
        size = _pill_size(cell, font)
        ground = QRect(inside.left(), inside.center().y() - size.height() // 2, size.width(), size.height())
        painter.setPen(self._colour(cell.pill.value) if edged else Qt.PenStyle.NoPen)
        painter.setBrush(self._colour(f"{cell.pill.value}_back"))
        painter.drawRoundedRect(ground, 5, 5)
        painter.setFont(_pill_font(font))
        painter.setPen(self._colour(cell.pill.value))
        painter.drawText(ground, int(Qt.AlignmentFlag.AlignCenter), cell.text)
        painter.setFont(sized(font, _DETAIL))
        painter.setPen(self._colour("muted"))
        after = inside.adjusted(size.width() + _SIDE, 0, 0, 0)
        painter.drawText(after, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), cell.aside)


def link_at(lines: Sequence[Cell], rect: QRect, font: QFont, at: QPoint) -> str:
    """The link whose words are drawn at the point `at`, in a place of the table that `rect` is; empty for none."""
    for cell, place in _placed(lines, rect.adjusted(_SIDE, 0, -_SIDE, 0), font):
        text, detail = _layouts(cell, font, place.width())
        if cell.link and text is not None:
            top = place.top() + (place.height() - _height(cell, text, detail)) / 2
            width = max(text.lineAt(number).naturalTextWidth() for number in range(text.lineCount()))
            if QRectF(place.left(), top, width, text.boundingRect().height()).contains(at):
                return cell.link
    return ""


def _placed(lines: Sequence[Cell], inside: QRect, font: QFont) -> Iterator[tuple[Cell, QRect]]:
    """Each line with its place: a single one in the middle of what is there, several one below the other."""
    if len(lines) == 1:
        yield lines[0], inside
        return
    top = inside.top() + _ABOVE
    for line in lines:
        height = _inner_height(line, font, inside.width())
        yield line, QRect(inside.left(), top, inside.width(), height)
        top += height + _STACK_GAP


@dataclass(frozen=True, slots=True)
class _Face:
    """A font, told apart by its key: a table is measured again whenever it changes, and most of its cells have not."""

    key: str
    font: QFont = field(compare=False)


def natural_width(cell: Cell, font: QFont) -> int:
    """The width in pixels that the cell wants on one line."""
    return _natural_width(cell, _Face(font.key(), font))


@lru_cache(maxsize=_KEPT_SIZES)
def _natural_width(cell: Cell, face: _Face) -> int:
    font = face.font
    if cell.pill is not None:
        return _pill_size(cell, font).width() + _aside_width(cell, font) + 2 * _SIDE
    texts = (_layout(cell.text, font, 100_000, _formats(cell)), _detail_layout(cell, font, 100_000))
    widest = max(text.maximumWidth() if text else 0 for text in texts)
    return round(widest) + _aside_width(cell, font) + 2 * _SIDE + 2


def least_width(cell: Cell, font: QFont) -> int:
    """The width of its longest word; initials with an age, or a day, are one."""
    return _least_width(cell, _Face(font.key(), font))


@lru_cache(maxsize=_KEPT_SIZES)
def _least_width(cell: Cell, face: _Face) -> int:
    font = face.font
    if cell.pill is not None:
        return natural_width(cell, font)
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    words = [cell.text] if len(cell.text) <= _ONE_WORD else cell.text.split()
    return max((QFontMetrics(bold).horizontalAdvance(word) for word in words), default=0) + 2 * _SIDE


def row_height(lines: Sequence[Cell], font: QFont, width: int) -> int:
    """The height in pixels that cells need at `width`, one below the other."""
    face = _Face(font.key(), font)
    heights = [_kept_height(line, face, width - 2 * _SIDE) for line in lines]
    return sum(heights) + _STACK_GAP * (len(heights) - 1) + 2 * _ABOVE + 1


@lru_cache(maxsize=_KEPT_SIZES)
def _kept_height(cell: Cell, face: _Face, width: int) -> int:
    return _inner_height(cell, face.font, width)


def _inner_height(cell: Cell, font: QFont, width: int) -> int:
    if cell.pill is not None:
        return _pill_size(cell, font).height()
    text, detail = _layouts(cell, font, width)
    return round(_height(cell, text, detail))


def _layouts(cell: Cell, font: QFont, width: int) -> tuple[QTextLayout | None, QTextLayout | None]:
    return _layout(cell.text, font, width - _aside_width(cell, font), _formats(cell)), _detail_layout(
        cell, font, width
    )


def _aside_width(cell: Cell, font: QFont) -> int:
    """What the text leaves free at its right."""
    return QFontMetrics(sized(font, _DETAIL)).horizontalAdvance(cell.aside) + 2 * _SIDE if cell.aside else 0


def _detail_layout(cell: Cell, font: QFont, width: int) -> QTextLayout | None:
    return _layout(cell.detail, sized(font, _DETAIL), width, _looked_for(cell.detail_marks))


def _height(cell: Cell, text: QTextLayout | None, detail: QTextLayout | None) -> float:
    parts = [layout.boundingRect().height() for layout in (text, detail) if layout is not None]
    bar = _BAR + 4 if cell.progress is not None else 0
    return sum(parts) + _LINE_GAP * max(0, len(parts) - 1) + bar


def _layout(text: str, font: QFont, width: int, formats: list[QTextLayout.FormatRange]) -> QTextLayout | None:
    if not text:
        return None
    layout = QTextLayout(_CODE.sub("\u2011", text), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.setFormats(formats)
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1, width))
        line.setPosition(QPoint(0, round(top)))
        top += line.height() + _LINE_GAP
    layout.endLayout()
    return layout


def _formats(cell: Cell) -> list[QTextLayout.FormatRange]:
    """What is bold from the start on, and what was looked for."""
    strong = len(cell.text) if cell.strong_start < 0 else cell.strong_start
    found = [_range(strong, _heavy())] if strong else []
    if cell.link or cell.opens:
        start = cell.muted_start and cell.muted_start + 1
        underlined = QTextCharFormat()
        underlined.setFontUnderline(True)
        found.append(_range(len(cell.text) - start, underlined, start))
    return [*found, *_looked_for(cell.marks)]


def _looked_for(marks: Marks) -> list[QTextLayout.FormatRange]:
    """Bold and underlined."""
    kind = _heavy()
    kind.setFontUnderline(True)
    return [_range(length, kind, start) for start, length in marks]


def _heavy() -> QTextCharFormat:
    kind = QTextCharFormat()
    kind.setFontWeight(QFont.Weight.DemiBold)
    return kind


def _range(length: int, kind: QTextCharFormat, start: int = 0) -> QTextLayout.FormatRange:
    found = QTextLayout.FormatRange()
    found.start, found.length, found.format = start, length, kind
    return found


def _pill_font(font: QFont) -> QFont:
    small = sized(font, _PILL)
    small.setWeight(QFont.Weight.DemiBold)
    return small


def _pill_size(cell: Cell, font: QFont) -> QSize:
    metrics = QFontMetrics(_pill_font(font))
    return QSize(metrics.horizontalAdvance(cell.text) + 16, metrics.height() + 6)

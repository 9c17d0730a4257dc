"""The words of a secret line, drawn: what Qt itself holds there is bullets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPalette, QTextCharFormat, QTextLayout, QTextLine, QTextOption
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame

_BMP_END = 0xFFFF
_SIDE = 2
"""The margin that QLineEdit leaves left and right of its text, in pixels (QLineEditPrivate::horizontalMargin)."""


class DrawnWords:
    """`letters`, one for each bullet of `line`, and `composed`, what an input method has not finished yet.

    It asks the line where cursor and selection are and keeps the cursor in sight. Nothing of it can be read from outside.
    """

    def __init__(self, line: QLineEdit, letters: Sequence[str], composed: str = "") -> None:
        self._line = line
        self._composed = composed
        sizes = (2 if ord(letter) > _BMP_END else 1 for letter in letters)
        self._starts = list(accumulate(sizes, initial=0))
        """Where each letter begins, in UTF-16 units, and the end."""
        self._layout = QTextLayout("".join(letters), line.font())
        self._row = self._lay_out()

    def _lay_out(self) -> QTextLine:
        option = QTextOption()
        option.setTextDirection(self._line.layoutDirection())
        option.setWrapMode(QTextOption.WrapMode.NoWrap)
        self._layout.setTextOption(option)
        if self._composed:
            self._layout.setPreeditArea(self._cursor, self._composed)
        self._layout.beginLayout()
        row = self._layout.createLine()
        row.setLineWidth(1e6)
        row.setLineWidth(max(self._area.width(), row.naturalTextWidth() + 1))
        self._layout.endLayout()
        return row

    @cached_property
    def _option(self) -> QStyleOptionFrame:
        option = QStyleOptionFrame()
        self._line.initStyleOption(option)
        return option

    @cached_property
    def _area(self) -> QRectF:
        contents = QStyle.SubElement.SE_LineEditContents
        area = self._line.style().subElementRect(contents, self._option, self._line)
        return QRectF(area.adjusted(_SIDE, 0, -_SIDE, 0))

    @property
    def _cursor(self) -> int:
        return self._starts[min(self._line.cursorPosition(), len(self._starts) - 1)]

    @property
    def _origin(self) -> QPointF:
        """Where the text begins: in the middle of the height, as QLineEdit has it, moved aside where the cursor would be out of sight."""
        area = self._area
        cursor = self._row.cursorToX(self._cursor + len(self._composed))[0]  # type: ignore[index]  # a pair
        aside = min(max(0.0, cursor - area.width() + 1), max(0.0, self._row.width() - area.width()))
        if self._line.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            aside = min(cursor, self._row.width() - area.width())
        letters = self._line.fontMetrics()
        top = (
            area.y()
            + (area.height() - letters.height() + 1) // 2
            - (round(self._row.ascent()) - letters.ascent())
        )
        return QPointF(area.x() - aside, top)

    def place_at(self, x: float) -> int:
        """The letter before which a click at `x` (pixels of the line) puts the cursor."""
        unit = self._row.xToCursor(x - self._origin.x())
        return sum(1 for start in self._starts if start <= unit) - 1

    def paint(self) -> None:
        """Draw the line whole."""
        line = self._line
        painter = QPainter(line)
        line.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, self._option, painter, line)
        painter.setClipRect(self._area.adjusted(-_SIDE, 0, _SIDE, 0))
        painter.setPen(line.palette().color(QPalette.ColorRole.Text))
        self._layout.draw(painter, self._origin, self._selected())
        if line.hasFocus() and not line.isReadOnly():
            self._layout.drawCursor(painter, self._origin, self._cursor + len(self._composed), 1)
        painter.end()

    def _selected(self) -> list[QTextLayout.FormatRange]:
        line = self._line
        if not line.hasSelectedText():
            return []
        chosen = QTextLayout.FormatRange()
        chosen.start = self._starts[line.selectionStart()]
        chosen.length = self._starts[line.selectionEnd()] - chosen.start
        look = QTextCharFormat()
        look.setBackground(line.palette().brush(QPalette.ColorRole.Highlight))
        look.setForeground(line.palette().brush(QPalette.ColorRole.HighlightedText))
        chosen.format = look
        return [chosen]

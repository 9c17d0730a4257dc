"""The wave under a word to check: its shape says what it means, not its colour alone."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QTextBlock

from prevent_desktop.ui.writing.marks import Span


def paint_wave(painter: QPainter, block: QTextBlock, origin: QPointF, span: Span, wave: QPixmap) -> None:
    """Under the word at `span` of `block`, whose upper left corner is at `origin`."""
    start, end = span[0] - block.position(), span[1] - block.position()
    line = block.layout().lineForTextPosition(start)
    if not line.isValid():
        return
    last = min(end, line.textStart() + line.textLength())
    left, right = sorted((x_of(line.cursorToX(start)), x_of(line.cursorToX(last))))
    y = origin.y() + line.y() + line.ascent() + 1
    height = wave.height() / wave.devicePixelRatio()
    painter.drawTiledPixmap(QRectF(origin.x() + left, y, right - left, height), wave)


def x_of(found: object) -> float:
    """PySide gives the place beside x, in a tuple."""
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]  # a float then


@lru_cache(maxsize=8)
def wave_tile(colour: str, step: int, ratio: float) -> QPixmap:
    """One wave, up and down, `step` px each, to be laid side by side."""
    tile = QPixmap(round(2 * step * ratio), round((step + 3) * ratio))
    tile.setDevicePixelRatio(ratio)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(colour), max(1.2, step * 0.6)))
    painter.drawPolyline([QPointF(x * step, 1 + (step if x % 2 else 0)) for x in range(-1, 4)])
    painter.end()
    return tile

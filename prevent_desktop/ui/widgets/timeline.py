"""The chronology as a picture: dots on a line, a label above and the date below each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from prevent_desktop.translation import _
from prevent_desktop.ui.theme.painted import Painted, tokens_property
from prevent_desktop.ui.widgets.plain_words import give_tooltip
from prevent_desktop.ui.widgets.timeline_points import TimelinePoint, places

_DOT = 14
_RING = 3
_LABEL_SHARE = 12.5 / 15
_DATE_SHARE = 11.5 / 15


class Timeline(QWidget, Painted):
    """Shows `points`, which must ascend in time. Its accessible description tells them all, one a line.

    A label that would run into its neighbour is left out; the table below holds every one.
    """

    tokens = tokens_property()

    def __init__(self, points: Sequence[TimelinePoint] = ()) -> None:
        super().__init__()
        self._points: tuple[TimelinePoint, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Chronology as a picture"))
        self.show_points(points)

    def show_points(self, points: Sequence[TimelinePoint]) -> None:
        """Show `points` in place of what was shown."""
        self._points = tuple(points)
        lines = [_spoken(point) for point in self._points]
        self.setAccessibleDescription("\n".join(lines))
        give_tooltip(self, "\n".join(lines[-12:]))
        self.update()

    def sizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(480, 2 * line + _DOT + 34)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        painter.setPen(QPen(self.colour("timeline"), 2))
        painter.drawLine(QPointF(10, middle), QPointF(self.width() - 16, middle))
        edge = self.fontMetrics().horizontalAdvance("M" * 5)
        room = max(1.0, self.width() - 2.0 * edge)
        found = places([point.day for point in self._points], room, _DOT * 4.2)
        at = [edge + place for place in found]
        self._dots(painter, at, middle)
        self._words(painter, at, middle)

    def _dots(self, painter: QPainter, at: list[float], middle: float) -> None:
        for x, point in zip(at, self._points, strict=True):
            colour = self.colour(f"dot_{point.tone.value}")
            edge = _RING / 2 if point.hollow else 0
            painter.setPen(QPen(colour, _RING) if point.hollow else Qt.PenStyle.NoPen)
            painter.setBrush(self.colour("card") if point.hollow else colour)
            painter.drawEllipse(QPointF(x, middle), _DOT / 2 - edge, _DOT / 2 - edge)

    def _words(self, painter: QPainter, at: list[float], middle: float) -> None:
        label_font, date_font = self._font(_LABEL_SHARE), self._font(_DATE_SHARE)
        above = middle - _DOT / 2 - 6 - QFontMetrics(label_font).height()
        labels = [point.label for point in self._points]
        self._row(painter, label_font, "ink", above, list(zip(at, labels, strict=True)))
        dates = [point.date_label for point in self._points]
        self._row(painter, date_font, "muted", middle + _DOT / 2 + 5, list(zip(at, dates, strict=True)))

    def _row(
        self, painter: QPainter, font: QFont, colour: str, top: float, words: list[tuple[float, str]]
    ) -> None:
        """Draw each word centred at its place, leaving out one that would touch the word before."""
        painter.setFont(font)
        painter.setPen(self.colour(colour))
        metrics = QFontMetrics(font)
        free_from = 0.0
        for x, word in words:
            shown = metrics.elidedText(word, Qt.TextElideMode.ElideRight, 180)
            wide = metrics.horizontalAdvance(shown)
            left = min(max(0.0, x - wide / 2), max(0.0, self.width() - wide))
            if left < free_from:
                continue
            painter.drawText(QRectF(left, top, wide + 2, metrics.height()), 0, shown)
            free_from = left + wide + 10

    def _font(self, share: float) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(round(font.pixelSize() * share))
        return font


def _spoken(point: TimelinePoint) -> str:
    words = f"{point.date_label}: {point.label}"
    return _("{point}, from others").format(point=words) if point.hollow else words

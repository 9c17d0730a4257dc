"""The size of the text, for what is measured in pixels."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontInfo
from PySide6.QtWidgets import QApplication

TEXT_PX = 15


def text_scale() -> float:
    """How much larger the text is than at 100 %."""
    return QFontInfo(QApplication.font()).pixelSize() / TEXT_PX


def sized(font: QFont, factor: float) -> QFont:
    """The same font, so many times as large."""
    other = QFont(font)
    other.setPixelSize(round(font.pixelSize() * factor))
    return other

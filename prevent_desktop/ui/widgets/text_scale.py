"""The size of the text, for what is measured in pixels."""

from __future__ import annotations

from PySide6.QtGui import QFontInfo
from PySide6.QtWidgets import QApplication

TEXT_PX = 15


def text_scale() -> float:
    """How much larger the text is than at 100 %."""
    return QFontInfo(QApplication.font()).pixelSize() / TEXT_PX

"""A row of a card that is one button: what stands in its layout gives it its size."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from prevent_desktop.ui.widgets import HBox, PressButton


class RowButton(PressButton):
    """A subclass puts its parts into `row`, and says which they are by `pass_clicks`."""

    def __init__(self) -> None:
        super().__init__()
        self.row = HBox(self, spacing=0, margins=(0, 8, 0, 8))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def pass_clicks(self, *parts: QWidget) -> None:
        """A click on one of these parts is one on the row."""
        for part in parts:
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.row.totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        return self.row.totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.row.totalMinimumSize()

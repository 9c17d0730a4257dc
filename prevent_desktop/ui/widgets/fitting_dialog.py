"""A dialog that fits what it says, at each size of text, and the window below it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QScrollArea, QWidget

from prevent_desktop.ui.widgets.boxes import VBox
from prevent_desktop.ui.widgets.focus_in_sight import FocusInSight

_TEXT_AT_100 = 15
_ROOM_AROUND = 40


class FittingDialog(QDialog):
    """As wide as `base_width` at 100 %, in proportion for larger text, and as high as `column` needs at that width.

    Where the window below it is smaller, it is as large as that and scrolls. It grows and shrinks with its content.
    """

    def __init__(self, *, base_width: int = 520, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._base_width = base_width
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._content = QWidget()
        self._content.setObjectName("page_content")
        self.column = VBox(self._content, spacing=12, margins=(26, 22, 26, 22))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._content)
        outer = VBox(self)
        outer.addWidget(self._area)
        FocusInSight(self._area)
        self._content.installEventFilter(self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self.fit)

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The content has another height now."""
        if watched is self._content and event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._later.start(0)
        return super().eventFilter(watched, event)

    def fit(self) -> None:
        """Take the size that the content needs."""
        self.ensurePolished()
        scale = max(1.0, self.font().pixelSize() / _TEXT_AT_100)
        parent: QWidget | None = self.parentWidget()
        below = None if parent is None else parent.window()
        width = round(self._base_width * scale)
        if below is not None:
            width = min(width, below.width() - _ROOM_AROUND)
        height = self._needed_height(width)
        if below is not None and height > below.height() - _ROOM_AROUND:
            height = below.height() - _ROOM_AROUND
        self.resize(width, height)

    def _needed_height(self, width: int) -> int:
        self.column.activate()
        needed = self.column.totalHeightForWidth(width) if self.column.hasHeightForWidth() else -1
        return max(needed, self.column.totalMinimumSize().height())

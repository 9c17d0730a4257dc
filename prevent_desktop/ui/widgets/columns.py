"""Two columns side by side that stand below each other where the page is too narrow for both."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from prevent_desktop.ui.widgets.boxes import VBox
from prevent_desktop.ui.widgets.layouts import GAP


class Columns(QWidget):
    """Put things into `main` and `side`. `shares` are their widths to each other; below `least` ems they stack."""

    def __init__(self, *, shares: tuple[int, int] = (17, 10), least: int = 50) -> None:
        super().__init__()
        self._least = least
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self.main, self.side = VBox(), VBox()
        for column, share in zip((self.main, self.side), shares, strict=True):
            column.setSpacing(GAP)
            self._row.addLayout(column, share)

    @property
    def stacked(self) -> bool:
        """Whether they stand below each other."""
        return self._row.direction() is QBoxLayout.Direction.TopToBottom

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider of both: where they do not fit side by side, they stack."""
        wanted = max(self.main.minimumSize().width(), self.side.minimumSize().width())
        return QSize(wanted, self._row.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_row"):
            self._arrange()

    def _arrange(self) -> None:
        em = self.fontInfo().pixelSize()
        narrow = self.width() < self._least * em
        wanted = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() is not wanted:
            self._row.setDirection(wanted)
            self.updateGeometry()


def pushed_up(column: QVBoxLayout) -> None:
    """Let what stands in the column keep its height, with room below it."""
    column.addStretch(1)
    column.setAlignment(Qt.AlignmentFlag.AlignTop)

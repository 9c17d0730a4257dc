"""Two columns side by side that stand below each other where the page is too narrow for both."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout

from prevent_desktop.ui.widgets.boxes import VBox
from prevent_desktop.ui.widgets.layouts import GAP, TurningRow


class Columns(TurningRow):
    """Put things into `main` and `side`. `shares` are their widths to each other, `gap` what parts them; below `least` ems they stack.

    Signal `turned(stacked)` once they stand below each other, or side by side again.
    """

    turned = Signal(bool)

    def __init__(self, *, shares: tuple[int, int] = (17, 10), least: int = 50, gap: int = GAP) -> None:
        super().__init__(gap=gap)
        self._least = least
        self.main, self.side = VBox(), VBox()
        for column, share in zip((self.main, self.side), shares, strict=True):
            column.setSpacing(GAP)
            self._row.addLayout(column, share)

    @property
    def stacked(self) -> bool:
        """Whether they stand below each other."""
        return self._row.direction() is not QBoxLayout.Direction.LeftToRight

    def _turned(self, *, narrow: bool) -> None:
        self.turned.emit(narrow)

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider of both: where they do not fit side by side, they stack."""
        wanted = max(self.main.minimumSize().width(), self.side.minimumSize().width())
        return QSize(wanted, self._row.minimumSize().height())

    def _is_narrow(self) -> bool:
        return self.width() < self._least * self.fontInfo().pixelSize()


def pushed_up(column: QVBoxLayout) -> None:
    """Let what stands in the column keep its height, with room below it."""
    column.addStretch(1)
    column.setAlignment(Qt.AlignmentFlag.AlignTop)

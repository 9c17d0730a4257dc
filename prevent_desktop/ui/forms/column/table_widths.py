"""Cells of tables: every row of a table gives its columns the same shares of the width, whatever is in them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from prevent_desktop.ui.widgets.boxes import VBox

_PAD = 5


def shares_of(ems: Sequence[float]) -> tuple[int, ...]:
    """Widths in sizes of the text as shares for a layout."""
    return tuple(round(width * 10) for width in ems)


class CellBox(QWidget):
    """Holds in `body` what stands in a cell; it takes the width that its column has and asks for none."""

    def __init__(self, *contents: QWidget, middle: bool = False, pad: int = _PAD) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        around = VBox(self, margins=(pad, 2, pad, 2))
        self.body = VBox(spacing=4)
        around.addLayout(self.body)
        for content in contents:
            self.body.addWidget(content, 0, Qt.AlignmentFlag.AlignHCenter if middle else Qt.AlignmentFlag(0))
        around.addStretch(1)

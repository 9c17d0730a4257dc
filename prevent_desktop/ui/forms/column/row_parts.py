"""How every row of the form stands in its column."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from prevent_desktop.ui.widgets.boxes import VBox

SIDE = 6
"""Room at both sides of a row, in px, where the ring of the focus lies."""

ABOVE = 2
BELOW = 20
_INDENT = 22
_DEEPEST = 2


def level_of(depth: int) -> int:
    """The level of a heading at that depth."""
    return 3 if depth else 2


def inset_of(depth: int) -> int:
    """How far a row of that depth is set in, in px."""
    return min(depth, _DEEPEST) * _INDENT


def column_of(row: QWidget, *, below: int, depth: int = 0) -> QVBoxLayout:
    """The layout of a row."""
    return VBox(row, spacing=5, margins=(SIDE + inset_of(depth), ABOVE, SIDE, below))


def height_at(widget: QWidget, width: int) -> int:
    """The height in px that a widget needs at that width."""
    widget.ensurePolished()
    layout = widget.layout()
    if layout is not None and layout.hasHeightForWidth():
        return layout.totalHeightForWidth(width)
    return widget.sizeHint().height()

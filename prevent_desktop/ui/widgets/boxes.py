"""Boxes that lay widgets out one below the other, or side by side; and how one is emptied."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

Margins = tuple[int, int, int, int] | None
"""Left, top, right and bottom, in pixels; with None, those of the style."""
_BARE = (0, 0, 0, 0)


class VBox(QVBoxLayout):
    """Widgets one below the other, `spacing` pixels apart (the style's own with None)."""

    def __init__(
        self, parent: QWidget | None = None, *, spacing: int | None = None, margins: Margins = _BARE
    ) -> None:
        super().__init__()
        _settle(self, parent, spacing, margins)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets at the end."""
        for widget in widgets:
            self.addWidget(widget)


class HBox(QHBoxLayout):
    """Widgets side by side, `spacing` pixels apart (the style's own with None)."""

    def __init__(
        self, parent: QWidget | None = None, *, spacing: int | None = None, margins: Margins = _BARE
    ) -> None:
        super().__init__()
        _settle(self, parent, spacing, margins)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets at the end."""
        for widget in widgets:
            self.addWidget(widget)


def _settle(
    box: QVBoxLayout | QHBoxLayout, parent: QWidget | None, spacing: int | None, margins: Margins
) -> None:
    if parent is not None:
        parent.setLayout(box)
    if spacing is not None:
        box.setSpacing(spacing)
    if margins is not None:
        box.setContentsMargins(*margins)


def take_all_out(layout: QLayout) -> None:
    """Let go of every widget in a layout: nothing of them is seen from now on, and they are deleted once nothing of theirs runs."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()

"""Short lists to choose from, as high as what is in them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QListWidget

MOST_ROWS = 6


def show_rows(listing: QListWidget, rows: Sequence[str]) -> None:
    """Show `rows`; the list is as high as they are, up to six, and scrolls then."""
    listing.clear()
    listing.addItems(rows)
    listing.ensurePolished()
    row = listing.sizeHintForRow(0) if rows else listing.fontMetrics().height()
    listing.setFixedHeight(row * max(1, min(MOST_ROWS, len(rows))) + 2 * listing.frameWidth() + 4)


def fit(dialog: QDialog) -> None:
    """Give a dialog the height that its wrapped rows need at its width."""
    layout = dialog.layout()
    if layout is not None:
        layout.activate()
        width = max(dialog.width(), dialog.minimumWidth())
        dialog.resize(width, max(layout.totalHeightForWidth(width), layout.totalSizeHint().height()))

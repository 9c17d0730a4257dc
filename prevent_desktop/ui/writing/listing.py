"""Short lists to choose from, as high as what is in them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QListWidget

MOST_ROWS = 6


def show_rows(listing: QListWidget, rows: Sequence[str]) -> None:
    """Show `rows`; the list is as high as they are, up to six, and scrolls then."""
    listing.clear()
    listing.addItems(rows)
    listing.ensurePolished()
    row = listing.sizeHintForRow(0) if rows else listing.fontMetrics().height()
    listing.setFixedHeight(row * max(1, min(MOST_ROWS, len(rows))) + 2 * listing.frameWidth() + 4)

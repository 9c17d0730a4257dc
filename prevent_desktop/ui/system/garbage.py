"""Searches for garbage on the window's thread alone.

Python searches on whichever thread makes the next object. On a worker's thread that can take down an object of Qt that
belongs to the window, which Qt does not allow: the program ends.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_EVERY_MS: Final = 1_000


class WindowThreadCollector(QObject):
    """While it lives, Python's own searches are off, and this looks once a second whether one is due."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        timer = QTimer(self)
        timer.timeout.connect(self.look)
        timer.start(_EVERY_MS)
        self.destroyed.connect(_search_again)

    def look(self) -> None:
        """Search what is due."""
        gc.disable()  # another one that has gone meanwhile let Python search again
        search_due()


def search_due() -> None:
    """Search the oldest generation that is due, as Python itself does (`gc.set_threshold`)."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    due = [age for age in range(3) if counts[age] > thresholds[age]]
    if due:
        gc.collect(due[-1])


def _search_again() -> None:
    """Once what is being taken down is gone: a search inside that waits for ever for a lock of Qt that is held there."""
    QTimer.singleShot(0, gc.enable)

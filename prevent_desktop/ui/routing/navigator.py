"""What leads from page to page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Signal

from prevent_desktop.ui.routing.routes import Route
from prevent_desktop.ui.tasks import Job

Openers = Mapping[type[Route], Callable[[Any], object]]
"""What opens each kind of route. What opens its page a moment later gives the job that does."""


class Navigator(QObject):
    """Every page gets it by its constructor, leads elsewhere by `open`, and says a word in the status line by `told(words)`."""

    told = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._openers: dict[type[Route], Callable[[Any], object]] = {}

    def register(self, openers: Openers) -> None:
        """Open these kinds of route so."""
        self._openers.update(openers)

    @property
    def opens(self) -> frozenset[type[Route]]:
        """The kinds of route that it opens."""
        return frozenset(self._openers)

    def open(self, route: Route) -> Job | None:
        """Go there; the job that will, where something has to be read first."""
        opening = self._openers[type(route)](route)
        return opening if isinstance(opening, Job) else None

"""The room of guidance, and its pages beside the form that somebody is in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property

from PySide6.QtWidgets import QWidget

from prevent_desktop.data_files import resources
from prevent_desktop.ui.guidance.beside import GuidanceBeside
from prevent_desktop.ui.guidance.pages import GuidancePage, read_pages
from prevent_desktop.ui.guidance.screen import GuidanceScreen
from prevent_desktop.ui.shell.house import House
from prevent_desktop.ui.shell.pages import TakesBack


class GuidanceJourney:
    """Reads the pages when they are first wanted. `support` is what to tell support."""

    def __init__(self, clock: Callable[[], datetime], house: House, support: Callable[[], str]) -> None:
        self._clock, self._house, self._support = clock, house, support

    def room(self) -> QWidget:
        """The room's own page."""
        return GuidanceScreen(self._pages, self._today, self._support)

    def show(self, target: str) -> None:
        """A page of the guidance, at a heading of it, beside the form that somebody is in."""
        if self._beside.open(target):
            self._house.open_beside(self._beside)

    def _close(self) -> None:
        self._house.close_beside()
        page: object = self._house.page
        if isinstance(page, TakesBack):
            page.return_to_question()

    @cached_property
    def _pages(self) -> tuple[GuidancePage, ...]:
        return read_pages(resources() / "guidance")

    @cached_property
    def _beside(self) -> GuidanceBeside:
        beside = GuidanceBeside(self._pages, self._today, self._support)
        beside.closed.connect(self._close)
        return beside

    def _today(self) -> date:
        return self._clock().date()

"""Which page about the differences of two laptops leads to which."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal

from prevent_desktop.translation import _
from prevent_desktop.ui.merge.conflict_page import ConflictPage
from prevent_desktop.ui.merge.conflicts_page import ConflictsPage
from prevent_desktop.ui.returning.way_names import DIFFERENCE, DIFFERENCES
from prevent_desktop.ui.returning.whereabouts import Way
from prevent_desktop.ui.shell.journey import Journey
from prevent_desktop.ui.shell.rooms import Room


class MergeJourney(Journey):
    """`lead_to` says what opens a record, a response and how long a case is kept, and who tells that something was settled."""

    _record = Signal(str)
    _response = Signal(str)
    _case = Signal(str)
    _told = Signal(str)

    def lead_to(
        self,
        record: Callable[[str], object],
        response: Callable[[str], object],
        case: Callable[[str], object],
        tell: Callable[[str], object],
    ) -> None:
        """Where the pages lead."""
        for signal, leads in (
            (self._record, record), (self._response, response), (self._case, case), (self._told, tell),
        ):  # fmt: skip
            signal.connect(leads)

    def open_list(self) -> None:
        """All that waits."""
        page = ConflictsPage(self._tasks, self._clock)
        page.conflict_wanted.connect(self.open_conflict)
        page.left.connect(partial(self._house.go, Room.MY_WORK))
        self._house.enter(page, Room.MY_WORK, Way(DIFFERENCES))

    def open_conflict(self, conflict_id: str) -> None:
        """One of them."""
        page = ConflictPage(self._tasks, self._library, self._clock, conflict_id)
        page.left.connect(self.open_list)
        page.settled.connect(self._settled)
        page.record_wanted.connect(self._record)
        page.response_wanted.connect(self._response)
        page.erase_wanted.connect(self._case)
        self._house.enter(page, Room.MY_WORK, Way(DIFFERENCE, conflict_id))

    def _settled(self) -> None:
        self._told.emit(_("Settled"))
        self.open_list()

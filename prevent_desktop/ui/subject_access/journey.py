"""From a record to the copy that its person asks for, and back."""

from __future__ import annotations

from PySide6.QtCore import Signal

from prevent_desktop.ui.returning import way_names
from prevent_desktop.ui.returning.whereabouts import Way
from prevent_desktop.ui.shell.journey import Journey
from prevent_desktop.ui.shell.rooms import Room


class AccessJourney(Journey):
    """Signals `record_wanted(person id)` and `told(words)` for the status line."""

    record_wanted = Signal(str)
    told = Signal(str)

    def open(self, person_id: str) -> None:
        """Look through the copy of a person, and save it."""
        from prevent_desktop.ui.subject_access.page import SubjectAccessPage

        page = SubjectAccessPage(self._tasks, self._library, self._clock, person_id)
        page.left.connect(self.record_wanted)
        page.told.connect(self.told)
        self._house.enter(page, Room.PEOPLE, Way(way_names.ACCESS, person_id))

"""From a record to the copy that its person asks for, and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from prevent_desktop.ui.returning import ways
from prevent_desktop.ui.returning.whereabouts import Way
from prevent_desktop.ui.shell.house import House
from prevent_desktop.ui.shell.rooms import Room
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.workflows.form_library import FormLibrary


class AccessJourney(QObject):
    """Signals `record_wanted(person id)` and `told(words)` for the status line."""

    record_wanted = Signal(str)
    told = Signal(str)

    def __init__(
        self, tasks: Tasks, library: FormLibrary, clock: Callable[[], datetime], house: House, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._tasks, self._library, self._clock, self._house = tasks, library, clock, house

    def open(self, person_id: str) -> None:
        """Look through the copy of a person, and save it."""
        from prevent_desktop.ui.subject_access.page import SubjectAccessPage

        page = SubjectAccessPage(self._tasks, self._library, self._clock, person_id)
        page.left.connect(self.record_wanted)
        page.told.connect(self.told)
        self._house.enter(page, Room.PEOPLE, Way(ways.ACCESS, person_id))

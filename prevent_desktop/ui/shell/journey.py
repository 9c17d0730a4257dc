"""What every journey from page to page has at hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject

from prevent_desktop.ui.shell.house import House
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.workflows.form_library import FormLibrary


class Journey(QObject):
    """Makes pages and enters them into the house; a subclass says which page leads to which."""

    def __init__(
        self,
        tasks: Tasks,
        library: FormLibrary,
        clock: Callable[[], datetime],
        house: House,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._library, self._clock, self._house = tasks, library, clock, house

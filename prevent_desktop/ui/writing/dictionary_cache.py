"""The dictionary, read once for the whole run of the program, beside the window, when somebody begins to write."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from prevent_desktop.data_files import resources
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.writing.dictionary import Dictionary


class DictionaryCache(QObject):
    """Hangs on the tasks of the open vault, so that all who write share one. Signals `ready()`, `failed(words)`."""

    ready = Signal()
    failed = Signal(str)

    def __init__(self, tasks: Tasks) -> None:
        super().__init__(tasks)
        self.dictionary: Dictionary | None = None
        self._tasks = tasks
        self._asked = False

    @staticmethod
    def of(tasks: Tasks) -> DictionaryCache:
        """The cache of these tasks."""
        return tasks.findChild(DictionaryCache) or DictionaryCache(tasks)

    def ask(self) -> None:
        """Have the dictionary read, unless it is or is being read."""
        if not self._asked:
            self._asked = True
            self._tasks.in_background(
                lambda: Dictionary(resources() / "dictionaries"), self._read, self._not_read
            )

    def _read(self, dictionary: Dictionary) -> None:
        self.dictionary = dictionary
        self.ready.emit()

    def _not_read(self, error: PreventDesktopError) -> None:
        self._asked = False
        self.failed.emit(error.title)

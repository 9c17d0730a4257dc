"""What helps on one page: the speller, the phrases, the choices. It hangs on the page; the boxes on it find it there."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from prevent_desktop.data_files import resources
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.workflows.record.writing_aids import Aids, add_own_word, read_aids
from prevent_desktop.writing.dictionary import Dictionary
from prevent_desktop.writing.spelling import Speller


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
        """The shelf of these tasks."""
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


class WritingAids(QObject):
    """Made with the page as its parent. Nothing is read before a box asks. Signal `changed()` once something is there.

    `case_id` is the case that the page writes about; `problem` says why spelling is not checked, where that failed.
    """

    changed = Signal()

    def __init__(self, tasks: Tasks, case_id: str, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._case_id = case_id
        self._clock = clock
        self._asked = False
        self._left: set[str] = set()
        self._cache = DictionaryCache.of(tasks)
        self.aids: Aids | None = None
        self.problem = ""

    @staticmethod
    def near(widget: QWidget) -> WritingAids | None:
        """The aids of the page that `widget` stands on; None where a page has none."""
        page: QWidget | None = widget
        while page is not None:
            found = page.findChild(WritingAids, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if found is not None:
                return found
            page = page.parentWidget()
        return None

    def ask(self) -> None:
        """Read what there is, unless that was done."""
        if self._asked:
            return
        self._asked = True
        self._cache.ready.connect(self.changed)
        self._cache.failed.connect(self._failed)
        case_id, now = self._case_id, self._clock()
        self._tasks.in_vault(lambda vault: read_aids(vault, case_id, now=now), self._take)

    def _take(self, aids: Aids) -> None:
        self.aids = aids
        if aids.choices.spelling:
            self._cache.ask()
        self.changed.emit()

    def _failed(self, words: str) -> None:
        self.problem = words
        self.changed.emit()

    def speller(self, *, own_words: bool = False) -> Speller | None:
        """Who checks spelling in a box; None where nothing is checked (yet), or the box is for somebody's own words."""
        aids, dictionary = self.aids, self._cache.dictionary
        if aids is None or dictionary is None or not aids.choices.spelling:
            return None
        if own_words and not aids.choices.in_quotations:
            return None
        known = (*aids.own_words, *aids.known, *self._left)
        return Speller(dictionary, known, in_quotations=aids.choices.in_quotations)

    def leave(self, word: str) -> None:
        """Do not mark `word` again on this page."""
        self._left.add(word)
        self.changed.emit()

    def add_own_word(self, word: str) -> None:
        """Keep `word` in the vault as right; it is not marked again from now on."""
        self.leave(word)
        self._tasks.in_vault(lambda vault: add_own_word(vault, word))

"""Gets to know who is recorded, beside whoever works, so that “is this somebody we know?” is answered at once when it is asked."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from prevent_desktop.formatting import number_in_words
from prevent_desktop.translation import _
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.window.part_by_part import PartByPart
from prevent_desktop.workflows.receiving.matching import get_ready

FIRST_MS = 1_500
"""After unlocking: the first screen comes first."""
BETWEEN_MS = 10
_WORTH_TELLING = 2_000
"""People; fewer are looked at without a word, and it is told again after as many."""


class KnownPeopleWatch(PartByPart):
    """Looks at all who are recorded once, in small parts on the vault's thread. Signals `told(words)`, too.

    Nothing of it is on the disk, so it begins anew after each unlock.
    """

    told = Signal(str)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(tasks, self._go_on, first_ms=FIRST_MS, between_ms=BETWEEN_MS, parent=parent)
        self._told_at = 0

    def _go_on(self) -> None:
        self._tasks.in_vault(get_ready, self._looked, self._give_up)

    def _looked(self, left: int) -> None:
        self._tell(left)
        if left:
            self._next_soon()
        else:
            self.ended.emit()

    def _tell(self, left: int) -> None:
        if left >= _WORTH_TELLING and abs(self._told_at - left) >= _WORTH_TELLING:
            self._told_at = left
            words = _("Looking through who is recorded, to find repeats: {number} to go")
            self.told.emit(words.format(number=number_in_words(left)))
        elif left == 0 and self._told_at:
            self._told_at = 0
            self.told.emit(_("Repeats are found at once now"))

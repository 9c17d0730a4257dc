"""Has what colleagues' laptops say that somebody signed checked here too, one after the other, beside whoever works."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable

from PySide6.QtCore import QObject

from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.ui.window.part_by_part import PartByPart
from prevent_desktop.workflows.record.checking_claims import (
    ToCheck,
    cases_to_check,
    keep_found,
    next_to_check,
)
from prevent_desktop.workflows.team.change_sets.round_state import CaseChanged

FIRST_MS = 60_000
"""After unlocking: the first screens, the check of the vault and the first round come first."""
BETWEEN_MS = 250


class SignatureWatch(PartByPart):
    """Looks through all shared cases once, then at those that members changed."""

    def __init__(self, tasks: Tasks, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(tasks, self._go_on, first_ms=FIRST_MS, between_ms=BETWEEN_MS, parent=parent)
        self._clock = clock
        self._cases: deque[str] = deque()
        self._began = self._at_work = False

    def stop(self) -> None:
        """The vault will close: begin with no other."""
        super().stop()
        self._began = self._at_work = False
        self._cases.clear()

    def take(self, changes: Iterable[CaseChanged]) -> None:
        """Members changed these cases: they come next. Before it began they are among all others."""
        if self._began:
            self._cases.extendleft(one.case_id for one in changes if one.case_id not in self._cases)
            if not self._at_work:
                self._go_on()

    def _go_on(self) -> None:
        self._at_work = True
        if not self._began:
            self._began = True
            self._tasks.in_vault(cases_to_check, self._look_through, self._give_up)
        elif self._cases:
            case_id, now = self._cases[0], self._clock()
            self._tasks.in_vault(
                lambda vault: next_to_check(vault, case_id, now=now),
                lambda found: self._check(case_id, found),
                self._give_up,
            )
        else:
            self._at_work = False
            self.ended.emit()

    def _look_through(self, case_ids: tuple[str, ...]) -> None:
        self._cases.extend(case_ids)
        self._go_on()

    def _check(self, case_id: str, found: ToCheck | None) -> None:
        if found is not None:
            self._work(found.judge, lambda vault, finding: keep_found(vault, found, finding))
            return
        if case_id in self._cases:
            self._cases.remove(case_id)
        self._go_on()

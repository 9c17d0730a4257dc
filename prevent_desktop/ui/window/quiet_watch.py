"""Has all of the vault checked beside whoever works, at most once a day; nothing shows unless something is wrong."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from prevent_desktop.errors import AuditChainError, DatabaseDamagedError, PreventDesktopError
from prevent_desktop.ui.tasks import Clock, Tasks
from prevent_desktop.vault.quiet_check import QuietCheck, QuietResult
from prevent_desktop.workflows.vault_admin.quiet_check import due_check, take_result

FIRST_MS = 15_000
"""After unlocking: the first screens come first."""
_AGAIN_MS = 60 * 60_000


class QuietWatch(QObject):
    """Signals `whole()` after a check, or `trouble(error)`. A check that the vault sent away begins again later."""

    whole = Signal()
    trouble = Signal(object)

    def __init__(self, tasks: Tasks, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks, self._clock = tasks, clock
        self._check: QuietCheck | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.look)

    def start(self, first_ms: int = FIRST_MS) -> None:
        """Begin soon."""
        self._timer.start(first_ms)

    def stop(self) -> None:
        """The vault will close: the check goes first."""
        self._timer.stop()
        if self._check is not None:
            self._check.stop()

    def look(self) -> None:
        """Check now, where it is due."""
        now = self._clock()
        self._tasks.in_vault(lambda vault: due_check(vault, now=now), self._begin, self._not_checked)

    def _begin(self, check: QuietCheck | None) -> None:
        self._check = check
        if check is None:
            self._timer.start(_AGAIN_MS)
        else:
            self._tasks.in_background(check.run, self._checked, self._not_checked)

    def _checked(self, result: QuietResult | None) -> None:
        self._timer.start(_AGAIN_MS if result is not None else FIRST_MS)
        if result is not None:
            self._tasks.in_vault(
                lambda vault: take_result(vault, result), lambda _none: self.whole.emit(), self._not_checked
            )

    def _not_checked(self, error: PreventDesktopError) -> None:
        """Only what is wrong with the vault is told; a full disk tells itself elsewhere."""
        if isinstance(error, AuditChainError | DatabaseDamagedError):
            self._timer.stop()
            self.trouble.emit(error)
        else:
            self._timer.start(_AGAIN_MS)

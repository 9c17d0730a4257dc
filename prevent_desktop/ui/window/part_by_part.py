"""What is done part by part beside whoever works, from soon after unlocking until nothing of it is left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.vault.vault import Vault

T = TypeVar("T")


class PartByPart(QObject):
    """Goes on with `go_on`: `first_ms` after it starts, and `between_ms` after each part, so that what a person asks for comes between.

    Signals `ended()` once none is left. Where a part fails it stops: that is told where somebody asks, or tells itself elsewhere. What
    is left then, or at a lock, is done after the next unlock.
    """

    ended = Signal()

    def __init__(
        self,
        tasks: Tasks,
        go_on: Callable[[], None],
        *,
        first_ms: int,
        between_ms: int,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._tasks, self._first_ms = tasks, first_ms
        self.between_ms = between_ms
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(go_on)

    def start(self, first_ms: int | None = None) -> None:
        """Begin soon."""
        self._timer.start(self._first_ms if first_ms is None else first_ms)

    def stop(self) -> None:
        """The vault will close: begin with no other part."""
        self._timer.stop()

    def _next_soon(self) -> None:
        self._timer.start(self.between_ms)

    def _work(self, work: Callable[[], T], keep: Callable[[Vault, T], None]) -> None:
        """One part: what needs no vault, and then what keeps it there."""
        self._tasks.in_background(
            work,
            lambda made: self._tasks.in_vault(
                lambda vault: keep(vault, made), lambda _none: self._next_soon(), self._give_up
            ),
            self._give_up,
        )

    def _give_up(self, _error: PreventDesktopError) -> None:
        self.stop()

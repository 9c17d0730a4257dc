"""What waits in the outbox, in a few words for the status line and a number for the side bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from prevent_desktop.translation import ngettext
from prevent_desktop.ui.shell.shared_spool import SharedSpool
from prevent_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from prevent_desktop.delivery.items import SpoolItem

LOOK_EVERY_MS = 3_000


@dataclass(frozen=True, slots=True)
class OutboxState:
    """How many packs have not arrived, and how many of these need a person. `digest` changes with any pack."""

    waiting: int
    need_you: int
    digest: int

    @classmethod
    def of(cls, items: Sequence[SpoolItem]) -> OutboxState:
        """Count `items`."""
        from prevent_desktop.delivery.items import State

        open_ = [item for item in items if item.state is not State.DELIVERED]
        need_you = sum(1 for item in open_ if item.state is State.NEEDS_YOU)
        digest = hash(tuple((item.pack_id, item.state, item.offset, item.changed_at) for item in items))
        return cls(len(open_), need_you, digest)


def words_while_open(state: OutboxState) -> str:
    """The status line while the vault is open."""
    if state.need_you:
        return ngettext("{number} pack needs you", "{number} packs need you", state.need_you).format(
            number=state.need_you
        )
    if state.waiting:
        return ngettext(
            "{number} pack waits for a connection", "{number} packs wait for a connection", state.waiting
        ).format(number=state.waiting)
    return ""


def words_while_locked(state: OutboxState) -> str:
    """The status line below the unlock screen."""
    if not state.waiting:
        return ""
    return ngettext(
        "{number} pack waits for a connection and will go while this is locked",
        "{number} packs wait for a connection and will go while this is locked",
        state.waiting,
    ).format(number=state.waiting)


class OutboxWatch(QObject):
    """Looks every few seconds, on a worker. Signal `counted(OutboxState)` when any pack moved on."""

    counted = Signal(object)

    def __init__(self, spool: SharedSpool, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._spool = spool
        self._tasks = tasks
        self._last: OutboxState | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_EVERY_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look now and from now on."""
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Look once."""
        if self._spool.is_there:
            self._tasks.in_background(self._read, self._tell, lambda _error: self._timer.stop())

    def _read(self) -> OutboxState:
        return OutboxState.of(self._spool.get().items())

    def _tell(self, state: OutboxState) -> None:
        if state == self._last:
            return
        self._last = state
        self.counted.emit(state)

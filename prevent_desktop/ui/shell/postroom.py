"""The outbox beside the windows: the courier at work, and what is told about it, locked or open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from prevent_desktop.ui.shell.courier_thread import CourierThread
from prevent_desktop.ui.shell.outbox_watch import (
    OutboxState,
    OutboxWatch,
    words_while_locked,
    words_while_open,
)
from prevent_desktop.ui.shell.rooms import Room
from prevent_desktop.ui.shell.shared_spool import SharedSpool
from prevent_desktop.ui.shell.window import AppWindow
from prevent_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from prevent_desktop.ui.journeys import Journeys


class PostRoom(QObject):
    """Signal `failed(error)` where the outbox cannot be used. It works from the first screen on."""

    failed = Signal(object)

    def __init__(self, spool: SharedSpool, tasks: Tasks, window: AppWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._journeys: Journeys | None = None
        self._last = OutboxState()
        self.courier = CourierThread(spool, self)
        self.watch = OutboxWatch(spool, tasks, self)
        self.courier.failed.connect(self.failed)
        self.courier.moved.connect(self.watch.look)
        self.watch.counted.connect(self._tell)

    def start(self) -> None:
        """Begin to deliver and to watch."""
        self.courier.start()
        self.watch.start()

    def serve(self, journeys: Journeys) -> None:
        """The vault is open: bring receipts into the record, and send what is queued from now on."""
        self._journeys = journeys
        journeys.queued.connect(self._something_new)
        journeys.follow_up()
        self._tell(self._last)

    def stop(self) -> None:
        """End. A pack on its way goes on from its acknowledged offset the next time."""
        self.watch.stop()
        self.courier.stop()

    def _something_new(self) -> None:
        self.courier.wake()
        self.watch.start()

    def _tell(self, state: OutboxState) -> None:
        self._last = state
        status = self._window.status
        if self._journeys is None:
            status.tell(status.delivery, words_while_locked(state))
            return
        words = words_while_open(state)
        status.tell(status.delivery, words)
        if Room.OUTBOX in self._journeys.house.rooms:
            self._journeys.house.side_bar.entries[Room.OUTBOX].count(state.open, words)
        self._journeys.follow_up()

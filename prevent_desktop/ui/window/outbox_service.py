"""The outbox beside the windows: the courier at work, and what is told about it, locked or open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from prevent_desktop.ui.components.shared_spool import SharedSpool
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.system.qt_networks import window_networks
from prevent_desktop.ui.tasks import Tasks
from prevent_desktop.ui.window.app_window import AppWindow
from prevent_desktop.ui.window.courier_thread import CourierThread
from prevent_desktop.ui.window.outbox_watch import (
    OutboxState,
    OutboxWatch,
    news_in_words,
    words_while_locked,
    words_while_open,
)

if TYPE_CHECKING:
    from prevent_desktop.ui.page_registry.registry import PageRegistry


class OutboxService(QObject):
    """Signals `failed(error)` where the outbox cannot be used, `counted(OutboxState)`, and `news(words)` when something came.

    It works from the first screen on.
    """

    failed = Signal(object)
    counted = Signal(object)
    news = Signal(str)

    def __init__(self, spool: SharedSpool, tasks: Tasks, window: AppWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._pages: PageRegistry | None = None
        self.last = OutboxState()
        self._looked = False
        self.courier = CourierThread(spool, self, networks=window_networks(self))
        self.watch = OutboxWatch(spool, tasks, self)
        self.courier.failed.connect(self.failed)
        self.courier.moved.connect(self.watch.look)
        self.watch.counted.connect(self._take)

    def start(self) -> None:
        """Begin to deliver and to watch."""
        self.courier.start()
        self.watch.start()

    def serve(self, pages: PageRegistry) -> None:
        """The vault is open: bring receipts into the record, and send what is queued from now on."""
        self._pages = pages
        pages.queued.connect(self.something_new)
        pages.follow_up()
        self._tell(self.last)

    def stop(self) -> None:
        """End. A pack on its way goes on from its acknowledged offset the next time."""
        self.watch.stop()
        self.courier.stop()

    def something_new(self) -> None:
        """Something was queued or ordered: look at once."""
        self.courier.wake()
        self.watch.start()

    def _take(self, state: OutboxState) -> None:
        before, self.last = self.last, state
        words = news_in_words(before, state) if self._looked and state.tells_news else ""
        self._looked = True
        if words:
            self.news.emit(words)
        self.counted.emit(state)
        self._tell(state)

    def _tell(self, state: OutboxState) -> None:
        status = self._window.status
        if self._pages is None:
            status.tell(status.delivery, words_while_locked(state))
            return
        words = words_while_open(state)
        status.tell(status.delivery, words)
        if NavSection.OUTBOX in self._pages.main_view.sections:
            self._pages.main_view.side_bar.entries[NavSection.OUTBOX].count(state.open, words)
        self._pages.follow_up()

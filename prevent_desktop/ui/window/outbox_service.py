"""The outbox beside the windows: the courier at work, and what is told about it, locked or open."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from prevent_desktop.confined.spawn import own_command
from prevent_desktop.delivery.connection.networks import Networks
from prevent_desktop.errors import PreventDesktopError, SpoolError, WorldError
from prevent_desktop.ui.routing.nav_sections import NavSection
from prevent_desktop.ui.system.qt_networks import window_networks
from prevent_desktop.ui.tasks import Tasks, our_fault
from prevent_desktop.ui.window.app_window import AppWindow
from prevent_desktop.ui.window.outbox_watch import (
    OutboxWatch,
    news_in_words,
    words_while_locked,
    words_while_open,
)
from prevent_desktop.workflows.sending.outbox_state import OutboxState
from prevent_desktop.workflows.sending.shared_spool import SharedSpool

if TYPE_CHECKING:
    from prevent_desktop.ui.page_registry.registry import PageRegistry


class CourierThread(QObject):
    """Runs the courier of `spool` until `stop()`.

    Signals `failed(error)` where the outbox cannot be used, `moved()` when a pack got further. Have `workflows.deliver`
    imported before it starts (`Tasks.import_first` tells why); what the network needs is imported in this thread.
    """

    failed = Signal(object)
    moved = Signal()

    def __init__(
        self, spool: SharedSpool, parent: QObject | None = None, *, networks: Networks | None = None
    ) -> None:
        super().__init__(parent)
        self._spool = spool
        self._networks = networks
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; after an outbox that could not be used, begin again; once it was stopped, never."""
        if self.has_stopped:
            return
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self._thread.start()

    @property
    def has_stopped(self) -> bool:
        """Whether it was told to end."""
        return self._stop.is_set()

    def wake(self) -> None:
        """There may be something to send now."""
        self._wake.set()
        if self._thread is not None and not self._thread.is_alive():
            self.start()

    def stop(self, seconds: float = 0.3) -> None:
        """End; a pack on its way goes on from its acknowledged offset the next time."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self._follow_it()
            self._deliver()
        except PreventDesktopError as error:
            self._tell(error)
        except Exception as error:  # noqa: BLE001  # the last stop of a thread: whatever it is must be shown
            self._tell(our_fault(error))

    def _tell(self, error: PreventDesktopError) -> None:
        if not self.has_stopped:
            self.failed.emit(error)

    def _follow_it(self) -> None:
        """Have what IT has set about start at login hold; what the system does not allow is told."""
        from prevent_desktop.workflows.sending.sending_choices import follow_start_at_login
        from prevent_desktop.workflows.sending.start_at_login import IN_THE_TRAY

        try:
            follow_start_at_login(self._spool.get(), own_command(IN_THE_TRAY))
        except SpoolError:
            raise
        except WorldError as error:
            self._tell(error)

    def _deliver(self) -> None:
        from prevent_desktop.workflows.sending.deliver import make_courier

        courier = make_courier(
            self._spool.get(), listener=self._heard, troubled=self._tell, networks=self._networks
        )
        courier.run(self._stop, self._wake)

    def _heard(self, _pack_id: str, _offset: int, _size: int) -> None:
        if not self.has_stopped:
            self.moved.emit()


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
        """Begin to deliver and to watch, where it was not told to end meanwhile."""
        if not self.courier.has_stopped:
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

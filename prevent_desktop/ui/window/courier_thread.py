"""The courier at work beside the windows, also while the vault is locked."""

from __future__ import annotations

import threading

from PySide6.QtCore import QObject, Signal

from prevent_desktop.delivery.connection.networks import Networks
from prevent_desktop.errors import PreventDesktopError
from prevent_desktop.ui.components.shared_spool import SharedSpool
from prevent_desktop.ui.tasks import our_fault


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
        """Begin; after an outbox that could not be used, begin again."""
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """There may be something to send now."""
        self._wake.set()
        if self._thread is not None and not self._thread.is_alive() and not self._stop.is_set():
            self.start()

    def stop(self, seconds: float = 0.3) -> None:
        """End; a pack on its way goes on from its acknowledged offset the next time."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None and self._thread.is_alive():
            self._thread.join(seconds)

    def _run(self) -> None:
        try:
            self._deliver()
        except PreventDesktopError as error:
            self._tell(error)
        except Exception as error:  # noqa: BLE001  # the last stop of a thread: whatever it is must be shown
            self._tell(our_fault(error))

    def _tell(self, error: PreventDesktopError) -> None:
        if not self._stop.is_set():
            self.failed.emit(error)

    def _deliver(self) -> None:
        from prevent_desktop.workflows.sending.deliver import make_courier

        courier = make_courier(
            self._spool.get(), listener=self._heard, troubled=self._tell, networks=self._networks
        )
        courier.run(self._stop, self._wake)

    def _heard(self, _pack_id: str, _offset: int, _size: int) -> None:
        if not self._stop.is_set():
            self.moved.emit()

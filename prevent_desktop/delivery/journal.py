"""Writes down what a transport reports of one pack, and tells it to stop when somebody wants that."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection

from prevent_desktop.delivery.clock import Clock
from prevent_desktop.delivery.connection.cancellation import CutError
from prevent_desktop.delivery.connection.network_rules import NetworkGate
from prevent_desktop.delivery.outbox.leases import LEASE, Lease
from prevent_desktop.delivery.outbox.spool import Spool

Listener = Callable[[str, int, int], None]

_LOOK_EVERY = 0.5  # seconds


class StoppedError(CutError):
    """The program is stopping, sending was paused, or a person holds this pack back: let go of it."""


class OvertakenError(StoppedError):
    """A person put another pack before this one, and it can go now: let go of it, and go on with it after that."""


class PackJournal:
    """The journal of one lease (see `transports.Journal`). `listener` hears pack id, acknowledged bytes and size.

    `besides` are packs that had their turn, and overtake no more.
    """

    def __init__(
        self,
        lease: Lease,
        spool: Spool,
        stop: threading.Event,
        *,
        listener: Listener,
        clock: Clock,
        gate: NetworkGate | None,
        besides: Collection[str] = (),
    ) -> None:
        self._lease = lease
        self._spool = spool
        self._stop = stop
        self._listener = listener
        self._clock = clock
        self._gate = gate
        self._besides = besides
        self._renewed = clock()
        self._looked = time.monotonic()

    def remember(self, upload_url: str) -> None:
        """See `Journal`."""
        self._lease.remember(upload_url)
        self.check()

    def acknowledge(self, offset: int, *, rate: float = 0.0) -> None:
        """See `Journal`. Between two chunks is the best place to stop: nothing is sent twice then."""
        self._lease.acknowledge(offset, rate=rate)
        self._renewed = self._clock()
        self._listener(self._lease.item.pack_id, offset, self._lease.item.size)
        if offset < self._lease.item.size:
            self._look()
            if self._spool.is_overtaken(self._lease.item, besides=self._besides):
                raise OvertakenError

    def check(self) -> None:
        """See `Journal`. What a person decides meanwhile, here or in another process, is heard within half a second."""
        if self._stop.is_set():
            raise StoppedError
        if abs(self._clock() - self._renewed) > LEASE / 3:
            self._lease.check()
            self._renewed = self._clock()
        if time.monotonic() - self._looked > _LOOK_EVERY:
            self._look()

    def _look(self) -> None:
        self._looked = time.monotonic()
        if self._stop.is_set() or self._spool.paused or self._lease.is_held():
            raise StoppedError
        trouble = self._gate.hindrance(self._lease.item.endpoint) if self._gate else None
        if trouble is not None:
            raise trouble

"""Takes what is due from the spool to its receivers, and fetches the receipts and answers.

Each receiver has a worker of its own, so that what one's server does holds up nobody else's packs. Each pack is tried for itself: one
that fails is set aside with its reason, and the next one goes on. Nothing here needs the vault.
"""

from __future__ import annotations

import random as random_numbers
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime

from prevent_desktop.delivery.attempts import Attempts
from prevent_desktop.delivery.clock import Clock, utc_now
from prevent_desktop.delivery.connection.network_rules import NetworkGate
from prevent_desktop.delivery.journal import Listener
from prevent_desktop.delivery.outbox.leases import Lease, LeaseLostError
from prevent_desktop.delivery.outbox.sending_settings import stays_on_the_list
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.reply_poller import ReplyPoller
from prevent_desktop.delivery.transports import Transport
from prevent_desktop.delivery.worker_pool import WorkerPool
from prevent_desktop.errors import PreventDesktopError, SpoolError

Troubled = Callable[[PreventDesktopError], None]

_LONGEST_SLEEP = (
    30.0  # seconds; a pack that another process has queued is noticed after this time at the latest
)
_TIME_TO_STOP = 0.8  # seconds
_LOOK_AT_NETWORK_EVERY = 5.0  # seconds


class Courier:
    """Delivers the packs of one spool.

    `transports` are by the scheme of the endpoint (``file``, ``https``, ``http``). `listener` is called with pack
    id, acknowledged bytes and size after each step, on any thread, one at a time; `troubled` with an error of the spool itself, on
    the courier's own. `gate` knows the network and what the person set about it; None lets all out.
    """

    def __init__(
        self,
        spool: Spool,
        transports: Mapping[str, Transport],
        *,
        clock: Clock = utc_now,
        random: random_numbers.Random | None = None,
        listener: Listener | None = None,
        troubled: Troubled | None = None,
        gate: NetworkGate | None = None,
    ) -> None:
        self._spool = spool
        self._clock = clock
        self._listener = _one_at_a_time(listener or _nobody)
        self._troubled = troubled or _nobody
        self._gate = gate
        random = random or random_numbers.SystemRandom()
        self._attempts = Attempts(
            spool, transports, clock=clock, random=random, listener=self._listener, gate=gate
        )
        self._reply_poller = ReplyPoller(
            spool,
            transports,
            clock=clock,
            random=random,
            heard=lambda pack_id: self._listener(pack_id, 0, 0),
            gate=gate,
        )

    def run_once(self, now: datetime | None = None, *, stop: threading.Event | None = None) -> int:
        """Try each pack that is due once, then ask for answers; return how many packs were tried.

        Raise SpoolError where the spool fails.
        """
        stop = stop or threading.Event()
        self._look_around()
        tried = self._try_packs(now, stop)
        self._reply_poller.run_once(now, stop=stop)
        return tried

    def _try_packs(self, now: datetime | None, stop: threading.Event) -> int:
        worker_pool, tried = WorkerPool("courier worker"), set[str]()
        try:
            while self._begin(worker_pool, now, stop, tried) or not worker_pool.is_idle:
                worker_pool.wait_for_one()
                worker_pool.look_after()
                worker_pool.raise_failure()
        finally:
            worker_pool.end()
        worker_pool.raise_failure()
        return len(tried)

    def _begin(
        self, worker_pool: WorkerPool, now: datetime | None, stop: threading.Event, tried: set[str]
    ) -> bool:
        """A worker for each receiver that has none and to whom something can go; whether there was one."""
        if stop.is_set():
            return False
        due = self._spool.due_endpoints(now or self._clock(), besides=tried)
        begun = [endpoint for endpoint in due if endpoint not in worker_pool.busy()]
        for endpoint in begun:
            worker_pool.start(endpoint, _Round(self, endpoint, now, stop, tried))
        return bool(begun)

    def run(self, stop: threading.Event, wake: threading.Event) -> None:
        """Deliver until `stop` is set; `wake` says that there may be something new. Returns within a second.

        Two threads look after the workers, one after those that send packs and one after those that ask for answers. Where the
        system holds one (a name server or a network drive that does not answer) it is left behind: what it was doing is on disk.
        """
        ask = threading.Event()
        workers = (
            threading.Thread(target=self._work, args=(stop, wake, ask), name="courier", daemon=True),
            threading.Thread(
                target=self._reply_poller.work, args=(stop, ask), name="reply poller", daemon=True
            ),
        )
        for worker in workers:
            worker.start()
        stop.wait()
        end = time.monotonic() + _TIME_TO_STOP
        for event, worker in zip((wake, ask), workers, strict=True):
            event.set()
            worker.join(max(0.0, end - time.monotonic()))

    def _work(self, stop: threading.Event, wake: threading.Event, ask: threading.Event) -> None:
        worker_pool = WorkerPool("courier worker")
        while not stop.is_set():
            wake.clear()
            ask.set()
            self._sleep(self._round(worker_pool, stop), worker_pool, wake)
        worker_pool.end()

    def _sleep(self, seconds: float, worker_pool: WorkerPool, wake: threading.Event) -> None:
        """Sleep until `wake`, until a worker ended, or until this computer is on another network."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not worker_pool.rest(
            min(left, _LOOK_AT_NETWORK_EVERY), wake
        ):
            try:
                if self._gate is not None and self._gate.changed():
                    self._spool.orders.network_changed()
                    return
            except SpoolError:
                return  # the next round tells of it

    def _look_around(self) -> None:
        """Another network begins the waits anew; and what is over and recorded leaves the list."""
        if self._gate is not None and self._gate.changed():
            self._spool.orders.network_changed()
        self._spool.orders.clear_recorded(stays_on_the_list(self._spool.settings))

    def _round(self, worker_pool: WorkerPool, stop: threading.Event) -> float:
        """Begin what is due; return how many seconds to sleep."""
        try:
            worker_pool.raise_failure()
            self._look_around()
            self._begin(worker_pool, None, stop, set())
            now = self._clock()
            due = self._spool.next_due(now, busy=worker_pool.busy())
        except SpoolError as error:
            if not stop.is_set():
                self._troubled(error)
            return _LONGEST_SLEEP
        if stop.is_set():
            return 0.0
        return _LONGEST_SLEEP if due is None else min(_LONGEST_SLEEP, (due - now).total_seconds())

    def send_to(self, work: _Round) -> None:
        """Try each pack for one receiver that is due once, on a worker's thread."""
        stood_aside = ""
        while not work.stop.is_set():
            lease = self._spool.claim(work.now or self._clock(), besides=work.tried, endpoint=work.endpoint)
            if lease is None:
                return
            pack_id = lease.item.pack_id
            work.tried.add(pack_id)
            with work.holding(lease):
                goes_on = self._attempts.take(lease, work.stop, work.tried)
            if goes_on:
                stood_aside = ""
            elif stood_aside != pack_id:
                # Where it stood aside and nobody came before it after all, its turn is over until the next round.
                work.tried.discard(pack_id)
                stood_aside = pack_id
            self._listener(pack_id, lease.item.offset, lease.item.size)

    def is_unwanted(self, lease: Lease) -> bool:
        """Whether a person decided meanwhile, here or in another process, that this pack is not to be sent now."""
        try:
            return self._spool.paused or (lease.is_held() and not lease.uploaded)
        except LeaseLostError:
            return True
        except SpoolError:
            return False  # the worker finds out at its next step


@dataclass(slots=True)
class _Round:
    """What a worker does for one receiver: each pack that is due once. `tried` are packs that had their turn, of all receivers."""

    courier: Courier
    endpoint: str
    now: datetime | None
    stop: threading.Event
    tried: set[str]
    _lease: Lease | None = None
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> None:
        """See `Job`."""
        self.courier.send_to(self)

    def is_unwanted(self) -> bool:
        """See `Job`."""
        if self.stop.is_set():
            return True
        with self._guard:
            return self._lease is not None and self.courier.is_unwanted(self._lease)

    def let_go(self) -> None:
        """See `Job`. The worker finds its lease void at its next step, and leaves the pack alone."""
        with self._guard, suppress(SpoolError):
            if self._lease is not None:
                self._lease.release()

    @contextmanager
    def holding(self, lease: Lease) -> Iterator[None]:
        """While it lasts, this pack is under way."""
        with self._guard:
            self._lease = lease
        try:
            yield
        finally:
            with self._guard:
                self._lease = None


def _one_at_a_time(listener: Listener) -> Listener:
    guard = threading.Lock()

    def heard(pack_id: str, offset: int, size: int) -> None:
        with guard:
            listener(pack_id, offset, size)

    return heard


def _nobody(*_said: object) -> None:
    """Nobody listens."""

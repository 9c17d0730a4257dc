"""Takes what is due from the spool to its receivers, and fetches the receipts and answers.

Each pack is tried for itself: one that fails is set aside with its reason, and the next one goes on. Nothing here
needs the vault.
"""

from __future__ import annotations

import logging
import random as random_numbers
import threading
import time
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from prevent_desktop.delivery.backoff import wait_for
from prevent_desktop.delivery.clock import Clock, utc_now
from prevent_desktop.delivery.enquirer import Enquirer
from prevent_desktop.delivery.journal import Listener, OvertakenError, PackJournal, StoppedError
from prevent_desktop.delivery.line.network_rules import NetworkGate
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.delivery.outbox.leases import Lease, LeaseLostError
from prevent_desktop.delivery.outbox.sending_settings import stays_on_the_list
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.transports import Parcel, Transport
from prevent_desktop.delivery.troubles import Trouble, refused
from prevent_desktop.errors import (
    PreventDesktopError,
    ProgramError,
    ReceiptError,
    RefusedError,
    SpoolError,
    WaitingError,
)
from prevent_desktop.translation import _

Troubled = Callable[[PreventDesktopError], None]

_LONGEST_SLEEP = (
    30.0  # seconds; a pack that another process has queued is noticed after this time at the latest
)
_TIME_TO_STOP = 0.8  # seconds
_LOOK_AT_NETWORK_EVERY = 5.0  # seconds
_HELD_BACK_FOR = timedelta(minutes=15)
"""A rule of the person's holds a pack back until the network or the rule changes; it is looked at again after this time."""
NO_RECEIPT_AFTER = timedelta(days=3)
"""A receiver opens what came within one working day; over a weekend that is three."""
_ASK_OVERDUE = timedelta(hours=1)
_ASK_CANCELLED = 72
"""How often, an hour apart, a receiver that kept what it has of a cancelled pack is asked whether it has all of it."""
_HELD_BACK = frozenset(
    {Trouble.METERED, Trouble.METERED_UNTOLD, Trouble.OTHER_NETWORK, Trouble.NETWORK_UNTOLD}
)

_log = logging.getLogger(__name__)


class Courier:
    """Delivers the packs of one spool.

    `transports` are by the scheme of the endpoint (``file``, ``https``, ``http``). `listener` is called with pack
    id, acknowledged bytes and size after each step, and `troubled` with an error of the spool itself, both on the
    courier's own thread. `gate` knows the network and what the person set about it; None lets all out.
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
        self._transports = transports
        self._clock = clock
        self._random = random or random_numbers.SystemRandom()
        self._listener = listener or _nobody
        self._troubled = troubled or _nobody
        self._gate = gate
        self._enquirer = Enquirer(
            spool,
            transports,
            clock=clock,
            random=self._random,
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
        self._enquirer.run_once(now, stop=stop)
        return tried

    def _try_packs(self, now: datetime | None, stop: threading.Event) -> int:
        tried: set[str] = set()
        stood_aside = ""
        while not stop.is_set():
            lease = self._spool.claim(now or self._clock(), besides=tried)
            if lease is None:
                break
            pack_id = lease.item.pack_id
            tried.add(pack_id)
            if self._take(lease, stop, tried):
                stood_aside = ""
            elif stood_aside != pack_id:
                # Where it stood aside and nobody came before it after all, its turn is over until the next round.
                tried.discard(pack_id)
                stood_aside = pack_id
            self._listener(lease.item.pack_id, lease.item.offset, lease.item.size)
        return len(tried)

    def run(self, stop: threading.Event, wake: threading.Event) -> None:
        """Deliver until `stop` is set; `wake` says that there may be something new. Returns within a second.

        The work is done on two threads of its own, one for packs and one that asks for answers. Where the system holds
        one (a name server or a network drive that does not answer) it is left behind: what it was doing is on disk, and
        its lease ends with the process.
        """
        ask = threading.Event()
        workers = (
            threading.Thread(target=self._work, args=(stop, wake, ask), name="courier", daemon=True),
            threading.Thread(target=self._enquirer.work, args=(stop, ask), name="enquirer", daemon=True),
        )
        for worker in workers:
            worker.start()
        stop.wait()
        end = time.monotonic() + _TIME_TO_STOP
        for event, worker in zip((wake, ask), workers, strict=True):
            event.set()
            worker.join(max(0.0, end - time.monotonic()))

    def _work(self, stop: threading.Event, wake: threading.Event, ask: threading.Event) -> None:
        while not stop.is_set():
            wake.clear()
            ask.set()
            self._sleep(self._round(stop), wake)

    def _sleep(self, seconds: float, wake: threading.Event) -> None:
        """Sleep until `wake`, or until this computer is on another network."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not wake.wait(min(left, _LOOK_AT_NETWORK_EVERY)):
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

    def _round(self, stop: threading.Event) -> float:
        """One round over what is due; return how many seconds to sleep."""
        try:
            self._look_around()
            self._try_packs(None, stop)
            now = self._clock()
            due = self._spool.next_due(now)
        except SpoolError as error:
            if not stop.is_set():
                self._troubled(error)
            return _LONGEST_SLEEP
        if stop.is_set():
            return 0.0
        return _LONGEST_SLEEP if due is None else min(_LONGEST_SLEEP, (due - now).total_seconds())

    def _take(self, lease: Lease, stop: threading.Event, besides: Collection[str]) -> bool:
        """Try one pack, and write down what became of it; False where it only let another one go first."""
        journal = PackJournal(
            lease,
            self._spool,
            stop,
            listener=self._listener,
            clock=self._clock,
            gate=self._gate,
            besides=besides,
        )
        try:
            if lease.item.state is State.CANCELLED:
                self._end(lease)
            else:
                self._deliver(lease, journal)
        except OvertakenError:
            lease.release()
            return False
        except StoppedError:
            lease.release()
        except LeaseLostError:
            return True
        except SpoolError:
            lease.release()
            raise
        except WaitingError as error:
            self._wait(lease, error)
        except (RefusedError, ReceiptError) as error:
            lease.needs_you(error)
        except Exception as error:  # noqa: BLE001 - a fault of ours in one pack must not hold up the others
            _log.error("delivery of %s failed: %s", lease.item.pack_id, type(error).__name__)
            if lease.item.state is State.CANCELLED:
                lease.still_cancelled(self._clock() + _ASK_OVERDUE, _our_fault())
            else:
                lease.needs_you(_our_fault())
        return True

    def _deliver(self, lease: Lease, journal: PackJournal) -> None:
        transport = self._way_of(lease)
        # An answer may have been lost: a pack that was tried before may have arrived, and is not sent twice.
        if not lease.fresh and self._receipt(lease, transport):
            return
        if lease.uploaded and lease.item.sent_at is not None:
            self._wait(lease)
            return
        # Sent, and doubted by a person: what the receiver's server does not have any more is sent again.
        transport.upload(self._parcel(lease), journal)
        lease.sent()
        if not self._receipt(lease, transport):
            self._wait(lease)

    def _way_of(self, lease: Lease) -> Transport:
        """The way to its receiver; raise where there is none, or where a rule of the person's lets nothing out now."""
        transport = self._transports.get(urlsplit(lease.item.endpoint).scheme)
        if transport is None:
            raise refused(Trouble.NO_WAY)
        trouble = self._gate.hindrance(lease.item.endpoint) if self._gate else None
        if trouble is not None:
            raise trouble
        return transport

    def _end(self, lease: Lease) -> None:
        """A cancelled pack: it may have arrived after all; else have the receiver delete what it has."""
        try:
            transport = self._way_of(lease)
            if self._receipt(lease, transport):
                return
            if transport.take_back(self._parcel(lease)):
                lease.ended(refused(_cancelled(lease.item)))
            elif lease.item.attempts >= _ASK_CANCELLED:
                lease.ended(refused(Trouble.CANCELLED_LEFT))
            else:
                lease.still_cancelled(self._clock() + _ASK_OVERDUE, refused(Trouble.CANCELLED_LEFT))
        except WaitingError as error:
            wait = wait_for(lease.item.attempts, self._random, asked=error.retry_after)
            lease.still_cancelled(self._clock() + wait, error)
        except (RefusedError, ReceiptError):
            lease.still_cancelled(self._clock() + _ASK_OVERDUE, refused(Trouble.CANCELLED_LEFT))

    def _receipt(self, lease: Lease, transport: Transport) -> bool:
        """Fetch the receipt and verify it; return whether there is one."""
        untrusted_receipt = transport.receipt(self._parcel(lease))
        if untrusted_receipt is None:
            return False
        lease.delivered(untrusted_receipt.decode("ascii", "replace"))
        self._spool.discard_delivered(lease.item)
        return True

    def _parcel(self, lease: Lease) -> Parcel:
        item = lease.item
        return Parcel(
            pack_id=item.pack_id,
            digest=item.digest,
            size=item.size,
            endpoint=item.endpoint,
            upload_url=item.upload_url,
            offset=item.offset,
            attempts=item.attempts,
            open=partial(self._spool.open_sealed, item),
        )

    def _wait(self, lease: Lease, error: WaitingError | None = None) -> None:
        asked = error.retry_after if error else None
        now = self._clock()
        wait = wait_for(lease.item.attempts, self._random, asked=asked)
        sent_at = lease.item.sent_at
        if lease.uploaded and sent_at is not None and now - sent_at > NO_RECEIPT_AFTER:
            lease.overdue(now + max(wait, _ASK_OVERDUE), refused(_no_receipt(lease.item)))
        elif error is not None and error.kind in _HELD_BACK:
            lease.wait(now + _HELD_BACK_FOR, error, counts=False)
        else:
            lease.wait(now + wait, error, asked=asked is not None)


def _cancelled(item: SpoolItem) -> Trouble:
    return Trouble.CANCELLED_MAIL if item.by_mail else Trouble.CANCELLED


def _no_receipt(item: SpoolItem) -> Trouble:
    return Trouble.NO_RECEIPT_BY_MAIL if item.by_mail else Trouble.NO_RECEIPT


def _nobody(*_said: object) -> None:
    """Nobody listens."""


def _our_fault() -> ProgramError:
    return ProgramError(
        _("A fault of this program"),
        _(
            "Sending this pack failed in a way that was not foreseen. The pack is kept here, and others go on."
        ),
        _("Try again. If it happens again, report it to whoever supports this program."),
    )

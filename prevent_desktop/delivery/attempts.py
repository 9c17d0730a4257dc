"""One attempt at one pack: its receipt, its upload, or its end, and what became of it written down."""

from __future__ import annotations

import random as random_numbers
import threading
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from prevent_desktop.delivery.backoff import wait_for
from prevent_desktop.delivery.clock import Clock
from prevent_desktop.delivery.connection.cancellation import CutError
from prevent_desktop.delivery.connection.network_rules import NetworkGate
from prevent_desktop.delivery.failure_reasons import FailureReason, refused
from prevent_desktop.delivery.journal import Listener, OvertakenError, PackJournal
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.delivery.outbox.leases import Lease, LeaseLostError
from prevent_desktop.delivery.outbox.spool import Spool
from prevent_desktop.delivery.signed.receipts import verify_receipt
from prevent_desktop.delivery.transports import Parcel, Transport
from prevent_desktop.errors import ProgramError, ReceiptError, RefusedError, SpoolError, WaitingError
from prevent_desktop.event_log import Event, record
from prevent_desktop.translation import _

_HELD_BACK_FOR = timedelta(minutes=15)
"""A rule of the person's holds a pack back until the network or the rule changes; it is looked at again after this time."""
NO_RECEIPT_AFTER = timedelta(days=3)
"""A receiver opens what came within one working day; over a weekend that is three."""
_ASK_OVERDUE = timedelta(hours=1)
_ASK_CANCELLED = 72
"""How often, an hour apart, a receiver that kept what it has of a cancelled pack is asked whether it has all of it."""
_HELD_BACK = frozenset(
    {
        FailureReason.METERED,
        FailureReason.METERED_UNTOLD,
        FailureReason.OTHER_NETWORK,
        FailureReason.NETWORK_UNTOLD,
        FailureReason.SWITCHED_OFF,
    }
)


class Attempts:
    """What `Courier` is made of, for one pack at a time; from several threads at once."""

    def __init__(
        self,
        spool: Spool,
        transports: Mapping[str, Transport],
        *,
        clock: Clock,
        random: random_numbers.Random,
        listener: Listener,
        gate: NetworkGate | None,
    ) -> None:
        self._spool = spool
        self._transports = transports
        self._clock = clock
        self._random = random
        self._listener = listener
        self._gate = gate

    def take(self, lease: Lease, stop: threading.Event, besides: Collection[str]) -> bool:
        """Try one pack, and write down what became of it; False where it only let another one go first.

        `besides` are packs that had their turn, and are not let go first. SpoolError where the spool fails.
        """
        journal = PackJournal(
            lease,
            self._spool,
            stop,
            listener=self._listener,
            clock=self._clock,
            gate=self._gate,
            besides=besides,
        )
        with suppress(LeaseLostError):  # cancelled, or taken over: it is somebody else's now
            return self._settle(lease, journal)
        return True

    def _settle(self, lease: Lease, journal: PackJournal) -> bool:
        try:
            self._try(lease, journal)
        except CutError as error:
            lease.release()
            return not isinstance(error, OvertakenError)
        except LeaseLostError:
            raise
        except SpoolError:
            lease.release()
            raise
        return True

    def _try(self, lease: Lease, journal: PackJournal) -> None:
        try:
            if lease.item.state is State.CANCELLED:
                self._end(lease)
            else:
                self._deliver(lease, journal)
        except (CutError, SpoolError):
            raise
        except WaitingError as error:
            record(Event.PACK_WAITS, kind=_kind_of(error), error=error)
            self._wait(lease, error)
        except ReceiptError as error:
            self._false_receipt(lease, error)
        except RefusedError as error:
            record(Event.PACK_NEEDS_PERSON, kind=_kind_of(error), error=error)
            lease.needs_you(error)
        except Exception as error:  # noqa: BLE001 - a fault of ours in one pack must not hold up the others
            record(Event.FAULT, error=error)
            if lease.item.state is State.CANCELLED:
                lease.still_cancelled(self._clock() + _ASK_OVERDUE, _our_fault())
            else:
                lease.needs_you(_our_fault())

    def _false_receipt(self, lease: Lease, error: ReceiptError) -> None:
        """A person is told; where all was sent, the true receipt may take the place of the false one, and is asked for."""
        if lease.uploaded:
            lease.overdue(self._clock() + _ASK_OVERDUE, error)
        else:
            lease.needs_you(error)

    def _deliver(self, lease: Lease, journal: PackJournal) -> None:
        transport = self._way_of(lease)
        # An answer may have been lost: a pack that was tried before may have arrived, and is not sent twice.
        if not lease.fresh and self._receipt_before(lease, transport):
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
            raise refused(FailureReason.NO_WAY)
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
                lease.ended(refused(FailureReason.CANCELLED_LEFT))
            else:
                lease.still_cancelled(self._clock() + _ASK_OVERDUE, refused(FailureReason.CANCELLED_LEFT))
        except WaitingError as error:
            wait = wait_for(lease.item.attempts, self._random, asked=error.retry_after)
            lease.still_cancelled(self._clock() + wait, error)
        except (RefusedError, ReceiptError):
            lease.still_cancelled(self._clock() + _ASK_OVERDUE, refused(FailureReason.CANCELLED_LEFT))

    def _receipt_before(self, lease: Lease, transport: Transport) -> bool:
        """As `_receipt`; a false one keeps no pack from being sent."""
        try:
            return self._receipt(lease, transport)
        except ReceiptError:
            if lease.uploaded:
                raise
            return False

    def _receipt(self, lease: Lease, transport: Transport) -> bool:
        """Fetch the receipt and verify it; return whether there is one."""
        untrusted_receipt = transport.receipt(self._parcel(lease))
        if untrusted_receipt is None:
            return False
        record(Event.PACK_DELIVERED)
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
            is_receipt=partial(_is_receipt, item),
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


def _is_receipt(item: SpoolItem, untrusted_receipt: bytes) -> bool:
    try:
        verify_receipt(
            untrusted_receipt, item.receipt_certificate, pack_id=item.pack_id, sealed_digest=item.digest
        )
    except ReceiptError:
        return False
    return True


def _cancelled(item: SpoolItem) -> FailureReason:
    return FailureReason.CANCELLED_MAIL if item.by_mail else FailureReason.CANCELLED


def _no_receipt(item: SpoolItem) -> FailureReason:
    return FailureReason.NO_RECEIPT_BY_MAIL if item.by_mail else FailureReason.NO_RECEIPT


def _our_fault() -> ProgramError:
    return ProgramError(
        _("A fault of this program"),
        _(
            "Sending this pack failed in a way that was not foreseen. The pack is kept here, and others go on."
        ),
        _("Try again. If it happens again, report it to whoever supports this program."),
    )


def _kind_of(error: WaitingError | RefusedError) -> FailureReason | None:
    return next((kind for kind in FailureReason if kind == error.kind), None)

"""A claim on one pack, and the steps that only its holder may take.

Each step is one committed transaction that first checks that the lease still stands. A holder that was asleep for
longer than its lease finds out here, before it changes anything.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from prevent_desktop.delivery.clock import Clock, to_millis
from prevent_desktop.delivery.outbox.answer_box import watch_in
from prevent_desktop.delivery.outbox.database import Database
from prevent_desktop.delivery.outbox.items import SpoolItem, State
from prevent_desktop.delivery.outbox.rows import ITEM, reason_columns
from prevent_desktop.delivery.signed.receipts import Receipt, verify_receipt
from prevent_desktop.errors import PreventDesktopError, SpoolError
from prevent_desktop.translation import _

LEASE = timedelta(seconds=90)
_SLOWNESS = 0.3  # how much the last chunk counts in the rate that the outbox shows


# What the receiver has answered shows that the pack is on its way, whatever was in the way before.
_UNDER_WAY: dict[str, object] = {"state": State.SENDING, **reason_columns(None)}


class LeaseLostError(SpoolError):
    """Another process has taken the pack over; whoever gets this leaves the pack alone."""


class Lease:
    """The right to send one pack. `item` is what the spool knows of it after the last step."""

    def __init__(
        self, database: Database, token: str, item: SpoolItem, *, fresh: bool, uploaded: bool, clock: Clock
    ) -> None:
        self._database = database
        self._token = token
        self._clock = clock
        self.item = item
        self.fresh = fresh
        self.uploaded = uploaded
        self._is_over = False

    def remember(self, upload_url: str) -> None:
        """Keep the address that the receiver gave for this upload ("" to forget it); nothing is acknowledged there."""
        self._step(upload_url=upload_url, acknowledged=0, uploaded=0, **_UNDER_WAY)
        self.uploaded = False

    def acknowledge(self, offset: int, *, rate: float = 0.0) -> None:
        """Keep how many bytes the receiver has; `rate` is the pace of the last chunk in bytes a second."""
        if rate and self.item.rate:
            rate = _SLOWNESS * rate + (1 - _SLOWNESS) * self.item.rate
        attempts = self.item.attempts if offset <= self.item.offset else 0
        self.uploaded = self.uploaded and offset == self.item.size
        self._step(
            acknowledged=offset,
            uploaded=int(self.uploaded),
            rate=rate or self.item.rate,
            attempts=attempts,
            **_UNDER_WAY,
        )

    def sent(self) -> None:
        """All bytes are acknowledged; from here on the receipt is asked for."""
        self._step(
            state=State.SENT,
            acknowledged=self.item.size,
            uploaded=1,
            attempts=0,
            rate=0.0,
            sent_at=to_millis(self._clock()),
            **reason_columns(None),
        )
        self.uploaded = True

    def delivered(self, untrusted_jws: str) -> Receipt:
        """Verify the receipt, and only then count the pack as delivered; raise ReceiptError otherwise.

        From here on the receiver is asked for answers.
        """
        receipt = verify_receipt(
            untrusted_jws,
            self.item.receipt_certificate,
            pack_id=self.item.pack_id,
            sealed_digest=self.item.digest,
        )
        self._finish(
            state=State.DELIVERED,
            acknowledged=self.item.size,
            uploaded=1,
            receipt=untrusted_jws.strip(),
            reference=receipt.reference,
            received_at=to_millis(receipt.received_at),
            next_try_at=None,
            held=0,
            to_tell=0,
            recorded_at=None,
            **reason_columns(None),
        )
        return receipt

    def wait(
        self,
        until: datetime,
        error: PreventDesktopError | None = None,
        *,
        asked: bool = False,
        counts: bool = True,
    ) -> None:
        """Let go, and try again at `until`: for the upload, or for the receipt once all is sent.

        `asked`: the receiver itself asked to wait so long. It `counts` as an attempt, but for what never left here.
        """
        self._finish(
            state=State.SENT if self.uploaded else State.WAITING,
            attempts=self.item.attempts + counts,
            next_try_at=to_millis(until),
            asked_until=to_millis(until) if asked else None,
            sent_at=self._sane(self.item.sent_at),
            rate=0.0,
            **reason_columns(error),
        )

    def overdue(self, until: datetime, error: PreventDesktopError) -> None:
        """Let go: all was sent long ago and no receipt has come. A person is told; it is asked for again at `until`."""
        self._finish(
            state=State.NEEDS_YOU,
            attempts=self.item.attempts + 1,
            next_try_at=to_millis(until),
            rate=0.0,
            **reason_columns(error),
        )

    def needs_you(self, error: PreventDesktopError) -> None:
        """Let go, and set the pack aside until a person has done what `error` says."""
        self._finish(state=State.NEEDS_YOU, next_try_at=None, rate=0.0, **reason_columns(error))

    def still_cancelled(self, until: datetime, error: PreventDesktopError) -> None:
        """Let go of a cancelled pack: its receiver is told, or asked whether it arrived after all, again at `until`."""
        self._finish(attempts=self.item.attempts + 1, next_try_at=to_millis(until), **reason_columns(error))

    def ended(self, error: PreventDesktopError) -> None:
        """The receiver of a cancelled pack was told; `error` says what is left of it there."""
        self._finish(to_tell=0, next_try_at=None, acknowledged=0, upload_url="", **reason_columns(error))

    def release(self) -> None:
        """Let go in the middle, because the program is stopping; the next one goes on from here."""
        state = State.SENT if self.uploaded else State.QUEUED
        if self.item.state is State.CANCELLED:
            state = State.CANCELLED
        self._finish(state=state, rate=0.0, next_try_at=None)

    def is_held(self) -> bool:
        """Whether a person holds the pack back; raise LeaseLostError where the lease was taken away. Writes nothing.

        Any thread may ask. One that its own holder lets go of was not taken away.
        """
        rows = self._database.rows(
            "SELECT held FROM items WHERE pack_id = ? AND lease = ?", (self.item.pack_id, self._token)
        )
        if not rows and not self._is_over:
            raise lease_lost()
        return bool(rows and rows[0]["held"])

    def check(self) -> None:
        """Raise LeaseLostError unless the lease still stands, and make it last longer."""
        self._step()

    def _sane(self, moment: datetime | None) -> int | None:
        """A moment of ours that lies ahead was written under a clock that was wrong: it counts from now."""
        return None if moment is None else min(to_millis(moment), to_millis(self._clock()))

    def _finish(self, **columns: object) -> None:
        self._is_over = True  # before it is written: whoever finds no lease then knows why
        try:
            self._write(lease=None, lease_until=None, **columns)
        except BaseException:
            self._is_over = False
            raise

    def _step(self, **columns: object) -> None:
        self._write(lease_until=to_millis(self._clock() + LEASE), **columns)

    def _write(self, **columns: object) -> None:
        columns["changed_at"] = to_millis(self._clock())
        # The column names are this module's own keywords; every value is bound.
        settings = ", ".join(f"{name} = :{name}" for name in columns)
        query = f"UPDATE items SET {settings} WHERE pack_id = :pack_id AND lease = :own_token RETURNING *"  # noqa: S608 - see above
        with self._database.transaction() as connection:
            row = connection.execute(
                query, {**columns, "pack_id": self.item.pack_id, "own_token": self._token}
            ).fetchone()
            if row is None:
                raise lease_lost()
            if row["state"] == State.DELIVERED:
                watch_in(connection, row["pack_id"], row["endpoint"], self._clock())
        self.item = ITEM.read(row)


def lease_lost() -> LeaseLostError:
    """The error of a holder whose pack was taken over."""
    return LeaseLostError(
        _("Another window is sending this pack"),
        _("The pack was taken over by another window or command of this program."),
        _("Nothing needs to be done: it is being sent there."),
    )

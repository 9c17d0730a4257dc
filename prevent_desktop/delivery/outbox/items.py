"""What the outbox tells, as plain data: of one pack its state, how far it is, and what happens next; of a list what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from prevent_desktop.delivery.failure_reasons.kinds import (
    ASKS_FOR_RECEIPT,
    BEFORE_ANYTHING_LEAVES,
    FailureReason,
)
from prevent_desktop.translation import _

DAYS_ON_THE_LIST = (1, 14, 90)
"""How long what is over may stay on the list; which of them, the person chooses."""


class State(StrEnum):
    """Where a sealed pack is on its way (DESIGN section 4 step 9)."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    WAITING = "waiting"
    NEEDS_YOU = "needs_you"
    CANCELLED = "cancelled"

    @property
    def label(self) -> str:
        """The state in words, as the outbox shows it."""
        return {
            State.QUEUED: _("Queued"),
            State.SENDING: _("Sending"),
            State.SENT: _("Sent"),
            State.DELIVERED: _("Delivered"),
            State.WAITING: _("Waiting"),
            State.NEEDS_YOU: _("Needs you"),
            State.CANCELLED: _("Cancelled"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a pack waits or needs a person. `kind` is a stable word for the program, the rest is for people."""

    kind: str
    title: str
    what_happened: str
    next_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoolItem:
    """One sealed pack in the outbox. It names no person and holds no key.

    `digest` is the SHA-256 of the sealed file in hexadecimal digits; `size` and `offset` are bytes, `offset` what
    the receiver has acknowledged; `rate` is in bytes a second, 0 while unknown; `receipt` is the verified JWS;
    `sent_at` is when all of it had been sent. `priority` is higher for what goes before others; `held` says that a person
    lets this pack wait; `to_tell` that the receiver does not know yet that it was cancelled; `asked_until` until when
    the receiver asked for patience; `recorded_at` when a vault took what became of it into its record.
    """

    pack_id: str
    digest: str
    size: int
    endpoint: str
    receipt_certificate: str
    state: State
    offset: int
    upload_url: str
    attempts: int
    rate: float
    next_try_at: datetime | None
    reason: Reason | None
    receipt: str
    reference: str
    received_at: datetime | None
    queued_at: datetime
    changed_at: datetime
    sent_at: datetime | None = None
    priority: int = 0
    held: bool = False
    to_tell: bool = False
    asked_until: datetime | None = None
    recorded_at: datetime | None = None

    @property
    def seconds_left(self) -> float | None:
        """The time that the rest will take at the pace of the last chunks; None while that is unknown."""
        if self.state is not State.SENDING or self.rate <= 0:
            return None
        return (self.size - self.offset) / self.rate

    @property
    def may_cancel(self) -> bool:
        """Whether it can still be cancelled: as far as this computer knows, the receiver does not have all of it."""
        waits = self.state in {State.QUEUED, State.SENDING, State.WAITING, State.NEEDS_YOU}
        return waits and self.offset < self.size and self.sent_at is None

    @property
    def may_hold(self) -> bool:
        """Whether there is anything left to send that can be held back."""
        return self.may_cancel and not self.held

    @property
    def by_mail(self) -> bool:
        """Whether the person sends it with their mail program, and brings in what comes back."""
        return self.endpoint.startswith("mailto:")

    @property
    def is_untouched(self) -> bool:
        """Whether not one byte of it can have left this computer."""
        adopted = (
            self.state is State.WAITING and self.reason is None
        )  # it was found without a list: nobody knows
        waits = self.state in {State.QUEUED, State.WAITING, State.NEEDS_YOU} and not adopted
        in_hand = (
            self.reason is not None and self.reason.kind == FailureReason.MAIL_READY
        )  # the person may have sent it
        return waits and self.offset == 0 and not self.upload_url and not in_hand

    @property
    def what_happens_next(self) -> str:
        """One or two sentences for the outbox: what happens by itself, or what the reader has to do."""
        if self.held:
            return _("You paused this pack. It goes on when you let it.")
        if self.state is State.CANCELLED:
            return self._cancelled
        if self.reason is not None and self.state in {State.WAITING, State.NEEDS_YOU, State.SENT}:
            said = (self.reason.what_happened, self._so_far(self.reason.kind), self.reason.next_step)
            return " ".join(filter(None, said))
        if self.state is State.SENT and self.by_mail:
            return _("You sent it by email. It counts as delivered when you bring in the receiver’s receipt.")
        return {
            State.QUEUED: _("It goes by itself as soon as there is a connection."),
            State.SENDING: _("Sending now."),
            State.SENT: _(
                "All of it has been sent. It counts as delivered when the receiver’s receipt is here."
            ),
            State.DELIVERED: _("Receipt checked, reference {reference}.").format(reference=self.reference),
            State.WAITING: _("It will be tried again by itself."),
            State.NEEDS_YOU: _("Look at this pack, then try again."),
        }[self.state]

    def _so_far(self, trouble: str) -> str:
        """What of the pack is with the receiver, where the trouble of the last attempt leaves one asking."""
        if self.sent_at is not None and trouble in set(FailureReason) - ASKS_FOR_RECEIPT:
            return _("All of the pack was sent before; only its receipt is still to be fetched.")
        if trouble in BEFORE_ANYTHING_LEAVES:
            return _("Nothing was sent.") if self.is_untouched else _("Nothing more was sent.")
        return ""

    @property
    def _cancelled(self) -> str:
        """What a cancelled pack has left behind, as far as it is known."""
        if self.reason is not None:
            return f"{self.reason.what_happened} {self.reason.next_step}"
        if self.to_tell:
            return _("Cancelled. The receiver’s server is asked to delete the part that it has.")
        return _("Cancelled. Nothing of it was sent.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What rebuilding the list did: the files set aside, how many packs are on the new one, and whether what was set could be read.

    Where it could not, sending is paused: a rule about networks may have been among it.
    """

    aside: tuple[Path, ...]
    packs: int
    settings_kept: bool

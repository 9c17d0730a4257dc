"""What the record of a receiving desk keeps of a pack that came in, once it was verified."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from prevent_desktop.casework.identifiers import derived_id
from prevent_desktop.casework.stated_danger import StatedDanger
from prevent_desktop.casework.working_days import WorkingDays
from prevent_desktop.partial_dates import moment_on
from prevent_desktop.translation import _

SAID_IN_IT: Final = (
    "pack_id", "fingerprint", "title", "sender_name", "sender_organisation", "later_signers", "claimed_at", "page_count", "person",
    "answer_by", "answer_to", "corrects",
)  # fmt: skip
"""The columns of what stands in a pack itself, whoever received it, and when: two rows that agree in them, and in the file, are one pack."""


LONGEST_ASKED: Final = timedelta(days=92)
"""So far ahead the day counts by which a pack asks for an answer: else any sender could see to it that none is ever late."""


class ReceivedStatus(StrEnum):
    """Where a received pack is."""

    NEW = "new"
    IN_CASE = "in-case"

    @property
    def label(self) -> str:
        """The status in words."""
        return {ReceivedStatus.NEW: _("New"), ReceivedStatus.IN_CASE: _("In a case")}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedPack:
    """A pack that was verified before it was kept. `attachment_id` is the signed PDF in the vault's own attachments.

    `claimed_at` is what the signer's clock said, `trusted_at` what a trusted timestamp says, where there is one.
    `fingerprint` is the SHA-256 of the signer's certificate (hexadecimal), `later_signers` signed after them.
    `receipt` is our receipt (JWS) over `sealed_digest`, the SHA-256 of the sealed file, empty where our certificate had ended; `reference` stands in it.
    `person` is the person as the sender's record knows them (FHIR Patient, JSON), empty where the pack had none;
    `answer_to` the age recipient that answers are sealed to, and `corrects` the pack that this one takes the place of.
    `danger` is what page one states about danger, as `StatedDanger` writes it, and `asks` what it asks of us.
    """

    id: str
    pack_id: str
    case_id: str | None = None
    title: str
    sender_name: str
    sender_organisation: str
    later_signers: tuple[str, ...] = ()
    fingerprint: str
    claimed_at: datetime
    trusted_at: datetime | None = None
    received_at: datetime
    reference: str
    receipt: str
    sealed_digest: str
    attachment_id: str
    page_count: int
    person: str = ""
    answer_by: date | None = None
    answer_to: str = ""
    corrects: str = ""
    status: ReceivedStatus = ReceivedStatus.NEW
    danger: str = ""
    asks: str = ""

    @property
    def stated_danger(self) -> StatedDanger:
        """What page one states about immediate danger."""
        return StatedDanger.of(self.danger)

    def takes_the_place_of(self, earlier: ReceivedPack) -> bool:
        """Whether it does, by the word of whoever signed both: anybody who is trusted can name another's pack.

        It is the one that was signed later, so that of several that name each other one still stands.
        """
        is_theirs = (self.corrects, self.fingerprint) == (earlier.pack_id, earlier.fingerprint)
        return is_theirs and (self.claimed_at, self.pack_id) > (earlier.claimed_at, earlier.pack_id)

    @property
    def day_was_over_when_signed(self) -> bool:
        """Whether the day by which an answer is asked for was over when the pack was signed, by what it says of itself."""
        return self.answer_by is not None and self.answer_by < self.claimed_at.astimezone().date()

    @property
    def day_was_over_when_received(self) -> bool:
        """Whether that day was over when the pack came in."""
        return self.answer_by is not None and self.answer_by < self.received_at.astimezone().date()


def received_pack_id(pack_id: str, fingerprint: str) -> str:
    """Our id of a received pack: the same in each vault of a desk of several, since it is one pack."""
    return hashlib.sha256(f"received pack {pack_id} {fingerprint}".encode()).hexdigest()[:32]


def id_beside(row_id: str, digest: str) -> str:
    """The id of a received pack, or of its file, beside another row that has its own: the same in each vault that keeps the same bytes (SHA-256)."""
    return derived_id("beside", row_id, digest)


def received_file_id(pack_id: str, pdf_digest: str) -> str:
    """The id of a received pack's file in the vault: the same each time, so that a crash leaves no second copy."""
    return hashlib.sha256(f"received {pack_id} {pdf_digest}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionDue:
    """By when a desk owes its sender a decision: by the end of `day`, or at a moment of it.

    `counted` from when the pack came; else it is the day that the pack asks for.
    """

    day: date
    at: datetime | None = None
    counted: bool = True

    @property
    def moment(self) -> datetime:
        """When it is over."""
        return self.at or moment_on(self.day, time.max)

    def is_over(self, now: datetime) -> bool:
        """Whether it is in the past."""
        return self.moment < now


def decision_due(pack: ReceivedPack, days: WorkingDays) -> DecisionDue:
    """The day that the pack asks for, else one of the desk's working `days` after it came, to the minute.

    A day that was over before the pack came binds nobody, nor does one that is further ahead than `LONGEST_ASKED`. What came while nobody
    was there is due by the end of the next working day.
    """
    came = pack.received_at.astimezone().date()
    if (
        pack.answer_by is not None
        and not pack.day_was_over_when_received
        and pack.answer_by - came <= LONGEST_ASKED
    ):
        return DecisionDue(day=pack.answer_by, counted=False)
    at = days.moment_after(pack.received_at) if days.has(came) else None
    return DecisionDue(day=days.after(came), at=at)

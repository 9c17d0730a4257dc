"""A recorded choice with who, when and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _


class DecisionKind(StrEnum):
    """What was decided about."""

    LEAD_CHECK = "lead-check"
    SHARING = "sharing"
    OUTCOME = "outcome"
    CONSENT = "consent"
    CLOSING = "closing"
    """The word of one of two people who close a repeat."""

    @property
    def label(self) -> str:
        """The kind in words."""
        return {
            DecisionKind.LEAD_CHECK: _("Lead check"),
            DecisionKind.SHARING: _("Decision to share"),
            DecisionKind.OUTCOME: _("Outcome"),
            DecisionKind.CONSENT: _("Consent to support"),
            DecisionKind.CLOSING: _("Closing a repeat"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A choice made by a person; `reason` is never empty. `response_id` points to the form that records it.

    `decided_at` is a time only where somebody said one; else it is the day, as far as it is known. `reference` is the deciding organisation's own, where it gave one.
    `received_id` is the received pack that told it.
    """

    id: str
    case_id: str
    kind: DecisionKind
    choice: str
    reason: str
    decided_by: str
    decided_at: datetime | PartialDate
    response_id: str | None = None
    reference: str = ""
    received_id: str | None = None

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("a decision needs its reason")

    @property
    def day(self) -> PartialDate:
        """The day, as far as it is known; that of a time by this machine's clock."""
        if isinstance(self.decided_at, PartialDate):
            return self.decided_at
        return PartialDate.of(self.decided_at.astimezone().date())

    @property
    def time(self) -> datetime | None:
        """The time on this machine's clock, where one is known."""
        return None if isinstance(self.decided_at, PartialDate) else self.decided_at.astimezone()

"""One episode of concern about a person, and the statuses that it goes through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from prevent_desktop.translation import _


class CaseStatus(StrEnum):
    """Where a referral stands (DOMAIN.md section 5)."""

    DRAFT = "draft"
    CHECKED = "checked"
    NOT_REFERRED = "not-referred"
    FINALISED = "finalised"
    QUEUED = "queued"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    MORE_ASKED = "more-asked"
    OUTCOME = "outcome"
    REVIEW_DUE = "review-due"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """The status in words."""
        return {
            CaseStatus.DRAFT: _("Draft"),
            CaseStatus.CHECKED: _("Checked by lead"),
            CaseStatus.NOT_REFERRED: _("Not referred"),
            CaseStatus.FINALISED: _("Finished"),
            CaseStatus.QUEUED: _("On its way"),
            CaseStatus.SENT: _("Sent"),
            CaseStatus.ACKNOWLEDGED: _("Acknowledged"),
            CaseStatus.MORE_ASKED: _("More information asked"),
            CaseStatus.OUTCOME: _("Outcome received"),
            CaseStatus.REVIEW_DUE: _("Review due"),
            CaseStatus.CLOSED: _("Closed"),
        }[self]


ENDED: Final = frozenset({CaseStatus.CLOSED, CaseStatus.NOT_REFERRED})
"""In these nothing more is done about a case, and its time runs."""
_NEXT: dict[CaseStatus, frozenset[CaseStatus]] = {
    CaseStatus.DRAFT: frozenset({CaseStatus.CHECKED, CaseStatus.NOT_REFERRED, CaseStatus.FINALISED}),
    CaseStatus.CHECKED: frozenset({CaseStatus.NOT_REFERRED, CaseStatus.FINALISED}),
    CaseStatus.NOT_REFERRED: frozenset(),
    CaseStatus.FINALISED: frozenset({CaseStatus.QUEUED, CaseStatus.NOT_REFERRED, CaseStatus.OUTCOME}),
    CaseStatus.QUEUED: frozenset(
        {
            CaseStatus.SENT,
            CaseStatus.ACKNOWLEDGED,
            CaseStatus.MORE_ASKED,
            CaseStatus.FINALISED,
            CaseStatus.OUTCOME,
        }
    ),
    CaseStatus.SENT: frozenset(
        {CaseStatus.ACKNOWLEDGED, CaseStatus.MORE_ASKED, CaseStatus.QUEUED, CaseStatus.OUTCOME}
    ),
    CaseStatus.ACKNOWLEDGED: frozenset({CaseStatus.MORE_ASKED, CaseStatus.OUTCOME, CaseStatus.QUEUED}),
    CaseStatus.MORE_ASKED: frozenset({CaseStatus.QUEUED, CaseStatus.OUTCOME}),
    CaseStatus.OUTCOME: frozenset({CaseStatus.REVIEW_DUE, CaseStatus.CLOSED, CaseStatus.QUEUED}),
    CaseStatus.REVIEW_DUE: frozenset({CaseStatus.CLOSED, CaseStatus.QUEUED}),
    CaseStatus.CLOSED: frozenset({CaseStatus.REVIEW_DUE}),
}


def may_become(status: CaseStatus, following: CaseStatus) -> bool:
    """Whether a case may go from `status` to `following` (the same status again is always fine)."""
    return following is status or following in _NEXT[status]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One episode of concern about one person."""

    id: str
    person_id: str
    status: CaseStatus = CaseStatus.DRAFT
    opened_at: datetime
    changed_at: datetime
    closed_at: datetime | None = None

"""What people decide about keeping a case: longer than the rule says, or on legal hold. Never changed once written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.retention import Clock, RecordKind
from prevent_desktop.translation import _


class KeepingKind(StrEnum):
    """What was decided."""

    EXTENSION = "extension"
    HOLD = "hold"
    LIFT = "lift"
    LEFT_CHANNEL = "left-channel"
    CLOSING = "closing"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            KeepingKind.EXTENSION: _("Kept longer"),
            KeepingKind.HOLD: _("Put on hold"),
            KeepingKind.LIFT: _("Hold lifted"),
            KeepingKind.LEFT_CHANNEL: _("Left Channel"),
            KeepingKind.CLOSING: _("Case closed"),
        }[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepingDecision:
    """A decision by a person; `reason` is never empty.

    `until` is the day that an extension lasts to, or on which the person left Channel. `reference` is the court's,
    police's or organisation's own. `lifts` is the hold that a lift ends.
    """

    id: str
    case_id: str
    kind: KeepingKind
    until: date | None = None
    reason: str
    reference: str = ""
    lifts: str | None = None
    decided_by: str
    decided_at: datetime

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("a decision about keeping needs its reason")
        if self.kind in {KeepingKind.EXTENSION, KeepingKind.LEFT_CHANNEL} and self.until is None:
            raise ValueError("it needs its day")
        if (self.kind is KeepingKind.LIFT) != (self.lifts is not None):
            raise ValueError("a lift names its hold, and nothing else does")


def open_holds(decisions: Iterable[KeepingDecision]) -> tuple[KeepingDecision, ...]:
    """The holds that nobody has lifted: while there is one, nothing of the case is disposed of."""
    several = tuple(decisions)
    lifted = {one.lifts for one in several}
    return tuple(one for one in several if one.kind is KeepingKind.HOLD and one.id not in lifted)


def extended_until(decisions: Iterable[KeepingDecision]) -> date | None:
    """The latest day that an extension lasts to; a later extension never shortens an earlier one."""
    days = [one.until for one in decisions if one.kind is KeepingKind.EXTENSION and one.until is not None]
    return max(days, default=None)


def left_channel_on(decisions: Iterable[KeepingDecision]) -> date | None:
    """The day on which the person left Channel, as it was written down last."""
    days = [one for one in decisions if one.kind is KeepingKind.LEFT_CHANNEL]
    return max(days, key=lambda one: one.decided_at).until if days else None


class Which(StrEnum):
    """Which cases a list of what is kept shows."""

    DUE = "due"
    SOON = "soon"
    HOLD = "hold"
    WAITING = "waiting"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseClock:
    """The clock of one case as it was last worked out."""

    case_id: str
    person_id: str
    status: CaseStatus
    kinds: frozenset[RecordKind]
    clock: Clock
    on_hold: bool

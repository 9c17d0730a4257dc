"""Whether the clock of this computer can be right, told by what was written down before.

A wrong clock must dispose of nothing: what looks due by it is offered only after a person has said what day it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from prevent_desktop.formatting import long_day
from prevent_desktop.translation import _

TOLERANCE = timedelta(days=1)
LONG_REST = timedelta(days=180)
"""A vault that was not used for so long is more likely one on a computer whose clock has leapt."""


class DoubtKind(StrEnum):
    """How the clock looks."""

    BEHIND = "behind"
    LEAPT = "leapt"


@dataclass(frozen=True, slots=True)
class ClockDoubt:
    """The clock says something that does not fit; `seen` is the time written down that shows it."""

    kind: DoubtKind
    seen: datetime

    @property
    def words(self) -> str:
        """What is wrong, in a sentence."""
        day = long_day(self.seen.astimezone().date())
        if self.kind is DoubtKind.BEHIND:
            return _("The clock of this computer is wrong: the record holds entries of {day}, which is still to come.").format(
                day=day
            )  # fmt: skip
        return _("The clock of this computer may be wrong: this vault was not used from {day} until lately.").format(
            day=day
        )  # fmt: skip


def clock_doubt(
    now: datetime,
    *,
    newest: datetime | None,
    rest: tuple[datetime, datetime | None] | None,
    tolerance: timedelta = TOLERANCE,
) -> ClockDoubt | None:
    """None where `now` fits. `newest` is the latest time that was written down; `rest` the last long one, from and to.

    One that ends now ends at None. A rest that ended just now, or lately, may be a leap of the clock instead.
    """
    if newest is not None and newest > now + tolerance:
        return ClockDoubt(DoubtKind.BEHIND, newest)
    if rest is not None and (rest[1] or now) - rest[0] > LONG_REST:
        return ClockDoubt(DoubtKind.LEAPT, rest[0])
    return None

"""Does the clock of this computer fit what is written down? A wrong one is told and noted; it changes and ends nothing.

What was done stands in the audit in the order in which it was done, whatever the clock said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from prevent_desktop.casework.clock_doubt import ClockDoubt, DoubtKind
from prevent_desktop.formatting import clock_time, long_day
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.retention.keeping import doubt_about_clock

SLACK = timedelta(minutes=5)
"""How far the newest entry may lie ahead: clocks that are set by the network step back by seconds."""
DOUBTED = "clock.doubted"


@dataclass(frozen=True, slots=True)
class WrongClock:
    """The clock says `now`, and that does not fit `doubt.seen`."""

    doubt: ClockDoubt
    now: datetime

    @property
    def title(self) -> str:
        """What is wrong, in a few words."""
        return _("The clock of this computer may be wrong")

    @property
    def words(self) -> str:
        """What does not fit, and what to do."""
        if self.doubt.kind is DoubtKind.BEHIND:
            what = _("It says {now}; the newest entry is of {seen}. Set it, or say that it is right.")
        else:
            what = _("It says {now}; the entry before is of {seen}. Set it, or say that it is right.")
        return what.format(now=_moment(self.now), seen=_moment(self.doubt.seen))


def look_at_clock(vault: Vault, *, now: datetime) -> WrongClock | None:
    """Whether the clock fits; a doubt is written down in the audit. On the vault's thread.

    In doubt is a clock more than `SLACK` behind the newest entry, and one that half a year passed by in one step.
    """
    doubt = doubt_about_clock(vault, now=now, tolerance=SLACK)
    if doubt is None:
        return None
    if not vault.is_read_only:
        vault.audit.append(DOUBTED, "", doubt.kind.value)
    return WrongClock(doubt, now)


def _moment(at: datetime) -> str:
    local = at.astimezone()
    return f"{long_day(local.date())}, {clock_time(local)}"

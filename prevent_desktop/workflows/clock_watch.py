"""Does the clock of this computer fit what is written down? A wrong one is told and noted; it changes and ends nothing.

What was done stands in the audit in the order in which it was done, whatever the clock said.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from prevent_desktop.casework.clock_doubt import LONG_REST, TOLERANCE, ClockDoubt, DoubtKind, clock_doubt
from prevent_desktop.formatting import clock_time, long_day
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault

SLACK = timedelta(minutes=5)
"""How far the newest entry may lie ahead: clocks that are set by the network step back by seconds."""
DOUBTED = "clock.doubted"
_CONFIRMED = "clock-confirmed"
_LOOKED_BACK = 5000
"""So many entries of the audit are looked at for a time that is still to come."""


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


def doubt_about_clock(vault: Vault, *, now: datetime, tolerance: timedelta = TOLERANCE) -> ClockDoubt | None:
    """Whether the clock of this computer fits what the audit holds, since somebody confirmed the date last.

    `tolerance` is how far it may be behind the newest entry.
    """
    confirmed = int(vault.settings.get(_CONFIRMED) or 0)
    newest, rest = vault.clocks.times_seen(after=confirmed, most=_LOOKED_BACK, before=now - LONG_REST)
    return clock_doubt(now, newest=newest, rest=rest, tolerance=tolerance)


def confirm_clock(vault: Vault) -> None:
    """Write down that a person said that the date of this computer is right."""
    with vault.transaction():
        entry = vault.audit.append("clock.confirmed", "")
        # The entry itself counts: a leap right after it is to be seen.
        vault.settings.set(_CONFIRMED, str(entry.position - 1))


def _moment(at: datetime) -> str:
    local = at.astimezone()
    return f"{long_day(local.date())}, {clock_time(local)}"

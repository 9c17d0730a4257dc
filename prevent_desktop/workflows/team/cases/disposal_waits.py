"""For how long this vault has known that a shared case is to go: a fortnight of days in which its people could say no.

Counted here, by this laptop's own clock, from one look to the next: what a line says of its own day counts for nothing. Days in
which nobody looked count up to a long weekend, so that no clock that jumps ahead ends the wait; one that goes back begins it anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from prevent_desktop.casework.team.disposal_steps import LEAD_WAITS, DisposalStep
from prevent_desktop.strict_json import read, text_of
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.clock_watch import SLACK

MOST_AT_ONCE: Final = timedelta(days=4)
"""So much of the time between two looks counts at most."""
_EACH: Final = timedelta(hours=1)
"""It is written down again no more often."""
_KNOWN: Final = "disposal-known/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """`first` is when the announcement was seen here first, `seconds` how much of the time until `last` counts."""

    first: datetime
    last: datetime
    seconds: int = 0

    def by(self, now: datetime) -> timedelta:
        """How much counts by now."""
        passed = max(now - self.last, timedelta(0))
        return timedelta(seconds=self.seconds) + min(passed, MOST_AT_ONCE)


def look_again(vault: Vault, first: DisposalStep, *, now: datetime) -> None:
    """Write down that the vault is open, and knows of the announcement that began with `first`."""
    known = _known(vault, first)
    if known is None or now < known.last - SLACK:
        known = Known(first=now, last=now)
    elif now - known.last >= _EACH:
        known = replace(known, last=now, seconds=int(known.by(now).total_seconds()))
    else:
        return
    with vault.transaction():
        vault.settings.set(_key(first), text_of(known))


def known_since(vault: Vault, first: DisposalStep) -> datetime | None:
    """When this vault saw it first; None where it has not yet."""
    known = _known(vault, first)
    return None if known is None else known.first


def still_waits(vault: Vault, first: DisposalStep, *, now: datetime) -> timedelta:
    """For how long this vault still lets nothing go; none left once the fortnight is over."""
    known = _known(vault, first)
    return LEAD_WAITS if known is None else max(LEAD_WAITS - known.by(now), timedelta(0))


def _known(vault: Vault, first: DisposalStep) -> Known | None:
    kept = vault.settings.get(_key(first))
    return None if kept is None else read(Known, kept)


def _key(first: DisposalStep) -> str:
    """With the id of the case, by which it is forgotten together with that."""
    return f"{_KNOWN}{first.case_id}/{first.id}"

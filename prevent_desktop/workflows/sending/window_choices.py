"""What the person chose for the window beside the outbox: what closing it does while packs wait, and whether news is told.

Kept in the spool, so that it holds while the vault is locked. Here nothing of the network is imported: the first screen needs it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import ON_CLOSE as POLICY

if TYPE_CHECKING:
    from prevent_desktop.delivery.outbox.spool import Spool

_ON_CLOSE = "on_close"
_QUIET = "no_notifications"


class OnClose(StrEnum):
    """What closing the window does while packs wait."""

    ASK = "ask"
    TRAY = "tray"
    END = "end"


def on_close(spool: Spool) -> OnClose:
    """What was chosen or set by IT; asking until then."""
    kept = spool.settings.get(_ON_CLOSE)
    return OnClose(in_force().chosen(POLICY, kept if kept in set(OnClose) else None, OnClose.ASK))


def keep_on_close(spool: Spool, choice: OnClose) -> None:
    """Keep what was chosen. UsageError where IT has set it."""
    in_force().require_free(POLICY)
    spool.settings.put(_ON_CLOSE, choice)


def tells_news(spool: Spool) -> bool:
    """Whether a notification is shown when a receipt or an answer comes."""
    return spool.settings.get(_QUIET) is None


def keep_telling(spool: Spool, *, tell: bool) -> None:
    """Show notifications, or none."""
    if tell:
        spool.settings.remove(_QUIET)
    else:
        spool.settings.put(_QUIET, "")

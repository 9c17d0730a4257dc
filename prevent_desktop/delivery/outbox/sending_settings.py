"""What the person chose about the outbox itself: what closing the window does, whether news is told of, how long rows stay."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from prevent_desktop.casework.leaving import IN_OUTBOX, Leaving
from prevent_desktop.delivery.outbox.spool_settings import SpoolSettings
from prevent_desktop.policies.in_force import in_force
from prevent_desktop.policies.schema import ON_CLOSE as POLICY

_ON_CLOSE = "on_close"
_QUIET = "no_notifications"
_STAYS = "days_on_the_list"
_KEPT_IN = "kept_in_"
DAYS_ON_THE_LIST = (1, 14, 90)
_USUAL_DAYS = 14


class OnClose(StrEnum):
    """What closing the window does while packs wait."""

    ASK = "ask"
    TRAY = "tray"
    END = "end"


def on_close(settings: SpoolSettings) -> OnClose:
    """What was chosen or set by IT; asking until then."""
    kept = settings.get(_ON_CLOSE)
    return OnClose(in_force().chosen(POLICY, kept if kept in set(OnClose) else None, OnClose.ASK))


def keep_on_close(settings: SpoolSettings, choice: OnClose) -> None:
    """Keep what was chosen. UsageError where IT has set it."""
    in_force().require_free(POLICY)
    settings.put(_ON_CLOSE, choice)


def tells_news(settings: SpoolSettings) -> bool:
    """Whether a notification is shown when a receipt or an answer comes."""
    return settings.get(_QUIET) is None


def keep_telling(settings: SpoolSettings, *, tell: bool) -> None:
    """Show notifications, or none."""
    if tell:
        settings.remove(_QUIET)
    else:
        settings.put(_QUIET, "")


def stays_on_the_list(settings: SpoolSettings) -> timedelta:
    """How long what is over stays on the list once it is in the record; two weeks where nothing sensible is set."""
    kept = settings.get(_STAYS)
    days = {str(choice): choice for choice in DAYS_ON_THE_LIST}.get(kept or "", _USUAL_DAYS)
    return timedelta(days=days)


def keep_days_on_the_list(settings: SpoolSettings, days: int) -> None:
    """Keep how many days, one of `DAYS_ON_THE_LIST`."""
    settings.put(_STAYS, str(days))


def may_leave(settings: SpoolSettings, kind: Leaving) -> bool:
    """Whether things of this kind may leave this laptop."""
    return settings.get(f"{_KEPT_IN}{kind}") is None


def keep_in(settings: SpoolSettings, kind: Leaving, *, kept_in: bool) -> None:
    """Let nothing of this kind, one of `IN_OUTBOX`, leave this laptop any more, or let it leave again."""
    if kind not in IN_OUTBOX:
        raise ValueError(f"the outbox sends no {kind}")
    if kept_in:
        settings.put(f"{_KEPT_IN}{kind}", "")
    else:
        settings.remove(f"{_KEPT_IN}{kind}")

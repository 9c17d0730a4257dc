"""What the person chose about the outbox itself: how long what is over stays on its list, and which kinds leave this laptop."""

from __future__ import annotations

from datetime import timedelta

from prevent_desktop.casework.leaving import IN_OUTBOX, Leaving
from prevent_desktop.delivery.outbox.items import DAYS_ON_THE_LIST
from prevent_desktop.delivery.outbox.spool_settings import SpoolSettings

_STAYS = "days_on_the_list"
_KEPT_IN = "kept_in_"
_USUAL_DAYS = 14


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

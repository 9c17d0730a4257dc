"""What the person chose about the outbox itself: what closing the window does, and whether news is told of."""

from __future__ import annotations

from enum import StrEnum

from prevent_desktop.delivery.spool_settings import SpoolSettings

_ON_CLOSE = "on_close"
_QUIET = "no_notifications"


class OnClose(StrEnum):
    """What closing the window does while packs wait."""

    ASK = "ask"
    TRAY = "tray"
    END = "end"


def on_close(settings: SpoolSettings) -> OnClose:
    """What was chosen; asking until then."""
    kept = settings.get(_ON_CLOSE)
    return OnClose(kept) if kept in set(OnClose) else OnClose.ASK


def keep_on_close(settings: SpoolSettings, choice: OnClose) -> None:
    """Keep what was chosen."""
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

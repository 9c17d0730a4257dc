"""Points in time as the spool keeps them and as servers tell them. The clock itself is handed in, so that tests can set it.

And how slow a connection may be before it counts as one that holds whoever waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

Clock = Callable[[], datetime]
SLOWEST: Final = 512
"""Bytes a second that a connection has to carry at least."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def utc_now() -> datetime:
    """The time of this machine, in UTC."""
    return datetime.now(UTC)


def to_millis(moment: datetime) -> int:
    """Milliseconds since 1970 UTC, rounded down."""
    return (moment - _EPOCH) // _MILLISECOND


def from_millis(millis: int) -> datetime:
    """The moment that `to_millis` was given, to the millisecond."""
    return _EPOCH + millis * _MILLISECOND


def http_date(text: str) -> datetime | None:
    """A moment as HTTP writes it (RFC 9110 section 5.6.7); None for anything else."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return aware(moment)


def aware(moment: datetime) -> datetime:
    """A moment that names no zone, in UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

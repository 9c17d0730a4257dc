"""How times, dates and short lists stand in a column."""

from __future__ import annotations

from datetime import UTC, datetime

from prevent_desktop.partial_dates import PartialDate


def time_text(at: datetime) -> str:
    """`at` in UTC with microseconds, so that the order of texts is the order of times. ValueError without a zone."""
    if at.tzinfo is None:
        raise ValueError("a time needs its zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def read_time(text: str) -> datetime:
    """The time that `time_text` wrote."""
    return datetime.fromisoformat(text)


def maybe_time_text(at: datetime | None) -> str | None:
    """As `time_text`, for a time that may be missing."""
    return None if at is None else time_text(at)


def maybe_read_time(text: str | None) -> datetime | None:
    """As `read_time`, for a time that may be missing."""
    return None if text is None else read_time(text)


def when_text(when: datetime | PartialDate) -> str:
    """A time as `time_text`, or a date as far as it is known: no hour is made up for a day."""
    return when.isoformat() if isinstance(when, PartialDate) else time_text(when)


def day_of(text: str) -> PartialDate:
    """The day of what `when_text` wrote, as far as it is known; that of a time by this machine's clock."""
    when = read_when(text)
    return when if isinstance(when, PartialDate) else PartialDate.of(when.astimezone().date())


def read_when(text: str) -> datetime | PartialDate:
    """What `when_text` wrote."""
    return read_time(text) if "T" in text else PartialDate.parse(text)

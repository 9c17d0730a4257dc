"""Which automatic backups are kept: one a day, one a week and one a month, for as many of each as was chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """How many are kept of each; the newest of a day, week or month stands for it."""

    days: int = 7
    weeks: int = 4
    months: int = 12


def to_remove(made: Sequence[datetime], keep: Keep, now: datetime) -> frozenset[datetime]:
    """Which of the backups made at these times (aware) are not kept. The newest always is, and so is one from the future.

    Days, weeks (ISO 8601) and months count in UTC, and only those in which there is a backup: after a long pause the
    older ones stay.
    """
    past = sorted((at for at in made if at <= now), reverse=True)
    kept = {
        *past[:1],
        *_newest_of_each(past, lambda at: at.date(), keep.days),
        *_newest_of_each(past, lambda at: at.isocalendar()[:2], keep.weeks),
        *_newest_of_each(past, lambda at: (at.year, at.month), keep.months),
    }
    return frozenset(past) - kept


def _newest_of_each(
    newest_first: Iterable[datetime], span_of: Callable[[datetime], object], most: int
) -> list[datetime]:
    found: dict[object, datetime] = {}
    for at in newest_first:
        found.setdefault(span_of(at.astimezone(UTC)), at)
    return list(found.values())[:most]

"""A date as far as it is known: a year, a month of a year, or a day (ISO 8601 reduced precision, FHIR R4 `date`)."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

_EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST: Final = datetime(3000, 12, 29, tzinfo=UTC)
"""Windows knows local times of 1970 to 3000 alone (its localtime_s). A clock that lost its time begins at the first of them."""
_FIRST_DAY, _LAST_DAY = date(1970, 1, 3), date(3000, 12, 28)
"""Python asks for the local times of a day before and after, to see whether the clocks change."""
_FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year with perhaps a month and perhaps a day. Raises ValueError for a day that no calendar has."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and self.day is not None:
            raise ValueError("a day needs its month")
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read ``2026``, ``2026-11`` or ``2026-11-24``; ValueError for anything else."""
        found = _FORM.fullmatch(text)
        if found is None:
            raise ValueError(f"not a date: {text!r}")
        year, month, day = (None if part is None else int(part) for part in found.groups())
        return cls(year or 0, month, day)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The full date of `day`."""
        return cls(day.year, day.month, day.day)

    def isoformat(self) -> str:
        """The text that `parse` reads."""
        text = f"{self.year:04d}"
        if self.month is not None:
            text += f"-{self.month:02d}"
        if self.day is not None:
            text += f"-{self.day:02d}"
        return text

    def __str__(self) -> str:
        return self.isoformat()

    @property
    def earliest(self) -> date:
        """The first day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it can mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def age_on(self, day: date) -> int:
        """Whole years from the earliest day that it can mean until `day`."""
        born = self.earliest
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def has_day_everywhere(moment: datetime) -> bool:
    """Whether a moment (with its zone) has a day in each time zone and on each system; what has none can be shown nowhere else."""
    return _EARLIEST <= moment <= _LATEST


def moment_on(day: date, at: time) -> datetime:
    """A time of day by this machine's clock, with its zone; where no system knows the day's, with that of the nearest day it knows."""
    known = min(max(day, _FIRST_DAY), _LAST_DAY)
    there = datetime.combine(known, at).astimezone()
    return there if known == day else datetime.combine(day, at, there.tzinfo)

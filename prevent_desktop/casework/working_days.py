"""Days on which somebody is there: Monday to Friday, without the bank holidays of a nation and without the organisation's breaks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import Final

from prevent_desktop.partial_dates import moment_on
from prevent_desktop.translation import _

_SATURDAY: Final = 5

LAST_ANNOUNCED: Final = 2028
"""The last year whose bank holidays were announced when this was written (GOV.UK, "UK bank holidays", which looks two years
ahead). The library works out later years by their rules, and cannot know a day that will be proclaimed or moved."""


class Nation(StrEnum):
    """Whose bank holidays are kept; the value is the subdivision's code (ISO 3166-2:GB)."""

    ENGLAND = "ENG"
    WALES = "WLS"
    SCOTLAND = "SCT"
    NORTHERN_IRELAND = "NIR"

    @property
    def label(self) -> str:
        """The nation's name."""
        return {
            Nation.ENGLAND: _("England"),
            Nation.WALES: _("Wales"),
            Nation.SCOTLAND: _("Scotland"),
            Nation.NORTHERN_IRELAND: _("Northern Ireland"),
        }[self]


@dataclass(frozen=True, slots=True)
class Break:
    """Days on which nobody is there, the first and the last included; of a school, what lies between terms."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError("a break ends before it begins")

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """The working days of an organisation in one nation; nobody is there during `breaks`."""

    nation: Nation = Nation.ENGLAND
    breaks: tuple[Break, ...] = ()

    def has(self, day: date) -> bool:
        """Whether `day` is one of them."""
        return (
            day.weekday() < _SATURDAY
            and day not in _bank_holidays(self.nation, day.year)
            and not any(day in one for one in self.breaks)
        )

    def after(self, day: date, number: int = 1) -> date:
        """The day that is `number` working days after `day`; at least one. At the calendar's end it is its last day."""
        left = max(1, number)
        while left and day < date.max:
            day += timedelta(days=1)
            left -= self.has(day)
        return day

    def moment_after(self, came: datetime) -> datetime:
        """One working day after `came`: the same time of day on this machine's clock, whatever the clocks did in between.

        What came on a day on which nobody was there counts from the beginning of the next working day.
        """
        local = came.astimezone()
        if self.has(local.date()):
            return moment_on(self.after(local.date()), local.time())
        return moment_on(self.after(local.date()) + timedelta(days=1), time())

    @property
    def of_others(self) -> WorkingDays:
        """Those of another organisation nearby: the same bank holidays, and breaks that are not known."""
        return WorkingDays(self.nation)


def caution(days: Iterable[date]) -> str:
    """What is to be said beside days that were counted: that a year's bank holidays were not announced; else empty."""
    late = max((day.year for day in days), default=0)
    if late <= LAST_ANNOUNCED:
        return ""
    words = _(
        "The bank holidays of {year} are not announced yet, or need a newer version. Check this day yourself."
    )
    return words.format(year=late)


@cache
def _bank_holidays(nation: Nation, year: int) -> frozenset[date]:
    from holidays import country_holidays

    return frozenset(country_holidays("GB", subdiv=nation.value, years=year))

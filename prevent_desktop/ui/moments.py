"""Days, times, sizes and spans as lists show them. No Qt.

Times are aware; they are shown on this machine's clock. A year is shown where it is not the present one.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _, ngettext

_LOCALE = "en_GB"
_KILO = 1000
_MINUTE = 60
_HOUR = 3600


def day_in_words(day: date, today: date) -> str:
    """Such as "24 Nov", or "24 Nov 2025" in another year."""
    from babel.dates import format_date

    return format_date(day, "d MMM" if day.year == today.year else "d MMM y", locale=_LOCALE)


def day_with_year(day: date) -> str:
    """Such as "24 Nov 2026"."""
    from babel.dates import format_date

    return format_date(day, "d MMM y", locale=_LOCALE)


def full_day(day: date) -> str:
    """Such as "3 May 2012"."""
    from babel.dates import format_date

    return format_date(day, "d MMMM y", locale=_LOCALE)


def moment_in_words(at: datetime, now: datetime) -> str:
    """Such as "24 Nov 09:12"."""
    local = at.astimezone()
    return f"{day_in_words(local.date(), now.astimezone().date())} {local:%H:%M}"


def when_in_words(when: datetime | PartialDate, now: datetime) -> str:
    """A moment, or a day alone as far as it is known."""
    if isinstance(when, PartialDate):
        return partial_in_words(when, now.astimezone().date())
    return moment_in_words(when, now)


def near_day(day: date, today: date) -> str:
    """Today, tomorrow, yesterday, or the day."""
    near = {0: _("Today"), 1: _("Tomorrow"), -1: _("Yesterday")}
    return near.get((day - today).days, day_in_words(day, today))


def partial_in_words(when: PartialDate, today: date) -> str:
    """As much of a date as is known: "24 Nov", "Nov 2026", "2026"."""
    from babel.dates import format_date

    if when.day is not None:
        return day_in_words(when.earliest, today)
    return format_date(when.earliest, "LLL y" if when.month else "y", locale=_LOCALE)


def full_partial(when: PartialDate) -> str:
    """As much of a date as is known, written out: "3 May 2012", "May 2012", "2012"."""
    from babel.dates import format_date

    if when.day is not None:
        return full_day(when.earliest)
    return format_date(when.earliest, "LLLL y" if when.month else "y", locale=_LOCALE)


def size_in_words(count: int) -> str:
    """Such as "820 bytes", "31 kB", "1.4 MB" (of a thousand)."""
    if count < _KILO:
        return ngettext("{count} byte", "{count} bytes", count).format(count=count)
    if count < _KILO**2:
        return _("{count} kB").format(count=round(count / _KILO))
    return _("{count} MB").format(count=_rounded(count / _KILO**2))


def part_of_size(part: int, whole: int) -> str:
    """Such as "31 of 50 MB", both in the unit of the whole; the part is never told larger than it is."""
    if whole < _KILO:
        return _("{part} of {whole} bytes").format(part=part, whole=whole)
    if whole < _KILO**2:
        return _("{part} of {whole} kB").format(part=part // _KILO, whole=round(whole / _KILO))
    unit = _KILO**2
    return _("{part} of {whole} MB").format(part=_cut(part, unit), whole=_rounded(whole / unit))


def _cut(part: int, unit: int) -> str:
    small = 10
    return f"{part * 10 // unit / 10:.1f}".removesuffix(".0") if part < small * unit else str(part // unit)


def _rounded(number: float) -> str:
    small = 10
    return f"{number:.1f}".removesuffix(".0") if number < small else f"{number:.0f}"


def about(seconds: float) -> str:
    """A span as somebody would say it: "less than a minute", "about 2 minutes", "about 3 hours"."""
    if seconds < _MINUTE:
        return _("less than a minute")
    if seconds < _HOUR:
        minutes = round(seconds / _MINUTE)
        return ngettext("about {number} minute", "about {number} minutes", minutes).format(number=minutes)
    hours = round(seconds / _HOUR)
    return ngettext("about {number} hour", "about {number} hours", hours).format(number=hours)


def until(at: datetime, now: datetime) -> str:
    """When something will be tried, seen from now: "now", "in less than a minute", "in about 2 minutes"."""
    left = at - now
    if left <= timedelta(0):
        return _("now")
    return _("in {span}").format(span=about(left.total_seconds()))

"""Dates, times and names as a pack prints them, in the language of the pack."""

from __future__ import annotations

from datetime import date, datetime

from babel.core import Locale
from babel.dates import format_date, format_skeleton

from prevent_desktop.casework.chronology import Entry
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _

_SHOWN_DIGITS = 4
_KILO = 1000


class Wording:
    """Words for one language (BCP 47)."""

    def __init__(self, language: str) -> None:
        self._locale = Locale.parse(language, sep="-")

    def day(self, day: date) -> str:
        """Such as "23 November 2026"."""
        return format_date(day, "long", locale=self._locale)

    def day_seen_from(self, day: date, today: date) -> str:
        """Such as "25 November"; with the year where it is not that of `today`."""
        return format_date(day, "d MMMM", locale=self._locale) if day.year == today.year else self.day(day)

    def short_day(self, when: PartialDate | None) -> str:
        """Such as "23 Nov", or "Nov 2026" where no more is known; for the picture of the chronology."""
        if when is None:
            return _("no date")
        skeleton = "MMMd" if when.day else "yMMM" if when.month else "y"
        return format_skeleton(skeleton, when.earliest, locale=self._locale)

    def partial(self, when: PartialDate) -> str:
        """As much of the date as is known."""
        if when.day is not None:
            return self.day(when.earliest)
        return format_date(when.earliest, "LLLL y" if when.month else "y", locale=self._locale)

    def moment(self, at: datetime) -> str:
        """Such as "23 November 2026 16:40", with the offset where the clock is not at UTC."""
        text = f"{self.day(at.date())} {at:%H:%M}"
        offset = f"{at:%z}"
        return text if offset == "+0000" else f"{text} (UTC{offset[:3]}:{offset[3:]})"

    def when(self, entry: Entry) -> str:
        """When an entry of the chronology happened, as far as known."""
        if entry.when is None:
            return _("Not known")
        text = self.partial(entry.when)
        if entry.approximate:
            return _("About {day}").format(day=text)
        return text if entry.at is None else self.moment(entry.at)


def signer(sender: Practitioner) -> str:
    """Who signs, in one line: name, role, organisation, as far as given."""
    return ", ".join(part for part in (sender.name, sender.role, sender.organisation) if part)


def short_head(audit_head: str) -> str:
    """The first and last digits of the head of the audit chain."""
    if len(audit_head) <= 2 * _SHOWN_DIGITS:
        return audit_head
    return f"{audit_head[:_SHOWN_DIGITS]}…{audit_head[-_SHOWN_DIGITS:]}"


def size(count: int) -> str:
    """A size in words: bytes, kB or MB of a thousand."""
    if count < _KILO:
        return _("{count} bytes").format(count=count)
    if count < _KILO**2:
        return _("{count} kB").format(count=round(count / _KILO))
    return _("{count} MB").format(count=round(count / _KILO**2, 1))

"""Dates, times, numbers, sizes and lists in words, in the language that is shown (Unicode CLDR). The only importer of Babel.

The language is the catalogue's (see `translation`): a text and the month in it are never in two languages. Babel is
imported when the first date is written, since the first screen has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Literal

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import OWN_LANGUAGE, _, ngettext, shown_language

if TYPE_CHECKING:
    from babel.core import Locale
    from babel.dates import DateTimePattern
    from babel.numbers import NumberPattern

_KILO = 1000
_MINUTE = 60
_HOUR = 3600
_ISO_DAY = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])", re.ASCII)
_MOST_DIGITS = 40
"""Numbers beyond it are shown as they were written: nobody counts so many zeros."""


def make_ready() -> None:
    """Load what is known of the language, so that no page waits for it."""
    all_of((short_day(date.min), number_in_words(0)))


def short_day(when: date | PartialDate) -> str:
    """As much of a date as is known: "24 Nov 2026", "Nov 2026", "2026"."""
    return _as_known(when, "yMMMd", "yMMM")


def long_day(when: date | PartialDate) -> str:
    """As much of a date as is known, written out: "3 May 2012", "May 2012", "2012"."""
    return _as_known(when, "long", "yMMMM")


def short_day_near(when: date | PartialDate, today: date) -> str:
    """Such as "24 Nov"; with the year where it is not that of `today`, and where no day is known."""
    return _as_known(when, "MMMd" if when.year == today.year else "yMMMd", "yMMM")


def long_day_near(when: date, today: date) -> str:
    """Such as "25 November"; with the year where it is not that of `today`."""
    return _as_known(when, "MMMMd" if when.year == today.year else "long", "yMMMM")


def days_in_words(text: str) -> str:
    """The text with each ISO 8601 date in it as people write it: "18 Nov 2026"."""
    return _ISO_DAY.sub(_in_words, text)


def _in_words(found: re.Match[str]) -> str:
    try:
        return short_day(date.fromisoformat(found.group()))
    except ValueError:  # the thirtieth of February is what somebody wrote
        return found.group()


def day_and_month(when: date | PartialDate) -> str:
    """Such as "19 Nov", where the year stands elsewhere; "Nov 2026" or "2026" where no more is known."""
    return _as_known(when, "MMMd", "yMMM")


def near_day(day: date, today: date) -> str:
    """Today, tomorrow, yesterday, or the day."""
    near = {0: _("Today"), 1: _("Tomorrow"), -1: _("Yesterday")}
    return near.get((day - today).days, short_day_near(day, today))


def inside_a_sentence(words: str) -> str:
    """What begins a line, as a day that is near does, further on in a sentence: "tomorrow 16:40"."""
    return words[:1].lower() + words[1:]


def percent(hundredths: int) -> str:
    """As the language writes it: "40%"."""
    language = _locale(shown_language())
    written: str = language.percent_formats[None].apply(Decimal(hundredths) / 100, language)
    return written


def clock_time(at: datetime | time, *, seconds: bool = False) -> str:
    """The time of day as `at` has it: "09:12", or "09:12:33"."""
    return _written(at, "Hms" if seconds else "Hm")


def short_moment(at: datetime) -> str:
    """On this machine's clock: "24 Nov 2026 09:12"."""
    local = at.astimezone()
    return day_with_time(short_day(local.date()), local)


def long_moment(at: datetime) -> str:
    """On this machine's clock, written out: "24 November 2026 09:12"."""
    local = at.astimezone()
    return day_with_time(long_day(local.date()), local)


def short_moment_near(at: datetime, now: datetime) -> str:
    """On this machine's clock: "24 Nov 09:12"; with the year where it is not the present one."""
    local = at.astimezone()
    return day_with_time(short_day_near(local.date(), now.astimezone().date()), local)


def when_near(when: datetime | PartialDate, now: datetime) -> str:
    """A moment, or a day alone as far as it is known; with the year where it is not the present one."""
    if isinstance(when, PartialDate):
        return short_day_near(when, now.astimezone().date())
    return short_moment_near(when, now)


def day_with_time(day: str, at: datetime) -> str:
    """A day that is in words already, with the time of day as `at` has it."""
    return _("{day} {time}").format(day=day, time=clock_time(at))


def number_in_words(value: Decimal | int) -> str:
    """With the separators of the language, and with every decimal place that was given: they are meaning."""
    value = Decimal(value)
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or max(abs(value.adjusted()), -exponent) > _MOST_DIGITS:
        return str(value)
    return _decimal(value, "#,##0" + ("." + "0" * -exponent if exponent < 0 else ""))


def short_number(value: float) -> str:
    """With one decimal place at most: "1.4", "31"."""
    return _decimal(Decimal(f"{value:.1f}"), "0.#")


def size_in_words(count: int) -> str:
    """Such as "820 bytes", "31 kB", "1.4 MB" (of a thousand)."""
    if count < _KILO:
        return ngettext("{count} byte", "{count} bytes", count).format(count=count)
    if count < _KILO**2:
        return _("{count} kB").format(count=round(count / _KILO))
    return _("{count} MB").format(count=_rounded(count / _KILO**2))


def exact_size(count: int) -> str:
    """As a pack lists its files: as `size_in_words`, with one decimal place for each number of MB."""
    if count < _KILO**2:
        return size_in_words(count)
    return _("{count} MB").format(count=_decimal(Decimal(str(round(count / _KILO**2, 1))), "0.0"))


def part_of_size(part: int, whole: int) -> str:
    """Such as "31 of 50 MB", both in the unit of the whole; the part is never told larger than it is."""
    if whole < _KILO:
        return _("{part} of {whole} bytes").format(part=part, whole=whole)
    if whole < _KILO**2:
        return _("{part} of {whole} kB").format(part=part // _KILO, whole=round(whole / _KILO))
    unit = _KILO**2
    return _("{part} of {whole} MB").format(part=_cut(part, unit), whole=_rounded(whole / unit))


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


def all_of(names: Sequence[str]) -> str:
    """Such as "one, two and three"."""
    return _listed(names, "standard")


def one_of(names: Sequence[str]) -> str:
    """Such as "one, two or three"."""
    return _listed(names, "or")


def each_of(parts: Iterable[str]) -> str:
    """Such as "name, role, organisation": what there is of it, side by side, with the language's own comma."""
    return _comma(shown_language()).join(filter(None, parts))


def with_other_months(words: str) -> tuple[str, ...]:
    """`words`, and the same with each month written out, and in short: "15 Aug", "15 August"."""
    return tuple(
        dict.fromkeys((words, *(_renamed(words, names) for names in _month_names(shown_language()))))
    )


def _renamed(words: str, names: Mapping[str, str]) -> str:
    return re.sub(r"\w+", lambda word: names.get(word.group().casefold(), word.group()), words)


@cache
def _month_names(language: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """The long names of the months by the short ones, and the other way round; all looked up without capitals."""
    months = _locale(language).months["format"]
    pairs = [(months["abbreviated"][number].strip("."), months["wide"][number]) for number in range(1, 13)]
    return {short.casefold(): long for short, long in pairs}, {
        long.casefold(): short for short, long in pairs
    }


def _listed(names: Sequence[str], style: Literal["standard", "or"]) -> str:
    from babel.lists import format_list

    return format_list(names, style=style, locale=_locale(shown_language())) if names else ""


@cache
def _comma(language: str) -> str:
    pattern: str = _locale(language).list_patterns["standard"]["middle"]
    return pattern.removeprefix("{0}").removesuffix("{1}")


def _as_known(when: date | PartialDate, whole: str, month: str) -> str:
    if isinstance(when, PartialDate):
        return _written(when.earliest, whole if when.day else month if when.month else "y")
    return _written(when, whole)


def _written(value: date | time, style: str) -> str:
    language = shown_language()
    return _pattern(language, style).apply(value, _locale(language))


@cache
def _pattern(language: str, style: str) -> DateTimePattern:
    """How the language writes a skeleton of CLDR (UTS 35, part 4, 2.6.2), or its long date."""
    locale = _locale(language)
    found: DateTimePattern = (
        locale.date_formats["long"] if style == "long" else locale.datetime_skeletons[style]
    )
    return found


@cache
def _locale(language: str) -> Locale:
    """English where CLDR does not know the language of a catalogue."""
    from babel.core import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(OWN_LANGUAGE, sep="-")


def _decimal(value: Decimal, pattern: str) -> str:
    written: str = _number_pattern(pattern).apply(value, _locale(shown_language()))
    return written


@cache
def _number_pattern(pattern: str) -> NumberPattern:
    from babel.numbers import parse_pattern

    return parse_pattern(pattern)


def _cut(part: int, unit: int) -> str:
    small = 10
    return short_number(part * 10 // unit / 10) if part < small * unit else str(part // unit)


def _rounded(number: float) -> str:
    small = 10
    return short_number(number) if number < small else f"{number:.0f}"

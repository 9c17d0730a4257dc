"""Days in words, by the language's own rules (Unicode CLDR through babel)."""

from __future__ import annotations

from prevent_desktop.partial_dates import PartialDate

_SKELETONS = {
    (True, True): "d MMM y",
    (True, False): "d MMM",
    (False, True): "MMM y",
    (False, False): "MMM y",
}


def day_in_words(when: PartialDate, *, with_year: bool = False, locale: str = "en_GB") -> str:
    """A day as far as it is known: ``19 Nov``, ``19 Nov 2026``, ``Nov 2026`` or ``2026``."""
    from babel.dates import format_date

    if when.month is None:
        return str(when.year)
    return format_date(when.earliest, _SKELETONS[when.day is not None, with_year], locale=locale)

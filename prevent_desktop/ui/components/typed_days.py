"""A whole day as three boxes give it, and what to mend where there is none. No Qt."""

from __future__ import annotations

import re
from datetime import date

from prevent_desktop.translation import _

_WHOLE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SHORT_YEAR = re.compile(r"\d{1,2}/\d{1,2}/\d{1,3}", re.ASCII)


def day_of(text: str) -> date | None:
    """The day that boxes give (`DateParts.text`); None where it is no whole date."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def no_day_words(text: str, *, optional: bool = False) -> str:
    """What to mend where `day_of` finds none: a part is missing, the year is short, or no calendar has that day."""
    if _WHOLE.fullmatch(text):
        return _("There is no such day. Check day and month")
    if _SHORT_YEAR.fullmatch(text):
        return _("Write the year in full, such as 2026")
    return (
        _("Give day, month and year, or leave all three empty") if optional else _("Give day, month and year")
    )

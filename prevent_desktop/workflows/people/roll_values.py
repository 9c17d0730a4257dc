"""What stands in the cells of a school's list: days of birth, years, pupil numbers; each judged by itself."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _

OLDEST_YEARS: Final = 120
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_DAY_FIRST: Final = re.compile(
    r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{2}|\d{4})(?: +\d{1,2}:\d{2}(?::\d{2})?)?"
)
_IN_WORDS: Final = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ -](\d{2}|\d{4})")
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SERIAL: Final = re.compile(r"[1-9]\d{4}")
_YEAR: Final = re.compile(r"(?:year|yr|y)?\.? *0*(\d{1,2})", re.IGNORECASE)
_CENTURY: Final = 100


class ValueRefusedError(ValueError):
    """Why a cell cannot be taken, and how to put it right, in a sentence."""


def birth_date_of(text: str, today: date) -> PartialDate:
    """The day in a cell. ValueRefusedError where it is none, or none on which a pupil can be born."""
    day = _day_of(text.strip(), today)
    if day > today:
        raise ValueRefusedError(_("the date of birth “{text}” is in the future").format(text=text))
    if day < today - timedelta(days=OLDEST_YEARS * 365.25):
        raise ValueRefusedError(_("the date of birth “{text}” is more than 120 years ago").format(text=text))
    return PartialDate.parse(day.isoformat())


def _day_of(text: str, today: date) -> date:
    if _SERIAL.fullmatch(text):
        raise ValueRefusedError(
            _("“{text}” is a number and no date: give the column the format “Date”").format(text=text)
        )
    if found := _ISO.fullmatch(text):
        return _existing(text, *map(int, found.groups()))
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
        return _existing(text, _whole_year(year, today), int(month), int(day))
    if (found := _IN_WORDS.fullmatch(text)) and found[2].casefold()[:3] in _MONTHS:
        month = _MONTHS.index(found[2].casefold()[:3]) + 1
        return _existing(text, _whole_year(found[3], today), month, int(found[1]))
    raise ValueRefusedError(_("“{text}” is no date: write day/month/year").format(text=text))


def _whole_year(year: str, today: date) -> int:
    """Two digits are the newest such year that is not in the future."""
    if len(year) > 2:  # noqa: PLR2004 - digits
        return int(year)
    newest = today.year - today.year % _CENTURY + int(year)
    return newest if newest <= today.year else newest - _CENTURY


def _existing(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        if month > 12 >= day:  # noqa: PLR2004 - months
            raise ValueRefusedError(
                _("“{text}” has the month before the day: write day/month/year in the whole column").format(
                    text=text
                )
            ) from error
        raise ValueRefusedError(_("“{text}” is a day that does not exist").format(text=text)) from error


def year_group_of(text: str) -> str:
    """“Year 9” for 9, Y9, Yr 09; else as it is written (Reception, N1)."""
    found = _YEAR.fullmatch(text.strip())
    return _("Year {number}").format(number=int(found[1])) if found else text


def gender_of(text: str) -> str:
    """A letter in full; else as it is written."""
    return {"m": _("Male"), "f": _("Female")}.get(text.casefold(), text)


def full_name_of(text: str) -> tuple[str, str]:
    """Forenames and surname of “Begum, Amy” or “Amy Begum”: without a comma the last word is the surname."""
    surname, comma, forenames = text.partition(",")
    if not comma:
        forenames, _blank, surname = text.rpartition(" ")
    return " ".join(forenames.split()), " ".join(surname.split())

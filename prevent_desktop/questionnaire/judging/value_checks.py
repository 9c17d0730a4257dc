"""Checks on values that a form asks for by our extension `value-check`, each by its code.

A registered number with a wrong digit is refused where its rule is certain (NHS number, a date in the future) and only
pointed out where practice allows exceptions. Kept libraries judge what they know: python-stdnum and phonenumbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.problems import Severity
from prevent_desktop.questionnaire.values import DateTimeValue, Value
from prevent_desktop.translation import _

_OLDEST_YEARS: Final = 120
_REGION: Final = "GB"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: how bad, and a sentence with a place for the question, ``{question}``."""

    severity: Severity
    message: str


def check_value(code: str, value: Value, today: date) -> Finding | None:
    """What the check `code` finds in `value` on the day `today`; None where all is well or nothing is to be checked.

    A check whose code is unknown finds nothing: a form from a newer time still works.
    """
    if isinstance(value, PartialDate | DateTimeValue):
        day = value.date if isinstance(value, DateTimeValue) else value
        return _DATES[code](day, today) if code in _DATES else None
    if isinstance(value, str) and value.strip() and code in _TEXTS:
        return _TEXTS[code](value.strip())
    return None


def _refuse(message: str) -> Finding:
    return Finding(Severity.ERROR, message)


def _point_out(message: str) -> Finding:
    return Finding(Severity.WARNING, message)


def _not_in_future(day: PartialDate, today: date) -> Finding | None:
    return _refuse(_("“{question}” cannot be in the future")) if day.earliest > today else None


def _not_in_past(day: PartialDate, today: date) -> Finding | None:
    over = _refuse(_("“{question}” is over already: say a day that is still to come"))
    return over if day.latest < today else None


def _birth_date(day: PartialDate, today: date) -> Finding | None:
    if day.earliest > today:
        return _not_in_future(day, today)
    if today.year - day.year > _OLDEST_YEARS:
        return _refuse(_("Check “{question}”: it is more than 120 years ago"))
    return None


def _nhs_number(text: str) -> Finding | None:
    from stdnum.gb import nhs

    if nhs.is_valid(text):
        return None
    return _refuse(
        _("Check “{question}”: this is not a valid NHS number, which has 10 digits such as 943 476 5919")
    )


def _upn(text: str) -> Finding | None:
    if is_upn(text):
        return None
    return _point_out(
        _("Check “{question}”: a unique pupil number is a letter and 12 more characters that fit it")
    )


def is_upn(text: str) -> bool:
    """Whether it is a unique pupil number: a check letter that fits, 11 digits, and a digit or, of a temporary one, a letter."""
    whole = re.fullmatch(r"[A-HJ-NP-RT-Z][0-9]{11}[0-9A-HJ-NP-RT-Z]", text.upper())
    return whole is not None and _upn_letter(text) == text[0].upper()


_UPN_LETTERS: Final = "ABCDEFGHJKLMNPQRTUVWXYZ"


def _upn_letter(text: str) -> str:
    """The check letter (Department for Education, UPN guide): places 2 to 13, the last of which may be a letter."""
    values = [_UPN_LETTERS.index(one) if one in _UPN_LETTERS else int(one) for one in text.upper()[1:]]
    return _UPN_LETTERS[
        sum(value * weight for weight, value in enumerate(values, start=2)) % len(_UPN_LETTERS)
    ]


def _postcode(text: str) -> Finding | None:
    tight = "".join(text.split()).upper()
    if text.casefold() == "no fixed address" or _POSTCODE.fullmatch(tight):
        return None
    return _point_out(_("Check “{question}”: a postcode looks like B1 1BB"))


_POSTCODE: Final = re.compile(
    r"(?:GIR0AA|(?:[A-PR-UWYZ](?:\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d{1,2}|[A-HK-Y]\d[ABEHMNPRV-Y]))\d[ABD-HJLNP-UW-Z]{2})"
)


def _phone(text: str) -> Finding | None:
    import phonenumbers

    try:
        known = phonenumbers.is_possible_number(phonenumbers.parse(text, _REGION))
    except phonenumbers.NumberParseException:
        known = False
    return None if known else _point_out(_("Check “{question}”: this does not look like a telephone number"))


def _pattern(pattern: str, message: Callable[[], str]) -> Callable[[str], Finding | None]:
    compiled = re.compile(pattern, re.IGNORECASE | re.ASCII)

    def check(text: str) -> Finding | None:
        return None if compiled.fullmatch("".join(text.split())) else _point_out(message())

    return check


_DATES: Final[Mapping[str, Callable[[PartialDate, date], Finding | None]]] = {
    "not-in-future": _not_in_future,
    "not-in-past": _not_in_past,
    "birth-date": _birth_date,
}
_TEXTS: Final[Mapping[str, Callable[[str], Finding | None]]] = {
    "nhs-number": _nhs_number,
    "upn": _upn,
    "postcode": _postcode,
    "phone": _phone,
    "email": _pattern(r"[^@]+@[^@.]+(\.[^@.]+)+", lambda: _("Check “{question}”: an email address looks like name@school.example")),
    "urn": _pattern(r"\d{6}", lambda: _("Check “{question}”: a school’s URN has 6 digits")),
    "teacher-reference": _pattern(r"(RP)?\d{7}|\d{2}/\d{5}", lambda: _("Check “{question}”: a teacher reference number has 7 digits")),
    "nmc-pin": _pattern(r"\d\d[A-Z]\d{4}[A-Z]", lambda: _("Check “{question}”: an NMC PIN looks like 12A3456E")),
    "swe-number": _pattern(r"SW\d+", lambda: _("Check “{question}”: a Social Work England number is SW and digits")),
}  # fmt: skip

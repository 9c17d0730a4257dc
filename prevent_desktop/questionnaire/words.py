"""Answers in words, as a person reads them: dates spelled out, units said, and why there is no value."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Final

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.values import (
    Absent,
    AbsentReason,
    AttachmentValue,
    Coding,
    DateTimeValue,
    Quantity,
    Reference,
    Unparsed,
    Value,
)
from prevent_desktop.translation import _


def in_words(value: Value, locale: str = "en_GB") -> str:
    """`value` as display text in `locale` (a CLDR name such as ``cy_GB``)."""
    match value:
        case bool():
            return _("Yes") if value else _("No")
        case int() | Decimal():
            return _number(value, locale)
        case PartialDate() | DateTimeValue() | time():
            return _moment(value, locale)
        case Absent():
            return absent_in_words(value)
        case _:
            return _complex(value, locale)


def date_in_words(value: PartialDate, locale: str = "en_GB") -> str:
    """A date as far as it is known: ``24 November 2026``, ``November 2026`` or ``2026``."""
    from babel.dates import format_date

    if value.month is None:
        return f"{value.year}"
    if value.day is None:
        return format_date(value.earliest, "LLLL y", locale=locale)
    return format_date(date(value.year, value.month, value.day), "long", locale=locale)


def absent_in_words(value: Absent) -> str:
    """Why there is no value, with the note where there is one."""
    if not value.note:
        return value.reason.label
    words = (
        _("{reason}, because: {note}") if value.reason is AbsentReason.NOT_ASKED else _("{reason}: {note}")
    )
    return words.format(reason=value.reason.label, note=value.note)


_MOST_DIGITS: Final = 40


def _number(value: int | Decimal, locale: str) -> str:
    """With the separators of the language, and with every decimal place that was given: they are meaning."""
    exponent = Decimal(value).as_tuple().exponent
    if (
        not isinstance(exponent, int)
        or abs(Decimal(value).adjusted()) > _MOST_DIGITS
        or -exponent > _MOST_DIGITS
    ):
        return str(value)
    from babel.numbers import format_decimal

    places = "." + "0" * -exponent if exponent < 0 else ""
    return format_decimal(value, format="#,##0" + places, locale=locale)


def _moment(value: PartialDate | DateTimeValue | time, locale: str) -> str:
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    if isinstance(value, PartialDate):
        return date_in_words(value, locale)
    moment = value.instant
    day = date_in_words(value.date, locale)
    return day if moment is None else _("{day} at {time}").format(day=day, time=moment.strftime("%H:%M"))


def _complex(value: str | Coding | Quantity | AttachmentValue | Reference | Unparsed, locale: str) -> str:
    match value:
        case Coding():
            return value.display or value.code or ""
        case Quantity():
            amount = "" if value.value is None else _number(value.value, locale)
            return " ".join(part for part in (value.comparator, amount, value.unit or value.code) if part)
        case AttachmentValue():
            return value.title or value.url or _("A file with no name")
        case Reference():
            return value.display or value.reference or ""
        case Unparsed():
            return value.text
        case _:
            return value

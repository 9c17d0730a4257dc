"""Answers in words, as a person reads them: dates spelled out, units said, and why there is no value."""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from prevent_desktop.formatting import clock_time, long_day, number_in_words
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


def in_words(value: Value) -> str:
    """`value` as display text, in the language that is shown."""
    match value:
        case bool():
            return _("Yes") if value else _("No")
        case int() | Decimal():
            return number_in_words(value)
        case PartialDate() | DateTimeValue() | time():
            return _moment(value)
        case Absent():
            return absent_in_words(value)
        case _:
            return _complex(value)


def absent_in_words(value: Absent) -> str:
    """Why there is no value, with the note where there is one."""
    if not value.note:
        return value.reason.label
    words = (
        _("{reason}, because: {note}") if value.reason is AbsentReason.NOT_ASKED else _("{reason}: {note}")
    )
    return words.format(reason=value.reason.label, note=value.note)


def _moment(value: PartialDate | DateTimeValue | time) -> str:
    if isinstance(value, time):
        return clock_time(value, seconds=bool(value.second))
    if isinstance(value, PartialDate):
        return long_day(value)
    moment = value.instant
    day = long_day(value.date)
    return day if moment is None else _("{day} at {time}").format(day=day, time=clock_time(moment))


def _complex(value: str | Coding | Quantity | AttachmentValue | Reference | Unparsed) -> str:
    match value:
        case Coding():
            return value.display or value.code or ""
        case Quantity():
            amount = "" if value.value is None else number_in_words(value.value)
            return " ".join(part for part in (value.comparator, amount, value.unit or value.code) if part)
        case AttachmentValue():
            return value.title or value.url or _("A file with no name")
        case Reference():
            return value.display or value.reference or ""
        case Unparsed():
            return value.text
        case _:
            return value

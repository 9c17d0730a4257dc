"""What is typed becomes a value, and back. What is not a value yet stays as it was typed (`Unparsed`)."""

from __future__ import annotations

import re
from datetime import time
from decimal import Decimal, InvalidOperation

from prevent_desktop.partial_dates import PartialDate, moment_on
from prevent_desktop.questionnaire.values import (
    Absent,
    Coding,
    DateTimeValue,
    Quantity,
    Reference,
    Unparsed,
    Value,
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_TIME = re.compile(r"(\d{1,2})(?:[:.]?(\d{2}))?(?:[:.](\d{2}))?\s*([ap]m)?", re.IGNORECASE)
_BETWEEN = "/"
_NOON = 12


def read_string(text: str) -> tuple[Value, ...]:
    """Writing, as it was written; nothing where there is only space."""
    return (text,) if text.strip() else ()


def read_integer(text: str) -> tuple[Value, ...]:
    """A whole number; thousands may be set apart by spaces or commas."""
    plain = _number_text(text)
    if not plain:
        return ()
    return (int(plain),) if re.fullmatch(r"[+-]?\d{1,18}", plain) else (Unparsed(text),)


def read_decimal(text: str) -> tuple[Value, ...]:
    """A decimal number with as many places as were typed."""
    plain = _number_text(text)
    if not plain:
        return ()
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return (Unparsed(text),)
    return (number,) if number.is_finite() else (Unparsed(text),)


def _number_text(text: str) -> str:
    plain = text.strip().replace("\N{MINUS SIGN}", "-").replace("\N{NO-BREAK SPACE}", " ")
    return re.sub(r"(?<=\d)[ ,](?=\d{3}(?:\D|$))", "", plain)


def read_time(text: str) -> tuple[Value, ...]:
    """A time of day: ``14:03``, ``1403``, ``2.03 pm`` or ``2pm``."""
    if not text.strip():
        return ()
    found = clock(text)
    return (Unparsed(text),) if found is None else (found,)


def clock(text: str) -> time | None:
    """The time of day that a person wrote, or None."""
    found = _TIME.fullmatch(text.strip())
    if found is None or (found[2] is None and found[4] is None):
        return None
    hour, half = int(found[1]), (found[4] or "").lower()
    if half and not 1 <= hour <= _NOON:
        return None
    if half:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    try:
        return time(hour, int(found[2] or 0), int(found[3] or 0))
    except ValueError:
        return None


def read_reference(text: str) -> tuple[Value, ...]:
    """A person, place or record named in words."""
    return (Reference(display=text),) if text.strip() else ()


def read_coding(text: str) -> tuple[Value, ...]:
    """A choice from a list that is not at hand, named in words."""
    return (Coding(display=text),) if text.strip() else ()


def read_date(text: str) -> tuple[Value, ...]:
    """A date as the three boxes say it (``2026-11-24``, ``2026-11``, ``2026``, or ``24/nov/2026`` as typed)."""
    if not text:
        return ()
    found = _partial_date(text)
    return (Unparsed(text),) if found is None else (found,)


def _partial_date(text: str) -> PartialDate | None:
    try:
        return PartialDate.parse(_with_month_number(text) if _BETWEEN in text else text)
    except ValueError:
        return None


def _with_month_number(text: str) -> str:
    """``24/nov/2026`` as ISO 8601; the text itself where the month is no name of a month."""
    day, month, year = (part.strip() for part in text.split(_BETWEEN, 2))
    short = month[:3].lower()
    if short not in _MONTHS:
        return text
    whole = f"{year}-{_MONTHS.index(short) + 1:02d}"
    return f"{whole}-{day.zfill(2)}" if day else whole


def read_date_time(day_text: str, typed_time: str) -> tuple[Value, ...]:
    """A date and a time; with a time, the zone of this computer at that moment is written down too."""
    days = read_date(day_text)
    day = days[0] if days else None
    if not typed_time.strip():
        return (DateTimeValue(day.isoformat()),) if isinstance(day, PartialDate) else days
    at = clock(typed_time)
    if at is None or not isinstance(day, PartialDate) or day.day is None:
        return (Unparsed(f"{day_text} {typed_time.strip()}"),)
    return (DateTimeValue.of(moment_on(day.earliest, at)),)


def date_text(value: Value | None) -> str:
    """What the date boxes show of a date, or of what was typed of one."""
    match value:
        case PartialDate():
            return value.isoformat()
        case DateTimeValue():
            return value.text.partition("T")[0]
        case Unparsed(text=text):
            return text
    return ""


def date_time_texts(value: Value | None) -> tuple[str, str]:
    """What the date boxes and the time box show of a date, a moment, or what was typed of one."""
    if isinstance(value, Unparsed):
        day, _space, at = value.text.partition(" ")
        return day, at
    at = value.text.partition("T")[2][:5] if isinstance(value, DateTimeValue) else ""
    return date_text(value), at


def read_quantity(text: str, unit: Quantity) -> tuple[Value, ...]:
    """A number with the unit of `unit`."""
    numbers = read_decimal(text)
    if not numbers:
        return ()
    if isinstance(numbers[0], Decimal):
        return (
            Quantity(value=numbers[0], unit=unit.unit, system=unit.system, code=unit.code, comparator=None),
        )
    return (Unparsed(f"{text.strip()} {unit.unit}".strip()),)


def shown(value: Value | None) -> str:
    """What a single box shows of a value; nothing for an answer that is not known."""
    match value:
        case None | Absent():
            return ""
        case Unparsed(text=text):
            return text
        case Reference() | Coding():
            return value.display or (value.reference if isinstance(value, Reference) else value.code) or ""
        case time():
            return value.isoformat("seconds" if value.second else "minutes")
        case _:
            return format(value, "f") if isinstance(value, Decimal) else str(value)

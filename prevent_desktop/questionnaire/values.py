"""What an answer can be: the value types of FHIR R4 answers, and the two that tell why there is no value.

bool, int, Decimal, str, datetime.time and PartialDate stand for themselves; the rest are the classes below.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from enum import StrEnum

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _

_DATE_TIME = re.compile(
    r"(\d{4}(?:-\d{2}(?:-\d{2})?)?)"
    r"(?:T((?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60))(\.\d+)?(Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)))?",
    re.ASCII,
)
_WHOLE_DAY = len("2026-11-24")


class AbsentReason(StrEnum):
    """Why there is no value (FHIR R4 code system data-absent-reason). Our own screens offer the first three."""

    UNKNOWN = "unknown"
    NOT_ASKED = "not-asked"
    DECLINED = "asked-declined"
    ASKED_UNKNOWN = "asked-unknown"
    TEMP_UNKNOWN = "temp-unknown"
    MASKED = "masked"
    NOT_APPLICABLE = "not-applicable"
    UNSUPPORTED = "unsupported"
    AS_TEXT = "as-text"
    ERROR = "error"
    NOT_A_NUMBER = "not-a-number"
    NEGATIVE_INFINITY = "negative-infinity"
    POSITIVE_INFINITY = "positive-infinity"
    NOT_PERFORMED = "not-performed"
    NOT_PERMITTED = "not-permitted"

    @property
    def label(self) -> str:
        """The reason in words."""
        if self in {AbsentReason.UNKNOWN, AbsentReason.ASKED_UNKNOWN, AbsentReason.TEMP_UNKNOWN}:
            return _("Not known")
        return {
            AbsentReason.NOT_ASKED: _("Not asked"),
            AbsentReason.DECLINED: _("Asked, declined to say"),
            AbsentReason.MASKED: _("Held back"),
            AbsentReason.NOT_APPLICABLE: _("Does not apply"),
            AbsentReason.NOT_PERMITTED: _("Not permitted"),
            AbsentReason.NOT_PERFORMED: _("Not done"),
        }.get(self, _("Not recorded"))


@dataclass(frozen=True, slots=True)
class Absent:
    """The question was dealt with, and there is no value: why, and in the person's own words where a note was left."""

    reason: AbsentReason
    note: str = ""


@dataclass(frozen=True, slots=True)
class Unparsed:
    """Text that is not yet a value of the question's type: kept in the draft, reported by validation, never lost."""

    text: str


@dataclass(frozen=True, slots=True)
class DateTimeValue:
    """A moment as far as it is known (FHIR R4 `dateTime`): its text is kept, with its own precision and zone.

    ValueError for text that is not a dateTime, or names a day that no calendar has.
    """

    text: str

    def __post_init__(self) -> None:
        found = _DATE_TIME.fullmatch(self.text)
        if found is None or (found[2] and len(found[1]) != _WHOLE_DAY):
            raise ValueError("not a date and time")
        PartialDate.parse(found[1])

    @classmethod
    def of(cls, moment: datetime) -> DateTimeValue:
        """The moment to the second; ValueError where it has no zone."""
        return cls(moment.isoformat(timespec="seconds"))

    @property
    def date(self) -> PartialDate:
        """Its day, as far as it is known."""
        return PartialDate.parse(self.text.partition("T")[0])

    @property
    def has_time(self) -> bool:
        """Whether the time of day is known."""
        return "T" in self.text

    @property
    def instant(self) -> datetime | None:
        """The moment with its zone; None where only the day, month or year is known."""
        if not self.has_time:
            return None
        day, _t, clock = self.text.partition("T")
        found = re.fullmatch(r"(\d\d:\d\d:)(\d\d)(\.\d{1,6})?\d*(.+)", clock)
        if found is None:  # pragma: no cover - __post_init__ lets nothing else through
            return None
        seconds = min(found[2], "59")  # a leap second, which Python does not know
        fraction = (found[3] or ".0").ljust(7, "0")
        return datetime.fromisoformat(f"{day}T{found[1]}{seconds}{fraction}{found[4].replace('Z', '+00:00')}")


@dataclass(frozen=True, slots=True)
class Coding:
    """A choice: which code of which system, and the words that were shown for it."""

    system: str | None = None
    code: str | None = None
    display: str | None = None

    def means(self, other: Coding) -> bool:
        """Whether both are the same concept: code and system count, words only where there is no code."""
        if self.code is None or other.code is None:
            return self.code is other.code and self.display == other.display
        return self.code == other.code and (
            self.system is None or other.system is None or self.system == other.system
        )


@dataclass(frozen=True, slots=True)
class Quantity:
    """A measured amount. `unit` is for people, `system` and `code` say it for machines; `comparator` is < <= >= >."""

    value: Decimal | None = None
    unit: str | None = None
    system: str | None = None
    code: str | None = None
    comparator: str | None = None


@dataclass(frozen=True, slots=True)
class AttachmentValue:
    """A file. `size` in bytes, `hash` is base64 of its SHA-1 and `data` base64 of its bytes, as FHIR R4 says."""

    content_type: str | None = None
    title: str | None = None
    url: str | None = None
    size: int | None = None
    hash: str | None = None
    data: str | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A pointer to another record: by address, or by an identifier of it. `type` is that of its resource."""

    reference: str | None = None
    display: str | None = None
    type: str | None = None
    identifier: str | None = None


Value = (
    bool
    | int
    | Decimal
    | str
    | time
    | PartialDate
    | DateTimeValue
    | Coding
    | Quantity
    | AttachmentValue
    | Reference
    | Absent
    | Unparsed
)


def same_choice(one: Value, other: Value) -> bool:
    """Whether two answers are the same choice; of codings, code and system count."""
    if isinstance(one, Coding) and isinstance(other, Coding):
        return one.means(other)
    return type(one) is type(other) and one == other

"""What two copies of one vault say differently: both sides are kept until a person settles it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _


class ConflictKind(StrEnum):
    """What differs. The values stand in the vault."""

    PERSON = "person"
    CASE = "case"
    DRAFT = "draft"
    FORM = "form"
    RECORD = "record"
    RECEIPT = "receipt"
    ERASED = "erased"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            ConflictKind.PERSON: _("Details of the person"),
            ConflictKind.CASE: _("Where the case stands"),
            ConflictKind.DRAFT: _("Draft written on both"),
            ConflictKind.FORM: _("Form finished on both"),
            ConflictKind.RECORD: _("Entry that differs"),
            ConflictKind.RECEIPT: _("Two receipts"),
            ConflictKind.ERASED: _("Erased on the other laptop"),
        }[self]


class Choice(StrEnum):
    """How a conflict was settled."""

    KEEP = "keep"
    TAKE_OTHER = "take-other"
    KEEP_BOTH = "keep-both"


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeConflict:
    """One difference. `kept` stands in the record now, `other` is what the other side says; both are never lost.

    For a person they are texts of `person_values`, for a case its statuses, for a draft the answers as JSON text; else
    empty. `record_id` is what it is about, `twin_id` the record under which the other side was kept as well.
    `kept_here` tells whether what is kept was written on this laptop. Times are when each side was last written.
    """

    id: str
    kind: ConflictKind
    person_id: str
    case_id: str | None = None
    record_id: str
    twin_id: str | None = None
    field: str = ""
    kept: str = ""
    kept_at: datetime | PartialDate
    kept_here: bool
    other: str = ""
    other_at: datetime | PartialDate
    found_at: datetime
    choice: Choice | None = None
    settled_at: datetime | None = None
    settled_by: str = ""

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What a person can choose."""
        match self.kind:
            case ConflictKind.PERSON | ConflictKind.CASE | ConflictKind.ERASED:
                return (Choice.KEEP, Choice.TAKE_OTHER)
            case ConflictKind.DRAFT:
                return tuple(Choice)
            case _:
                return (Choice.KEEP_BOTH,)

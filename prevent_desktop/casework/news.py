"""What came from others and nobody has looked at yet. The order is that of the audit: clocks may be wrong, it is not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

ARRIVALS: Final = (
    "answer.received", "receipt.verified", "pack.received", "draft.received", "draft.comments-taken",
)  # fmt: skip
"""The actions of the audit that say that something came."""
LOOKS: Final = ("record.viewed", "pack.viewed", "draft.viewed")
"""Those that say that somebody looked."""


class NewsKind(StrEnum):
    """What came."""

    QUESTION = "question"
    DECISION = "decision"
    OUTCOME = "outcome"
    FEEDBACK = "feedback"
    RECEIPT = "receipt"
    PACK = "pack"
    DRAFT = "draft"
    COMMENTS = "comments"
    HANDED_OVER = "handed-over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One thing that came from `who`, at `position` of the audit. `record_id` is the pack, received pack or draft that it is, or belongs to.

    `number` is the pack's, or why a case was handed over. `person_id` is whom it is about, empty where it is in nobody's record; it is shown by a look at any of `shown_by`.
    """

    kind: NewsKind
    position: int
    at: datetime
    who: str
    record_id: str
    number: str
    person_id: str = ""
    shown_by: tuple[str, ...]


def unseen(arrivals: Iterable[Arrival], looks: Mapping[str, int]) -> tuple[Arrival, ...]:
    """Those that came after the last look at what shows them, the newest first.

    `looks` are the positions of the newest look at each subject.
    """
    found = (one for one in arrivals if all(looks.get(each, 0) < one.position for each in one.shown_by))
    return tuple(sorted(found, key=lambda one: one.position, reverse=True))

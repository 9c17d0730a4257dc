"""What a receiver answers to a pack: a request for more, a decision, an outcome, feedback; and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from prevent_desktop.casework.case import CaseStatus
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.strict_json import MOMENT, Spelt, day_of
from prevent_desktop.translation import _

LONGEST_TEXT = 10_000
LONGEST_REASON = 4_000
LONGEST_LINE = 200
MOST_ANSWERS = 999
_MAY_BREAK = "\n\t"


class AnswerKind(StrEnum):
    """What sort of answer it is."""

    QUESTION = "question"
    DECISION = "decision"
    OUTCOME = "outcome"
    FEEDBACK = "feedback"

    @property
    def label(self) -> str:
        """The kind in words."""
        return {
            AnswerKind.QUESTION: _("Request for more information"),
            AnswerKind.DECISION: _("Decision"),
            AnswerKind.OUTCOME: _("Outcome"),
            AnswerKind.FEEDBACK: _("Feedback"),
        }[self]

    @property
    def settles(self) -> bool:
        """Whether nobody has to be chased once it is here."""
        return self in {AnswerKind.DECISION, AnswerKind.OUTCOME}

    @property
    def follows(self) -> CaseStatus | None:
        """The status that the case moves to; None where it stays (feedback moves nothing)."""
        if self is AnswerKind.QUESTION:
            return CaseStatus.MORE_ASKED
        return CaseStatus.OUTCOME if self.settles else None


class Direction(StrEnum):
    """Whether an answer came to us or was given by us."""

    RECEIVED = "received"
    GIVEN = "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer. `number` counts the answers to a pack from 1; `at` is the receiver's time, aware.

    `outcome` and `reason` belong to decisions and outcomes alone, `answer_by` to questions. `reference` is the receiver's
    own. ValueError for what breaks these rules, is longer than its bound, or would not print.
    """

    kind: AnswerKind
    number: int
    at: Annotated[datetime, MOMENT]
    text: str = ""
    outcome: Annotated[Outcome | None, Spelt(str, Outcome, none="")] = None
    reason: str = ""
    reference: str = ""
    receiver: str = ""
    answer_by: Annotated[date | None, Spelt(date.isoformat, day_of, none="")] = None

    def __post_init__(self) -> None:
        if not 1 <= self.number <= MOST_ANSWERS or self.at.tzinfo is None:
            raise ValueError("a number from 1, and a time with its offset")
        decides = self.kind.settles
        if decides != (self.outcome is not None) or decides != bool(self.reason.strip()):
            raise ValueError("an outcome and a reason belong to a decision and to nothing else")
        if not decides and not self.text.strip():
            raise ValueError("it says nothing")
        if self.answer_by is not None and self.kind is not AnswerKind.QUESTION:
            raise ValueError("only a question says by when it is to be answered")
        _require_printable(self.text, LONGEST_TEXT, several_lines=True)
        _require_printable(self.reason, LONGEST_REASON, several_lines=True)
        _require_printable(self.reference, LONGEST_LINE)
        _require_printable(self.receiver, LONGEST_LINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRecord:
    """An answer as the record keeps it. `jws` are its signed words; `recorded_at` is this computer's time."""

    case_id: str
    pack_id: str
    direction: Direction
    answer: Answer
    jws: str
    recorded_at: datetime

    @property
    def id(self) -> str:
        """The same on every computer that has it."""
        return f"{self.direction.value}.{self.pack_id}.{self.answer.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSetAside:
    """Something that came as an answer to a pack and cannot be taken. `digest` is of the sealed file, `reason` in words."""

    case_id: str
    pack_id: str
    number: int
    digest: str
    reason: str
    found_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Chase:
    """The day from which whoever has a pack is asked again; `event_id` is the call that was noted, if there was one."""

    id: str
    case_id: str
    pack_id: str
    day: date
    set_at: datetime
    event_id: str | None = None


def _require_printable(text: str, longest: int, *, several_lines: bool = False) -> None:
    shown = text.translate(dict.fromkeys(map(ord, _MAY_BREAK))) if several_lines else text
    if len(text) > longest or not shown.isprintable():
        raise ValueError("too long, or not printable")

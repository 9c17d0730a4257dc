"""What was typed of an answer, and what has to be mended before it is signed. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prevent_desktop.casework.answer import LONGEST_REASON, LONGEST_TEXT, AnswerKind
from prevent_desktop.casework.outcomes import Outcome
from prevent_desktop.translation import _
from prevent_desktop.ui.components.typed_days import day_of, no_day_words
from prevent_desktop.workflows.answers.give_answer import Said

OUTCOME, REASON, TEXT, DAY, PLACE = "outcome", "reason", "text", "day", "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedAnswer:
    """An answer as typed. `outcome` is a code, or empty; `day` as the boxes give it."""

    outcome: str = ""
    reason: str = ""
    text: str = ""
    day: str = ""

    @property
    def chosen(self) -> Outcome | None:
        """The outcome that is chosen."""
        return Outcome(self.outcome) if self.outcome else None

    def said(self, kind: AnswerKind) -> Said:
        """What is to be signed; only of what has no problems."""
        decides = kind.settles
        return Said(
            kind=kind,
            text=self.text,
            outcome=Outcome(self.outcome) if decides else None,
            reason=self.reason if decides else "",
            answer_by=day_of(self.day) if kind is AnswerKind.QUESTION else None,
        )

    def problems(self, kind: AnswerKind, today: date) -> tuple[tuple[str, str], ...]:
        """What has to be mended: (field, sentence)."""
        found = []
        if kind.settles:
            if not self.outcome:
                found.append((OUTCOME, _("Choose what is decided")))
            if not self.reason.strip():
                found.append((REASON, _("Write why, in a sentence that the referrer can follow")))
            found += _too_long(REASON, self.reason, LONGEST_REASON)
        elif not self.text.strip():
            words = {
                AnswerKind.QUESTION: _("Write what you need to know"),
                AnswerKind.FEEDBACK: _("Write what you tell the referrer"),
            }
            found.append((TEXT, words[kind]))
        found += _too_long(TEXT, self.text, LONGEST_TEXT)
        if kind is AnswerKind.QUESTION and self.day:
            day = day_of(self.day)
            if day is None:
                found.append((DAY, no_day_words(self.day, optional=True)))
            elif day < today:
                found.append((DAY, _("The day is over already. Check month and year.")))
        return tuple(found)


def _too_long(name: str, text: str, longest: int) -> list[tuple[str, str]]:
    if len(text) <= longest:
        return []
    return [(name, _("Shorten it to {number} letters").format(number=longest))]

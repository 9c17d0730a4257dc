"""What page one of a pack states about immediate danger, in a form that a program can sort by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import Final

from prevent_desktop.translation import _

_KEPT: Final = re.compile(r"yes(?: (?:[01]\d|2[0-3]):[0-5]\d)?|no", re.ASCII)


class DangerAnswer(StrEnum):
    """In the order in which a desk reads: a danger that is not known stands above one that was ruled out."""

    YES = "yes"
    NOT_KNOWN = ""
    NO = "no"

    @property
    def label(self) -> str:
        """It in words."""
        return {
            DangerAnswer.YES: _("Danger stated"),
            DangerAnswer.NOT_KNOWN: _("Not known"),
            DangerAnswer.NO: _("None stated"),
        }[self]

    @property
    def rank(self) -> int:
        """Its place in that order, from 0."""
        return list(DangerAnswer).index(self)


@dataclass(frozen=True, slots=True)
class StatedDanger:
    """The answer; `called_at` is when the sender called 999, as they wrote it, where there is danger and they did."""

    answer: DangerAnswer = DangerAnswer.NOT_KNOWN
    called_at: time | None = None

    @classmethod
    def of(cls, untrusted_text: str) -> StatedDanger:
        """As `text` wrote it; whatever else stands there makes it not known."""
        if not _KEPT.fullmatch(untrusted_text):
            return cls()
        answer, _space, called = untrusted_text.partition(" ")
        return cls(DangerAnswer(answer), time.fromisoformat(called) if called else None)

    @property
    def text(self) -> str:
        """Such as "yes 14:32"; empty where it is not known."""
        called = self.called_at if self.answer is DangerAnswer.YES else None
        return self.answer.value if called is None else f"{self.answer.value} {called.isoformat('minutes')}"

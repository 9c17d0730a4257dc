"""What a practitioner keeps back from the receivers of a case: a passage, an answer or a file. Never changed once written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Withholding:
    """A decision by a person that one receiver, or everybody, does not get something. The receiver reads the `reason`.

    `recipient_id` is empty where it counts for everybody. `words` are the withheld words, each in all the spellings in which
    they may stand: none of them is in a pack, wherever they stand. `place` is the answer or file that is kept back as a
    whole; empty where only words are. `label` says where they stood, in words. `lifts` is the withholding that this ends.
    """

    id: str
    case_id: str
    recipient_id: str = ""
    words: tuple[str, ...] = ()
    place: str = ""
    label: str = ""
    reason: str
    lifts: str | None = None
    decided_by: str
    decided_at: datetime

    def __post_init__(self) -> None:
        if self.lifts is None and not (self.reason.strip() and (self.words or self.place)):
            raise ValueError("a withholding needs what is kept back, and why")

    def counts_for(self, recipient_id: str) -> bool:
        """Whether that receiver does not get it."""
        return self.recipient_id in {"", recipient_id}


def standing(withholdings: Iterable[Withholding]) -> tuple[Withholding, ...]:
    """Those that nobody has lifted."""
    several = tuple(withholdings)
    lifted = {one.lifts for one in several}
    return tuple(one for one in several if one.lifts is None and one.id not in lifted)


def place_of_answer(response_id: str, path: Iterable[tuple[str, int]]) -> str:
    """The name of one answer in `Withholding.place`; a finished form never changes, so it stays right."""
    return "/".join((response_id, *(f"{link_id}:{number}" for link_id, number in path)))


def place_of_file(attachment_id: str) -> str:
    """The name of an attached file in `Withholding.place`."""
    return f"file/{attachment_id}"

"""A draft that a practitioner hands to a colleague, and the comments that come back. Plain words: nobody's record changes.

What is handed on are the lines as their author sees them and no data beside them, so that nothing hidden can go along.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 12


def new_draft_id() -> str:
    """A fresh id, ``D-`` and 60 random bits in Crockford's base 32, so that it can be read out by phone."""
    return "D-" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


@dataclass(frozen=True, slots=True)
class HandedLine:
    """A question with its answers as they were handed on, or a heading, which has none. `place` names it in its form."""

    place: str
    question: str
    answers: tuple[str, ...] = ()
    absent: bool = False


@dataclass(frozen=True, slots=True)
class HandedSection:
    """One section of a form."""

    title: str
    lines: tuple[HandedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedForm:
    """One draft: which form in which version, and what of it is shown. `digest` is the questionnaire's SHA-256.

    `left_out` counts the answered sections that its author did not show.
    """

    title: str
    url: str
    version: str
    digest: str
    sections: tuple[HandedSection, ...]
    left_out: int = 0

    def lines(self) -> Iterator[HandedLine]:
        """All of its lines, in reading order."""
        return (line for section in self.sections for line in section.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedDraft:
    """What is handed on. `about` is whom it is about as the author says it; `to` and `answer_to` are age recipients.

    `message` are the author's questions to the colleague.
    """

    id: str
    at: datetime
    author: str
    role: str
    organisation: str
    to: str
    answer_to: str
    about: str
    message: str
    forms: tuple[HandedForm, ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """Words of the colleague about the line at `place` of the form with number `form`."""

    form: int
    place: str
    text: str

    @property
    def key(self) -> str:
        """What it is marked done by: the same words at the same place stay done when they come again."""
        return hashlib.sha256(f"{self.form}\0{self.place}\0{self.text}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    """What a colleague says to a draft. `decision` is the choice that they made, in the words of the form for that."""

    decision: str = ""
    overall: str = ""
    comments: tuple[Comment, ...] = ()
    at: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.decision or self.overall.strip() or self.comments)


class Handing(StrEnum):
    """Whether a draft went from here or came here."""

    SENT = "sent"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRecord:
    """A draft that was handed on, as a vault keeps it.

    `digest` is the SHA-256 of the signed words, `colleague` the other person, `signer` the SHA-256 of the key (DER) that the
    other signs with, empty where the profile names none. `responses` are the drafts in the record that its forms
    were. `comments` are those that came back, or that are being written here; `returned_at` says when they came or went.
    """

    id: str
    direction: Handing
    case_id: str | None = None
    colleague: str
    signer: str
    draft: HandedDraft
    digest: str
    responses: tuple[str, ...] = ()
    comments: Comments = field(default_factory=Comments)
    returned_at: datetime | None = None
    done: frozenset[str] = frozenset()

    @property
    def to_do(self) -> tuple[Comment, ...]:
        """The comments that nobody has marked done."""
        return tuple(one for one in self.comments.comments if one.key not in self.done)

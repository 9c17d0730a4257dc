"""A draft that a practitioner hands to a colleague, and the comments that come back. Plain words: nobody's record changes.

What is handed on are the lines as their author sees them and no data beside them, so that nothing hidden can go along.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Final

from prevent_desktop.strict_json import ZULU, Held

LARGEST: Final = 1_400_000
"""Bytes of the words of a draft at most."""
SHORT: Final = 400
"""Letters of a name or title at most."""
LONGEST: Final = 100_000
"""Letters of an answer or a comment at most."""
MOST_LINES: Final = 4_000

_FORMS, _SECTIONS, _ANSWERS = 20, 200, 500
_UNWANTED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")

Name = Annotated[str, Held(most=SHORT, free_of=_UNWANTED)]
Text = Annotated[str, Held(most=LONGEST, free_of=_UNWANTED)]
DraftId = Annotated[str, Held(form=re.compile(r"D-[0-9A-HJKMNP-TV-Z]{12}"))]
Digest = Annotated[str, Held(form=re.compile(r"[0-9a-f]{64}"))]
AgeRecipient = Annotated[str, Held(form=re.compile(r"age1(pq1)?[0-9a-z]{20,4000}"))]

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH: Final = 12


def new_draft_id() -> str:
    """A fresh id, ``D-`` and 60 random bits in Crockford's base 32, so that it can be read out by phone."""
    return "D-" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def plain(text: str) -> str:
    """`text` as it may stand on the wire: no control letters, and none that turn the direction of what follows."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n"))


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """A question with its answers as they were handed on, or a heading, which has none. `place` names it in its form."""

    place: Text
    question: Text
    answers: Annotated[tuple[Text, ...], Held(most=_ANSWERS)] = ()
    absent: bool = False


@dataclass(frozen=True, slots=True)
class ReviewSection:
    """One section of a form."""

    title: Text
    lines: Annotated[tuple[ReviewLine, ...], Held(most=MOST_LINES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewForm:
    """One draft: which form in which version, and what of it is shown. `digest` is the questionnaire's SHA-256.

    `left_out` counts the answered sections that its author did not show.
    """

    title: Name
    url: Name
    version: Name
    digest: Digest
    sections: Annotated[tuple[ReviewSection, ...], Held(most=_SECTIONS)]
    left_out: Annotated[int, Held(least=0, most=_SECTIONS)] = 0

    def lines(self) -> Iterator[ReviewLine]:
        """All of its lines, in reading order."""
        return (line for section in self.sections for line in section.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDraft:
    """What is handed on. `about` is whom it is about as the author says it; `to` and `answer_to` are age recipients.

    `message` are the author's questions to the colleague.
    """

    id: DraftId
    at: Annotated[datetime, ZULU]
    author: Name
    role: Name
    organisation: Name
    to: AgeRecipient
    answer_to: AgeRecipient
    about: Name
    message: Text
    forms: Annotated[tuple[ReviewForm, ...], Held(least=1, most=_FORMS)]


@dataclass(frozen=True, slots=True)
class Comment:
    """Words of the colleague about the line at `place` of the form with number `form`."""

    form: Annotated[int, Held(least=0, most=_FORMS - 1)]
    place: Text
    text: Text

    @property
    def key(self) -> str:
        """What it is marked done by: the same words at the same place stay done when they come again."""
        return hashlib.sha256(f"{self.form}\0{self.place}\0{self.text}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comments:
    """What a colleague says to a draft. `decision` is the choice that they made, in the words of the form for that."""

    decision: Name = ""
    overall: Text = ""
    comments: Annotated[tuple[Comment, ...], Held(most=MOST_LINES)] = ()
    at: Annotated[datetime | None, ZULU] = None

    def __bool__(self) -> bool:
        return bool(self.decision or self.overall.strip() or self.comments)


class ReviewDirection(StrEnum):
    """Whether a draft went from here or came here."""

    SENT = "sent"
    RECEIVED = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerReview:
    """A draft that was handed on, as a vault keeps it.

    `digest` is the SHA-256 of the signed words, `colleague` the other person, `signer` the SHA-256 of the key (DER) that the
    other signs with, empty where the profile names none. `responses` are the drafts in the record that its forms
    were. `comments` are those that came back, or that are being written here; `returned_at` says when they came or went.
    """

    id: str
    direction: ReviewDirection
    case_id: str | None = None
    colleague: str
    signer: str
    draft: ReviewDraft
    digest: str
    responses: tuple[str, ...] = ()
    comments: Comments = field(default_factory=Comments)
    returned_at: datetime | None = None
    done: frozenset[str] = frozenset()

    @property
    def to_do(self) -> tuple[Comment, ...]:
        """The comments that nobody has marked done."""
        return tuple(one for one in self.comments.comments if one.key not in self.done)

"""A draft for comment and the comments on it as JSON: strictly written and strictly read.

Every member is there and no other; what a text may hold, and how much there may be, stands at the members themselves.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Final

from prevent_desktop import strict_json
from prevent_desktop.casework.peer_review import (
    LARGEST,
    MOST_LINES,
    AgeRecipient,
    Comment,
    Comments,
    Digest,
    DraftId,
    ReviewDraft,
)
from prevent_desktop.strict_json import CANONICAL, Inline, JsonError, Named

_FIXED: Final = {"version": 1}


@dataclass(frozen=True, slots=True)
class ReturnedComments:
    """Comments, the draft that they are about with the SHA-256 of its words, and the recipient they are meant for."""

    draft_id: Annotated[DraftId, Named("draft")]
    draft_digest: Annotated[Digest, Named("draft_sha256")]
    to: AgeRecipient
    comments: Annotated[Comments, Inline]

    def __post_init__(self) -> None:
        places = {(one.form, one.place) for one in self.comments.comments}
        if len(places) != len(self.comments.comments):
            raise ValueError("two comments at one place")


def draft_words(draft: ReviewDraft) -> str:
    """The words that are signed, always the same for the same draft. ValueError where it is too much."""
    words = strict_json.text_of(draft, fixed=_FIXED, **CANONICAL)
    read_draft(words)  # what goes is what would be taken
    return words


def read_draft(untrusted_words: str | bytes) -> ReviewDraft:
    """The draft in words that were signed. ValueError where anything is missing, too much or too long."""
    draft: ReviewDraft = _read(ReviewDraft, untrusted_words)
    if sum(1 for form in draft.forms for _each in form.lines()) > MOST_LINES:
        raise JsonError("too many lines")
    return draft


def comments_words(draft_id: str, draft_digest: str, to: str, comments: Comments, at: datetime) -> str:
    """The words that are signed. ValueError where they are too much."""
    returned = ReturnedComments(draft_id, draft_digest, to, replace(comments, at=at))
    words = strict_json.text_of(returned, fixed=_FIXED, **CANONICAL)
    read_comments(words)
    return words


def read_comments(untrusted_words: str | bytes) -> ReturnedComments:
    """The comments in words that were signed. ValueError where anything is missing, too much or too long."""
    returned: ReturnedComments = _read(ReturnedComments, untrusted_words)
    if returned.comments.at is None:
        raise JsonError("missing", ".at")
    return returned


def _read(kind: Any, untrusted_words: str | bytes) -> Any:
    words = untrusted_words.encode() if isinstance(untrusted_words, str) else untrusted_words
    return strict_json.read(kind, words, largest=LARGEST, fixed=_FIXED)


def comments_text(comments: Comments) -> str:
    """Comments as a vault keeps them: also those that are being written, which are held to no bound yet."""
    rows = [[one.form, one.place, one.text] for one in comments.comments]
    return json.dumps({**strict_json.parts_of(comments), "comments": rows}, **CANONICAL)


def comments_of(text: str) -> Comments:
    """The comments that `comments_text` wrote; none in an empty text."""
    if not text:
        return Comments()
    fields = json.loads(text)
    return Comments(
        decision=fields["decision"], overall=fields["overall"],
        comments=tuple(Comment(*row) for row in fields["comments"]),
        at=None if fields["at"] is None else datetime.fromisoformat(fields["at"]),
    )  # fmt: skip

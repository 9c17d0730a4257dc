"""A draft for comment, and the comments on it, under a signature (`signed_words`). Sealed, they are age files.

Who may sign what is the affair of whoever asks.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from prevent_desktop.casework.draft_codec import ReturnedComments, read_comments, read_draft
from prevent_desktop.casework.peer_review import ReviewDraft
from prevent_desktop.delivery.signed.signed_words import open_signed, sign_as
from prevent_desktop.errors import PeerReviewError
from prevent_desktop.translation import _

LARGEST_SIGNED: Final = 2 * 1024 * 1024
"""Letters of signed words at most."""
LARGEST_SEALED: Final = LARGEST_SIGNED + 16 * 1024
"""Bytes of a sealed file at most; sealing adds about 2 kB."""

_DRAFT, _COMMENTS = "draft-for-comment", "draft-comments"


@dataclass(frozen=True, slots=True)
class SignedDraft:
    """A draft whose signature holds; `digest` is the SHA-256 of its words, `certificates` the signer's, own first."""

    draft: ReviewDraft
    words: str
    digest: str
    certificates: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class SignedComments:
    """Comments whose signature holds, and the signer's certificates, own first."""

    returned: ReturnedComments
    certificates: tuple[Any, ...]


def sign_draft(words: str, key_pem: bytes, certificates_pem: bytes) -> str:
    """Words of a draft under a signature. ValueError where the key does not fit."""
    return sign_as(_DRAFT, words.encode(), key_pem, certificates_pem, largest=LARGEST_SIGNED)


def sign_comments(words: str, key_pem: bytes, certificates_pem: bytes) -> str:
    """Words of comments under a signature. ValueError where the key does not fit."""
    return sign_as(_COMMENTS, words.encode(), key_pem, certificates_pem, largest=LARGEST_SIGNED)


def open_handed(untrusted: bytes) -> SignedDraft | SignedComments:
    """A draft or comments, if the signature holds; who signed is still to be judged. PeerReviewError otherwise."""
    text = untrusted.decode("ascii", "replace")
    for kind in (_DRAFT, _COMMENTS):
        try:
            words, chain = open_signed(kind, text, largest=LARGEST_SIGNED)
        except ValueError:
            continue
        try:
            if kind == _COMMENTS:
                return SignedComments(read_comments(words), tuple(chain))
            draft = read_draft(words)
        except ValueError as error:
            raise refused(
                _("What is in it is not what this program reads: it is damaged, or from another version.")
            ) from error
        return SignedDraft(draft, words.decode(), hashlib.sha256(words).hexdigest(), tuple(chain))
    raise refused(_("It is not a draft or comments of this program, or its signature does not hold."))


def refused(what_happened: str) -> PeerReviewError:
    """A file that is not taken, and why."""
    return PeerReviewError(
        _("This file cannot be taken"),
        what_happened,
        _("Ask whoever gave it to you, on a number that you know, to save it for you again."),
    )

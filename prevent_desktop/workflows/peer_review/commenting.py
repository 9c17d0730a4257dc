"""The colleague's side: write comments on a draft that was handed over, and give them back sealed to its author."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prevent_desktop.casework.draft_codec import comments_words
from prevent_desktop.casework.peer_review import Comment, Comments, PeerReview, ReviewDirection, plain
from prevent_desktop.delivery.signed.peer_review import sign_comments
from prevent_desktop.questionnaire.words import in_words
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import LEAD_CHECK, FormLibrary
from prevent_desktop.workflows.forms.form_marks import record_field
from prevent_desktop.workflows.peer_review.send import (
    COMMENTS_SUFFIX,
    not_sent,
    save_sealed_words,
    signed_with,
)

_CHOICE = "lead-check.choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class ToComment:
    """A draft of a colleague, and what can be decided."""

    record: PeerReview
    choices: tuple[str, ...]


def decision_choices(library: FormLibrary) -> tuple[str, ...]:
    """What a lead can decide, in the words of the form for it; the program proposes none of them."""
    form = library.known_version(LEAD_CHECK)
    if form is None:
        return ()
    marked = (item for item in form.by_link_id.values() if record_field(item) == _CHOICE)
    return tuple(in_words(option.value) for item in marked for option in item.answer_options)


def keep_comments(vault: Vault, draft_id: str, comments: Comments) -> None:
    """Keep what is being written."""
    record = vault.peer_reviews.get(draft_id)
    vault.peer_reviews.say(draft_id, comments, record.returned_at)


def give_back(vault: Vault, draft_id: str, folder: Path, *, now: datetime) -> Path:
    """Sign the comments, seal them to the draft's author, and save them in a folder. Tells where.

    Raises HandingOnError, SigningKeyError or SealingError; then no file is left.
    """
    record = vault.peer_reviews.get(draft_id)
    said = Comments(
        decision=plain(record.comments.decision), overall=plain(record.comments.overall.strip()),
        comments=tuple(
            Comment(one.form, one.place, plain(one.text.strip()))
            for one in record.comments.comments
            if one.text.strip()
        ),
    )  # fmt: skip
    if not said or record.direction is not ReviewDirection.RECEIVED:
        raise not_sent(_("Nothing is written yet."))
    try:
        words = comments_words(record.id, record.digest, record.draft.answer_to, said, now)
    except ValueError as error:
        raise not_sent(_("The comments are longer than such a file may be.")) from error
    signed = signed_with(vault, words, sign_comments, now=now)
    path = folder / f"{record.id}{COMMENTS_SUFFIX}"
    with vault.transaction():
        vault.peer_reviews.say(record.id, record.comments, now)
        vault.audit.append("draft.returned", record.id, record.digest)
        save_sealed_words(path, signed, record.draft.answer_to)
    return path


def take_out(vault: Vault, draft_id: str) -> PeerReview:
    """Take a colleague's draft out of this vault; what brings it back. RecordError for one that went from here."""
    record = vault.peer_reviews.get(draft_id)
    with vault.transaction():
        vault.peer_reviews.remove(draft_id)
        vault.audit.append("draft.removed", draft_id)
    return record


def bring_back_draft(vault: Vault, record: PeerReview) -> None:
    """Keep a draft again that was taken out, with the comments on it. RecordError where it came again meanwhile."""
    with vault.transaction():
        vault.peer_reviews.add(record)
        vault.audit.append("draft.brought-back", record.id)

"""Take what came in a file: a colleague's draft, or the comments on one of ours. Nothing is shown before it is verified."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from prevent_desktop.casework.peer_review import Comments, PeerReview, ReviewDirection
from prevent_desktop.delivery.signed.peer_review import (
    LARGEST_SEALED,
    SignedComments,
    SignedDraft,
    open_handed,
    refused,
)
from prevent_desktop.errors import PeerReviewError, reason_of
from prevent_desktop.files.chosen import open_chosen
from prevent_desktop.sealing import open_bytes
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows import viewing
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation.answer_key import answer_identities
from prevent_desktop.workflows.peer_review.commenting import ToComment, decision_choices
from prevent_desktop.workflows.peer_review.returned_comments import ReturnedReview, comments_beside
from prevent_desktop.workflows.peer_review.signers import colleague_of, key_of
from prevent_desktop.workflows.viewing import note_view


def drafts(vault: Vault) -> tuple[PeerReview, ...]:
    """All drafts for comment: those of colleagues, and those that went to one."""
    return vault.peer_reviews.all()


def open_draft(vault: Vault, library: FormLibrary, draft_id: str) -> ToComment | ReturnedReview:
    """A colleague's draft to comment on, or one of ours with what came back, and write down that it was looked at.

    RecordError where there is none.
    """
    record = vault.peer_reviews.get(draft_id)
    note_view(vault, viewing.DRAFT, draft_id)
    if record.direction is ReviewDirection.RECEIVED:
        return ToComment(record=record, choices=decision_choices(library))
    return ReturnedReview(record=record, comments=comments_beside(vault, library, record))


def read_file(path: Path) -> bytes:
    """The sealed bytes of a file (needs no vault). PeerReviewError where it cannot be read, or is far too large."""
    try:
        with open_chosen(path) as file:
            untrusted = file.read(LARGEST_SEALED + 1)
    except OSError as error:
        raise PeerReviewError(
            _("The file cannot be read"),
            _("{file}: {reason}.").format(file=path.name, reason=reason_of(error)),
            _("Check that it is still there, and choose it again."),
        ) from error
    if len(untrusted) > LARGEST_SEALED:
        raise refused(_("It is far larger than a draft or its comments."))
    return untrusted


def take(vault: Vault, untrusted_sealed: bytes, *, now: datetime) -> PeerReview:
    """Verify a draft or comments, and keep them. What came before is not kept twice.

    Raises SealingError where it is sealed to somebody else, PeerReviewError where it is not what it should be.
    """
    opened = open_handed(open_bytes(untrusted_sealed, answer_identities(vault)))
    if isinstance(opened, SignedDraft):
        return _take_draft(vault, opened, now)
    return _take_comments(vault, opened, now)


def _take_draft(vault: Vault, signed: SignedDraft, now: datetime) -> PeerReview:
    draft = signed.draft
    author = colleague_of(vault, signed.certificates, draft.at, now)
    _require_for_us(vault, draft.to)
    known = vault.peer_reviews.find(draft.id)
    if known is not None:
        if (known.direction, known.digest) != (ReviewDirection.RECEIVED, signed.digest):
            raise refused(_("Another draft with the number {draft} is here already.").format(draft=draft.id))
        return known
    record = PeerReview(
        id=draft.id, direction=ReviewDirection.RECEIVED, colleague=author.name, signer="", draft=draft, digest=signed.digest
    )  # fmt: skip
    with vault.transaction():
        vault.peer_reviews.add(record)
        vault.audit.append("draft.received", record.id, record.digest)
    return record


def _take_comments(vault: Vault, signed: SignedComments, now: datetime) -> PeerReview:
    returned = signed.returned
    record = vault.peer_reviews.find(returned.draft_id)
    if record is None or record.direction is not ReviewDirection.SENT:
        raise refused(_("These comments are about a draft that did not go from here."))
    _require_fits(vault, record, signed, now)
    comments, known = returned.comments, record.comments.at
    if known is not None and (comments.at or now) <= known:
        if comments == record.comments:
            return record
        raise refused(_("These comments are older than those that came before."))
    with vault.transaction():
        vault.peer_reviews.say(record.id, comments, now)
        vault.peer_reviews.set_done(record.id, record.done & {one.key for one in comments.comments})
        vault.audit.append("draft.comments-taken", record.id, returned.draft_digest)
    return vault.peer_reviews.get(record.id)


def _require_fits(vault: Vault, record: PeerReview, signed: SignedComments, now: datetime) -> None:
    """It is from the very colleague about the very draft, meant for this vault, and about lines that are in it."""
    returned = signed.returned
    key = record.signer
    at = returned.comments.at or now
    colleague = colleague_of(vault, signed.certificates, at, now)
    if not key or key_of(colleague.certificate) != key:
        raise refused(
            _("They were signed by {name}, and the draft went to {colleague}.").format(
                name=colleague.name, colleague=record.colleague
            )
        )
    _require_for_us(vault, returned.to)
    if returned.draft_digest != record.digest:
        raise refused(_("These comments are about other words than those that went from here."))
    if not _has_its_places(record, returned.comments):
        raise refused(_("There is a comment about a question that was not shown."))


def _has_its_places(record: PeerReview, comments: Comments) -> bool:
    places = {(number, line.place) for number, form in enumerate(record.draft.forms) for line in form.lines()}
    return all((one.form, one.place) in places for one in comments.comments)


def _require_for_us(vault: Vault, to: str) -> None:
    if to not in {str(identity.recipient) for identity in answer_identities(vault)}:
        raise refused(_("It was meant for somebody else, who sealed it again for you."))

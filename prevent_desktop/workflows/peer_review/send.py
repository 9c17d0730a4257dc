"""Sign what is handed on, seal it to one colleague, and save it as a file; the same for what goes back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from prevent_desktop.casework.draft_codec import draft_words
from prevent_desktop.casework.organisation import Colleague
from prevent_desktop.casework.peer_review import PeerReview, ReviewDirection, ReviewDraft, new_draft_id, plain
from prevent_desktop.delivery.signed.peer_review import LARGEST_SEALED, sign_draft
from prevent_desktop.errors import PeerReviewError, SigningKeyError
from prevent_desktop.files.saving import saving
from prevent_desktop.files.shared import SharedFolder
from prevent_desktop.sealing import parse_recipient, seal_bytes
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.forms.form_library import FormLibrary
from prevent_desktop.workflows.organisation import settings
from prevent_desktop.workflows.organisation.answer_key import answer_recipient
from prevent_desktop.workflows.organisation.signing_identity import signing_key
from prevent_desktop.workflows.peer_review.showing import (
    Chosen,
    Reviewable,
    cleaner,
    forms_as_shown,
    reviewable_forms,
)
from prevent_desktop.workflows.peer_review.signers import key_of

DRAFT_SUFFIX = ".draft.age"
COMMENTS_SUFFIX = ".comments.age"


def as_shown(vault: Vault, there: Reviewable, chosen: Chosen, to: str, *, now: datetime) -> ReviewDraft:
    """The draft as the colleague with the recipient `to` would get it. PeerReviewError where nothing is chosen."""
    owner = settings.practitioner(vault)
    clean = cleaner(there.person, with_details=chosen.with_details, today=now.astimezone().date())
    forms = forms_as_shown(there, chosen, now=now)
    if not any(form.sections for form in forms):
        raise not_sent(_("Nothing that is answered is chosen to be shown."))
    about = f"{there.person.full_name}, {there.about}" if chosen.with_details else there.about
    return ReviewDraft(
        id=new_draft_id(), at=now, author=plain("" if owner is None else owner.name),
        role=plain("" if owner is None else owner.role),
        organisation=plain("" if owner is None else owner.organisation),
        to=to, answer_to=answer_recipient(vault), about=plain(about), message=clean(chosen.message.strip()),
        forms=forms,
    )  # fmt: skip


def send_for_review(
    vault: Vault,
    library: FormLibrary,
    case_id: str,
    chosen: Chosen,
    colleague: Colleague,
    folder: Path,
    *,
    now: datetime,
) -> tuple[PeerReview, Path]:
    """Sign and seal what was chosen, keep what went, and save it in a folder. Tells where.

    Raises PeerReviewError, SigningKeyError or SealingError; then nothing is kept and no file is left.
    """
    there = reviewable_forms(vault, library, case_id, now=now)
    draft = as_shown(vault, there, chosen, colleague.recipient, now=now)
    try:
        words = draft_words(draft)
    except ValueError as error:
        raise not_sent(_("It is more than such a file may hold. Show fewer sections.")) from error
    signed = signed_with(vault, words, sign_draft, now=now)
    record = PeerReview(
        id=draft.id, direction=ReviewDirection.SENT, case_id=case_id, colleague=colleague.name,
        signer=key_of(colleague.certificate), draft=draft, digest=hashlib.sha256(words.encode()).hexdigest(),
        responses=tuple(shown.filled.id for shown in there.forms if shown.filled.id in chosen.responses),
    )  # fmt: skip
    path = folder / f"{draft.id}{DRAFT_SUFFIX}"
    with vault.transaction():
        vault.peer_reviews.add(record)
        vault.audit.append("draft.handed-on", record.id, record.digest)
        save_sealed_words(path, signed, colleague.recipient)
    return record, path


def signed_with(vault: Vault, words: str, sign: Callable[[str, bytes, bytes], str], *, now: datetime) -> str:
    """Words under the practitioner's own signature. SigningKeyError where the vault's key cannot sign them."""
    key = signing_key(vault)
    key.check_valid_at(now)
    try:
        signed = sign(words, key.private_pem, key.certificates_pem)
    except ValueError as error:
        raise SigningKeyError(
            _("This cannot be signed"),
            _("The key in this vault does not sign it."),
            _("Import your key again in settings."),
        ) from error
    return signed


def save_sealed_words(path: Path, signed: str, recipient: str) -> None:
    """Write signed words sealed to one recipient, whole or not at all; nothing that is there is written over."""
    sealed = seal_bytes(signed.encode(), [parse_recipient(recipient)])
    if len(sealed) > LARGEST_SEALED:
        raise not_sent(_("It is more than such a file may hold. Show fewer sections."))
    with (
        saving(path, _("Nothing was saved for your colleague")),
        SharedFolder(path.parent).writing(path.name, replace=False) as file,
    ):
        file.write(sealed)


def not_sent(what_happened: str) -> PeerReviewError:
    """Nothing was saved, and why."""
    return PeerReviewError(
        _("Nothing was saved for your colleague"),
        re.sub(r"\s+", " ", what_happened),
        _("Change what is shown, then save it again."),
    )

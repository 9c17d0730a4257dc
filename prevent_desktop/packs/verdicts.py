"""Why a pack does not verify: one verdict for each reason, with what happened and what to do next in plain words."""

from __future__ import annotations

from enum import StrEnum

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.translation import _


class Verdict(StrEnum):
    """Each reason for which a pack is refused. The value is stable: programs tell reasons apart by it."""

    UNREADABLE = "unreadable"
    TOO_COSTLY = "too-costly"
    ENDED_TWICE = "ended-twice"
    NOT_SIGNED = "not-signed"
    NOT_CERTIFIED = "not-certified"
    NO_TIME = "no-time"
    CHANGED = "changed"
    ADDED_AFTER = "added-after"
    NOT_ALLOWED_CHANGE = "not-allowed-change"
    NO_TRUST = "no-trust"
    TRUST_UNREADABLE = "trust-unreadable"
    UNTRUSTED = "untrusted"
    EXPIRED_WHEN_SIGNED = "expired-when-signed"
    NOT_VALID_YET = "not-valid-yet"
    REVOKED_BEFORE = "revoked-before"
    REVOKED_NO_PROOF = "revoked-no-proof"
    LIST_UNREADABLE = "list-unreadable"
    NO_PACK = "no-pack"
    LONG_TERM = "long-term"
    OTHER_FIELD = "other-field"
    ACTIVE_CONTENT = "active-content"
    LAYERS = "layers"
    LAID_OVER = "laid-over"
    OTHER_PURPOSE = "other-purpose"
    EXPIRED_NO_PROOF = "expired-no-proof"
    IN_THE_FUTURE = "in-the-future"
    AFTER_TIMESTAMP = "after-timestamp"
    BEFORE_AUTHOR = "before-author"
    SAME_PERSON = "same-person"
    OTHER_LEAD = "other-lead"


def refused(verdict: Verdict, **facts: object) -> PackVerificationError:
    """The error for a verdict; `facts` fill in its words, such as `day`."""
    happened, next_step = _words()[verdict]
    return PackVerificationError(
        _("The pack did not pass its check"), happened.format(**facts), next_step, verdict=verdict.value
    )


def _words() -> dict[Verdict, tuple[str, str]]:
    return (
        _document_words() | _policy_words() | _certificate_words() | _time_words() | _countersignature_words()
    )


def _document_words() -> dict[Verdict, tuple[str, str]]:
    again = _("Do not rely on it. Ask the sender for the pack again.")
    return {
        Verdict.UNREADABLE: (
            _("The file is not a signed PDF, or it is damaged: it cannot be read."),
            _("Ask the sender to send the pack again."),
        ),
        Verdict.TOO_COSTLY: (
            _("Reading it takes more time or memory than any pack needs: it is damaged, or made to do harm."),
            again,
        ),
        Verdict.ENDED_TWICE: (
            _("Twice this program ended while it read the file, so it is not read by itself any more."),
            _(
                "That can be chance, such as two power cuts: try it again. If it happens again, do not rely on it, and ask the sender for the pack again."
            ),
        ),
        Verdict.NOT_SIGNED: (
            _("It is not signed."),
            _("Do not rely on it. Ask the sender for the signed pack."),
        ),
        Verdict.NOT_CERTIFIED: (
            _("Its first signature does not certify it, so later changes could not be told."),
            _("Ask the sender for the pack as their program wrote it."),
        ),
        Verdict.NO_TIME: (
            _("Its signature does not say when it was made."),
            _("Ask the sender to sign it again."),
        ),
        Verdict.CHANGED: (_("It was changed or damaged after it was signed."), again),
        Verdict.ADDED_AFTER: (_("Something was added to the file after it was signed."), again),
        Verdict.NOT_ALLOWED_CHANGE: (
            _("Something that the signer does not allow was added after it was signed."),
            again,
        ),
        Verdict.NO_PACK: (
            _("It is a signed PDF, but not a pack: it has no pack number and no head of a record."),
            _("Open it in a PDF reader instead, or ask the sender for the pack."),
        ),
    }


def _certificate_words() -> dict[Verdict, tuple[str, str]]:
    call = _("Do not rely on it. Call the sender on a number that you know, and ask for a new pack.")
    return {
        Verdict.NO_TRUST: (
            _("No certificate is trusted yet, so nobody’s signature can be."),
            _("Add the certificate of the authority that vouches for your partners, in the settings."),
        ),
        Verdict.TRUST_UNREADABLE: (
            _("A certificate that this computer trusts cannot be read."),
            _("Look at the trusted certificates in the settings."),
        ),
        Verdict.LIST_UNREADABLE: (
            _("A list of revoked certificates cannot be read."),
            _("Get the list again from the authority, or from your organisation."),
        ),
        Verdict.UNTRUSTED: (
            _("The certificate of {name} was not issued by an authority that you trust."),
            _("Ask your organisation whether the sender’s authority should be added to the trusted ones."),
        ),
        Verdict.OTHER_PURPOSE: (
            _("The certificate of {name} is not for signing packs. It was issued for: {purposes}."),
            _("Do not rely on it. Ask the sender to sign with the certificate that is for documents."),
        ),
        Verdict.EXPIRED_WHEN_SIGNED: (
            _(
                "The certificate of {name} was not valid at the time of the signature: it had expired on {day}."
            ),
            _("Ask the sender to renew their certificate, and to sign again."),
        ),
        Verdict.NOT_VALID_YET: (
            _(
                "The certificate of {name} was not valid at the time of the signature: it begins on {day} only."
            ),
            _("Ask the sender to check the date of their computer, and to sign again."),
        ),
        Verdict.REVOKED_BEFORE: (
            _("The certificate of {name} was revoked on {day}, before the signature was made."),
            call,
        ),
        Verdict.REVOKED_NO_PROOF: (
            _(
                "The certificate of {name} was revoked on {day}. The signature claims to be older, but only by "
                "the clock of the device that made it, and that is no proof."
            ),
            _(
                "If you got the pack before that day, your receipt shows it. Otherwise do not rely on it, and ask "
                "the sender for a new pack."
            ),
        ),
    }


def _policy_words() -> dict[Verdict, tuple[str, str]]:
    plain = _("Do not rely on it. Ask the sender for the pack as their program wrote it.")
    return {
        Verdict.LONG_TERM: (
            _(
                "Somebody added what signatures need to be kept for decades (proofs about certificates, or a timestamp over "
                "the whole file). This program cannot check that yet."
            ),
            _("Ask the sender for the pack as it was signed, without what was added."),
        ),
        Verdict.OTHER_FIELD: (
            _("Somebody signed it after its author, but not in the place for the countersignature."),
            _("Do not rely on that signature. Ask the sender for the pack again."),
        ),
        Verdict.ACTIVE_CONTENT: (
            _("It holds something that acts by itself, such as a script. A pack never does."),
            plain,
        ),
        Verdict.LAYERS: (
            _(
                "Parts of it can be shown and hidden, so that it may look different on another screen or on paper. "
                "A pack never has such parts."
            ),
            plain,
        ),
        Verdict.LAID_OVER: (
            _("Something lies over its pages, such as a note or a form. A pack never has such things."),
            plain,
        ),
    }


def _time_words() -> dict[Verdict, tuple[str, str]]:
    return {
        Verdict.EXPIRED_NO_PROOF: (
            _(
                "The certificate of {name} expired on {day}. The signature claims to be older, but only by the clock of "
                "the device that made it, and that is no proof."
            ),
            _(
                "If you got the pack before that day, your receipt shows it. Otherwise do not rely on it, and ask "
                "the sender for a new pack."
            ),
        ),
        Verdict.IN_THE_FUTURE: (
            _("{name} signed it on {day}, it says. That day is in the future."),
            _(
                "Check that the date of this computer is right. If it is, ask the sender to check the date of theirs, and to sign again."
            ),
        ),
        Verdict.AFTER_TIMESTAMP: (
            _("{name} signed it on {day}, it says, but its own timestamp is of {stamped}."),
            _("Ask the sender to check the date of their computer, and to sign again."),
        ),
    }


def _countersignature_words() -> dict[Verdict, tuple[str, str]]:
    return {
        Verdict.BEFORE_AUTHOR: (
            _("The countersignature of {name} is older than the signature of {author} that it is about."),
            _("Ask both to check the date of their computers, and to sign again."),
        ),
        Verdict.SAME_PERSON: (
            _("{name} signed it, and countersigned it too. Somebody else has to countersign."),
            _("Ask the sender for a pack that their lead countersigned."),
        ),
        Verdict.OTHER_LEAD: (
            _("{name} countersigned it, but {author} named somebody else for that: {named}."),
            _("Call the sender on a number that you know, and ask who countersigned."),
        ),
    }

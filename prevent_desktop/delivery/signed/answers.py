"""A receiver's answer on the wire: JSON under a signature (`signed_words`, kind ``prevent-answer+jws``).

Payload: version 1, pack_id, sealed_sha256, number, at (RFC 3339), kind, text, outcome, reason, reference, receiver and
answer_by; all of them, and what else there is is ignored. The key is pinned: an answer counts where its signer's key is the one of a
certificate at hand of that receiver, whatever certificate it carries. What is sent is sealed: it begins as age files do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from prevent_desktop.casework.answer import Answer
from prevent_desktop.casework.identifiers import PACK_ID
from prevent_desktop.delivery.signed.signed_words import (
    OtherKindError,
    SignatureError,
    name_of,
    open_signed,
    sign_as,
    unusable_key,
)
from prevent_desktop.errors import AnswerError
from prevent_desktop.strict_json import CANONICAL, Held, Inline, JsonError, Named, read, write
from prevent_desktop.translation import _

LARGEST_SEALED = 60 * 1024
"""Bytes of a sealed answer at most: below what any way of fetching takes in."""
LARGEST_SIGNED = 56 * 1024
"""Bytes of its signed words at most; sealing adds about 1.5 kB."""

_KIND = "prevent-answer+jws"
_FIXED = {"version": 1}
_SEALED_BEGINS = b"age-encryption.org/v1\n"
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedAnswer:
    """An answer whose signature holds, and the pack that it is about (`sealed_digest`: hexadecimal SHA-256)."""

    pack_id: Annotated[str, Held(form=PACK_ID)]
    sealed_digest: Annotated[str, Named("sealed_sha256"), Held(form=_DIGEST)]
    answer: Annotated[Answer, Inline]


def sign_answer(
    answer: Answer, key_pem: bytes, certificate_pem: bytes, *, pack_id: str, sealed_digest: str
) -> str:
    """The answer as compact JWS, signed with the receiver's P-256 key. Its `receiver` is who the certificate names, which others may follow.

    Raise SigningKeyError for another key, AnswerError for an answer that is too long to send.
    """
    from cryptography import x509

    try:
        receiver = name_of(x509.load_pem_x509_certificate(certificate_pem))
        payload = _payload(answer, pack_id, sealed_digest, receiver)
        signed = sign_as(_KIND, payload, key_pem, certificate_pem)
    except ValueError as error:
        raise unusable_key(_("The answer cannot be signed")) from error
    if len(signed) > LARGEST_SIGNED:
        raise AnswerError(
            _("The answer is too long"),
            _("It has more letters than an answer may have."),
            _("Shorten it, and tell the rest by phone."),
        )
    return signed


def verify_answer(
    untrusted_jws: bytes | str,
    certificates_pem: Sequence[str],
    *,
    pack_id: str,
    sealed_digest: str,
    number: int,
) -> Answer:
    """The answer, if the receiver signed it for this very pack and under this number; raise AnswerError otherwise.

    The receiver's certificate has to be valid at the time that the answer gives. This machine's clock takes no part.
    """
    signed, chain = _opened(untrusted_jws)
    pinned = _pinned(chain[0], certificates_pem)
    found = _parsed(signed)
    if (found.pack_id, found.sealed_digest) != (pack_id, sealed_digest):
        raise _refused(_("It was signed by the receiver, but as an answer to another pack."))
    if found.answer.number != number:
        raise _refused(
            _("It is not the answer that stands at this place: it has number {number}.").format(
                number=found.answer.number
            )
        )
    if not any(one.not_valid_before_utc <= found.answer.at <= one.not_valid_after_utc for one in pinned):
        raise _refused(
            _("By the time that it tells, the certificate that is kept here for this receiver was not valid.")
        )
    return found.answer


def read_own(signed: str) -> SignedAnswer:
    """What an answer of our own says, as it was signed."""
    return _parsed(_opened(signed)[0])


def certificates_of(untrusted_jws: bytes | str) -> tuple[Any, ...]:
    """The certificates that an answer carries, its signer's first, if its signature holds; AnswerError otherwise.

    Whether they count is still to be judged.
    """
    return _opened(untrusted_jws)[1]


def refuse_signer(what_happened: str) -> AnswerError:
    """The error for an answer whose signer does not count, and why."""
    return _refused(what_happened)


def looks_sealed(untrusted: bytes) -> bool:
    """Whether this may be a sealed answer at all; a web page, for one, is none."""
    return len(untrusted) <= LARGEST_SEALED and untrusted.startswith(_SEALED_BEGINS)


def _payload(answer: Answer, pack_id: str, sealed_digest: str, receiver: str) -> bytes:
    signed = SignedAnswer(
        pack_id=pack_id, sealed_digest=sealed_digest, answer=replace(answer, receiver=receiver)
    )
    payload = write(signed, fixed=_FIXED, **CANONICAL)
    _read(payload)  # what goes is what would be taken
    return payload


def _read(payload: bytes) -> SignedAnswer:
    signed: SignedAnswer = read(SignedAnswer, payload, fixed=_FIXED, more=True)
    return signed


def _opened(untrusted_jws: bytes | str) -> tuple[bytes, tuple[Any, ...]]:
    text = untrusted_jws.decode("ascii", "replace") if isinstance(untrusted_jws, bytes) else untrusted_jws
    if len(text) > LARGEST_SIGNED:
        raise _unreadable()
    try:
        signed, chain = open_signed(_KIND, text)
    except SignatureError as error:
        raise _refused(
            _("Its signature does not fit what it says: it was changed after it was signed.")
        ) from error
    except OtherKindError as error:
        raise _refused(_("It is signed, but it is not an answer to a pack.")) from error
    except ValueError as error:
        raise _unreadable() from error
    return signed, tuple(chain)


def _pinned(certificate: Any, certificates_pem: Sequence[str]) -> list[Any]:
    """Those of the receiver's certificates at hand that have the signer's key."""
    from cryptography import x509

    try:
        at_hand = [x509.load_pem_x509_certificate(pem.encode()) for pem in certificates_pem if pem]
        pinned = [one for one in at_hand if one.public_key() == certificate.public_key()]
    except ValueError as error:
        raise _refused(_("The receiver’s certificate in your settings cannot be used.")) from error
    if not pinned:
        raise _refused(
            _(
                "The certificate in it is not one that is kept here for this receiver: it is from somebody "
                "else, or the receiver has a new key that your organisation’s file does not name yet."
            )
        )
    return pinned


def _parsed(untrusted_payload: bytes) -> SignedAnswer:
    try:
        return _read(untrusted_payload)
    except JsonError as error:
        if error.where == ".version":
            raise _refused(
                _("A newer program made it: this one does not know its form. Install the newest version.")
            ) from error
        raise _unreadable() from error


def _refused(what_happened: str) -> AnswerError:
    return AnswerError(
        _("An answer cannot be taken"),
        what_happened,
        _("Call the receiver on a number that you know, and ask them to answer again."),
    )


def _unreadable() -> AnswerError:
    return _refused(_("It is not an answer that this program can read."))

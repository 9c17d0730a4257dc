"""The publisher's signature over a bundle of forms: a JWS of the type prevent-forms+jws (`signed_words`).

The certificate must lead to an authority that the vault trusts (RFC 5280), be valid now, and be meant for forms: a key that
signs packs does not sign forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from prevent_desktop.delivery.signed.signed_words import (
    fingerprint_of,
    is_meant_for,
    leads_to,
    name_of,
    open_signed,
    sign_as,
    unusable_key,
)
from prevent_desktop.errors import FormBundleError
from prevent_desktop.translation import _

FORM_PUBLISHING: Final = "2.25.296519340853261044498243377412093861041"
"""The extended key usage of a certificate for forms; made of a random UUID (ITU-T X.667)."""

_TYPE: Final = "prevent-forms+jws"


@dataclass(frozen=True, slots=True)
class SignedWords:
    """Words whose signature holds, and whose they are. `fingerprint` is the SHA-256 of the certificate, hexadecimal."""

    payload: bytes
    publisher: str
    fingerprint: str


def sign_words(payload: bytes, key_pem: bytes, certificates_pem: bytes) -> str:
    """`payload` signed with a P-256 key; `certificates_pem` begins with the signer's own. SigningKeyError otherwise."""
    try:
        return sign_as(_TYPE, payload, key_pem, certificates_pem)
    except ValueError as error:
        raise unusable_key(_("The forms cannot be signed")) from error


def verify_words(untrusted_jws: str, trusted_pem: Sequence[bytes], *, now: datetime) -> SignedWords:
    """What was signed, once the signature and the signer hold. FormBundleError, in words, where they do not."""
    try:
        payload, chain = open_signed(_TYPE, untrusted_jws)
    except ValueError as error:
        raise _altered() from error
    _check_signer(chain, trusted_pem, now)
    return SignedWords(payload, name_of(chain[0]), fingerprint_of(chain[0]))


def _check_signer(chain: list[Any], trusted_pem: Sequence[bytes], now: datetime) -> None:
    if not chain[0].not_valid_before_utc <= now <= chain[0].not_valid_after_utc:
        raise FormBundleError(
            _("The publisher’s certificate is not valid today"),
            _("The certificate that signed these forms is valid from {start} to {end}.").format(
                start=chain[0].not_valid_before_utc.date(), end=chain[0].not_valid_after_utc.date()
            ),
            _("Check the date of this computer. If it is right, ask the publisher to sign the forms again."),
        )
    if not is_meant_for(chain[0], FORM_PUBLISHING) or not leads_to(chain, trusted_pem, now):
        raise _not_trusted(chain[0])


def _altered() -> FormBundleError:
    return FormBundleError(
        _("These forms were changed after they were signed"),
        _("The signature does not fit what is in the file, so nobody can say whose forms these are. Nothing was added."),
        _("Ask whoever publishes your forms for the file again."),
    )  # fmt: skip


def _not_trusted(certificate: Any) -> FormBundleError:
    return FormBundleError(
        _("These forms are not from a publisher that you trust"),
        _("They are signed by “{name}”. No authority that this vault trusts has allowed them to publish forms. Nothing was added.").format(name=name_of(certificate)),
        _("Call whoever publishes your forms on a number that you know, and ask whether they sent this file."),
    )  # fmt: skip

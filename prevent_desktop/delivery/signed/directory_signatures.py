"""The administrator's signature over a directory of schools: a JWS of the type school-directory+jws (`signed_words`).

The same certificates sign it as sign an organisation's profile (`profile_signatures`): whoever names receivers names schools.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from prevent_desktop.delivery.signed.profile_signatures import PROFILE_SIGNING
from prevent_desktop.delivery.signed.signed_words import (
    is_meant_for,
    leads_to,
    open_signed,
    person_of,
    sign_as,
)
from prevent_desktop.errors import ProfileError, SigningKeyError
from prevent_desktop.translation import _

LARGEST: Final = 8 * 1024 * 1024
"""Letters: the schools of the largest council, each with a post-quantum key."""
_TYPE: Final = "school-directory+jws"


@dataclass(frozen=True, slots=True)
class SignedDirectory:
    """Words whose signature holds, by a signer who may sign directories, and the signer's name."""

    payload: bytes
    signer: str


def sign_directory_words(payload: bytes, key_pem: bytes, certificates_pem: bytes) -> str:
    """`payload` signed with a P-256 key; `certificates_pem` begins with the signer's own. SigningKeyError otherwise."""
    from cryptography import x509

    try:
        signed = sign_as(_TYPE, payload, key_pem, certificates_pem, largest=LARGEST)
        signer = x509.load_pem_x509_certificates(certificates_pem)[0]
    except ValueError as error:
        raise _unusable_key() from error
    if not is_meant_for(signer, PROFILE_SIGNING):
        raise _unusable_key()
    return signed


def open_directory(untrusted_jws: str, authorities_pem: Sequence[bytes], *, now: datetime) -> SignedDirectory:
    """What was signed, by somebody whom one of these authorities allows to, now. ProfileError says in words what does not hold."""
    try:
        payload, chain = open_signed(_TYPE, untrusted_jws, largest=LARGEST)
    except ValueError as error:
        raise _refused(
            _("Its signature does not fit, it is cut, or it is no directory of schools.")
        ) from error
    if not is_meant_for(chain[0], PROFILE_SIGNING) or not leads_to(chain, authorities_pem, now):
        raise _refused(
            _("It is signed by “{name}”. The authority of your organisation’s file has not allowed them to, "
                "or their certificate has ended.").format(name=person_of(chain[0]))
        )  # fmt: skip
    return SignedDirectory(payload, person_of(chain[0]))


def _refused(what_happened: str) -> ProfileError:
    return ProfileError(
        _("This directory of schools cannot be used"),
        what_happened,
        _("Nothing was changed. Ask your council for the file again, on a number that you know."),
    )


def _unusable_key() -> SigningKeyError:
    return SigningKeyError(
        _("The directory cannot be signed"),
        _(
            "The key does not belong to the certificate, is not an EC P-256 key, or is not meant for "
            "signing your organisation’s file."
        ),
        _("Use the key that signs your organisation’s file, with its certificate."),
    )

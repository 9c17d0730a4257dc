"""The administrator's signature over an organisation's profile: a JWS of the type organisation-profile+jws (`signed_words`).

The certificate must lead to an authority that counts for profiles (RFC 5280), be valid now, and be meant for profiles: a
key that signs packs or forms makes none.
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
    person_of,
    sign_as,
)
from prevent_desktop.errors import ProfileError, SigningKeyError
from prevent_desktop.translation import _

PROFILE_SIGNING: Final = "2.25.45842095284905359907627963413364694211"
"""The extended key usage of a certificate for profiles; made of a random UUID (ITU-T X.667)."""

LARGEST: Final = 1024 * 1024
"""Profiles hold certificates, post-quantum keys and lists of revoked certificates: more than a receipt does."""

_TYPE: Final = "organisation-profile+jws"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedProfile:
    """A profile's words whose signature holds. Nobody has said yet that the signer may sign profiles (`require_signer`).

    `fingerprint` is the SHA-256 of the signer's certificate, hexadecimal.
    """

    payload: bytes
    signer: str
    organisation: str
    fingerprint: str
    chain: tuple[Any, ...]


def sign_words(payload: bytes, key_pem: bytes, certificates_pem: bytes) -> str:
    """`payload` signed with a P-256 key; `certificates_pem` begins with the signer's own. SigningKeyError otherwise."""
    from cryptography import x509

    try:
        signed = sign_as(_TYPE, payload, key_pem, certificates_pem, largest=LARGEST)
        signer = x509.load_pem_x509_certificates(certificates_pem)[0]
    except ValueError as error:
        raise _unusable_key(
            _("The key does not belong to the certificate, or is not an EC P-256 key.")
        ) from error
    if not is_meant_for(signer, PROFILE_SIGNING):
        raise _unusable_key(_("Its certificate is not meant for an organisation’s file."))
    return signed


def open_profile(untrusted_jws: str) -> SignedProfile:
    """What was signed, once the signature holds. ProfileError where it does not."""
    try:
        payload, chain = open_signed(_TYPE, untrusted_jws, largest=LARGEST)
    except ValueError as error:
        raise ProfileError(
            _("This is not an organisation’s signed file, or it was changed after it was signed"),
            _("The signature does not fit what is in the file, so nobody can say whose it is. Nothing was changed."),
            _("Ask your organisation for the file again."),
        ) from error  # fmt: skip
    return SignedProfile(
        payload=payload,
        signer=person_of(chain[0]),
        organisation=name_of(chain[0]),
        fingerprint=fingerprint_of(chain[0]),
        chain=tuple(chain),
    )


def require_signer(signed: SignedProfile, authorities_pem: Sequence[bytes], *, now: datetime) -> bytes:
    """The authority (PEM), of those that count, under which the signer may sign profiles now. ProfileError otherwise."""
    certificate = signed.chain[0]
    if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
        raise ProfileError(
            _("The administrator’s certificate is not valid today"),
            _("The certificate that signed this file is valid from {start} to {end}. Nothing was changed.").format(
                start=certificate.not_valid_before_utc.date(), end=certificate.not_valid_after_utc.date()
            ),
            _("Check the date of this computer. If it is right, ask for a file that is signed again."),
        )  # fmt: skip
    if is_meant_for(certificate, PROFILE_SIGNING):
        for authority in authorities_pem:
            if leads_to(signed.chain, [authority], now):
                return authority
    raise ProfileError(
        _("This file is not signed by somebody who may"),
        _("It is signed by “{name}”. The authority of your organisation’s file has not allowed them to. "
            "Nothing was changed.").format(name=signed.signer),
        _("Call your organisation on a number that you know, and ask whether they sent this file."),
    )  # fmt: skip


def require_not_revoked(signed: SignedProfile, lists_pem: Sequence[bytes]) -> None:
    """ProfileError where one of these lists (CRL, RFC 5280) has the signer or a certificate above, however old it is.

    The lists come with a profile that was taken, so their own signatures add nothing.
    """
    from cryptography import x509

    for found in map(x509.load_pem_x509_crl, lists_pem):
        for certificate in signed.chain:
            revoked = found.get_revoked_certificate_by_serial_number(certificate.serial_number)
            if revoked is not None and found.issuer == certificate.issuer:
                raise ProfileError(
                    _("The administrator’s certificate no longer counts"),
                    _(
                        "It was revoked: whoever signed this file may sign none any more. Nothing was changed."
                    ),
                    _(
                        "Call your organisation on a number that you know, and ask whether they sent this file."
                    ),
                )


def _unusable_key(what_happened: str) -> SigningKeyError:
    return SigningKeyError(
        _("The organisation’s file cannot be signed"),
        what_happened,
        _("Use the key whose certificate the organisation’s authority issued for signing its file, with "
            "that certificate."),
    )  # fmt: skip

"""An authority for an organisation that has none: its key under a password, and what it vouches for.

It certifies the administrator's key for profiles, and the keys of practitioners that ask (PKCS#10), so that one profile
brings both. Whoever has an authority already needs none of this.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from prevent_desktop.delivery.signed.profile_signatures import PROFILE_SIGNING
from prevent_desktop.errors import SigningKeyError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.signing_keys import KeyRequest
from prevent_desktop.translation import _
from prevent_desktop.vault.keys.passphrases import require_acceptable


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnKeys:
    """`authority_p12` is kept locked away, `administrator_p12` signs profiles; both are PKCS#12 under the password."""

    certificate_pem: bytes
    authority_p12: bytes
    administrator_p12: bytes


def make_keys(organisation: str, administrator: str, password: str, *, now: datetime) -> OwnKeys:
    """A fresh authority and an administrator's key. WeakPassphraseError for a password that is as easy to guess as no vault takes.

    The code over such a file (its MAC) is made with 2,048 rounds by the library, whatever those of the encryption are: so a password alone
    keeps whoever has the file from signing in the organisation's name.
    """
    require_acceptable(password)
    authority = Authority.create(organisation, now=now)
    return OwnKeys(
        certificate_pem=authority.certificate_pem,
        authority_p12=_packed(authority.private_key, authority.certificate, (), password),
        administrator_p12=_administrator(authority, organisation, administrator, password, now),
    )


def administrator_key(
    authority_p12: bytes, password: str, organisation: str, administrator: str, *, now: datetime
) -> bytes:
    """A fresh administrator's key under this authority: PKCS#12 under the same password. SigningKeyError."""
    return _administrator(_opened(authority_p12, password), organisation, administrator, password, now)


def certificate_of(authority_p12: bytes, password: str) -> bytes:
    """The certificate (PEM) of the authority in this file. SigningKeyError where it cannot be opened."""
    return _opened(authority_p12, password).certificate_pem


def certify(authority_p12: bytes, password: str, untrusted_request: bytes, *, now: datetime) -> bytes:
    """The certificate (PEM) for a practitioner's request, for signing packs. SigningKeyError where it cannot be."""
    return _opened(authority_p12, password).issue(untrusted_request, now=now)


def _opened(authority_p12: bytes, password: str) -> Authority:
    try:
        found = pkcs12.load_pkcs12(authority_p12, password.encode())
        key, certificate = found.key, None if found.cert is None else found.cert.certificate
    except ValueError:
        key, certificate = None, None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate is None:
        raise SigningKeyError(
            _("The authority’s key cannot be read"),
            _("The file holds no key of an authority, or the password is wrong."),
            _("Give the file that “profile keys” made, and its password."),
        )
    return Authority(key, certificate)


def _administrator(
    authority: Authority, organisation: str, administrator: str, password: str, now: datetime
) -> bytes:
    request = KeyRequest.create(name=administrator, organisation=organisation)
    issued = authority.issue(request.request_pem, purpose=PROFILE_SIGNING, now=now)
    certificate = x509.load_pem_x509_certificate(issued)
    return _packed(request.private_key, certificate, (authority.certificate,), password)


def _packed(
    key: ec.EllipticCurvePrivateKey,
    certificate: x509.Certificate,
    above: tuple[x509.Certificate, ...],
    password: str,
) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        None, key, certificate, above or None, BestAvailableEncryption(password.encode())
    )

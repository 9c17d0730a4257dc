"""Who signed: a colleague of the organisation's profile, known by their key; a certificate may be renewed meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from prevent_desktop.casework.organisation import Colleague
from prevent_desktop.delivery.signed.peer_review import refused
from prevent_desktop.packs.revocation import read_lists
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.profile import terms

CLOCKS_DIFFER: Final = timedelta(days=1)
"""By so much the clocks of two computers may differ."""


def key_of(certificate_pem: str) -> str:
    """The SHA-256 of a certificate's key (DER), hexadecimal; empty for none, or one that cannot be read."""
    from cryptography import x509

    try:
        return _key(x509.load_pem_x509_certificate(certificate_pem.encode())) if certificate_pem else ""
    except ValueError:
        return ""


def colleague_of(vault: Vault, certificates: Sequence[Any], at: datetime, now: datetime) -> Colleague:
    """The colleague whose key signed at that time. HandingOnError where it is nobody's, or the time does not fit."""
    own = certificates[0]
    key = _key(own)
    found = next((one for one in terms.colleagues(vault) if key_of(one.certificate) == key), None)
    if found is None:
        raise refused(_("Whoever signed it is not among the colleagues in your organisation’s file."))
    if not own.not_valid_before_utc <= at <= own.not_valid_after_utc or at > now + CLOCKS_DIFFER:
        raise refused(_("It was signed at a time at which the certificate of the signer was not valid."))
    for known in read_lists(terms.revocation_lists(vault)):
        if known.issuer == own.issuer and known.get_revoked_certificate_by_serial_number(own.serial_number):
            raise refused(_("The certificate of the signer no longer counts."))
    return found


def _key(certificate: Any) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    der = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()

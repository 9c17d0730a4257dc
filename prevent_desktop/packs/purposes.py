"""What a signer's certificate was issued for: signing packs, receipts, or something else (RFC 5280, 4.2.1.3 and 4.2.1.12).

A key binds one way only: the key that vouches for forms, for profiles, for a web server or for code signs no pack.
"""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum
from typing import Final

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from prevent_desktop.translation import _

DOCUMENT_SIGNING: Final = "1.3.6.1.5.5.7.3.36"
"""Signing documents (RFC 9336), which packs ask for."""

PACK_SIGNING: Final = "2.25.145654706523723756254500393972965388000"
"""The same for an authority that cannot write the other: packs, and no other document."""

RECEIPT_SIGNING: Final = "2.25.274550110986604563961532506739774769899"
"""A receiver's receipts and answers."""

PURPOSES_ARE_ASKED_FOR: Final = datetime(2027, 1, 1, tzinfo=UTC)
"""A certificate that was issued from this day on has to say that it is for documents. Older ones may leave it open."""

_OLDER: Final = frozenset(
    {
        ExtendedKeyUsageOID.EMAIL_PROTECTION.dotted_string,
        ExtendedKeyUsageOID.CLIENT_AUTH.dotted_string,
        "1.3.6.1.4.1.311.10.3.12",  # Microsoft's signing of documents, from before RFC 9336
        "1.2.840.113583.1.1.5",  # Adobe's
    }
)
"""What authorities wrote for a person's certificate before RFC 9336. One of a server, of code or of ours is none of them."""


class Fitness(Enum):
    """Whether a certificate may sign packs."""

    FOR_PACKS = "for-packs"
    OLDER = "older"
    """It does not say so, and comes from a time at which nobody asked."""
    OTHER_PURPOSE = "other-purpose"


def fitness(certificate: x509.Certificate) -> Fitness:
    """Whether a signer's certificate is one for packs."""
    usages = purposes(certificate)
    if not _may_sign(certificate):
        return Fitness.OTHER_PURPOSE
    if not {DOCUMENT_SIGNING, PACK_SIGNING}.isdisjoint(usages):
        return Fitness.FOR_PACKS
    is_old = certificate.not_valid_before_utc < PURPOSES_ARE_ASKED_FOR
    return Fitness.OLDER if is_old and _is_a_persons(usages) else Fitness.OTHER_PURPOSE


def purposes(certificate: x509.Certificate) -> frozenset[str]:
    """The purposes that a certificate names, as dotted numbers; none where it leaves that open."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return frozenset()
    return frozenset(each.dotted_string for each in found)


def purposes_in_words(certificate: x509.Certificate) -> str:
    """What a certificate says that it is for, to be read by people."""
    words = {
        RECEIPT_SIGNING: _("receipts of a receiver"),
        ExtendedKeyUsageOID.SERVER_AUTH.dotted_string: _("web servers"),
        ExtendedKeyUsageOID.CODE_SIGNING.dotted_string: _("programs"),
        ExtendedKeyUsageOID.CLIENT_AUTH.dotted_string: _("signing in"),
        ExtendedKeyUsageOID.EMAIL_PROTECTION.dotted_string: _("email"),
        ExtendedKeyUsageOID.TIME_STAMPING.dotted_string: _("timestamps"),
    }
    named = {words.get(each, _("another purpose")) for each in purposes(certificate)}
    # Also in the confined process, which can open nothing and so load no Babel.
    return ", ".join(sorted(named)) or _("no purpose that it names")


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    return usage.digital_signature or usage.content_commitment


def _is_a_persons(usages: frozenset[str]) -> bool:
    return not usages or (usages <= _OLDER and usages != {ExtendedKeyUsageOID.CLIENT_AUTH.dotted_string})

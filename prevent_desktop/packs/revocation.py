"""Whether a certificate was revoked, by lists that are here already (RFC 5280, section 5). Nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa

from prevent_desktop.packs.verdicts import Verdict, refused
from prevent_desktop.packs.verified_pack import Standing

_PEM = b"-----BEGIN"
_ISSUERS = (
    rsa.RSAPublicKey, dsa.DSAPublicKey, ec.EllipticCurvePublicKey, ed25519.Ed25519PublicKey, ed448.Ed448PublicKey,
)  # fmt: skip
_CLOCKS_DIFFER: Final = timedelta(days=1)
_UNREADABLE: Final = (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)
"""What the library raises where the extensions of a list or an entry are first asked for and cannot be read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What the lists tell of one certificate: `at` is when it was revoked, or of when the list is."""

    standing: Standing
    at: datetime | None = None


def read_lists(texts: Iterable[bytes]) -> list[x509.CertificateRevocationList]:
    """The revocation lists in PEM (one or several) or DER. Raises PackVerificationError where one cannot be read."""
    try:
        return [found for text in texts for found in _lists_in(text)]
    except (ValueError, x509.InvalidVersion) as error:
        raise refused(Verdict.LIST_UNREADABLE) from error


def _lists_in(text: bytes) -> Iterable[x509.CertificateRevocationList]:
    if _PEM not in text:
        return [x509.load_der_x509_crl(text)]
    parts = text.split(b"-----BEGIN X509 CRL-----")[1:]
    if not parts:
        raise ValueError("no revocation list in the PEM text")
    return [x509.load_pem_x509_crl(b"-----BEGIN X509 CRL-----" + part) for part in parts]


def revoked_since(certificate: x509.Certificate, texts: Iterable[bytes]) -> datetime | None:
    """Since when lists that are trusted already, such as a profile's, say that a certificate counts no more."""
    for one in read_lists(texts):
        entry = one.get_revoked_certificate_by_serial_number(certificate.serial_number)
        if one.issuer == certificate.issuer and entry is not None and not _taken_back(entry):
            return _since(entry)
    return None


def look_up(
    path: Sequence[x509.Certificate],
    lists: Sequence[x509.CertificateRevocationList],
    *,
    now: datetime | None,
) -> Finding:
    """What `lists` tell of a path, the signer's certificate first and the root last; the worst of any is told.

    A list counts where the certificate's own issuer signed it and it is complete; of several the newest counts. One that is dated after
    `now` clears nobody; whom it names is revoked all the same.
    """
    findings = [_of_one(certificate, issuer, lists, now) for certificate, issuer in pairwise(path)]
    revoked = [found for found in findings if found.standing is Standing.REVOKED_SINCE]
    if revoked:
        return min(revoked, key=lambda found: found.at or datetime.max.replace(tzinfo=UTC))
    for standing in (Standing.NOT_CHECKED, Standing.NOT_KNOWN_REVOKED):
        # The signer's own authority has to have said something; those above may have no list.
        if findings and findings[0].standing is standing:
            return findings[0]
    return findings[0] if findings else Finding(Standing.NOT_CHECKED)


def _of_one(
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    lists: Sequence[x509.CertificateRevocationList],
    now: datetime | None,
) -> Finding:
    theirs = [one for one in lists if _counts(one, issuer) and _speaks_of(one, certificate)]
    theirs = [one for one in theirs if _may_clear(one, now) or _names(one, certificate)]
    if not theirs:
        return Finding(Standing.NOT_CHECKED)
    newest = max(theirs, key=lambda one: one.last_update_utc)
    entry = newest.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if entry is not None and not _taken_back(entry):
        return Finding(Standing.REVOKED_SINCE, _since(entry))
    until = newest.next_update_utc
    current = now is None or (until is not None and now <= until)
    return Finding(Standing.GOOD if current else Standing.NOT_KNOWN_REVOKED, newest.last_update_utc)


def _speaks_of(one: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    """A revoked certificate leaves the list once it has expired (RFC 5280, 3.3): a later list that has none says nothing."""
    is_of_its_life = one.last_update_utc <= certificate.not_valid_after_utc
    return is_of_its_life or _names(one, certificate)


def _names(one: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    return one.get_revoked_certificate_by_serial_number(certificate.serial_number) is not None


def _may_clear(one: x509.CertificateRevocationList, now: datetime | None) -> bool:
    return now is None or one.last_update_utc <= now + _CLOCKS_DIFFER


def _counts(one: x509.CertificateRevocationList, issuer: x509.Certificate) -> bool:
    """Whether it is a complete list of that issuer's: no difference to another, and none of a part alone."""
    try:
        has_more = any(extension.critical for extension in one.extensions)
    except _UNREADABLE:
        return False
    if one.issuer != issuer.subject or has_more:
        return False
    key = issuer.public_key()
    try:
        return isinstance(key, _ISSUERS) and one.is_signature_valid(key)
    except (UnsupportedAlgorithm, TypeError):
        return False


def _taken_back(entry: x509.RevokedCertificate) -> bool:
    try:
        reason = entry.extensions.get_extension_for_class(x509.CRLReason).value.reason
    except (x509.ExtensionNotFound, *_UNREADABLE):
        return False
    return reason is x509.ReasonFlags.remove_from_crl


def _since(entry: x509.RevokedCertificate) -> datetime:
    """From when on the key is not to be trusted: that may be before the authority heard of it (RFC 5280, 5.3.2)."""
    try:
        known = entry.extensions.get_extension_for_class(x509.InvalidityDate).value.invalidity_date_utc
    except (x509.ExtensionNotFound, *_UNREADABLE):
        return entry.revocation_date_utc
    return min(known, entry.revocation_date_utc)

"""A receiver's X.509 certificate, to encrypt a pack to: read and judged (RFC 5280), before anything is made for it."""

from __future__ import annotations

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from prevent_desktop.errors import EncryptionCertificateError
from prevent_desktop.translation import _

_FEWEST_RSA_BITS = 2048


def encryption_certificate(untrusted_pem: str, *, now: datetime) -> x509.Certificate:
    """The certificate in `untrusted_pem`, if a pack can be encrypted to it at `now` (aware).

    It must hold an RSA key of at least 2048 bits or a key on an elliptic curve, be valid now, and be meant for
    encryption. Raises EncryptionCertificateError with what is wrong.
    """
    try:
        certificate = x509.load_pem_x509_certificate(untrusted_pem.encode())
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise _refused(
            _("The receiver’s certificate cannot be read."),
            _("Ask the receiver for their certificate again, as a PEM file."),
        ) from error
    if not isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey):
        raise _refused(
            _("The receiver’s certificate holds a kind of key that PDFs are not encrypted to."),
            _("Ask the receiver for a certificate with an RSA key or a key on an elliptic curve."),
        )
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < _FEWEST_RSA_BITS:
        raise _refused(
            _("The key in the receiver’s certificate is too short: it has {bits} bits.").format(
                bits=key.key_size
            ),
            _("Ask the receiver for a certificate with a longer key, of 2048 bits or more."),
        )
    _check_usage(certificate, is_rsa=isinstance(key, rsa.RSAPublicKey))
    _check_valid(certificate, now)
    return certificate


def _check_usage(certificate: x509.Certificate, *, is_rsa: bool) -> None:
    """RFC 5280, 4.2.1.3: RSA keys carry a key over (keyEncipherment), others agree on one (keyAgreement)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.key_encipherment if is_rsa else usage.key_agreement):
        raise _refused(
            _("The receiver’s certificate is not for encryption; it may only sign."),
            _("Ask the receiver for their certificate for encryption."),
        )


def _check_valid(certificate: x509.Certificate, now: datetime) -> None:
    day = certificate.not_valid_after_utc.date().isoformat()
    if now > certificate.not_valid_after_utc:
        raise _refused(
            _("The receiver’s certificate ran out on {day}.").format(day=day),
            _("Ask the receiver for their new certificate."),
        )
    if now < certificate.not_valid_before_utc:
        raise _refused(
            _("The receiver’s certificate is not valid yet."),
            _("Check the date of this computer, or ask the receiver for the certificate that is valid now."),
        )


def _refused(what_happened: str, next_step: str) -> EncryptionCertificateError:
    return EncryptionCertificateError(
        _("The pack cannot be encrypted to the receiver’s certificate"), what_happened, next_step
    )

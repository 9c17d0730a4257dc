"""A certificate authority: its key, and the certificates and lists of revoked ones (X.509, RFC 5280) that it signs.

It vouches for whoever asks: whom it may vouch for is for its owner to judge (a team's lead, a council's administrator; the
demo's lies in a plain file and proves nothing).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from prevent_desktop.errors import SigningKeyError
from prevent_desktop.packs.purposes import DOCUMENT_SIGNING
from prevent_desktop.packs.signing_keys import certificate_pem
from prevent_desktop.translation import _

_AUTHORITY_LIFE = timedelta(days=3653)
_CERTIFICATE_LIFE = timedelta(days=1096)
_LIST_LIFE = timedelta(days=30)
_CLOCK_SLACK = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Authority:
    """A self-signed certificate and its key."""

    private_key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def create(cls, name: str, *, now: datetime | None = None) -> Authority:
        """A fresh authority of that name, for ten years."""
        start = (now or datetime.now(UTC)) - _CLOCK_SLACK
        private_key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = (
            _builder(subject, subject, private_key.public_key(), start, start + _AUTHORITY_LIFE)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage_of_an_authority(), critical=True)
        )
        return cls(private_key, builder.sign(private_key, hashes.SHA256()))

    def issue(self, untrusted_request: bytes, *, now: datetime | None = None, purpose: str = "") -> bytes:
        """A certificate (PEM) for a request (PKCS#10, PEM), for three years. Raises SigningKeyError.

        It is for signing documents, or for `purpose` alone (the dotted number of an extended key usage).
        """
        request = _checked(untrusted_request)
        start = (now or datetime.now(UTC)) - _CLOCK_SLACK
        end = min(start + _CERTIFICATE_LIFE, self.certificate.not_valid_after_utc)
        authority_key = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.private_key.public_key())
        documents = [x509.ObjectIdentifier(DOCUMENT_SIGNING), ExtendedKeyUsageOID.EMAIL_PROTECTION]
        usages = [x509.ObjectIdentifier(purpose)] if purpose else documents
        builder = (
            _builder(request.subject, self.certificate.subject, _public_key(request), start, end)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage_of_a_signer(), critical=True)
            .add_extension(authority_key, critical=False)
            .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        )
        return certificate_pem(builder.sign(self.private_key, hashes.SHA256()))

    def revocation_list(
        self, revoked: Mapping[bytes, datetime], *, now: datetime, life: timedelta = _LIST_LIFE
    ) -> bytes:
        """A list (CRL, PEM) of the certificates (PEM) that it revoked, and when; the next one is due after `life`."""
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.certificate.subject)
            .last_update(now)
            .next_update(now + life)
        )
        for certificate, since in revoked.items():
            entry = x509.RevokedCertificateBuilder(
                x509.load_pem_x509_certificate(certificate).serial_number, since
            )
            builder = builder.add_revoked_certificate(entry.build())
        signed = builder.sign(self.private_key, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM)

    @property
    def certificate_pem(self) -> bytes:
        """What verifiers trust."""
        return certificate_pem(self.certificate)

    def to_pem(self) -> bytes:
        """The key (PKCS#8, not encrypted) and the certificate."""
        return self.certificate_pem + self.private_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @classmethod
    def from_pem(cls, text: bytes) -> Authority:
        """The authority that `to_pem` wrote. Raises SigningKeyError."""
        try:
            certificate = x509.load_pem_x509_certificate(text)
            private_key = serialization.load_pem_private_key(text[text.index(b"-----BEGIN PRIVATE") :], None)
        except ValueError as error:
            raise _refused(_("The authority’s file holds no key and certificate.")) from error
        if not isinstance(private_key, ec.EllipticCurvePrivateKey):
            raise _refused(_("The authority’s key is not an elliptic-curve key."))
        return cls(private_key, certificate)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def usage_of_a_signer() -> x509.KeyUsage:
    """What the key of somebody who signs is for, and nothing else."""
    return _key_usage(authority=False)


def usage_of_an_authority() -> x509.KeyUsage:
    """What the key of an authority is for, and nothing else."""
    return _key_usage(authority=True)


def _key_usage(*, authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_cert_sign=authority,
        crl_sign=authority, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _checked(untrusted_request: bytes) -> x509.CertificateSigningRequest:
    try:
        request = x509.load_pem_x509_csr(untrusted_request)
    except ValueError as error:
        raise _refused(_("The request for a certificate cannot be read.")) from error
    if not request.is_signature_valid:
        raise _refused(_("The request for a certificate is not signed with its own key."))
    return request


def _public_key(request: x509.CertificateSigningRequest) -> ec.EllipticCurvePublicKey:
    key = request.public_key()
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise _refused(_("The request is not for an EC P-256 key."))


def _refused(what_happened: str) -> SigningKeyError:
    return SigningKeyError(
        _("No certificate was issued"), what_happened, _("Make a new key and ask for a certificate again.")
    )

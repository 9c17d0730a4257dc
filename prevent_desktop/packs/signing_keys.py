"""The practitioner's signing key: an EC P-256 key and its certificate, made here or brought along.

Only `cryptography` is imported here, so that a vault can be unlocked and its key looked at without the PDF libraries.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from prevent_desktop.errors import SigningKeyError
from prevent_desktop.formatting import long_day
from prevent_desktop.translation import _

if TYPE_CHECKING:
    from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]  # it ships no types

SIGNATURE_FIELD = "Signature"
"""The name of the form field that a pack is built with and signed in."""

COUNTERSIGNATURE_FIELD = "Countersignature"
"""The name of the field for the lead, in packs that are prepared for a countersignature."""

_ROUNDS: Final = 20_000
"""For passwords that a person thought of: as many as the library takes by itself."""

NAMED_LEAD = "MayCountersign"
"""What the document information calls the one person who may countersign, where the author named one."""


def certificate_pem(certificate: x509.Certificate) -> bytes:
    """The certificate as PEM (RFC 7468)."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def name_part(name: x509.Name, part: x509.ObjectIdentifier) -> str:
    """The first value of that part of a distinguished name, or empty text."""
    found = name.get_attributes_for_oid(part)
    return str(found[0].value) if found else ""


@dataclass(frozen=True, slots=True)
class KeyRequest:
    """A fresh key that waits for its certificate. `request_pem` is the PKCS#10 request (RFC 2986) to send."""

    private_key: ec.EllipticCurvePrivateKey
    request_pem: bytes

    @classmethod
    def create(cls, *, name: str, organisation: str, role: str = "") -> KeyRequest:
        """A fresh EC P-256 key for that person."""
        private_key = ec.generate_private_key(ec.SECP256R1())
        return cls(
            private_key, certificate_request(private_key, name=name, organisation=organisation, role=role)
        )

    def with_certificate(self, certificate: bytes) -> SigningKey:
        """The signing key, once the certificate (PEM) has come."""
        return SigningKey.of(self.private_key, x509.load_pem_x509_certificate(certificate), ())


def certificate_request(
    private_key: ec.EllipticCurvePrivateKey, *, name: str, organisation: str, role: str = ""
) -> bytes:
    """A request for a certificate that names the person, the role where given, and the organisation; PEM."""
    parts = [(NameOID.COMMON_NAME, name), (NameOID.TITLE, role), (NameOID.ORGANIZATION_NAME, organisation)]
    subject = x509.Name([x509.NameAttribute(part, text) for part, text in parts if text])
    request = x509.CertificateSigningRequestBuilder().subject_name(subject)
    return request.sign(private_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@dataclass(frozen=True, slots=True)
class CertifiedKey(ABC):
    """A key with its certificate, wherever it lies. `chain` are the certificates between it and the root."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @abstractmethod
    def sign(self, data: bytes) -> bytes:
        """The ECDSA signature over the SHA-256 of `data` (DER). Raises SigningKeyError where the key refuses."""

    def check_valid_at(self, moment: datetime) -> None:
        """Raises SigningKeyError where the certificate is not valid at that (aware) time."""
        if moment > self.certificate.not_valid_after_utc:
            raise _unusable(
                _("Its certificate expired on {day}.").format(
                    day=long_day(self.certificate.not_valid_after_utc.date())
                ),
                _("Ask for a new certificate, or check that the date of this computer is right."),
            )
        if moment < self.certificate.not_valid_before_utc:
            raise _unusable(
                _("Its certificate is not valid before {day}.").format(
                    day=long_day(self.certificate.not_valid_before_utc.date())
                ),
                _("Check that the date of this computer is right."),
            )

    @property
    def name(self) -> str:
        """Whose key it is."""
        return name_part(self.certificate.subject, NameOID.COMMON_NAME)

    @property
    def role(self) -> str:
        """The role of whose key it is; empty where the certificate names none."""
        return name_part(self.certificate.subject, NameOID.TITLE)

    @property
    def organisation(self) -> str:
        """The organisation of whose key it is."""
        return name_part(self.certificate.subject, NameOID.ORGANIZATION_NAME)

    @property
    def certificate_pem(self) -> bytes:
        """The certificate as PEM."""
        return certificate_pem(self.certificate)

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the certificate (DER), in hexadecimal."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()

    @property
    def expires_at(self) -> datetime:
        """Until when it may sign (aware, UTC)."""
        return self.certificate.not_valid_after_utc


@dataclass(frozen=True, slots=True)
class TokenKey(CertifiedKey):
    """A key that never leaves its smart card; `ask` has the card sign (`tokens.cards.sign_on_card`)."""

    ask: Callable[[bytes], bytes] = field(kw_only=True, repr=False)

    @classmethod
    def of(
        cls,
        certificate: x509.Certificate,
        ask: Callable[[bytes], bytes],
        chain: tuple[x509.Certificate, ...] = (),
    ) -> TokenKey:
        """A key on a card that can sign packs; SigningKeyError says why one cannot."""
        _check_p256(certificate.public_key())
        _check_usage(certificate)
        return cls(certificate, chain, ask=ask)

    def sign(self, data: bytes) -> bytes:
        """By the card; a signature that does not fit the certificate is refused."""
        signature = self.ask(data)
        key = self.certificate.public_key()
        try:
            if isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(signature, data, ec.ECDSA(hashes.SHA256()))
        except InvalidSignature as error:
            raise _unusable(
                _("What the card signed does not fit its certificate."),
                _("Take the card out, put it in again, and choose its certificate in settings once more."),
            ) from error
        return signature


@dataclass(frozen=True, slots=True)
class SigningKey(CertifiedKey):
    """A private key that lies in the vault, with its certificate."""

    private_key: ec.EllipticCurvePrivateKey = field(kw_only=True, repr=False)

    def sign(self, data: bytes) -> bytes:
        """With the nonce of RFC 6979, so that the same input gives the same bytes."""
        return self.private_key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))

    @property
    def private_pem(self) -> bytes:
        """The private key as PEM (PKCS#8), for words that it signs (`delivery.signed_words`); never to be kept."""
        return self.private_key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    @property
    def certificates_pem(self) -> bytes:
        """Its certificate and those between it and the root, as PEM."""
        return b"".join(map(certificate_pem, (self.certificate, *self.chain)))

    @classmethod
    def of(
        cls,
        private_key: object,
        certificate: x509.Certificate | None,
        chain: tuple[x509.Certificate, ...] = (),
    ) -> SigningKey:
        """A key that can sign packs; SigningKeyError says why one cannot."""
        checked = _p256(private_key)
        if certificate is None:
            raise _unusable(
                _("There is a key, but no certificate that says whose it is."),
                _("Ask whoever gave you the file for one that holds the key and its certificate."),
            )
        if _public_bytes(certificate.public_key()) != _public_bytes(checked.public_key()):
            raise _unusable(
                _("The certificate belongs to another key."),
                _("Use the certificate that was issued for this key."),
            )
        _check_usage(certificate)
        return cls(certificate, chain, private_key=checked)

    @classmethod
    def load_pkcs12(cls, data: bytes, password: str, *, now: datetime | None = None) -> SigningKey:
        """The key in a PKCS#12 file (RFC 7292). Raises SigningKeyError, with the reason in words."""
        try:
            found = pkcs12.load_pkcs12(data, password.encode() if password else None)
        except ValueError as error:
            raise _unreadable(error) from error
        if found.key is None:
            raise _unusable(
                _("The file holds no private key."),
                _("Export the certificate again together with its private key, as a .p12 or .pfx file."),
            )
        certificate = found.cert.certificate if found.cert else None
        key = cls.of(found.key, certificate, tuple(extra.certificate for extra in found.additional_certs))
        key.check_valid_at(now or datetime.now(UTC))
        return key

    def to_pkcs12(self, password: str, *, rounds: int = _ROUNDS) -> bytes:
        """The key, its certificate and the chain as a PKCS#12 file, encrypted with the password.

        A password that a person chose has to be a strong one: the rounds (PBKDF2) make each guess at it slow for whoever tries to decipher, but
        the library makes the file's own code (MAC) with 2,048. One of 128 random bits, which nobody guesses, needs but one.
        """
        encryption = serialization.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(rounds)
        encryption = encryption.key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        return pkcs12.serialize_key_and_certificates(
            self.name.encode(),
            self.private_key,
            self.certificate,
            self.chain,
            encryption.hmac_hash(hashes.SHA256()).build(password.encode()),
        )


def _public_bytes(key: object) -> bytes:
    if not hasattr(key, "public_bytes"):
        return b""
    encoded: bytes = key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return encoded


def _p256(private_key: object) -> ec.EllipticCurvePrivateKey:
    if isinstance(private_key, ec.EllipticCurvePrivateKey):
        _check_p256(private_key.public_key())
        return private_key
    raise _other_kind()


def _check_p256(public_key: object) -> None:
    if not (isinstance(public_key, ec.EllipticCurvePublicKey) and isinstance(public_key.curve, ec.SECP256R1)):
        raise _other_kind()


def _other_kind() -> SigningKeyError:
    return _unusable(
        _(
            "It is not an elliptic-curve key on the curve P-256, which is the kind that packs are signed with."
        ),
        _("Ask for a certificate with an EC P-256 key (also called prime256v1 or secp256r1)."),
    )


def _check_usage(certificate: x509.Certificate) -> None:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not (usage.digital_signature or usage.content_commitment):
        raise _unusable(
            _("Its certificate does not allow signing."),
            _("Ask for a certificate whose key usage is digital signature or content commitment."),
        )


def _unreadable(error: ValueError) -> SigningKeyError:
    if "password" in str(error).lower() or "mac" in str(error).lower():
        return _unusable(
            _("The password does not open the file."),
            _(
                "Type the password again. It was set when the file was made, and differs from your passphrase."
            ),
        )
    return _unusable(
        _("The file holds no key, or it is damaged."),
        _("Choose a file whose name ends in .p12 or .pfx, or ask for it again."),
    )


def _unusable(what_happened: str, next_step: str) -> SigningKeyError:
    return SigningKeyError(_("The signing key cannot be used"), what_happened, next_step)


def asn1_certificate(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The same certificate for pyHanko."""
    from asn1crypto import x509 as asn1_x509  # with the PDF libraries

    return asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))

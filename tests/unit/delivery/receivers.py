"""A receiver's key and certificate for tests, and receipts made with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from prevent_desktop.delivery.signed.receipts import sign_receipt

NOW = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
PACK = "P-7QF2ABCDEFGH"
OTHER_PACK = "P-7QF3ABCDEFGH"


@dataclass(frozen=True)
class Receiver:
    key_pem: str
    certificate_pem: str

    @classmethod
    def make(
        cls,
        name: str = "Children's front door",
        *,
        key: CertificateIssuerPrivateKeyTypes | None = None,
        valid_from: datetime = NOW - timedelta(days=30),
        valid_until: datetime = NOW + timedelta(days=3650),
    ) -> Receiver:
        key = key or ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, name)])
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(valid_from)
            .not_valid_after(valid_until)
            .sign(key, hashes.SHA256())
        )
        return cls(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(),
            certificate.public_bytes(Encoding.PEM).decode(),
        )

    def receipt(
        self, pack_id: str, digest: str, *, received_at: datetime = NOW, reference: str = "CFD-20931"
    ) -> str:
        return sign_receipt(
            self.key_pem,
            self.certificate_pem,
            pack_id=pack_id,
            sealed_digest=digest,
            received_at=received_at,
            reference=reference,
        )

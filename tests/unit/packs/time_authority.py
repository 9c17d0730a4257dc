"""A timestamp authority whose clock says what a test wants; no process, no network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from asn1crypto import keys  # type: ignore[import-untyped]  # it ships no types
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from prevent_desktop.packs.authority import Authority, usage_of_a_signer
from prevent_desktop.packs.signing_keys import asn1_certificate
from prevent_desktop.packs.stamping import Stamping

FROM = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class TimeAuthority:
    """Its root (PEM), its own certificate and its key."""

    root: bytes
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    def stamping(self, at: datetime) -> Stamping:
        """Timestamps of that moment."""
        return _Stamping(self.stamper(at))

    def stamper(self, at: datetime) -> DummyTimeStamper:
        der = self.key.private_bytes(
            serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return DummyTimeStamper(
            asn1_certificate(self.certificate), keys.PrivateKeyInfo.load(der), fixed_dt=at
        )


class _Stamping(Stamping):
    def __init__(self, stamper: DummyTimeStamper) -> None:
        super().__init__(bytes)
        self._stamper: Any = stamper

    def stamper(self) -> Any:
        return self._stamper

    @contextmanager
    def forgiven(self) -> Iterator[None]:
        """Nothing is: a test wants to know."""
        yield


@cache
def time_authority() -> TimeAuthority:
    root = Authority.create("Example time root", now=FROM)
    key = rsa.generate_private_key(65537, 2048)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Example time")]))
        .issuer_name(root.certificate.subject)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(FROM)
        .not_valid_after(FROM + timedelta(days=3650))
        .add_extension(usage_of_a_signer(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(root.private_key, hashes.SHA256())
    )
    return TimeAuthority(root.certificate_pem, certificate, key)

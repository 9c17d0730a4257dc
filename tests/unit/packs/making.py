"""Makes signed packs for tests, benchmarks and harnesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from prevent_desktop.packs.authority import Authority, usage_of_a_signer, usage_of_an_authority
from prevent_desktop.packs.content import PackContent
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.purposes import DOCUMENT_SIGNING
from prevent_desktop.packs.signing import countersign, sign
from prevent_desktop.packs.signing_keys import CertifiedKey, KeyRequest, SigningKey
from prevent_desktop.packs.sources import Pieces
from prevent_desktop.packs.statement import Statement
from tests.unit.packs.examples import SENDER, SIGNED_AT, pack_content

ISSUED_AT = datetime(2026, 11, 1, tzinfo=UTC)
LEAD = "Pat Lead"


@dataclass(frozen=True, slots=True)
class Signed:
    """A signed pack, with who signed it and who vouches for that."""

    authority: Authority
    key: SigningKey
    unsigned: bytes
    pdf: bytes

    @property
    def trusted(self) -> list[bytes]:
        return [self.authority.certificate_pem]


def make_key(authority: Authority, *, now: datetime = ISSUED_AT) -> SigningKey:
    request = KeyRequest.create(name=SENDER.name, organisation=SENDER.organisation, role=SENDER.role)
    return request.with_certificate(authority.issue(request.request_pem, now=now))


def sign_pack(pdf: bytes, key: CertifiedKey) -> bytes:
    return sign(
        pdf, key, Statement(reason="Prevent referral", location=SENDER.organisation, claimed_time=SIGNED_AT)
    )


def make_signed(content: PackContent | None = None) -> Signed:
    authority = Authority.create("Example demonstration authority", now=ISSUED_AT)
    key = make_key(authority)
    unsigned = build_document(content or pack_content())
    return Signed(authority, key, unsigned, sign_pack(unsigned, key))


def make_key_for(
    authority: Authority,
    usages: Sequence[str] | None = (),
    *,
    name: str = SENDER.name,
    organisation: str = SENDER.organisation,
    start: datetime = ISSUED_AT,
    end: datetime | None = None,
) -> SigningKey:
    """A key under `authority` whose certificate names these extended key usages, or has none at all (None)."""
    private_key = ec.generate_private_key(ec.SECP256R1())
    parts = [(NameOID.COMMON_NAME, name), (NameOID.ORGANIZATION_NAME, organisation)]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(part, text) for part, text in parts]))
        .issuer_name(authority.certificate.subject)
        .public_key(private_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end or start + timedelta(days=1000))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage_of_a_signer(), critical=True)
    )
    if usages is not None:
        named = [x509.ObjectIdentifier(each) for each in usages or (DOCUMENT_SIGNING,)]
        certificate = certificate.add_extension(x509.ExtendedKeyUsage(named), critical=False)
    return SigningKey.of(private_key, certificate.sign(authority.private_key, hashes.SHA256()))


def make_sub_authority(root: Authority) -> Authority:
    """An authority below one that may have none below it (`pathlen:0`)."""
    private_key = ec.generate_private_key(ec.SECP256R1())
    certificate = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Example authority below")]))
        .issuer_name(root.certificate.subject)
        .public_key(private_key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ISSUED_AT)
        .not_valid_after(ISSUED_AT + timedelta(days=1000))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage_of_an_authority(), critical=True)
        .sign(root.private_key, hashes.SHA256())
    )
    return Authority(private_key, certificate)


def make_lead_key(authority: Authority, *, now: datetime = ISSUED_AT) -> SigningKey:
    request = KeyRequest.create(name=LEAD, organisation=SENDER.organisation, role="Head teacher")
    return request.with_certificate(authority.issue(request.request_pem, now=now))


def make_awaiting(*, named: bool = True) -> Signed:
    """A signed pack with a field that waits for the lead, who is `named` or may be anybody."""
    return make_signed(
        replace(pack_content(), countersigner=f"{LEAD}, head teacher", named_lead=LEAD if named else "")
    )


def countersign_pack(pdf: bytes, key: CertifiedKey, *, after: timedelta = timedelta(hours=1)) -> bytes:
    return countersign(
        Pieces((pdf,)),
        key,
        Statement(reason="Countersigned", location=SENDER.organisation, claimed_time=SIGNED_AT + after),
    ).read()

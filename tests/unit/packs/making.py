"""Makes signed packs for tests, benchmarks and harnesses."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from prevent_desktop.packs.authority import DemoAuthority
from prevent_desktop.packs.content import PackContent
from prevent_desktop.packs.document import build_document
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

    authority: DemoAuthority
    key: SigningKey
    unsigned: bytes
    pdf: bytes

    @property
    def trusted(self) -> list[bytes]:
        return [self.authority.certificate_pem]


def make_key(authority: DemoAuthority, *, now: datetime = ISSUED_AT) -> SigningKey:
    request = KeyRequest.create(name=SENDER.name, organisation=SENDER.organisation, role=SENDER.role)
    return request.with_certificate(authority.issue(request.request_pem, now=now))


def sign_pack(pdf: bytes, key: CertifiedKey) -> bytes:
    return sign(
        pdf, key, Statement(reason="Prevent referral", location=SENDER.organisation, claimed_time=SIGNED_AT)
    )


def make_signed(content: PackContent | None = None) -> Signed:
    authority = DemoAuthority.create("Example demonstration authority", now=ISSUED_AT)
    key = make_key(authority)
    unsigned = build_document(content or pack_content())
    return Signed(authority, key, unsigned, sign_pack(unsigned, key))


def make_lead_key(authority: DemoAuthority, *, now: datetime = ISSUED_AT) -> SigningKey:
    request = KeyRequest.create(name=LEAD, organisation=SENDER.organisation, role="Head teacher")
    return request.with_certificate(authority.issue(request.request_pem, now=now))


def make_awaiting() -> Signed:
    """A signed pack with a field that waits for the lead."""
    return make_signed(replace(pack_content(), countersigner=f"{LEAD}, head teacher"))


def countersign_pack(pdf: bytes, key: CertifiedKey, *, after: timedelta = timedelta(hours=1)) -> bytes:
    return countersign(
        Pieces((pdf,)),
        key,
        Statement(reason="Countersigned", location=SENDER.organisation, claimed_time=SIGNED_AT + after),
    ).read()

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, RSAKey

from prevent_desktop.delivery.signed.receipts import Receipt, looks_like_receipt, sign_receipt, verify_receipt
from prevent_desktop.errors import ReceiptError, SigningKeyError
from tests.unit.delivery.receivers import NOW, OTHER_PACK, PACK, Receiver

DIGEST = "ab" * 32
RECEIVER = Receiver.make()
VECTORS = Path(__file__).parent / "vectors"


def verify(receipt: str | bytes, receiver: Receiver = RECEIVER) -> Receipt:
    return verify_receipt(receipt, receiver.certificate_pem, pack_id=PACK, sealed_digest=DIGEST)


def thumbprint(receiver: Receiver) -> str:
    certificate = x509.load_pem_x509_certificate(receiver.certificate_pem.encode())
    return base64.urlsafe_b64encode(certificate.fingerprint(SHA256())).rstrip(b"=").decode()


def payload(**changes: Any) -> dict[str, Any]:
    fields = {
        "version": 1,
        "pack_id": PACK,
        "sealed_sha256": DIGEST,
        "received_at": "2026-11-24T09:12:00Z",
        "reference": "CFD-20931",
        "receiver": "Children's front door",
    }
    return {name: value for name, value in {**fields, **changes}.items() if value is not ...}


def forge(header: dict[str, Any], content: bytes, key: Any, algorithm: str) -> str:
    """A JWS made by the library itself, with no rule of ours."""
    registry = jws.JWSRegistry(algorithms=[algorithm], strict_check_header=False)
    return jws.serialize_compact(header, content, key, registry=registry)


def signed_by_receiver(content: bytes, **header: Any) -> str:
    full = {"alg": "ES256", "typ": "prevent-receipt+jws", "x5t#S256": thumbprint(RECEIVER), **header}
    return by_hand({name: value for name, value in full.items() if value is not ...}, content, RECEIVER)


def by_hand(header: dict[str, Any], content: bytes, receiver: Receiver) -> str:
    """A JWS with ES256 and any header at all, which no library would write."""
    key = load_pem_private_key(receiver.key_pem.encode(), password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    parts = [base64.urlsafe_b64encode(part).rstrip(b"=") for part in (json.dumps(header).encode(), content)]
    r, s = decode_dss_signature(key.sign(b".".join(parts), ec.ECDSA(SHA256())))
    signature = base64.urlsafe_b64encode(r.to_bytes(32, "big") + s.to_bytes(32, "big")).rstrip(b"=")
    return b".".join([*parts, signature]).decode()


def test_a_receipt_that_was_signed_verifies() -> None:
    receipt = verify(RECEIVER.receipt(PACK, DIGEST))
    assert receipt == Receipt(
        pack_id=PACK,
        sealed_digest=DIGEST,
        received_at=NOW,
        reference="CFD-20931",
        receiver="Children's front door",
    )


def test_a_receipt_made_by_the_library_alone_verifies() -> None:
    assert verify(signed_by_receiver(json.dumps(payload()).encode())).reference == "CFD-20931"


@given(
    reference=st.text(st.characters(categories=["L", "N", "P"]), max_size=200),
    at=st.datetimes(datetime(2026, 11, 1), datetime(2036, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the strategy adds the zone
)
def test_what_was_signed_is_what_is_read(reference: str, at: datetime) -> None:
    receipt = verify(RECEIVER.receipt(PACK, DIGEST, reference=reference, received_at=at))
    assert (receipt.reference, receipt.received_at) == (reference, at)


def test_the_committed_receipt_of_version_1_is_read_for_ever() -> None:
    known = json.loads((VECTORS / "receipt-1.json").read_text())
    receipt = verify_receipt(
        known["receipt"], known["certificate"], pack_id=known["pack_id"], sealed_digest=known["sealed_sha256"]
    )
    assert receipt.reference == known["reference"]


def test_a_receipt_for_another_pack_or_digest_is_refused() -> None:
    for pack_id, digest in ((OTHER_PACK, DIGEST), (PACK, "cd" * 32)):
        with pytest.raises(ReceiptError, match="another pack"):
            verify(RECEIVER.receipt(pack_id, digest))


def test_another_key_is_refused() -> None:
    with pytest.raises(ReceiptError, match="does not fit the certificate that is kept here"):
        verify(Receiver.make().receipt(PACK, DIGEST))


def test_another_key_with_the_receivers_thumbprint_is_refused() -> None:
    header = {"alg": "ES256", "typ": "prevent-receipt+jws", "x5t#S256": thumbprint(RECEIVER)}
    other = ECKey.import_key(Receiver.make().key_pem)
    with pytest.raises(ReceiptError, match="does not fit the certificate that is kept here"):
        verify(forge(header, json.dumps(payload()).encode(), other, "ES256"))


def test_a_renewed_certificate_with_the_same_key_does_not_void_receipts() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    old, renewed = Receiver.make(key=key), Receiver.make("Front door, renamed", key=key)
    assert verify(renewed.receipt(PACK, DIGEST), old).receiver == "Front door, renamed"


def test_the_public_key_as_a_shared_secret_is_refused() -> None:
    certificate = x509.load_pem_x509_certificate(RECEIVER.certificate_pem.encode())
    public = certificate.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = {"alg": "HS256", "typ": "prevent-receipt+jws", "x5t#S256": thumbprint(RECEIVER)}
    content = json.dumps(payload()).encode()
    encoded = [base64.urlsafe_b64encode(part).rstrip(b"=") for part in (json.dumps(header).encode(), content)]
    import hmac

    tag = hmac.digest(public, b".".join(encoded), "sha256")
    forged = b".".join([*encoded, base64.urlsafe_b64encode(tag).rstrip(b"=")])
    with pytest.raises(ReceiptError):
        verify(forged)


@pytest.mark.parametrize("algorithm", ["none", "RS256", "HS256"])
def test_any_other_algorithm_is_refused(algorithm: str) -> None:
    keys = {
        "none": None,
        "RS256": RSAKey.generate_key(2048, auto_kid=False),
        "HS256": OctKey.import_key("x" * 32),
    }
    header = {"alg": algorithm, "typ": "prevent-receipt+jws", "x5t#S256": thumbprint(RECEIVER)}
    content = json.dumps(payload()).encode()
    if algorithm == "none":
        parts = [
            base64.urlsafe_b64encode(part).rstrip(b"=") for part in (json.dumps(header).encode(), content)
        ]
        forged: str | bytes = b".".join([*parts, b""])
    else:
        forged = forge(header, content, keys[algorithm], algorithm)
    with pytest.raises(ReceiptError):
        verify(forged)


def test_a_key_that_the_receipt_brings_itself_is_refused() -> None:
    other = Receiver.make()
    key = ECKey.import_key(other.key_pem)
    header = {"alg": "ES256", "typ": "prevent-receipt+jws", "jwk": key.as_dict(private=False)}
    with pytest.raises(ReceiptError):
        verify(forge(header, json.dumps(payload()).encode(), key, "ES256"))


@pytest.mark.parametrize(
    "header",
    [{"typ": "JWT"}, {"typ": ...}, {"typ": 5}, {"crit": ["b64"], "b64": False}, {"crit": 5}, {"x5c": 5}],
    ids=str,
)
def test_a_header_that_is_not_ours_is_refused(header: dict[str, Any]) -> None:
    with pytest.raises(ReceiptError):
        verify(signed_by_receiver(json.dumps(payload()).encode(), **header))


def x5c() -> list[str]:
    certificate = x509.load_pem_x509_certificate(RECEIVER.certificate_pem.encode())
    return [base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()]


@pytest.mark.parametrize(
    ("header", "changes"),
    [
        ({"x5c": x5c()}, {}),
        ({"x5t#S256": ...}, {}),
        ({"kid": "1", "iss": "https://packs.example.org"}, {}),
        ({"typ": "application/Prevent-Receipt+JWS"}, {}),
        ({}, {"case": {"number": 5}}),
        ({}, {"received_at": "2026-11-24T09:12:00+00:00"}),
        ({}, {"received_at": "2026-11-24T10:12:00.0+01:00"}),
    ],
    ids=[
        "its certificate",
        "its digest",
        "names",
        "other capitals",
        "a further field",
        "an offset",
        "a fraction",
    ],
)
def test_what_other_software_writes_by_the_standards_is_taken(
    header: dict[str, Any], changes: dict[str, Any]
) -> None:
    receipt = verify(signed_by_receiver(json.dumps(payload(**changes)).encode(), **header))
    assert (receipt.received_at, receipt.reference) == (NOW, "CFD-20931")


def test_a_certificate_in_the_receipt_is_not_the_one_that_it_is_checked_with() -> None:
    other = Receiver.make()
    certificate = x509.load_pem_x509_certificate(other.certificate_pem.encode())
    chain = [base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()]
    header = {"alg": "ES256", "typ": "prevent-receipt+jws", "x5c": chain}
    with pytest.raises(ReceiptError, match="does not fit the certificate that is kept here"):
        verify(forge(header, json.dumps(payload()).encode(), ECKey.import_key(other.key_pem), "ES256"))


@pytest.mark.parametrize(
    ("header", "changes", "said"),
    [
        ({"crit": ["exp"], "exp": 1}, {}, "demands something"),
        ({"typ": "prevent-answer+jws"}, {}, "signed, but it is not a receipt"),
        ({}, {"version": 2}, "newer version"),
        (
            {},
            {"reference": ..., "receiver": ...},
            "leaves out what a receipt has to say: reference, receiver",
        ),
        ({}, {"received_at": "2026-11-24 09:12"}, "The time in the receipt"),
        ({}, {"reference": "two\nlines"}, "The signature holds, but"),
        (
            {},
            {"received_at": "2020-11-24T09:12:00Z"},
            "on 24 November 2020. The certificate .* valid from [0-9]+ [A-Z][a-z]+ 20[0-9]{2} to ",
        ),
    ],
    ids=str,
)
def test_each_refusal_says_what_it_is(header: dict[str, Any], changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ReceiptError, match=said):
        verify(signed_by_receiver(json.dumps(payload(**changes)).encode(), **header))


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"version": ...},
        {"reference": ...},
        {"reference": 5},
        {"reference": "x" * 201},
        {"reference": "two\nlines"},
        {"receiver": "a\u202eb"},
        {"received_at": "2026-11-24T09:12:00"},
        {"received_at": "2026-13-24T09:12:00Z"},
        {"received_at": "yesterday"},
        {"pack_id": None},
    ],
    ids=str,
)
def test_a_payload_that_is_not_ours_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ReceiptError, match="cannot be read"):
        verify(signed_by_receiver(json.dumps(payload(**changes)).encode()))


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"\xff", b"[" * 5000], ids=repr)
def test_a_payload_that_is_no_object_is_refused(content: bytes) -> None:
    with pytest.raises(ReceiptError):
        verify(signed_by_receiver(content))


def test_a_name_that_stands_twice_is_refused() -> None:
    doubled = json.dumps(payload())[:-1] + f', "pack_id": "{PACK}"}}'
    with pytest.raises(ReceiptError, match="cannot be read"):
        verify(signed_by_receiver(doubled.encode()))


@given(position=st.integers(0, 10_000), letter=st.sampled_from("AZaz09-_.="))
def test_a_receipt_changed_anywhere_is_refused(position: int, letter: str) -> None:
    whole = RECEIVER.receipt(PACK, DIGEST)
    position %= len(whole)
    changed = whole[:position] + letter + whole[position + 1 :]
    last_bits = len(whole) - 1  # the last letter of a signature of 64 bytes carries 4 bits that say nothing
    if changed != whole and position != last_bits:
        with pytest.raises(ReceiptError):
            verify(changed)


@given(untrusted=st.binary(max_size=300))
def test_rubbish_is_refused_in_words(untrusted: bytes) -> None:
    with pytest.raises(ReceiptError):
        verify(untrusted)


def test_a_web_page_or_a_flood_does_not_look_like_a_receipt() -> None:
    assert looks_like_receipt(RECEIVER.receipt(PACK, DIGEST).encode() + b"\n")
    assert not looks_like_receipt(b"<html>Sign in</html>")
    assert not looks_like_receipt(b"a.b." + b"c" * 20_000)


@pytest.mark.parametrize("days", [-31, 3651])
def test_a_certificate_that_was_not_valid_when_the_pack_came_is_refused(days: int) -> None:
    with pytest.raises(ReceiptError, match="not valid"):
        verify(RECEIVER.receipt(PACK, DIGEST, received_at=NOW + timedelta(days=days)))


def test_a_certificate_of_another_kind_is_refused_in_words() -> None:
    for key in (rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())):
        receiver = Receiver.make(key=key)
        with pytest.raises(ReceiptError, match="another kind"):
            verify(RECEIVER.receipt(PACK, DIGEST), receiver)
        with pytest.raises((ReceiptError, SigningKeyError)):
            receiver.receipt(PACK, DIGEST)


def test_a_damaged_certificate_is_refused_in_words() -> None:
    with pytest.raises(ReceiptError, match="damaged"):
        verify_receipt(RECEIVER.receipt(PACK, DIGEST), "no certificate", pack_id=PACK, sealed_digest=DIGEST)


def test_a_key_that_does_not_belong_to_the_certificate_signs_nothing() -> None:
    with pytest.raises(SigningKeyError):
        sign_receipt(
            Receiver.make().key_pem,
            RECEIVER.certificate_pem,
            pack_id=PACK,
            sealed_digest=DIGEST,
            received_at=NOW,
            reference="",
        )

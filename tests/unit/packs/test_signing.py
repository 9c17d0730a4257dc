from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from prevent_desktop.errors import PackContentError, SigningKeyError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.signing import sign
from prevent_desktop.packs.signing_keys import KeyRequest, SigningKey
from prevent_desktop.packs.statement import Statement
from tests.unit.packs.examples import SENDER, SIGNED_AT
from tests.unit.packs.making import ISSUED_AT, Signed, make_key, sign_pack

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def _own_certificate(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey, *, usage: bool = True
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Sam Example")])
    builder = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(ISSUED_AT).not_valid_after(ISSUED_AT + timedelta(days=300))
    )  # fmt: skip
    if not usage:
        only_encipher = x509.KeyUsage(False, False, True, False, False, False, False, False, False)
        builder = builder.add_extension(only_encipher, critical=True)
    return builder.sign(key, hashes.SHA256())


def _pkcs12(
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None, certificate: x509.Certificate | None
) -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"x", key, certificate, None, serialization.BestAvailableEncryption(b"right")
    )


def test_a_key_is_made_here_and_certified_by_its_request(signed: Signed) -> None:
    assert signed.key.name == "Sam Example"
    assert signed.key.organisation == "Example Primary School"
    assert isinstance(signed.key.private_key.curve, ec.SECP256R1)
    assert signed.key.expires_at > NOW
    assert len(signed.key.fingerprint) == 64
    signed.key.certificate.verify_directly_issued_by(signed.authority.certificate)


def test_a_key_survives_pkcs12(signed: Signed) -> None:
    again = SigningKey.load_pkcs12(signed.key.to_pkcs12("right"), "right", now=NOW)
    assert again.certificate == signed.key.certificate
    assert again.private_key.private_numbers() == signed.key.private_key.private_numbers()
    assert sign_pack(signed.unsigned, again) == signed.pdf


def test_a_wrong_password_is_told_apart_from_a_damaged_file(signed: Signed) -> None:
    data = signed.key.to_pkcs12("right")
    with pytest.raises(SigningKeyError, match="password does not open"):
        SigningKey.load_pkcs12(data, "wrong", now=NOW)
    for damaged in (b"", b"not a key", data[:-40]):
        with pytest.raises(SigningKeyError, match="holds no key, or it is damaged"):
            SigningKey.load_pkcs12(damaged, "right", now=NOW)


def test_an_expired_and_a_future_certificate_are_refused_with_the_day(signed: Signed) -> None:
    data = signed.key.to_pkcs12("right")
    with pytest.raises(SigningKeyError, match=r"expired on 31 October 2029"):
        SigningKey.load_pkcs12(data, "right", now=NOW + timedelta(days=2000))
    with pytest.raises(SigningKeyError, match=r"not valid before 31 October 2026"):
        SigningKey.load_pkcs12(data, "right", now=ISSUED_AT - timedelta(days=2))


def test_a_file_without_key_or_certificate_is_refused() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(SigningKeyError, match="no private key"):
        SigningKey.load_pkcs12(_pkcs12(None, _own_certificate(key)), "right", now=NOW)
    with pytest.raises(SigningKeyError, match="no certificate"):
        SigningKey.load_pkcs12(_pkcs12(key, None), "right", now=NOW)


def test_only_p256_keys_sign_packs() -> None:
    for other in (rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())):
        with pytest.raises(SigningKeyError, match="P-256"):
            SigningKey.load_pkcs12(_pkcs12(other, _own_certificate(other)), "right", now=NOW)


def test_a_certificate_of_another_key_or_for_another_use_is_refused(signed: Signed) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    with pytest.raises(SigningKeyError, match="belongs to another key"):
        SigningKey.of(key, signed.key.certificate)
    with pytest.raises(SigningKeyError, match="does not allow signing"):
        SigningKey.of(key, _own_certificate(key, usage=False))


def test_every_refusal_says_what_to_do_next() -> None:
    with pytest.raises(SigningKeyError) as caught:
        SigningKey.load_pkcs12(b"x", "", now=NOW)
    assert caught.value.title == "The signing key cannot be used"
    assert caught.value.next_step.endswith(".")


def test_the_same_input_gives_the_same_signed_bytes_at_another_time_of_day(signed: Signed) -> None:
    time.sleep(1.1)
    assert sign_pack(signed.unsigned, signed.key) == signed.pdf


def test_a_document_whose_identifier_could_be_text_is_signed_and_keeps_it(signed: Signed) -> None:
    identifier = b"<" + b"could be a text!".hex().encode() + b">"
    unsigned = re.sub(rb"(/ID ?\[ ?)<[0-9a-f]{32}>", lambda found: found[1] + identifier, signed.unsigned)
    assert unsigned.count(identifier) > 0
    pdf = sign(unsigned, signed.key, Statement(reason="Referral", location="Here", claimed_time=SIGNED_AT))
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert bytes(opened.trailer["/ID"][0]) == b"could be a text!"
    assert verify_pack(pdf, [signed.authority.certificate_pem]).pack_id


def test_signing_only_adds_to_the_file(signed: Signed) -> None:
    assert signed.pdf.startswith(signed.unsigned)


def test_the_signature_states_the_claimed_time_and_certifies(signed: Signed) -> None:
    with pikepdf.open(BytesIO(signed.pdf)) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        signature = field.V
        assert str(signature.M).startswith("D:20261123164000")
        assert str(signature.SubFilter) == "/ETSI.CAdES.detached"
        assert str(signature.Reason) == "Prevent referral"
        assert pdf.Root.Perms.DocMDP.objgen == signature.objgen
        assert signature.Reference[0].TransformParams.P == 2
        assert field.AP.N.read_bytes() == b"", "what the panel looks like is drawn on the page, with tags"


def test_a_certificate_that_is_not_valid_at_the_claimed_time_does_not_sign(signed: Signed) -> None:
    with pytest.raises(SigningKeyError, match="not valid before"):
        sign(
            signed.unsigned,
            signed.key,
            Statement(reason="", location="", claimed_time=datetime(2020, 1, 1, tzinfo=UTC)),
        )


def test_a_pdf_that_is_signed_already_or_none_at_all_is_not_signed(signed: Signed) -> None:
    for other in (signed.pdf, b"%PDF-1.7 nothing", b""):
        with pytest.raises(PackContentError):
            sign_pack(other, signed.key)


def test_the_authority_survives_pem(signed: Signed) -> None:
    again = Authority.from_pem(signed.authority.to_pem())
    assert again.certificate == signed.authority.certificate
    make_key(again).certificate.verify_directly_issued_by(signed.authority.certificate)


def test_the_authority_refuses_what_is_no_request_for_a_p256_key(signed: Signed) -> None:
    request = KeyRequest.create(name="A", organisation="B").request_pem
    spoiled = bytearray(request)
    spoiled[-60] ^= 1
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A")])
    weak = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(name)
        .sign(rsa.generate_private_key(65537, 2048), hashes.SHA256())
    )
    for untrusted in (b"", b"nonsense", bytes(spoiled), weak.public_bytes(serialization.Encoding.PEM)):
        with pytest.raises(SigningKeyError):
            signed.authority.issue(untrusted)
    for text in (b"", signed.authority.certificate_pem):
        with pytest.raises(SigningKeyError):
            Authority.from_pem(text)


def test_a_name_in_another_script_can_be_certified(signed: Signed) -> None:
    request = KeyRequest.create(name="Zoë Ŵyn", organisation=SENDER.organisation)
    key = request.with_certificate(signed.authority.issue(request.request_pem, now=ISSUED_AT))
    assert key.name == "Zoë Ŵyn"
    assert replace(key).certificate_pem == key.certificate_pem
    assert key.expires_at > SIGNED_AT

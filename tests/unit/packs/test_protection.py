"""Packs for receivers without an age key: under a password, or encrypted to a certificate; the signature holds once opened."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from prevent_desktop.errors import (
    EncryptionCertificateError,
    PackContentError,
    PackLockedError,
    PackVerificationError,
)
from prevent_desktop.packs import protection
from prevent_desktop.packs.encryption_certificate import encryption_certificate
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.protection import (
    MOST_CHARACTERS,
    WORDS,
    Protected,
    new_password,
    plain_copy,
    protect_for_certificate,
    protect_with_password,
)
from prevent_desktop.packs.reader.questions import ByKeyFile, ByPassword
from prevent_desktop.packs.signing import sign
from prevent_desktop.packs.statement import Statement
from tests.unit.packs.examples import SENDER, SIGNED_AT
from tests.unit.packs.making import Signed

_PASSWORD = "hull pulsate taps envoy only fit"
_NOW = datetime(2026, 11, 24, tzinfo=UTC)

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def certificate(
    key: Key | ed25519.Ed25519PrivateKey, *, usage: x509.KeyUsage | None = None
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Example front door")])
    builder = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        .not_valid_before(_NOW - timedelta(days=30)).not_valid_after(_NOW + timedelta(days=300))
    )  # fmt: skip
    if usage is not None:
        builder = builder.add_extension(usage, critical=True)
    return builder.sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else hashes.SHA256())


def usage(*, encipher: bool = False, agree: bool = False, sign: bool = True) -> x509.KeyUsage:
    return x509.KeyUsage(sign, False, encipher, False, agree, False, False, False, False)


def pem(made: x509.Certificate) -> str:
    return made.public_bytes(serialization.Encoding.PEM).decode()


def signed_protected(signed: Signed, protected: Protected) -> bytes:
    return sign(
        protected.pdf,
        signed.key,
        Statement(reason="Referral", location=SENDER.organisation, claimed_time=SIGNED_AT),
        unlock=protected.unlock,
    )


@pytest.fixture(scope="module")
def locked(signed: Signed) -> bytes:
    return signed_protected(signed, protect_with_password(signed.unsigned, _PASSWORD))


def test_a_pack_under_a_password_is_pdf_2_with_aes_256(locked: bytes) -> None:
    assert locked.startswith(b"%PDF-2.0")
    with pikepdf.open(BytesIO(locked), password=_PASSWORD) as pdf:
        assert (pdf.encryption.R, pdf.encryption.V) == (6, 5)
        assert pdf.encryption.stream_method.name == "aesv3"
        assert pdf.encryption.string_method.name == "aesv3"
        assert pdf.encryption.file_method.name == "aesv3"


def test_nothing_of_it_is_read_without_the_password(signed: Signed, locked: bytes) -> None:
    for wrong in ("", "hull pulsate taps envoy only"):
        with pytest.raises(pikepdf.PasswordError):
            pikepdf.open(BytesIO(locked), password=wrong)
        with pytest.raises(pypdfium2.PdfiumError):
            pypdfium2.PdfDocument(locked, password=wrong)
    assert b"P-7QF2" in signed.pdf
    assert b"P-7QF2" not in locked


def test_another_reader_opens_it_with_the_password(locked: bytes) -> None:
    document = pypdfium2.PdfDocument(locked, password=_PASSWORD)
    assert "Prevent referral pack" in document[0].get_textpage().get_text_bounded()


def test_its_signature_verifies_once_it_is_opened(signed: Signed, locked: bytes) -> None:
    verified = verify_pack(locked, signed.trusted, unlock=ByPassword(_PASSWORD))
    assert verified.pack_id == verify_pack(signed.pdf, signed.trusted).pack_id
    assert verified.covers_whole_document


def test_a_changed_one_does_not_verify(signed: Signed, locked: bytes) -> None:
    middle = len(locked) // 3
    changed = locked[:middle] + bytes([locked[middle] ^ 1]) + locked[middle + 1 :]
    with pytest.raises(PackVerificationError):
        verify_pack(changed, signed.trusted, unlock=ByPassword(_PASSWORD))


def test_without_or_with_a_wrong_password_it_says_so(signed: Signed, locked: bytes) -> None:
    with pytest.raises(PackLockedError, match="under a password"):
        verify_pack(locked, signed.trusted)
    with pytest.raises(PackLockedError, match="not the right one"):
        verify_pack(locked, signed.trusted, unlock=ByPassword("other words"))
    with pytest.raises(PackLockedError, match="not the right one"):
        plain_copy(locked, "other words")


def test_a_plain_copy_shows_the_same_pages(signed: Signed, locked: bytes) -> None:
    plain = pypdfium2.PdfDocument(plain_copy(locked, _PASSWORD))
    before = pypdfium2.PdfDocument(signed.unsigned)
    assert len(plain) == len(before)
    for mine, theirs in zip(plain, before, strict=True):
        assert mine.get_textpage().get_text_bounded() == theirs.get_textpage().get_text_bounded()


def test_it_claims_no_conformance_that_encryption_forbids(signed: Signed) -> None:
    with pikepdf.open(BytesIO(signed.unsigned)) as pdf:
        claim = b'<pdfaid:part xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">3</pdfaid:part><dc:format>'
        metadata = pdf.Root.Metadata.read_bytes().replace(b"<dc:format>", claim)
        pdf.Root.Metadata.write(metadata)
        claiming = BytesIO()
        pdf.save(claiming)
    assert b"pdfuaid:part" in metadata
    protected = protect_with_password(claiming.getvalue(), _PASSWORD)
    with pikepdf.open(BytesIO(protected.pdf), password=_PASSWORD) as pdf:
        said = pdf.Root.Metadata.read_bytes()
    assert b"pdfaid:part" not in said
    assert b"pdfuaid:part" not in said
    assert b"<dc:title>" in said


@pytest.mark.parametrize("make", [lambda: rsa.generate_private_key(65537, 2048), lambda: ec.generate_private_key(ec.SECP256R1())])  # fmt: skip
def test_a_pack_encrypted_to_a_certificate_opens_with_its_key_and_verifies(
    signed: Signed, make: object
) -> None:
    assert callable(make)
    key: Key = make()
    theirs = certificate(key, usage=usage(encipher=True, agree=True))
    protected = protect_for_certificate(signed.unsigned, pem(theirs), now=_NOW)
    locked = signed_protected(signed, protected)
    assert b"/AESV3" in locked
    assert b"P-7QF2" not in locked
    assert verify_pack(locked, signed.trusted, unlock=protected.unlock).covers_whole_document
    file = pkcs12.serialize_key_and_certificates(
        b"x", key, theirs, None, serialization.BestAvailableEncryption(b"right")
    )
    opened = verify_pack(locked, signed.trusted, unlock=ByKeyFile(file, "right"))
    assert opened.pack_id == "P-7QF2K8M4T9XW"
    with pytest.raises(PackLockedError, match="wrong"):
        verify_pack(locked, signed.trusted, unlock=ByKeyFile(file, "wrong"))
    with pytest.raises(PackLockedError, match="not under a password"):
        verify_pack(locked, signed.trusted, unlock=ByPassword(_PASSWORD))
    other = ec.generate_private_key(ec.SECP256R1())
    theirs = certificate(other)
    file = pkcs12.serialize_key_and_certificates(
        b"x", other, theirs, None, serialization.BestAvailableEncryption(b"right")
    )
    with pytest.raises(PackLockedError):
        verify_pack(locked, signed.trusted, unlock=ByKeyFile(file, "right"))


def test_a_certificate_that_nothing_can_be_encrypted_to_is_refused_in_words() -> None:
    rsa_key, ec_key = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
    signs = usage()
    refused = {
        "cannot be read": "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "may only sign": pem(certificate(rsa_key, usage=signs)),
        "kind of key": pem(certificate(ed25519.Ed25519PrivateKey.generate())),
        "1024 bits": pem(certificate(rsa.generate_private_key(65537, 1024))),  # noqa: S505 - that is the point
    }
    for words, text in refused.items():
        with pytest.raises(EncryptionCertificateError, match=words):
            encryption_certificate(text, now=_NOW)
    with pytest.raises(EncryptionCertificateError, match="may only sign"):
        encryption_certificate(pem(certificate(ec_key, usage=usage(encipher=True))), now=_NOW)
    good = pem(certificate(ec_key, usage=usage(agree=True)))
    with pytest.raises(EncryptionCertificateError, match="ran out on 2027"):
        encryption_certificate(good, now=_NOW + timedelta(days=301))
    with pytest.raises(EncryptionCertificateError, match="not valid yet"):
        encryption_certificate(good, now=_NOW - timedelta(days=31))
    assert encryption_certificate(good, now=_NOW).serial_number == 7


def test_what_is_too_large_is_refused_before_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protection, "MOST_MEGABYTES", 1)
    with pytest.raises(PackContentError, match="at most 1 MB; this one has 2 MB"):
        protect_with_password(bytes(1_000_001), _PASSWORD)


def test_a_password_is_six_words_that_every_reader_takes_and_never_the_same() -> None:
    made = {new_password() for _ in range(5)}
    assert len(made) == 5
    for words in made:
        assert len(words.split(" ")) == WORDS
        assert len(words) <= MOST_CHARACTERS
        assert words.isascii()
        assert words == words.casefold()

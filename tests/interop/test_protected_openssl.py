"""Encrypted packs judged by OpenSSL alone: the signature over the encrypted bytes, and the key in a certificate's envelope."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.pdf_utils.crypt.pubkey import PubKeyCryptFilter
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader

from prevent_desktop.packs.protection import protect_for_certificate, protect_with_password
from tests.faults.pack_attacks import target
from tests.interop.test_pdf_openssl import OPENSSL, _parts, _verify
from tests.unit.packs.making import Signed, make_signed
from tests.unit.packs.test_protection import certificate, pem, signed_protected, usage

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
_PASSWORD = "hull pulsate taps envoy only fit"

Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@pytest.fixture(scope="module")
def signed() -> Signed:
    return make_signed()


def test_openssl_verifies_the_signature_over_a_pack_under_a_password(signed: Signed, tmp_path: Path) -> None:
    locked = signed_protected(signed, protect_with_password(signed.unsigned, _PASSWORD))
    aim = target(Signed(signed.authority, signed.key, signed.unsigned, locked))
    done = _verify(*_parts(aim, tmp_path), signed.authority.certificate_pem)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("kind", ["rsa", "ec"])
def test_openssl_opens_the_envelope_of_a_certificate_and_the_seed_in_it_decrypts_the_pack(
    signed: Signed, kind: str, tmp_path: Path
) -> None:
    """ISO 32000-2, 7.6.5.3: the key of the file is the SHA-256 of the seed and of every envelope."""
    key: Key = (
        rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    )
    theirs = certificate(key, usage=usage(encipher=True, agree=True))
    protected = protect_for_certificate(signed.unsigned, pem(theirs), now=theirs.not_valid_before_utc)
    path = tmp_path / "pack.pdf"
    path.write_bytes(protected.pdf)
    with path.open("rb") as file:
        reader = PdfFileReader(file)
        (envelope,) = _envelopes(reader)
        seed = _opened_by_openssl(envelope, key, theirs, tmp_path)[:20]
        encrypted = _metadata(reader)
    file_key = hashlib.sha256(seed + envelope).digest()
    plain = subprocess.run(
        [OPENSSL, "enc", "-d", "-aes-256-cbc", "-K", file_key.hex(), "-iv", encrypted[:16].hex()],
        input=encrypted[16:], capture_output=True, check=True,
    ).stdout  # fmt: skip
    said = plain if plain.startswith(b"<?xpacket") else zlib.decompress(plain)
    assert b"Prevent referral pack" in said
    assert b"pdfaid:" not in said.replace(b"xmlns:pdfaid", b"")


def _envelopes(reader: PdfFileReader) -> list[bytes]:
    configured = reader.security_handler.crypt_filter_config
    found = configured.get_for_stream()
    assert isinstance(found, PubKeyCryptFilter)
    return [bytes(one.dump()) for one in found.recipients]


def _metadata(reader: PdfFileReader) -> bytes:
    """The encrypted bytes of the XMP metadata as they stand in the file."""
    raw = reader.root.raw_get("/Metadata").reference
    stored = reader.get_object(raw, transparent_decrypt=False)  # type: ignore[no-untyped-call]
    inner = getattr(stored, "raw_object", stored)
    assert isinstance(inner, StreamObject)
    return bytes(inner.encoded_data)


def _opened_by_openssl(envelope: bytes, key: Key, theirs: x509.Certificate, folder: Path) -> bytes:
    (folder / "envelope").write_bytes(envelope)
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    (folder / "cert.pem").write_text(pem(theirs), "ascii")
    command = [OPENSSL, "cms", "-decrypt", "-inform", "DER", "-in", "envelope", "-inkey", "key.pem", "-recip", "cert.pem", "-binary"]  # fmt: skip
    return subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout

"""Certificates in signed words that no authority makes, but anybody can write: each is told as no signed words, whatever the library says of it."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from joserfc import jws
from joserfc.jwk import ECKey

from prevent_desktop.delivery.signed.profile_signatures import PROFILE_SIGNING, open_profile
from prevent_desktop.delivery.signed.signed_words import ALGORITHM, lenient_registry, open_signed
from prevent_desktop.errors import ProfileError
from prevent_desktop.workflows.organisation.receiver_rules import is_one_certificate

NOW = datetime(2026, 11, 30, tzinfo=UTC)
KIND = "organisation-profile+jws"
KEY = ec.generate_private_key(ec.SECP256R1())
VERSION_3, VERSION_10 = bytes.fromhex("a003020102"), bytes.fromhex("a003020109")


def certificate(*extra: x509.ExtensionType) -> bytes:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Ada")])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(KEY.public_key())
        .serial_number(5)
        .not_valid_before(NOW - timedelta(days=1))
        .not_valid_after(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))
        .add_extension(x509.ExtendedKeyUsage([x509.ObjectIdentifier(PROFILE_SIGNING)]), critical=False)
    )
    for one in extra:
        builder = builder.add_extension(one, critical=False)
    return builder.sign(KEY, SHA256()).public_bytes(Encoding.DER)


def of_version_10() -> bytes:
    genuine = certificate()
    assert genuine.count(VERSION_3) == 1
    return genuine.replace(VERSION_3, VERSION_10)


def with_one_extension_twice() -> bytes:
    """Two of one length and different kinds, of which the second is then named as the first is."""
    one, other = (
        bytes.fromhex("0603551d0e"),
        bytes.fromhex("0603551d23"),
    )  # subject's and issuer's key identifier
    key = x509.SubjectKeyIdentifier(bytes(20))
    genuine = certificate(
        key, x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.35"), bytes.fromhex("0414") + bytes(20))
    )
    assert genuine.count(other) == 1
    return genuine.replace(other, one)


def with_a_key_of_no_kind() -> bytes:
    """Its own curve is none that anybody knows."""
    curve = bytes.fromhex("06082a8648ce3d030107")
    genuine = certificate()
    assert genuine.count(curve) == 1
    return genuine.replace(curve, curve[:-1] + b"\x7f")


def with_a_name_in_half_letters() -> bytes:
    return certificate().replace(b"\x0c\x03Ada", b"\x1e\x03Ada")


ODD = (of_version_10, with_one_extension_twice, with_a_key_of_no_kind, with_a_name_in_half_letters)


def signed_with(der: bytes) -> str:
    header = {"alg": ALGORITHM, "typ": KIND, "x5c": [base64.b64encode(der).decode()]}
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return jws.serialize_compact(header, b"{}", ECKey.import_key(pem), [ALGORITHM], lenient_registry(10**6))


def as_pem(der: bytes) -> str:
    return f"-----BEGIN CERTIFICATE-----\n{base64.encodebytes(der).decode()}-----END CERTIFICATE-----\n"


def test_a_certificate_that_ends_in_the_year_9999_is_read() -> None:
    assert open_signed(KIND, signed_with(certificate()))[0] == b"{}"
    assert is_one_certificate(as_pem(certificate()))


@pytest.mark.parametrize("make", ODD)
def test_words_signed_with_an_odd_certificate_are_no_signed_words(make: Callable[[], bytes]) -> None:
    with pytest.raises(ValueError, match=r"."):
        open_signed(KIND, signed_with(make()))
    with pytest.raises(ProfileError):
        open_profile(signed_with(make()))


@pytest.mark.parametrize("make", ODD)
def test_no_profile_and_no_receiver_has_an_odd_certificate(make: Callable[[], bytes]) -> None:
    assert not is_one_certificate(as_pem(make()))

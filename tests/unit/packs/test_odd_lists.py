"""Lists of revoked certificates that come with a profile or a command and are odd: none clears anybody, and none makes a genuine pack unreadable."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

import pytest
from asn1crypto import algos, core  # type: ignore[import-untyped]  # it ships no types
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.revocation import revoked_since
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.packs.verified_pack import Standing
from prevent_desktop.workflows.organisation.profile.values import revoked
from tests.unit.packs.examples import SIGNED_AT
from tests.unit.packs.making import Signed

DAY = timedelta(days=1)
NOW = SIGNED_AT + 10 * DAY


def a_list(
    signed: Signed, *, since: datetime | None = None, made: datetime = NOW, twice: bool = False
) -> bytes:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(signed.authority.certificate.subject)
        .last_update(made)
        .next_update(made + 30 * DAY)
    )
    if since is not None:
        entry = x509.RevokedCertificateBuilder(signed.key.certificate.serial_number, since)
        if twice:
            entry = entry.add_extension(x509.CRLReason(x509.ReasonFlags.key_compromise), critical=False)
            entry = entry.add_extension(
                x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.24"), b"\x05\x00"), critical=False
            )
        builder = builder.add_revoked_certificate(entry.build())
    elif twice:
        key = x509.AuthorityKeyIdentifier(bytes(20), None, None)
        builder = builder.add_extension(key, critical=False)
        builder = builder.add_extension(
            x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.18"), b"\x05\x00"), critical=False
        )
    return builder.sign(signed.authority.private_key, hashes.SHA256()).public_bytes(Encoding.DER)


def changed(signed: Signed, der: bytes, old: str, new: str) -> bytes:
    """The same list with other bytes (hexadecimal, of one length), signed by its own authority."""
    before, after = bytes.fromhex(old), bytes.fromhex(new)
    words = x509.load_der_x509_crl(der).tbs_certlist_bytes
    assert words.count(before) == 1
    words = words.replace(before, after)
    signature = signed.authority.private_key.sign(words, ec.ECDSA(hashes.SHA256()))
    method = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump()
    return bytes(core.Sequence(contents=words + method + core.OctetBitString(signature).dump()).dump())


def one_extension_twice(signed: Signed) -> bytes:
    return changed(signed, a_list(signed, twice=True), "0603551d12", "0603551d23")


def of_version_10(signed: Signed) -> bytes:
    return changed(signed, a_list(signed), "020101300a", "020109300a")


def standing(signed: Signed, *lists: bytes) -> Standing:
    known = VerificationContext(revocation_lists=lists, now=NOW)
    return verify_pack(signed.pdf, signed.trusted, known).author.standing


def why_refused(signed: Signed, *lists: bytes) -> str:
    with pytest.raises(PackVerificationError) as caught:
        standing(signed, *lists)
    return caught.value.verdict


def as_pem(der: bytes) -> str:
    return f"-----BEGIN X509 CRL-----\n{base64.encodebytes(der).decode()}-----END X509 CRL-----\n"


def test_a_list_with_one_extension_twice_counts_for_nothing_and_leaves_the_pack_readable(
    signed: Signed,
) -> None:
    odd = one_extension_twice(signed)
    with pytest.raises(x509.DuplicateExtension):
        list(x509.load_der_x509_crl(odd).extensions)
    assert standing(signed, odd) is Standing.NOT_CHECKED
    assert standing(signed, odd, a_list(signed)) is Standing.GOOD


def test_an_entry_that_cannot_be_read_whole_revokes_all_the_same(signed: Signed) -> None:
    odd = changed(signed, a_list(signed, since=SIGNED_AT - DAY, twice=True), "0603551d18", "0603551d15")
    assert why_refused(signed, odd) == "revoked-before"
    assert revoked_since(signed.key.certificate, [odd]) == SIGNED_AT - DAY


def test_a_list_from_the_future_clears_nobody_and_hides_no_list_of_today(signed: Signed) -> None:
    future = a_list(signed, made=NOW + 400 * DAY)
    assert standing(signed, future) is Standing.NOT_CHECKED
    assert why_refused(signed, future, a_list(signed, since=SIGNED_AT - DAY)) == "revoked-before"
    assert (
        why_refused(signed, a_list(signed, since=SIGNED_AT - DAY, made=NOW + 400 * DAY)) == "revoked-before"
    )


def test_a_list_of_a_version_that_is_none_is_told_as_unreadable_and_in_no_profile(signed: Signed) -> None:
    odd = of_version_10(signed)
    assert why_refused(signed, odd) == "list-unreadable"
    assert list(revoked(as_pem(odd), ()))
    assert list(revoked(as_pem(one_extension_twice(signed)), ()))
    assert not list(revoked(as_pem(a_list(signed)), ()))

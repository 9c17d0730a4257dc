"""Revoked and expired certificates told apart: before or after, proved or only claimed, known or not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from prevent_desktop.errors import PackVerificationError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.verification_context import VerificationContext
from prevent_desktop.packs.verified_pack import Standing
from tests.unit.packs.examples import SIGNED_AT
from tests.unit.packs.making import ISSUED_AT, Signed, countersign_pack, make_awaiting, make_lead_key

DAY = timedelta(days=1)
LATER = SIGNED_AT + 10 * DAY


def _list(signed: Signed, *, since: datetime | None = None, made: datetime = LATER) -> bytes:
    revoked = {} if since is None else {signed.key.certificate_pem: since}
    return signed.authority.revocation_list(revoked, now=made)


def _verdict(signed: Signed, known: VerificationContext, pdf: bytes = b"") -> tuple[str, str]:
    with pytest.raises(PackVerificationError) as caught:
        verify_pack(pdf or signed.pdf, signed.trusted, known)
    assert caught.value.next_step
    return caught.value.verdict, caught.value.what_happened


def test_without_a_list_it_is_said_that_nobody_looked(signed: Signed) -> None:
    author = verify_pack(signed.pdf, signed.trusted).author
    assert author.standing is Standing.NOT_CHECKED
    assert "there is no list of its authority" in author.standing_in_words


def test_a_current_list_that_does_not_name_it_is_good(signed: Signed) -> None:
    known = VerificationContext(revocation_lists=(_list(signed),), now=LATER + DAY)
    author = verify_pack(signed.pdf, signed.trusted, known).author
    assert author.standing is Standing.GOOD
    assert author.standing_in_words == "The certificate was not revoked, by the list of 2026-12-03."


def test_an_old_list_tells_only_as_of_which_day(signed: Signed) -> None:
    known = VerificationContext(revocation_lists=(_list(signed),), now=LATER + 31 * DAY)
    author = verify_pack(signed.pdf, signed.trusted, known).author
    assert author.standing is Standing.NOT_KNOWN_REVOKED
    assert "not known to be revoked as of 2026-12-03" in author.standing_in_words


def test_revoked_before_it_was_signed_is_refused(signed: Signed) -> None:
    known = VerificationContext(revocation_lists=(_list(signed, since=SIGNED_AT - DAY),), now=LATER)
    verdict, words = _verdict(signed, known)
    assert verdict == "revoked-before"
    assert "was revoked on 2026-11-22, before the signature was made" in words


def test_revoked_after_a_time_that_is_only_claimed_is_refused_as_no_proof(signed: Signed) -> None:
    known = VerificationContext(revocation_lists=(_list(signed, since=SIGNED_AT + DAY),), now=LATER)
    verdict, words = _verdict(signed, known)
    assert verdict == "revoked-no-proof"
    assert "that is no proof" in words


def test_a_pack_that_was_received_before_the_revocation_stays_good(signed: Signed) -> None:
    lists = (_list(signed, since=SIGNED_AT + 2 * DAY),)
    known = VerificationContext(revocation_lists=lists, now=LATER, received_at=SIGNED_AT + DAY)
    author = verify_pack(signed.pdf, signed.trusted, known).author
    assert author.standing is Standing.REVOKED_SINCE
    assert author.as_of == SIGNED_AT + 2 * DAY
    late = VerificationContext(revocation_lists=lists, now=LATER, received_at=SIGNED_AT + 3 * DAY)
    assert _verdict(signed, late)[0] == "revoked-no-proof"


def test_the_newest_of_several_lists_counts(signed: Signed) -> None:
    old = _list(signed, made=SIGNED_AT)
    new = _list(signed, since=SIGNED_AT - DAY)
    for lists in ((old, new), (new, old), (old + new,)):
        assert _verdict(signed, VerificationContext(revocation_lists=lists))[0] == "revoked-before"


def test_a_list_of_another_authority_or_a_forged_one_does_not_count(signed: Signed) -> None:
    namesake = Authority.create("Example demonstration authority", now=ISSUED_AT)
    forged = namesake.revocation_list({signed.key.certificate_pem: SIGNED_AT - DAY}, now=LATER)
    author = verify_pack(signed.pdf, signed.trusted, VerificationContext(revocation_lists=(forged,))).author
    assert author.standing is Standing.NOT_CHECKED


def test_a_list_of_differences_does_not_count_as_a_whole_one(signed: Signed) -> None:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(signed.authority.certificate.subject)
        .last_update(LATER)
        .next_update(LATER + DAY)
        .add_extension(x509.DeltaCRLIndicator(1), critical=True)
    )
    delta = builder.sign(signed.authority.private_key, hashes.SHA256())
    known = VerificationContext(revocation_lists=(delta.public_bytes(serialization.Encoding.DER),))
    assert verify_pack(signed.pdf, signed.trusted, known).author.standing is Standing.NOT_CHECKED


def test_a_key_that_was_stolen_earlier_counts_from_then(signed: Signed) -> None:
    """The authority may learn later from when on a key was in wrong hands (RFC 5280, 5.3.2)."""
    entry = (
        x509.RevokedCertificateBuilder(signed.key.certificate.serial_number, SIGNED_AT + DAY)
        .add_extension(x509.InvalidityDate(SIGNED_AT.replace(tzinfo=None) - DAY), critical=False)
        .build()
    )
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(signed.authority.certificate.subject)
        .last_update(LATER)
        .next_update(LATER + DAY)
        .add_revoked_certificate(entry)
    )
    stolen = builder.sign(signed.authority.private_key, hashes.SHA256())
    known = VerificationContext(revocation_lists=(stolen.public_bytes(serialization.Encoding.PEM),))
    assert _verdict(signed, known)[0] == "revoked-before"


def test_a_certificate_that_has_expired_since_is_told_and_accepted_where_the_pack_was_there_before(
    signed: Signed,
) -> None:
    ends = signed.key.expires_at
    known = VerificationContext(now=ends + DAY, received_at=SIGNED_AT + DAY)
    author = verify_pack(signed.pdf, signed.trusted, known).author
    assert author.standing is Standing.EXPIRED_SINCE
    assert f"has expired since, on {ends.date()}" in author.standing_in_words
    verdict, words = _verdict(signed, VerificationContext(now=ends + DAY))
    assert verdict == "expired-no-proof"
    assert f"expired on {ends.date()}" in words


def test_a_revoked_lead_is_named_and_the_author_is_not() -> None:
    awaiting = make_awaiting()
    lead = make_lead_key(awaiting.authority)
    pdf = countersign_pack(awaiting.pdf, lead)
    crl = awaiting.authority.revocation_list({lead.certificate_pem: SIGNED_AT}, now=LATER)
    verdict, words = _verdict(awaiting, VerificationContext(revocation_lists=(crl,)), pdf)
    assert verdict == "revoked-before"
    assert words.startswith("The certificate of Pat Lead was revoked")


@pytest.mark.parametrize(
    "text", [b"nonsense", b"-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", b""]
)
def test_a_list_that_cannot_be_read_is_told(signed: Signed, text: bytes) -> None:
    assert _verdict(signed, VerificationContext(revocation_lists=(text,)))[0] == "list-unreadable"

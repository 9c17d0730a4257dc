from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs7

from prevent_desktop.errors import SigningKeyError, TokenError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.purposes import RECEIPT_SIGNING
from prevent_desktop.packs.tokens.cards import CardKey
from prevent_desktop.workflows.organisation.certificate_request import (
    awaited,
    begin_request,
    drop_request,
    save_request,
    take_certificate,
)
from prevent_desktop.workflows.organisation.signing_identity import (
    card_key,
    keep_card_key,
    keep_signing_key,
    key_to_sign,
    signer_certificate,
    signing_key,
)
from tests.profiles import change_profile
from tests.unit.packs.making import make_key_for
from tests.unit.workflows.conftest import Office, now


@pytest.fixture
def authority() -> Authority:
    return Authority.create("Council")


def test_the_request_is_saved_and_its_certificate_makes_the_key_sign(
    office: Office, authority: Authority, tmp_path: Path
) -> None:
    before = signing_key(office.vault)
    waiting = begin_request(office.vault, now=now())
    assert awaited(office.vault) == waiting
    assert signing_key(office.vault).fingerprint == before.fingerprint, "what signed before goes on signing"
    path = save_request(office.vault, tmp_path / "request.csr")
    assert b"PRIVATE" not in path.read_bytes()
    key = take_certificate(office.vault, authority.issue(path.read_bytes()), now=now())
    assert signing_key(office.vault).fingerprint == key.fingerprint
    assert key.name == waiting.name
    assert awaited(office.vault) is None
    assert office.vault.audit.has("certificate.requested", "")


@pytest.mark.parametrize("form", ["der", "with its authority", "p7b", "p7b in text"])
def test_the_certificate_may_come_in_the_ways_that_authorities_send_it(
    office: Office, authority: Authority, form: str
) -> None:
    pem = authority.issue(begin_request(office.vault, now=now()).pem)
    both = [authority.certificate, x509.load_pem_x509_certificate(pem)]
    sent = {
        "der": both[1].public_bytes(serialization.Encoding.DER),
        "with its authority": authority.certificate_pem + pem,
        "p7b": pkcs7.serialize_certificates(both, serialization.Encoding.DER),
        "p7b in text": pkcs7.serialize_certificates(both, serialization.Encoding.PEM),
    }[form]
    assert take_certificate(office.vault, sent, now=now()).certificate == both[1]


def test_another_certificate_or_none_is_refused_in_words(office: Office, authority: Authority) -> None:
    other = authority.issue(begin_request(office.vault, now=now()).pem)
    begin_request(office.vault, now=now())
    with pytest.raises(SigningKeyError, match="issued for another key"):
        take_certificate(office.vault, other, now=now())
    with pytest.raises(SigningKeyError, match="holds no certificate"):
        take_certificate(office.vault, b"Dear Sam, here it is", now=now())
    drop_request(office.vault)
    with pytest.raises(SigningKeyError, match="No certificate is awaited"):
        take_certificate(office.vault, other, now=now())
    with pytest.raises(SigningKeyError, match="No certificate is awaited"):
        save_request(office.vault, Path("nowhere"))


def test_a_certificate_that_is_not_valid_now_is_refused_and_still_awaited(
    office: Office, authority: Authority
) -> None:
    late = authority.issue(begin_request(office.vault, now=now()).pem, now=now() + timedelta(days=30))
    with pytest.raises(SigningKeyError, match="not valid before"):
        take_certificate(office.vault, late, now=now())
    assert awaited(office.vault) is not None


def test_a_card_that_is_chosen_signs_until_a_key_comes_into_the_vault(
    office: Office, authority: Authority
) -> None:
    in_vault = signing_key(office.vault)
    card = CardKey(
        module="/no/module.so", label="Card", serial="01", key_id="a1", certificate_pem=in_vault.certificate_pem.decode()
    )  # fmt: skip
    keep_card_key(office.vault, card)
    assert card_key(office.vault) == card
    assert signer_certificate(office.vault).name == in_vault.name
    with pytest.raises(TokenError, match="PIN was not given"):
        key_to_sign(office.vault)
    with pytest.raises(SigningKeyError, match="on a card"):
        signing_key(office.vault)
    with pytest.raises(TokenError, match="module file is not there"):
        key_to_sign(office.vault, "1234").sign(b"words")
    take_certificate(office.vault, authority.issue(begin_request(office.vault, now=now()).pem), now=now())
    assert card_key(office.vault) is None
    assert key_to_sign(office.vault).fingerprint == signing_key(office.vault).fingerprint


def test_a_key_whose_certificate_the_organisation_has_revoked_signs_nothing(office: Office) -> None:
    key = signing_key(office.vault)
    authority = office.organisation.authority
    listed = authority.revocation_list({key.certificate_pem: now() - timedelta(days=1)}, now=now())
    change_profile(office.vault, revocation=(listed.decode(),))
    with pytest.raises(SigningKeyError, match="no longer counts since"):
        key_to_sign(office.vault)
    change_profile(office.vault, revocation=())
    assert key_to_sign(office.vault).fingerprint == key.fingerprint


def test_a_key_for_something_else_is_not_kept_for_signing_packs(office: Office, authority: Authority) -> None:
    key = make_key_for(authority, (RECEIPT_SIGNING,), start=now() - timedelta(days=1))
    with pytest.raises(SigningKeyError, match="issued for: receipts of a receiver"):
        keep_signing_key(office.vault, key)

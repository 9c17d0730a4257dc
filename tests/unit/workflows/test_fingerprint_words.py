from __future__ import annotations

import hashlib
import math
from dataclasses import replace

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256

from prevent_desktop.casework.organisation import Receiver, SealingWay
from prevent_desktop.packs.authority import Authority
from prevent_desktop.sealing import generate_identity, parse_recipient
from prevent_desktop.workflows.fingerprint_words import (
    key_words,
    words_for,
    words_for_certificate,
    words_for_hex,
    words_for_keys,
)
from prevent_desktop.writing.word_list import _words, fingerprint_words

KEY, OTHER = (str(generate_identity().recipient) for _number in range(2))
RECEIVER = Receiver(
    id="one", name="One", seal_to=(KEY,), receipt_certificate="", endpoint="file:///", form_ids=()
)


def test_a_digest_is_six_words_of_the_shipped_list_and_holds_76_bits() -> None:
    words = words_for(hashlib.sha256(b"x").digest()).split()
    assert len(words) == 6
    assert set(words) <= set(_words())
    assert math.floor(6 * math.log2(len(_words()))) == 76


def test_the_words_stay_the_same_for_ever() -> None:
    assert (
        words_for_hex(hashlib.sha256(b"Prevent Desktop").hexdigest())
        == "absinthe fraying smashup deduce maritime emptier"
    )


def test_a_key_has_the_words_that_an_organisations_key_has() -> None:
    raw = parse_recipient(KEY).raw
    assert words_for_keys((KEY,)) == " ".join(fingerprint_words(hashlib.sha256(raw).digest()))


def test_another_key_one_more_key_and_another_order_have_other_words() -> None:
    found = {words_for_keys(keys) for keys in ((KEY,), (OTHER,), (KEY, OTHER), (OTHER, KEY), ())}
    assert len(found) == 5


def test_a_certificate_has_the_words_of_its_sha_256() -> None:
    pem = Authority.create("Somebody").certificate_pem
    digest = x509.load_pem_x509_certificate(pem).fingerprint(SHA256())
    assert words_for_certificate(pem) == words_for_certificate(pem.decode()) == words_for(digest)
    with pytest.raises(ValueError, match="PEM"):
        words_for_certificate("no certificate")


def test_a_receiver_is_told_by_what_its_packs_are_closed_to() -> None:
    pem = Authority.create("Somebody").certificate_pem.decode()
    assert key_words(RECEIVER) == words_for_keys((KEY,))
    assert key_words(replace(RECEIVER, way=SealingWay.PASSWORD)) == ""
    assert key_words(replace(RECEIVER, way=SealingWay.CERTIFICATE)) == ""
    by_certificate = replace(RECEIVER, way=SealingWay.CERTIFICATE, encrypt_to=pem)
    assert key_words(by_certificate) == words_for_certificate(pem)

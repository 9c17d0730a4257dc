from __future__ import annotations

import json
import subprocess
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from prevent_desktop.confined.spawn import own_command
from prevent_desktop.errors import SigningKeyError, TokenError
from prevent_desktop.packs.authority import Authority
from prevent_desktop.packs.document import build_document
from prevent_desktop.packs.opening import verify_pack
from prevent_desktop.packs.signing_keys import TokenKey
from prevent_desktop.packs.tokens import CARD_PROCESS
from prevent_desktop.packs.tokens.cards import CardKey, keys_on_cards, sign_on_card
from tests.unit.packs.examples import pack_content
from tests.unit.packs.making import ISSUED_AT, Signed, countersign_pack, make_key, make_lead_key, sign_pack
from tests.unit.packs.tokens.soft_card import PIN, SoftCard


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, signed: Signed) -> SoftCard:
    return SoftCard.make(tmp_path_factory.mktemp("card"), signed.key)


@pytest.fixture
def card(made: SoftCard, monkeypatch: pytest.MonkeyPatch) -> SoftCard:
    monkeypatch.setenv("SOFTHSM2_CONF", str(made.config))
    return made


@pytest.fixture
def key(card: SoftCard, found: dict[str, CardKey]) -> CardKey:
    return replace(found["Sam's card"], module=str(card.module))


@pytest.fixture(scope="module")
def found(made: SoftCard) -> dict[str, CardKey]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("SOFTHSM2_CONF", str(made.config))
        return {key.label: key for key in keys_on_cards(made.module)}


def test_a_pack_is_signed_by_a_card_and_verifies(key: CardKey, signed: Signed) -> None:
    assert (key.label, key.certificate) == ("Sam's card", signed.key.certificate)
    pack = verify_pack(sign_pack(signed.unsigned, key.key(PIN)), signed.trusted)
    assert pack.signer_name == "Sam Example"
    assert pack.fingerprint == signed.key.fingerprint


def test_a_lead_countersigns_with_a_card(key: CardKey, signed: Signed) -> None:
    """The card is Sam Example's, so that somebody else has to be the author."""
    authority = Authority.create("Another", now=ISSUED_AT)
    unsigned = build_document(replace(pack_content(), countersigner="Sam Example"))
    pdf = countersign_pack(sign_pack(unsigned, make_lead_key(authority)), key.key(PIN))
    trusted = [authority.certificate_pem, *signed.trusted]
    assert verify_pack(pdf, trusted).later_signers[0].name == "Sam Example"


def test_a_card_that_signs_with_another_key_than_the_certificates_is_refused(key: CardKey) -> None:
    another = make_key(Authority.create("Another", now=ISSUED_AT))
    with pytest.raises(SigningKeyError, match="does not fit its certificate"):
        TokenKey.of(another.certificate, key.key(PIN).sign).sign(b"words")


def test_no_pin_is_asked_of_the_card_with_nothing_typed(key: CardKey) -> None:
    with pytest.raises(TokenError, match="its PIN was not given"):
        key.key("")


def test_a_wrong_pin_says_how_much_is_known_of_the_tries_left(card: SoftCard, key: CardKey) -> None:
    with pytest.raises(TokenError, match="The PIN is wrong") as caught:
        sign_on_card(key, "111111", b"words")
    assert caught.value.kind == "wrong-pin"
    last = replace(key, module=str(card.broken("last_try")))
    with pytest.raises(TokenError, match="one more wrong PIN locks the card"):
        sign_on_card(last, "111111", b"words")


@pytest.mark.parametrize(
    ("instead", "kind", "words"),
    [
        ("locked", "pin-locked", "The card is locked"),
        ("taken_out", "taken-out", "was taken out while it was in use"),
        ("crash", "crashed", "broke down"),
    ],
)
def test_each_way_of_going_wrong_is_told_in_words(
    card: SoftCard, key: CardKey, instead: str, kind: str, words: str
) -> None:
    with pytest.raises(TokenError, match=words) as caught:
        sign_on_card(replace(key, module=str(card.broken(instead))), PIN, b"words")
    assert caught.value.kind == kind
    assert caught.value.next_step


def test_a_card_that_hangs_is_ended_in_time(card: SoftCard, key: CardKey) -> None:
    with pytest.raises(TokenError, match="did not answer, and was ended"):
        sign_on_card(replace(key, module=str(card.broken("hang"))), PIN, b"words", seconds=1.5)


def test_a_person_stops_a_card_that_hangs(card: SoftCard, key: CardKey) -> None:
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    with pytest.raises(TokenError, match="You stopped it") as caught:
        sign_on_card(replace(key, module=str(card.broken("hang"))), PIN, b"words", stop=stop)
    assert caught.value.kind == "stopped"


def test_a_card_that_is_not_there_and_a_module_that_is_none(key: CardKey, tmp_path: Path) -> None:
    with pytest.raises(TokenError, match="The card is not there"):
        sign_on_card(replace(key, serial="00"), PIN, b"words")
    with pytest.raises(TokenError, match="module file is not there"):
        keys_on_cards(tmp_path / "gone.so")
    (tmp_path / "words").write_text("no module", "ascii")
    for no_module in (tmp_path / "words", Path("/bin/true")):
        with pytest.raises(TokenError, match="not a PKCS#11 module"):
            keys_on_cards(no_module)
    with pytest.raises(TokenError, match="holds the certificate, but not the key"):
        sign_on_card(replace(key, key_id="ff"), PIN, b"words")


def test_without_a_card_it_is_said_that_none_is_there(
    card: SoftCard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "none").mkdir()
    empty = tmp_path / "empty.conf"
    empty.write_text(f"directories.tokendir = {tmp_path / 'none'}\n", "utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(empty))
    with pytest.raises(TokenError, match="The card is not there"):
        keys_on_cards(card.module)


def test_two_cards_are_told_apart_by_what_they_are(card: SoftCard, signed: Signed) -> None:
    other = make_key(Authority.create("Another", now=ISSUED_AT))
    card.add(other, label="Second card", key_id="b2")
    both = {key.label: key for key in keys_on_cards(card.module)}
    assert both["Sam's card"].certificate == signed.key.certificate
    signature = sign_on_card(both["Second card"], PIN, b"words")
    assert TokenKey.of(other.certificate, lambda _data: signature).sign(b"words") == signature


def test_the_process_of_the_card_answers_in_the_checkout_and_as_the_frozen_program_would() -> None:
    question = json.dumps({"do": "look", "module": "/no/module.so"}) + "\n"
    done = subprocess.run(
        own_command(CARD_PROCESS), input=question, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {"error": "no-module", "tries": "not-told"}
    assert not done.stderr

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from prevent_desktop.errors import WeakPassphraseError
from prevent_desktop.vault.keys.passphrases import normalised, passphrase_strength, require_acceptable
from prevent_desktop.writing.word_list import offered_words


def test_four_unrelated_words_are_acceptable() -> None:
    strength = passphrase_strength("violet tractor lamp seventeen")
    assert strength.acceptable
    assert strength.score == 4


@pytest.mark.parametrize(
    "passphrase",
    [
        "",
        "password1234",
        "qwertyuiop12",
        "aaaaaaaaaaaaaaaaaaaa",
        "xK9!vq",
        "12345678901234567890",
        "qwertyuiopasdfghjklzxcvbnm",
        "lamp lamp lamp lamp lamp",
        "tiny lamp tiny lamp",
        "Prevent Desktop 2026!",
        "Safeguarding Channel 2026",
        "Correct-Horse-Battery-Staple1",
        "tobeornottobethatisthequestion",
        "tiger lamp vio",
    ],
)
def test_a_guessable_or_short_one_is_not(passphrase: str) -> None:
    assert not passphrase_strength(passphrase).acceptable
    with pytest.raises(WeakPassphraseError) as raised:
        require_acceptable(passphrase)
    assert raised.value.what_happened
    assert raised.value.next_step


def test_the_owners_own_words_count_as_easy() -> None:
    name = "Oluwaseun Adebayo-Whitfield"
    assert passphrase_strength(name, (name,)).score < passphrase_strength(name).score


def test_every_offered_passphrase_is_acceptable() -> None:
    assert all(passphrase_strength(offered_words()).acceptable for _ in range(30))


def test_fifteen_characters_are_the_fewest() -> None:
    short = passphrase_strength("xK9!vqLm2$pRt7")
    assert (short.acceptable, short.warning) == (False, "It has fewer than 15 characters.")
    assert passphrase_strength("xK9!vqLm2$pRt7&").acceptable


def test_a_well_known_phrase_with_much_of_ones_own_is_acceptable() -> None:
    assert passphrase_strength("let it be a violet tractor lamp seventeen").acceptable


def test_a_very_long_one_is_judged_without_delay() -> None:
    assert passphrase_strength("violet tractor lamp seventeen " * 200).acceptable


@given(some.text(max_size=100))
def test_any_text_is_judged(passphrase: str) -> None:
    strength = passphrase_strength(passphrase)
    assert 0 <= strength.score <= 4
    assert len(normalised(passphrase)) >= 15 or not strength.acceptable


def test_each_judgement_says_why_in_words() -> None:
    assert [passphrase_strength(text).score for text in ("", "tobeornottobethatisthequestion")] == [0, 0]
    repeated = passphrase_strength("aaaaaaaaaaaaaaaaaaaa")
    assert repeated.warning == 'Repeats like "aaa" are easy to guess.'
    assert passphrase_strength("violet tractor lamp seventeen").warning == ""
    with pytest.raises(WeakPassphraseError) as raised:
        require_acceptable("aaaaaaaaaaaaaaaaaaaa")
    assert raised.value.next_step == " ".join(repeated.suggestions)
    assert len(repeated.suggestions) == 2


def test_ten_letters_of_ones_own_are_the_fewest_beside_what_is_well_known() -> None:
    own, phrase = "kqzvxwjbfg", "tobeornottobethatisthequestion"
    assert passphrase_strength(f"{phrase}{own[:9]}").warning.startswith("It is a well-known phrase")
    assert passphrase_strength(f"{phrase}{own}").warning == ""
    assert [passphrase_strength(f"prevent desktop {own[:count]}").score for count in (9, 10)] == [0, 3]

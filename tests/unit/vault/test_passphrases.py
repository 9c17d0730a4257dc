from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from prevent_desktop.errors import WeakPassphraseError
from prevent_desktop.vault.keys.passphrases import passphrase_strength, require_acceptable


def test_four_unrelated_words_are_acceptable() -> None:
    strength = passphrase_strength("violet tractor lamp seventeen")
    assert strength.acceptable
    assert strength.score == 4


@pytest.mark.parametrize(
    "passphrase",
    ["", "password1234", "qwertyuiop12", "aaaaaaaaaaaaaaaaaaaa", "xK9!vq", "12345678901234567890"],
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


def test_a_very_long_one_is_judged_without_delay() -> None:
    assert passphrase_strength("violet tractor lamp seventeen " * 200).acceptable


@given(some.text(max_size=100))
def test_any_text_is_judged(passphrase: str) -> None:
    strength = passphrase_strength(passphrase)
    assert 0 <= strength.score <= 4
    assert len(passphrase) >= 12 or not strength.acceptable

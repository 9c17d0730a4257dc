from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from prevent_desktop.errors import WrongSecretError
from prevent_desktop.vault.keys.recovery_code import _checksum, new_recovery_code, read_recovery_code

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def test_a_code_is_six_groups_of_five_and_each_is_new() -> None:
    codes = {new_recovery_code() for _ in range(100)}
    assert len(codes) == 100
    for code in codes:
        assert [len(group) for group in code.split("-")] == [5] * 6
        assert set(code) <= {*LETTERS, "-"}


def test_a_code_is_read_as_a_person_types_it() -> None:
    code = new_recovery_code()
    assert read_recovery_code(code) == code
    assert read_recovery_code(f"  {code.lower().replace('-', ' ')} \n") == code
    assert read_recovery_code(code.replace("-", "").replace("0", "o").replace("1", "l")) == code
    assert read_recovery_code(code.replace("-", "–").replace("1", "I")) == code


@given(some.integers(0, 29), some.sampled_from(LETTERS))
def test_one_wrong_letter_is_noticed(place: int, letter: str) -> None:
    letters = list(new_recovery_code().replace("-", ""))
    if letters[place] == letter:
        return
    letters[place] = letter
    with pytest.raises(WrongSecretError, match="typing mistake"):
        read_recovery_code("".join(letters))


def test_a_letter_that_no_code_has_is_refused_though_the_others_check_it() -> None:
    with pytest.raises(WrongSecretError, match="typing mistake"):
        read_recovery_code("U" * 26 + _checksum("U" * 26))
    assert read_recovery_code("Z" * 26 + _checksum("Z" * 26))


@given(some.integers(0, 28))
def test_two_letters_swapped_are_noticed(place: int) -> None:
    letters = list(new_recovery_code().replace("-", ""))
    if letters[place] == letters[place + 1]:
        return
    letters[place], letters[place + 1] = letters[place + 1], letters[place]
    with pytest.raises(WrongSecretError, match="typing mistake"):
        read_recovery_code("".join(letters))


@given(some.text(max_size=60))
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(WrongSecretError):
        read_recovery_code(text)

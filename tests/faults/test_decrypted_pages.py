"""The search for words in decrypted pages finds each way in which one may stand there, and none that is another word."""

from __future__ import annotations

import base64

import pytest

from tests.faults.decrypted_pages import words_in

WORD = "Zmmwxzgjpnjdkw"


@pytest.mark.parametrize("place", range(6))
def test_a_word_is_found_in_base64_wherever_it_stands(place: int) -> None:
    page = base64.b64encode(b"." * place + f'"text":"{WORD}","at":1'.encode())
    assert words_in([page], [WORD]) == {WORD}


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_word_is_found_as_it_is(code: str) -> None:
    assert words_in([b"before", f"a {WORD.lower()} b".encode(code)], [WORD]) == {WORD}


def test_another_word_with_some_of_its_letters_is_not_it() -> None:
    """Found by team_sync: six letters in common, in base64, were taken for the whole."""
    pages = [base64.b64encode(b"." * place + b'"text":"Bzgjpnjspdsss"') for place in range(6)]
    assert words_in(pages, [WORD]) == set()

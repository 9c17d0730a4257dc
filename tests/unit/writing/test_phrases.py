from __future__ import annotations

from prevent_desktop.writing.phrases import Phrase, filled, found_by, unknown_placeholders

SEEN = Phrase("Seen today", "I saw {name} at {school} on {date}.")
CALLED = Phrase("Called home", "I called home.")
NOBODY = Phrase("No answer at home", "Nobody answered; I saw no one.")


def test_placeholders_are_filled_from_the_record() -> None:
    facts = {"name": "Sam Example", "school": "Hill School", "date": "24 November 2026"}
    assert filled(SEEN.text, facts) == "I saw Sam Example at Hill School on 24 November 2026."


def test_what_is_not_known_stays_to_be_seen() -> None:
    assert filled(SEEN.text, {"name": "Sam", "school": ""}) == "I saw Sam at {school} on {date}."
    assert filled("{name", {"name": "{date}", "date": "today"}) == "{name"
    assert unknown_placeholders("{name} {nmae}") == ("nmae",)


def test_a_phrase_is_found_by_any_of_its_words() -> None:
    phrases = [NOBODY, SEEN, CALLED]
    assert found_by("", phrases) == (CALLED, NOBODY, SEEN)
    assert found_by("home", phrases) == (CALLED, NOBODY)
    assert found_by("SAW", phrases) == (NOBODY, SEEN)
    assert found_by("see", phrases) == (SEEN,)
    assert found_by("zzz", phrases) == ()

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from prevent_desktop.data_files import resources
from prevent_desktop.errors import ProgramError
from prevent_desktop.writing.dictionary import Dictionary
from prevent_desktop.writing.spelling import Speller
from tests.unit.writing.samples import SAMPLES


@pytest.fixture(scope="module")
def dictionary() -> Dictionary:
    return Dictionary(resources() / "dictionaries")


def misspelt(speller: Speller, text: str) -> list[str]:
    return [word.text for word in speller.misspelt(text)]


def test_slips_are_found_and_british_spelling_is_right(dictionary: Dictionary) -> None:
    speller = Speller(dictionary)
    text = (
        "Their behaviour and colour was recieved at the centre, and teh neighbours realised it at the café."
    )
    assert misspelt(speller, text) == ["recieved", "teh"]
    assert misspelt(speller, "He has a favorite color, she said to them") == ["favorite", "color"]


def test_suggestions_begin_with_what_was_meant(dictionary: Dictionary) -> None:
    speller = Speller(dictionary)
    for slip, meant in (
        ("recieve", "receive"),
        ("teh", "the"),
        ("definately", "definitely"),
        ("dont’", "dont"),
    ):
        assert meant in [each.replace("’", "") for each in speller.suggestions(slip)][:3]
    assert len(speller.suggestions("teh")) <= 6
    assert "didn’t" in speller.suggestions("didnt’")


def test_words_of_the_field_are_known(dictionary: Dictionary) -> None:
    for word in (
        "safeguarding",
        "deradicalisation",
        "neurodivergent",
        "screenshot",
        "SENCo",
        "Ofsted",
        "self-harm",
    ):
        assert Speller(dictionary).knows(word), word


def test_names_of_the_record_and_own_words_are_known_in_every_form(dictionary: Dictionary) -> None:
    text = "Zbigniew’s friend at Brzeska-Nowak School wrote to zbyszek and called Mrs Okonkwo there"
    assert len(misspelt(Speller(dictionary), text)) >= 4
    known = Speller(dictionary, ["Zbigniew (known as zbyszek_07) zbyszek", "Brzeska-Nowak School", "OKONKWO"])
    assert misspelt(known, text) == []


def test_their_own_words_are_left_as_they_said_them(dictionary: Dictionary) -> None:
    text = 'She said “I aint goin nowhere wiv im” and then "wotever" and ‘gimme’ and went'
    assert misspelt(Speller(dictionary), text) == []
    assert "goin" in misspelt(Speller(dictionary, in_quotations=True), text)
    assert misspelt(Speller(dictionary), "It’s the pupils’ recieved book, isn’t it") == ["recieved"]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_paragraph_in_another_language_is_left_alone(dictionary: Dictionary, name: str) -> None:
    assert misspelt(Speller(dictionary), SAMPLES[name][0]) == []


def test_a_hyphen_joins_known_words_only(dictionary: Dictionary) -> None:
    speller = Speller(dictionary)
    assert speller.knows("teacher-led")
    assert not speller.knows("teacher-ledd")


def test_without_its_files_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(ProgramError, match="dictionary"):
        Dictionary(tmp_path)


def test_a_folder_with_other_letters_in_its_name_serves_too(tmp_path: Path) -> None:
    folder = tmp_path / "wörter 词典"
    shutil.copytree(resources() / "dictionaries", folder)
    assert Dictionary(folder).knows("colour")

from __future__ import annotations

import hashlib

from prevent_desktop.data_files import resources
from prevent_desktop.writing.word_list import (
    fingerprint_words,
    letters_of,
    offered_bits,
    offered_words,
    well_known_phrases,
)


def test_an_offered_passphrase_is_five_words_of_the_list_and_each_is_new() -> None:
    offered = {offered_words() for _ in range(50)}
    assert len(offered) == 50
    known = (resources() / "wordlists" / "passphrase-words.txt").read_text().split()
    assert all(len(each.split()) == 5 and set(each.split()) <= set(known) for each in offered)


def test_its_bits_are_those_of_the_list() -> None:
    assert 64.0 < offered_bits() < 64.1
    assert 76.8 < offered_bits(6) < 76.9


def test_the_list_never_changes_because_fingerprints_stand_on_it() -> None:
    content = (resources() / "wordlists" / "passphrase-words.txt").read_bytes()
    assert (
        hashlib.sha256(content).hexdigest()
        == "dbdcaa9aa771a08729faf20d5286a3557fe7c99f4d55c11945235ee0591109e8"
    )
    assert fingerprint_words(bytes(range(32))) == (
        "repulsion",
        "eclair",
        "deduce",
        "agreeable",
        "resolved",
        "roman",
    )


def test_well_known_phrases_are_letters_alone_and_long_enough_to_be_found() -> None:
    assert all(phrase == letters_of(phrase) and len(phrase) >= 6 for phrase in well_known_phrases())

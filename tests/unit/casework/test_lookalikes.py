"""Names that look the same and are not are found in pairs; genuine names of any tongue are not taken for each other."""

from __future__ import annotations

from itertools import combinations

import pytest

from prevent_desktop.casework.lookalikes import look_alike, pairs_that_look_alike, skeleton

GENUINE = (
    "Sam Field", "Pat Lee", "Iain Hall", "Łukasz Wójcik", "Zofia Żak", "Zofia Zak", "Siân Evans", "Sian Evans", "Seán Ó Briain",
    "محمد علی", "محمود علی", "فاطمہ بی بی", "عائشہ خان", "রহিমা খাতুন", "রহিম খান", "Иван Петров", "Ирина Петрова", "Nguyễn Thị Hoa",
    "Nguyen Thi Hoa", "Αννα Παππά", "王芳", "王方", "ਅਮਨਦੀਪ ਕੌਰ", "José Núñez", "Jose Nunez", "Özil", "Oezil", "Mark", "Marc", "Clare", "Claire",
)  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sam Field", "S\u0430m Field"),  # a Cyrillic a
        ("Pat Lee", "\u0420\u0430t Lee"),
        ("Police", "\u03a1olice"),  # a Greek rho
        ("Sam Field", "\uff33\uff41\uff4d Field"),  # fullwidth
        ("Sam Field", "\U0001d5e6am Field"),  # mathematical
        ("Zoë", "Zoe\u0308"),
        ("Ali Khan", "A\u200dli Khan"),
        ("Iain Hall", "lain Hall"),
        ("Bernard", "Bemard"),
        ("O'Brien", "O\u2019Brien"),
        ("Max", "\u041c\u0430\u0445"),
        ("علی", "علي"),
    ],
)
def test_what_looks_the_same_and_is_not_is_found(one: str, other: str) -> None:
    assert look_alike(one, other)
    assert list(pairs_that_look_alike([one, "Somebody Else", other])) == [(one, other)]


def test_genuine_names_are_told_apart() -> None:
    assert [pair for pair in combinations(GENUINE, 2) if look_alike(*pair)] == []
    assert list(pairs_that_look_alike(GENUINE)) == []


@pytest.mark.parametrize("again", ["Sam Field", "sam field", " Sam  Field", "SAM FIELD"])
def test_one_name_is_not_two(again: str) -> None:
    assert not look_alike("Sam Field", again)
    assert list(pairs_that_look_alike(["Sam Field", again])) == []


def test_a_skeleton_of_nothing_is_nothing() -> None:
    assert skeleton(" \u200d ") == ""

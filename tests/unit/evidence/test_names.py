"""A name from outside becomes one that no file system and no reader is deceived by."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.evidence.names import safe_name


@pytest.mark.parametrize(
    ("untrusted", "safe"),
    [
        ("letter.pdf", "letter.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\System32\\evil.txt", "evil.txt"),
        ("/absolute/path.txt", "path.txt"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("Com1 .jpg", "_Com1.jpg"),
        ("conin$", "_conin$"),
        ("photo\u202egpj.exe", "photo_gpj.exe"),
        ("a\nb\x00c.txt", "a_b_c.txt"),
        (" .hidden. ", "hidden"),
        ("stream.txt:hidden", "stream.txt_hidden"),
        ("..", "file"),
        ("", "file"),
        ("Łódź שלום.jpg", "Łódź שלום.jpg"),
    ],
)
def test_names_are_made_safe_and_good_ones_stay(untrusted: str, safe: str) -> None:
    assert safe_name(untrusted) == safe


@given(st.text(max_size=400))
def test_every_name_is_one_short_part_and_stays_the_same_when_made_safe_again(untrusted: str) -> None:
    name = safe_name(untrusted)
    assert 0 < len(name.encode()) <= 230
    assert not {"/", "\\", "\0", "\n", ":"} & set(name)
    assert name.strip(" .") == name
    assert safe_name(name) == name


def test_a_long_name_keeps_its_ending() -> None:
    name = safe_name("ж" * 400 + ".jpeg")
    assert name.endswith("ж.jpeg")
    assert len(name.encode()) <= 220


def test_two_files_get_two_names_whatever_the_case_of_the_letters() -> None:
    taken: set[str] = set()
    assert [safe_name(name, taken) for name in ("A.txt", "a.TXT", "a (2).txt")] == [
        "A.txt", "a (2).TXT", "a (2) (2).txt",
    ]  # fmt: skip


@given(st.lists(st.text(), max_size=8))
def test_any_names_become_different_ones(untrusted: list[str]) -> None:
    taken: set[str] = set()
    names = [safe_name(name, taken) for name in untrusted]
    assert len({name.casefold() for name in names}) == len(names)

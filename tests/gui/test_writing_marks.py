"""Marks move with the text: after any edits, and a look at what is stale, they are what a fresh look would find."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.ui.writing.marks import Marks, Span

SLIP = re.compile("x+")


def slips(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Runs of x, as if these were words to check."""
    return [
        found.span()
        for found in SLIP.finditer(text)
        if start <= found.start() < (len(text) if end is None else end)
    ]


def paragraph_around(text: str, place: int) -> Span:
    start = text.rfind("\n", 0, place) + 1
    end = text.find("\n", place)
    return start, len(text) if end < 0 else end


def look(marks: Marks, text: str) -> None:
    """As the check does: paragraph by paragraph until nothing is stale."""
    while marks.stale is not None:
        start, end = paragraph_around(text, min(marks.stale[0], len(text)))
        marks.looked_at(start, end + 1, slips(text, start, end))


edits = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 8), st.text("xa \n", max_size=6), st.booleans()), max_size=12
)


@given(st.text("xa \n", max_size=40), edits)
def test_after_any_edits_a_look_at_what_is_stale_finds_all(
    text: str, made: list[tuple[int, int, str, bool]]
) -> None:
    marks = Marks()
    marks.all_stale(len(text))
    look(marks, text)
    for at, removed, added, look_now in made:
        start = min(at, len(text))
        end = min(start + removed, len(text))
        text = text[:start] + added + text[end:]
        marks.changed(start, end - start, len(added))
        assert all(first[1] <= second[0] for first, second in zip(marks.spans, marks.spans[1:], strict=False))
        if look_now:
            look(marks, text)
            assert marks.spans == slips(text)
    look(marks, text)
    assert marks.spans == slips(text)


def test_the_word_at_a_place_and_the_next_one() -> None:
    marks = Marks()
    marks.looked_at(0, 30, [(2, 5), (9, 12), (20, 24)])
    assert marks.at(1) is None
    assert [marks.at(place) for place in (2, 4, 5)] == [(2, 5)] * 3
    assert marks.following(3) == (9, 12)
    assert marks.following(25) == (2, 5)
    assert marks.between(5, 20) == [(9, 12), (20, 24)]
    marks.clear()
    assert marks.following(0) is None

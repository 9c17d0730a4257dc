from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.writing.differing import differing


@given(st.text("ab", max_size=20), st.text("ab", max_size=20))
def test_the_middle_put_in_place_gives_the_other_text(before: str, after: str) -> None:
    start, end = differing(before, after)
    assert before[:start] == after[:start]
    middle = after[start : len(after) - end]
    assert before[:start] + middle + before[len(before) - end :] == after
    gone = before[start : len(before) - end]
    assert not (gone and middle) or (gone[0] != middle[0] and gone[-1] != middle[-1])

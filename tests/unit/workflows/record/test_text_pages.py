"""A long text is cut into pages that a window can lay out, and loses none of its words."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from prevent_desktop.workflows.record.text_pages import text_pages


def test_pages_follow_lines_and_a_line_without_end_is_broken() -> None:
    pages = text_pages("\n".join(map(str, range(130))) + "\n" + "x" * 3_000_000)
    assert pages[0].splitlines() == [str(number) for number in range(60)]
    assert all(len(line) <= 400 for page in pages for line in page.splitlines())
    assert sum(page.count("x") for page in pages) == 3_000_000


def test_nothing_in_them_turns_or_hides_letters() -> None:
    assert text_pages("exe.\u202efdp\x1b[31m\u200b") == ("exe.fdp[31m",)


def test_no_words_are_one_empty_page() -> None:
    assert text_pages("") == ("",)


@given(st.text(alphabet="ab \n\t\r", max_size=900))
def test_no_word_is_lost(text: str) -> None:
    pages = text_pages(text)
    assert "\n".join(pages).split() == text.split()
    assert all(len(page) <= 4_400 and page.count("\n") < 60 for page in pages)

"""Texts of millions of letters: how much of one is laid out at once. Pure.

Honest writing may be long, and somebody may mean ill. What is longer is kept whole, and a page that shows it at length has it in pages.
"""

from __future__ import annotations

from typing import Final

from prevent_desktop.translation import _

MOST_LETTERS: Final = 20_000
"""Of a text on a page, and of one page of a text that is shown in pages: some eight sheets of paper."""
MOST_IN_LIST: Final = 2_000
"""Of a cell of a table, of which there are many, and of the words on a button."""
MOST_WRITTEN: Final = 500_000
"""Of what can be pasted, or changed in a box of a form: eighty thousand words."""
_ROOM: Final = 1_000
"""So many letters before the end of a page a place between two words is looked for."""


def shortened(text: str, most: int = MOST_LETTERS) -> str:
    """The text, or its beginning and how much more there is."""
    if len(text) <= most:
        return text
    return _("{text}… ({number} more letters)").format(text=text[:most], number=len(text) - most)


def in_pages(text: str) -> tuple[str, ...]:
    """All of a text, in pages that can be laid out; between two words where there are such."""
    pages, begin = [], 0
    while len(text) - begin > MOST_LETTERS:
        end = begin + MOST_LETTERS
        space = max(text.rfind(one, end - _ROOM, end) for one in " \n")
        pages.append(text[begin : (space + 1) or end])
        begin += len(pages[-1])
    return (*pages, text[begin:])


def one_line(text: str, most: int) -> str:
    """A text as one line of so many letters at most, cut between two words."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]}…"

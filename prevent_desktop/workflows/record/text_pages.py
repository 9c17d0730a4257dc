"""A long text cut into pages that a window can show at once. Pure."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from prevent_desktop.evidence.names import printable

_LINES, _LETTERS = 60, 4_000
"""Of one page."""
_LONGEST_LINE = 400
"""Letters. A line without end would hold up whatever lays it out."""


def text_pages(untrusted_text: str) -> tuple[str, ...]:
    """Its pages, with nothing in them that turns or hides letters; one empty page where there are no words."""
    pages: list[str] = []
    lines: list[str] = []
    letters = 0
    for line in _lines(untrusted_text):
        if lines and (len(lines) == _LINES or letters + len(line) > _LETTERS):
            pages.append("\n".join(lines))
            lines, letters = [], 0
        if lines or line.strip() or not pages:
            lines.append(line)
            letters += len(line)
    if lines or not pages:
        pages.append("\n".join(lines))
    return tuple(pages)


def _lines(text: str) -> Iterator[str]:
    for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        shown = printable(line.expandtabs(4))
        if len(shown) <= _LONGEST_LINE:
            yield shown.rstrip()
        else:
            yield from textwrap.wrap(shown, _LONGEST_LINE, replace_whitespace=False) or [""]

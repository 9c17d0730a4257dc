"""Quotation marks: what stands between them, and how own words are put between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTED = re.compile(
    '“[^“”\n]*”|„[^„“”\n]*[“”]|«[^«»\n]*»|"[^"\n]*"|(?<!\\w)‘[^‘\n]*?’(?!\\w)|「[^「」\n]*」'
)
_BEFORE_OPENING = re.compile(r"[\s(\[{\-–—/“‘]")


def quoted_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Where quotations stand in one paragraph, with their marks; one that is still open is none yet."""
    return tuple(found.span() for found in _QUOTED.finditer(text))


@dataclass(frozen=True, slots=True)
class Wrapped:
    """A text between quotation marks. `text` replaces the selection, `caret` is where writing goes on in it."""

    text: str
    caret: int


def put_in_quotes(selected: str) -> Wrapped:
    """Put `selected` between “ and ”; space around it stays outside. With nothing selected the caret goes between."""
    inner = selected.strip()
    if not inner:
        return Wrapped(f"{selected}“”", len(selected) + 1)
    before = selected[: len(selected) - len(selected.lstrip())]
    after = selected[len(selected.rstrip()) :]
    if inner[0] in '“"' and inner[-1] in '”"' and len(inner) > 1:
        inner = inner[1:-1]
    text = f"{before}“{inner}”{after}"
    return Wrapped(text, len(text) - len(after))


def curly(mark: str, before: str) -> str:
    """The curly form of a straight `mark` (" or ') that is typed after the text `before`."""
    opening = not before or _BEFORE_OPENING.match(before[-1]) is not None
    if mark == '"':
        return "“" if opening else "”"
    return "‘" if opening else "’"

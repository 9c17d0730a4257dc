"""Words in a text: which of them can be checked for spelling, and how many there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_LETTER = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_CHUNK = re.compile(r"\S+")
_RUN = re.compile(r"[\w\u0300-\u036f]+(?:['’\-][\w\u0300-\u036f]+)*")
_LATIN = re.compile(rf"[{_LETTER}\u0300-\u036f]+(?:['’\-][{_LETTER}\u0300-\u036f]+)*")
_CAPITALS = re.compile(r"[A-Z]{2,6}s?(?:['’]s)?")
_LONGEST = 40

_COUNTED_ALONE = "\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_COUNTED = re.compile(rf"[{_COUNTED_ALONE}]|[^\s—…{_COUNTED_ALONE}]+")
_SAYS_SOMETHING = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Word:
    """A word and where it stands: `end` is the place after its last letter."""

    start: int
    end: int
    text: str


def checkable_words(text: str) -> Iterator[Word]:
    """The words of `text` that a dictionary of English can say something about.

    Left out are other scripts, addresses, handles, anything with a figure, short capitals (DSL, CAMHS), names of
    the kind WhatsApp, and what is longer than any word.
    """
    for chunk in _CHUNK.finditer(text):
        if _is_address(chunk.group()):
            continue
        for found in _RUN.finditer(text, *chunk.span()):
            word = found.group()
            if 1 < len(word) <= _LONGEST and _LATIN.fullmatch(word) and _common_case(word):
                yield Word(found.start(), found.end(), word)


def _is_address(chunk: str) -> bool:
    """Whether it is an address of the web, an e-mail address, a handle, a tag, or the path of a file."""
    bare = chunk.lstrip("\"'“‘(")
    return (
        "@" in chunk
        or "://" in chunk
        or "\\" in chunk
        or bare.startswith(("www.", "#"))
        or chunk.count("/") > 1
    )


def _common_case(word: str) -> bool:
    """Whether capitals stand where ordinary words have them."""
    if _CAPITALS.fullmatch(word):
        return False
    return all(part[1:].islower() or part.isupper() or not part[1:] for part in re.split(r"['’\-]", word))


def count_words(text: str) -> int:
    """How many words there are; in Chinese and Japanese, which set no space between words, how many characters."""
    return sum(1 for found in _COUNTED.findall(text) if _SAYS_SOMETHING.search(found))

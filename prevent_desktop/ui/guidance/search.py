"""Full-text search over the guidance: an index in memory, by whole words, their beginnings and their stems. No Qt."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from prevent_desktop.ui.guidance.pages import GuidancePage, Section

_WORD = re.compile(r"[^\W_]+")
_ENDINGS = ("ings", "ing", "ed", "ies", "es", "s")
_SHORTEST_STEM = 3
_SURE_STEM = 5
_SNIPPET = 110
_TITLE, _HEADING, _BODY = 10.0, 6.0, 2.0
_MANY, _BESIDE = 4.0, 8.0
_ENOUGH = 3
"""More than so many times the same word in one section does not make it better."""

Marks = tuple[tuple[int, int], ...]
"""Where found words stand in a text: (start, length)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page, its section that fits best, and a piece of that section with the words that were found."""

    page: GuidancePage
    section: Section
    snippet: str


@dataclass(frozen=True, slots=True)
class Findings:
    """The pages that were found, the best first; `all_words` is false where none has all of them but some has some."""

    found: tuple[Found, ...]
    all_words: bool = True


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class _Part:
    section: Section
    heading: tuple[_Token, ...]
    body: tuple[_Token, ...]


class GuidanceIndex:
    """Built once from `pages`; nothing is written anywhere."""

    def __init__(self, pages: Sequence[GuidancePage]) -> None:
        self._pages = [
            (
                page,
                _tokens(page.title),
                [_Part(one, _tokens(one.heading), _tokens(one.plain)) for one in page.sections],
            )
            for page in pages
        ]

    def search(self, words: str) -> Findings:
        """The pages with all of `words`; where there is none, those with most of them."""
        wanted = _wanted(words)
        scored = [
            (*score, found)
            for page, title, parts in self._pages
            if (score := _score(title, parts, wanted))[0]
            for found in (_found(page, parts, wanted),)
        ]
        scored.sort(key=lambda one: (-one[0], -one[1], one[2].page.title))
        whole = tuple(found for count, _points, found in scored if count == len(wanted))
        return Findings(whole or tuple(found for *_rest, found in scored), all_words=bool(whole))


def marks_in(text: str, words: str) -> Marks:
    """Where `text` has any of `words`: whole words, words that begin so, and other endings of them."""
    wanted = _wanted(words)
    return tuple(
        (token.start, token.length)
        for token in _tokens(text)
        if any(_fit(word, token.text) for word in wanted)
    )


def _wanted(words: str) -> tuple[str, ...]:
    """The words that are looked for, each once; single letters only where there is nothing longer."""
    found = tuple(dict.fromkeys(token.text for token in _tokens(words)))
    return tuple(word for word in found if len(word) > 1) or found


def _tokens(text: str) -> tuple[_Token, ...]:
    return tuple(_Token(_folded(one[0]), one.start(), len(one[0])) for one in _WORD.finditer(text))


def _folded(word: str) -> str:
    """Without case and accents."""
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _stem(word: str) -> str:
    """A word without a common English ending: ``shared``, ``sharing`` and ``share`` are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    if len(word) > _SHORTEST_STEM and word.endswith("e"):
        return word[:-1]
    if len(word) > _SHORTEST_STEM and word[-1] == word[-2] and word[-1] not in "aeiouls":
        return word[:-1]
    return word


def _fit(wanted: str, word: str) -> float:
    """How well a word fits one that is looked for; 0 where it does not."""
    if word == wanted:
        return 1.5
    if word.startswith(wanted):
        return 1.0
    stem = _stem(wanted)
    if _stem(word) == stem:
        return 1.0
    return 0.5 if len(stem) >= _SURE_STEM and word.startswith(stem) else 0.0


def _points(tokens: Sequence[_Token], word: str, weight: float) -> float:
    fits = sorted((fit for token in tokens if (fit := _fit(word, token.text))), reverse=True)
    return weight * sum(fits[:_ENOUGH])


def _score(title: Sequence[_Token], parts: Sequence[_Part], wanted: Sequence[str]) -> tuple[int, float]:
    """How many of the words the page has, and how well its best section has them."""
    everywhere = [*title, *(token for part in parts for token in (*part.heading, *part.body))]
    count = sum(any(_fit(word, token.text) for token in everywhere) for word in wanted)
    in_title = sum(_points(title, word, _TITLE) for word in wanted)
    return count, in_title + max(_worth(part, wanted) for part in parts)


def _worth(part: _Part, wanted: Sequence[str]) -> float:
    """How well a section has the words: more of them, in its heading, and beside each other."""
    each = [_points(part.heading, word, _HEADING) + _points(part.body, word, _BODY) for word in wanted]
    return sum(each) + _MANY * sum(points > 0 for points in each) + _BESIDE * _pairs(part, wanted)


def _pairs(part: _Part, wanted: Sequence[str]) -> int:
    """How many of the words that follow each other also do so in the section."""
    tokens = (*part.heading, *part.body)
    followed = list(itertools.pairwise(tokens))
    return sum(
        any(_fit(first, one.text) and _fit(second, two.text) for one, two in followed)
        for first, second in itertools.pairwise(wanted)
    )


def _found(page: GuidancePage, parts: Sequence[_Part], wanted: Sequence[str]) -> Found:
    best = max(parts, key=lambda part: _worth(part, wanted))
    return Found(page, best.section, _snippet(best, wanted))


def _snippet(part: _Part, wanted: Sequence[str]) -> str:
    """A piece of the section that has as many of the words as fit, cut between words."""
    text = part.section.plain
    hits = [token for token in part.body if any(_fit(word, token.text) for word in wanted)]
    start = _start_of_words(text, _best_start(hits, wanted))
    end = text.find(" ", start + _SNIPPET)
    before, after = ("… " if start else ""), (" …" if end >= 0 else "")
    return f"{before}{text[start : end if end >= 0 else None].strip()}{after}"


def _best_start(hits: Sequence[_Token], wanted: Sequence[str]) -> int:
    def words_from(first: _Token) -> int:
        near = [hit for hit in hits if first.start <= hit.start < first.start + _SNIPPET * 2 // 3]
        return sum(any(_fit(word, hit.text) for hit in near) for word in wanted)

    best = max(hits, key=words_from, default=None)
    return 0 if best is None else max(0, best.start - _SNIPPET // 3)


def _start_of_words(text: str, place: int) -> int:
    return 0 if place == 0 else text.rfind(" ", 0, place) + 1

"""Full-text search over the guidance: an index in memory, by whole words, their beginnings and their stems. No Qt."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    """A section: how often it has each word, which words follow each other, and where those of its text stand."""

    section: Section
    heading: Counter[str]
    body: Counter[str]
    pairs: frozenset[tuple[str, str]]
    tokens: tuple[_Token, ...]


@dataclass(frozen=True, slots=True)
class _Page:
    page: GuidancePage
    title: Counter[str]
    parts: tuple[_Part, ...]


_Fits = Mapping[str, float]
"""How well the words that occur fit one that is looked for; those that do not are left out."""


class GuidanceIndex:
    """Built once from `pages`; nothing is written anywhere."""

    def __init__(self, pages: Sequence[GuidancePage]) -> None:
        self._pages = [
            _Page(page, Counter(_words(page.title)), tuple(_part(one) for one in page.sections))
            for page in pages
        ]
        counted = (counts for page in self._pages for counts in (page.title, *_counts(page.parts)))
        self._stems = {word: _stem(word) for counts in counted for word in counts}

    def search(self, words: str) -> Findings:
        """The pages with all of `words`; where there is none, those with most of them."""
        wanted = [self._fits(word) for word in _wanted(words)]
        scored = [(*_score(page, wanted), page) for page in self._pages]
        some = [one for one in scored if one[0]]
        some.sort(key=lambda one: (-one[0], -one[1], one[2].page.title))
        whole = [one for one in some if one[0] == len(wanted)]
        found = tuple(_found(page, wanted) for *_score_of_it, page in whole or some)
        return Findings(found, all_words=bool(whole))

    def _fits(self, wanted: str) -> _Fits:
        stem = _stem(wanted)
        return {word: fit for word, its in self._stems.items() if (fit := _fit(wanted, stem, word, its))}


def marks_in(text: str, words: str) -> Marks:
    """Where `text` has any of `words`: whole words, words that begin so, and other endings of them."""
    wanted = [(word, _stem(word)) for word in _wanted(words)]
    return tuple(
        (token.start, token.length)
        for token in _tokens(text)
        if any(_fit(word, stem, token.text, _stem(token.text)) for word, stem in wanted)
    )


def searched_words(untrusted_text: str) -> tuple[str, ...]:
    """The words of what was typed; signs alone are none."""
    return tuple(word for word in untrusted_text.split() if any(map(str.isalnum, word)))


def has_all(text: str, words: Sequence[str]) -> bool:
    """Whether `text` has each of the `words`, as `marks_in` finds them."""
    return all(marks_in(text, word) for word in words)


def _part(section: Section) -> _Part:
    heading, tokens = _words(section.heading), _tokens(section.plain)
    body = tuple(token.text for token in tokens)
    pairs = frozenset(itertools.pairwise((*heading, *body)))
    return _Part(section, Counter(heading), Counter(body), pairs, tokens)


def _counts(parts: Iterable[_Part]) -> Iterator[Counter[str]]:
    return (counts for part in parts for counts in (part.heading, part.body))


def _words(text: str) -> tuple[str, ...]:
    return tuple(token.text for token in _tokens(text))


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


def _fit(wanted: str, wanted_stem: str, word: str, stem: str) -> float:
    """How well a word fits one that is looked for; 0 where it does not."""
    if word == wanted:
        return 1.5
    if word.startswith(wanted) or stem == wanted_stem:
        return 1.0
    return 0.5 if len(wanted_stem) >= _SURE_STEM and word.startswith(wanted_stem) else 0.0


def _points(counts: Counter[str], fits: _Fits) -> float:
    """What the words of a text count for: the best fits, and the same word again only so often."""
    there = fits.keys() & counts.keys()
    found = sorted(
        (fits[word] for word in there for _time in range(min(counts[word], _ENOUGH))), reverse=True
    )
    return sum(found[:_ENOUGH])


def _score(page: _Page, wanted: Sequence[_Fits]) -> tuple[int, float]:
    """How many of the words the page has, and how well its best section has them."""
    everywhere = (page.title, *_counts(page.parts))
    count = sum(any(not fits.keys().isdisjoint(counts) for counts in everywhere) for fits in wanted)
    in_title = sum(_TITLE * _points(page.title, fits) for fits in wanted)
    return count, in_title + max(_worth(part, wanted) for part in page.parts)


def _worth(part: _Part, wanted: Sequence[_Fits]) -> float:
    """How well a section has the words: more of them, in its heading, and beside each other."""
    each = [_HEADING * _points(part.heading, fits) + _BODY * _points(part.body, fits) for fits in wanted]
    return sum(each) + _MANY * sum(points > 0 for points in each) + _BESIDE * _pairs(part, wanted)


def _pairs(part: _Part, wanted: Sequence[_Fits]) -> int:
    """How many of the words that follow each other also do so in the section."""
    return sum(
        any(one in first and two in second for one, two in part.pairs)
        for first, second in itertools.pairwise(wanted)
    )


def _found(page: _Page, wanted: Sequence[_Fits]) -> Found:
    best = max(page.parts, key=lambda part: _worth(part, wanted))
    return Found(page.page, best.section, _snippet(best, wanted))


def _snippet(part: _Part, wanted: Sequence[_Fits]) -> str:
    """A piece of the section that has as many of the words as fit, cut between words."""
    text = part.section.plain
    hits = [token for token in part.tokens if any(token.text in fits for fits in wanted)]
    start = _start_of_words(text, _best_start(hits, wanted))
    end = text.find(" ", start + _SNIPPET)
    before, after = ("… " if start else ""), (" …" if end >= 0 else "")
    return f"{before}{text[start : end if end >= 0 else None].strip()}{after}"


def _best_start(hits: Sequence[_Token], wanted: Sequence[_Fits]) -> int:
    def words_from(first: _Token) -> int:
        near = [hit for hit in hits if first.start <= hit.start < first.start + _SNIPPET * 2 // 3]
        return sum(any(hit.text in fits for hit in near) for fits in wanted)

    best = max(hits, key=words_from, default=None)
    return 0 if best is None else max(0, best.start - _SNIPPET // 3)


def _start_of_words(text: str, place: int) -> int:
    return 0 if place == 0 else text.rfind(" ", 0, place) + 1

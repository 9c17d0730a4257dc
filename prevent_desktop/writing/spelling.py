"""Which words of a paragraph are to be looked at: a dictionary, own words, the record's names, and tact."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Protocol

from prevent_desktop.writing.quotations import quoted_spans
from prevent_desktop.writing.words import Word, checkable_words

_ENOUGH = 4
_MOST = 0.5
_POSSESSIVE = ("'s", "’s", "s'", "s’", "'", "’")


class KnowsWords(Protocol):
    """A dictionary."""

    def knows(self, word: str) -> bool:
        """Whether `word` is spelt right."""

    def suggestions(self, word: str) -> tuple[str, ...]:
        """What may have been meant."""


class Speller:
    """Looks through paragraphs. `known` are words that are right beside the dictionary's: own words, names.

    With `in_quotations` off, what stands between quotation marks is left alone: these are somebody's own words.
    """

    def __init__(
        self, dictionary: KnowsWords, known: Iterable[str] = (), *, in_quotations: bool = False
    ) -> None:
        self._dictionary = dictionary
        self._known = set(known_forms(known))
        self._in_quotations = in_quotations

    def misspelt(self, paragraph: str) -> tuple[Word, ...]:
        """The words to look at, in their order; none in a paragraph that is not in English."""
        words = self._words(paragraph)
        unknown = [word for word in words if not self.knows(word.text)]
        if len(words) >= _ENOUGH and len(unknown) > len(words) * _MOST:
            return ()
        return tuple(unknown)

    def knows(self, word: str) -> bool:
        """Whether `word`, or each part of it that a hyphen joins, is known."""
        return self._knows_whole(word) or (
            "-" in word and all(self._knows_whole(part) for part in word.split("-") if part)
        )

    def suggestions(self, word: str) -> tuple[str, ...]:
        """What may have been meant."""
        return self._dictionary.suggestions(word)

    def _words(self, paragraph: str) -> list[Word]:
        words = list(checkable_words(paragraph))
        if self._in_quotations:
            return words
        spans = quoted_spans(paragraph)
        return [word for word in words if not any(start < word.start < end for start, end in spans)]

    def _knows_whole(self, word: str) -> bool:
        return self._dictionary.knows(word) or any(form in self._known for form in _bare_forms(_folded(word)))


def _folded(word: str) -> str:
    return unicodedata.normalize("NFC", word).casefold().replace("’", "'")


def _bare_forms(word: str) -> Iterator[str]:
    yield word
    for ending in _POSSESSIVE:
        if word.endswith(ending):
            yield word.removesuffix(ending)


def known_forms(texts: Iterable[str]) -> Iterator[str]:
    """The single words of names and the like, as `Speller` compares them."""
    for text in texts:
        for piece in "".join(
            letter if letter.isalnum() or letter in "'’-" else " " for letter in text
        ).split():
            yield _folded(piece)
            yield from (_folded(part) for part in piece.split("-") if part)

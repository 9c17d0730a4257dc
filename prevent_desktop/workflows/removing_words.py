"""Finds words in texts in any spelling of capitals and accents, and takes them out: for copies and for packs alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple


class FoundWord(NamedTuple):
    """A word as it is compared, and where it stands in its text."""

    folded: str
    start: int
    end: int


class Span(NamedTuple):
    """Characters `start` to `end` of a text, and what stands there instead."""

    start: int
    end: int
    instead: str


@cache
def word_pattern() -> re.Pattern[str]:
    """A word with the marks that belong to its letters: a decomposed accent, a vowel sign of Bengali or Hindi."""
    marks = "".join(chr(n) for n in range(0x300, 0xFFFF) if unicodedata.category(chr(n)).startswith("M"))
    letters = rf"(?:[^\W_][{re.escape(marks)}]*)+"
    return re.compile(rf"{letters}(?:['’\-]{letters})*")


def fold(word: str) -> str:
    """A word without capitals and accents, and without the s of the genitive: Zoë’s and ZOE are one."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return plain.casefold().replace("’", "'").removesuffix("'s")


def words_of(text: str) -> list[FoundWord]:
    """The words of `text` in their order."""
    return [
        FoundWord(fold(match.group()), match.start(), match.end()) for match in word_pattern().finditer(text)
    ]


def stands_at(words: str, text: str, *, inside: bool = False) -> Iterator[tuple[int, int]]:
    """Where `words` stand in `text`: in this order, whatever stands between them, also with an s of the genitive at the end.

    In scripts without capitals, where words may stand with no space between or a prefix before them, and for signs
    that are no words, letter by letter too; `inside` looks so in any script, as in the name of a file.
    """
    wanted = [fold(match.group()) for match in _parts().finditer(words)]
    found = list(_parts().finditer(text)) if wanted else []
    folded = [fold(match.group()) for match in found]
    for number in range(len(found) - len(wanted) + 1 if wanted else 0):
        *before, last = folded[number : number + len(wanted)]
        if before == wanted[:-1] and last in {wanted[-1], f"{wanted[-1]}s"}:
            yield found[number].start(), found[number + len(wanted) - 1].end()
    letters = inside or not wanted or any(unicodedata.category(letter) == "Lo" for letter in words)
    if words.strip() and letters:
        for match in re.finditer(_letter_by_letter(words), text, re.IGNORECASE):
            yield match.start(), match.end()


@cache
def _parts() -> re.Pattern[str]:
    """Words as `word_pattern`, but the parts of one with a hyphen each by itself: a name may be one of them."""
    return re.compile(word_pattern().pattern.replace(r"['’\-]", "['’]"))


@cache
def _letter_by_letter(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split()))


def replaced(text: str, spans: Iterable[Span]) -> str:
    """`text` with each of the spans replaced; of those that overlap, all goes and the words of the first stay."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start < joined[-1].end:
            joined[-1] = joined[-1]._replace(end=max(joined[-1].end, span.end))
        else:
            joined.append(span)
    for span in reversed(joined):
        text = text[: span.start] + span.instead + text[span.end :]
    return text

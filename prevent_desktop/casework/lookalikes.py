"""Names that look the same and are not: by letters of another alphabet, or by signs that are drawn alike (UTS 39, section 4).

Two names look alike where they have one skeleton. The letters here are those that fonts draw as Latin ones, and pairs of Arabic letters that
differ at the end of a word alone; it is no full table: what merely resembles another letter, and whole scripts beside these, are not found.
Names are told of in pairs alone, so that no name is odd by itself, in whatever script.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Final

_CYRILLIC: Final = ("аԁеһіјӏорԛсѕухѵѡԝАВЕНІЈӀКМОРԚСЅТУХѴЅԜ", "adehijlopqcsyxvwwABEHIJlKMOPQCSTYXVSW")
_GREEK: Final = ("αικνορυϲϳΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹͿ", "aiknopucjABEZHIKMNOPTYXCJ")
_ARMENIAN: Final = ("օոսհցՕՍ", "onuhgOU")
_LATIN: Final = ("ıɑɡǀ", "iagl")
_ARABIC: Final = ("يىكہەھ", "ییکههه")
_SIGNS: Final = ("’‘ʼʻ`´‐‑‒–—−", "''''''------")
_LETTERS: Final = str.maketrans(
    {
        strange: usual
        for strangers, usuals in (_CYRILLIC, _GREEK, _ARMENIAN, _LATIN, _ARABIC, _SIGNS)
        for strange, usual in zip(strangers, usuals, strict=True)
    }
)
_STROKES: Final = str.maketrans(
    {"I": "l", "1": "l", "|": "l", "0": "o", "O": "o", "\u200c": "", "\u200d": ""}
)
"""What is one stroke, or one ring, in most fonts, and joiners, which are no sign by themselves."""


def skeleton(name: str) -> str:
    """What the eye sees of a name: the same for all that look alike. It is no name, and is shown to nobody."""
    plain = unicodedata.normalize("NFKC", name).translate(_LETTERS)
    return " ".join(
        unicodedata.normalize("NFC", plain).translate(_STROKES).casefold().replace("rn", "m").split()
    )


def look_alike(one: str, other: str) -> bool:
    """Whether two names look the same and are written with other signs; spaces and capitals are no difference."""
    return _written(one) != _written(other) and skeleton(one) == skeleton(other)


def one_to_the_eye(one: str, other: str) -> bool:
    """Whether nobody can tell two names apart by reading them, however they are written."""
    return skeleton(one) == skeleton(other)


def pairs_that_look_alike(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each two of these names that look the same and are not, in their order."""
    alike: dict[str, dict[str, str]] = defaultdict(dict)
    for name in names:
        alike[skeleton(name)].setdefault(_written(name), name)
    for found in alike.values():
        yield from combinations(found.values(), 2)


def _written(name: str) -> str:
    return " ".join(name.casefold().split())

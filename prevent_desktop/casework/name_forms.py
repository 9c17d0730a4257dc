"""Names in plain letters and as they sound, so that one name in two spellings is found: romanised, without marks, by consonants.

What sounds alike in one of the languages that a name may come from shares a letter of the sound: `c` is k or s, `x` is ks, sh
(pinyin) or h (Somali), `j` is j or y. So a word may have several sounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product

_MOST_SOUNDS = 10
_APART = re.compile(r"[\s\-–—_/.,]+")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_TITLES = frozenset({"mr", "mrs", "miss", "ms", "dr", "mx"})
PARTICLES = frozenset(
    {"al", "el", "ul", "bin", "ibn", "bint", "binti", "de", "da", "van", "von", "ni", "abd"}
)
COMMON = frozenset({"singh", "kaur", "begum", "bibi", "khatun", "mohammed", "muhammad", "mohammad", "muhammed",
                    "mohamed", "md", "mohd", "miah", "uddin", "thi", "van"}) | PARTICLES  # fmt: skip
"""Words that so many share that they alone make no two people alike."""

_SOUNDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sch", ("S",)), ("tch", ("S",)), ("tsh", ("S",)), ("tzs", ("S",)), ("chr", ("KR",)),
    ("dzh", ("S",)), ("shch", ("S",)), ("ngh", ("N",)), ("nj", ("NS",)),
    ("ch", ("S", "K")), ("cz", ("S",)), ("sz", ("S",)), ("sh", ("S",)), ("zh", ("S",)), ("hs", ("S",)), ("ts", ("S",)),
    ("tz", ("S",)), ("dj", ("S",)), ("ph", ("F",)), ("kh", ("K",)), ("gh", ("K",)), ("ck", ("K",)), ("qu", ("K",)),
    ("th", ("T",)), ("dh", ("T",)), ("ng", ("N", "NK")), ("mb", ("MP",)), ("bh", ("F", "P")), ("mh", ("F", "M")),
    ("eigh", ("", "K")), ("wr", ("R",)), ("kn", ("N",)), ("x", ("KS", "S", "")), ("j", ("S", "")), ("z", ("S",)), ("s", ("S",)),
    ("k", ("K",)), ("q", ("K", "S")), ("t", ("T",)), ("d", ("T",)), ("b", ("P",)), ("p", ("P",)), ("f", ("F",)),
    ("v", ("F",)), ("m", ("M",)), ("n", ("N",)), ("l", ("L",)), ("r", ("R",)),
)  # fmt: skip
_BY_FIRST = {
    letter: tuple((spelt, heard) for spelt, heard in sorted(_SOUNDS, key=lambda one: -len(one[0])) if spelt[0] == letter)
    for letter in {spelt[0] for spelt, _heard in _SOUNDS}
}  # fmt: skip
_VOWELS = frozenset("aeiouy")
_LONG_VOWELS = (("oo", "u"), ("uu", "u"), ("ou", "u"), ("ee", "i"), ("ii", "i"), ("aa", "a"))


@dataclass(frozen=True)
class Word:
    """A word of a name: in plain letters, and as it can sound."""

    plain: str

    @cached_property
    def sounds(self) -> frozenset[str]:
        """Its consonants by classes, doubled ones once, in each manner it may be spoken."""
        return frozenset(
            _collapsed("".join(parts)) for parts in islice(product(*_heard(self.plain)), _MOST_SOUNDS)
        )

    @cached_property
    def short_vowels(self) -> str:
        """With each long vowel by one letter, however it is spelt: Noor and Nuur."""
        word = self.plain
        for spelt, letter in _LONG_VOWELS:
            word = word.replace(spelt, letter)
        return word

    @property
    def is_common(self) -> bool:
        """Whether so many share it that it tells little."""
        return self.plain in COMMON


def plain_letters(text: str) -> str:
    """In small Latin letters and digits without marks; words stay apart by spaces."""
    from anyascii import anyascii

    ascii_text = text if text.isascii() else anyascii(text)
    words = (_NOT_LETTERS.sub("", word) for word in _APART.split(ascii_text.casefold()))
    return " ".join(filter(None, words))


def words_of(*texts: str) -> tuple[str, ...]:
    """The words of names in plain letters, each once, titles left out."""
    return tuple(
        dict.fromkeys(word for text in texts for word in plain_letters(text).split() if word not in _TITLES)
    )


def joined(words: Iterable[str]) -> str:
    """Several words as if written as one: Al-Hassan as Alhassan."""
    return "".join(words)


def _heard(plain: str) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    at = 0
    while at < len(plain):
        length, heard = _heard_at(plain, at)
        if heard != ("",):
            found.append(heard)
        at += length
    return found


def _heard_at(plain: str, at: int) -> tuple[int, tuple[str, ...]]:
    """How many letters from `at` on are one sound, and which it may be."""
    for spelt, heard in _BY_FIRST.get(plain[at], ()):
        if plain.startswith(spelt, at):
            return len(spelt), heard
    following = plain[at + 1 : at + 2]
    match plain[at]:
        case "c":
            heard = ("S", "K") if following in {"e", "i", "y"} else ("K", "S")
            return 1, (*heard, "") if at == 0 else heard
        case "g":
            return 1, ("K", "S") if following in {"e", "i", "y", "a"} else ("K",)
        case "w":
            return 1, ("F",) if following in _VOWELS else ("",)
    return 1, ("",)


def _collapsed(sounds: str) -> str:
    """Equal neighbours once."""
    return "".join(sound for at, sound in enumerate(sounds) if at == 0 or sounds[at - 1] != sound)

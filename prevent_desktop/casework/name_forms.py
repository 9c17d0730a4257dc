"""Names in plain letters and as they sound, so that one name in two spellings is found: romanised, without marks, by consonants.

What sounds alike in one of the languages that a name may come from shares a letter of the sound: `c` is k or s, `x` is ks, sh
(pinyin) or h (Somali), `j` is j or y. So a word may have several sounds. Those that only some romanisations know (th for s as in
Thabit and Sabet, г as g or h, kh or ch for h, j for Egypt's g, Somali c for nothing) are its wider sounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, product

LONG, BRIEF = 8, 5
"""From so many letters on a slip is likelier than another name; up to so many a letter more makes one."""
_MOST_SOUNDS = 10
_LONG_ENOUGH = 6
_APART = re.compile(r"[\s\-–—_/.,]+")
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_G_ALONE = re.compile(r"(?<!n)g(?!h)")
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
_WIDER = (
    ("chr", ("KR", "R")), ("ch", ("S", "K", "")), ("kh", ("K", "")), ("th", ("T", "S")), ("dh", ("T", "S")), ("j", ("S", "", "K")), ("v", ("F", "P")),
    ("aac", ("", "K", "S")), ("caa", ("", "K", "S")), ("iic", ("", "K", "S")), ("cii", ("", "K", "S")), ("uuc", ("", "K", "S")),
)  # fmt: skip
"""What a romanisation can also mean: of Arabic and its dialects, Hebrew, Greek, Cyrillic, Bengali and Somali."""
_Spellings = Mapping[str, Sequence[tuple[str, tuple[str, ...]]]]


def _by_first(sounds: Mapping[str, tuple[str, ...]]) -> _Spellings:
    """The spellings by their first letter, the longest first."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for spelt in sorted(sounds, key=lambda each: -len(each)):
        found.setdefault(spelt[0], []).append((spelt, sounds[spelt]))
    return found


_USUAL = _by_first(dict(_SOUNDS))
_ALSO = _by_first(dict((*_SOUNDS, *_WIDER)))
_GREEK_V = re.compile("(?<=[αεΑΕ])[υύ]")
_VOWELS = frozenset("aeiouy")
_LONG_VOWELS = (("oo", "u"), ("uu", "u"), ("ou", "u"), ("ee", "i"), ("ii", "i"), ("aa", "a"))
_ONE_LETTER = (
    ("shch", "s"), ("sch", "s"), ("sh", "s"), ("zh", "s"), ("th", "s"), ("dh", "s"), ("z", "s"), ("kh", "h"), ("ch", "h"), ("gh", "h"),
    ("ph", "f"), ("ck", "k"), ("c", "k"), ("q", "k"), ("x", "h"), ("g", "h"), ("w", "v"), ("e", "i"), ("y", "i"), ("o", "u"), ("ai", "i"),
    ("au", "u"),
)  # fmt: skip
_READ_OTHERWISE = str.maketrans({0x0A70: "n", 0x0A02: "n", 0x0902: "n", 0x0626: "", 0x06D5: "a"})
"""Gurmukhi's and Devanagari's nasal, which the tables read as an m; in Kurdish what carries a vowel, which they read as an i, and the a."""


@dataclass(frozen=True)
class Word:
    """A word of a name: in plain letters, and as it can sound."""

    plain: str

    @cached_property
    def sounds(self) -> frozenset[str]:
        """Its consonants by classes, doubled ones once, in each manner it may be spoken."""
        return _spoken(self.plain, _USUAL)

    @cached_property
    def wider_sounds(self) -> frozenset[str]:
        """Likewise, with what only some romanisations mean; г is g or h, but at the beginning of a short name before a vowel."""
        begins = len(self.plain) < _LONG_ENOUGH and self.plain[1:2] in _VOWELS
        kept = self.plain[:1] if begins else ""
        as_h = kept + _G_ALONE.sub("h", self.plain[len(kept) :])
        return _spoken(self.plain, _ALSO) | _spoken(as_h, _ALSO)

    @cached_property
    def rough(self) -> str:
        """With one letter for all that romanisations write for a sound, each once: how far two of one sound are from each other."""
        word = "al" + self.plain[2:] if self.plain.startswith("el") else self.plain
        for spelt, letter in _ONE_LETTER:
            word = word.replace(spelt, letter)
        return _collapsed(word.rstrip("h") or word)

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

    ascii_text = text if text.isascii() else anyascii(_GREEK_V.sub("β", text.translate(_READ_OTHERWISE)))
    words = (_NOT_LETTERS.sub("", word) for word in _APART.split(ascii_text.casefold()))
    return " ".join(filter(None, words))


def words_of(*texts: str) -> tuple[str, ...]:
    """The words of names in plain letters, each once, titles left out; what stands alone is no title (ڈار is the surname Dar)."""
    words = dict.fromkeys(word for text in texts for word in plain_letters(text).split())
    return tuple(word for word in words if word not in _TITLES) or tuple(words)


def without_article(word: str) -> str:
    """A word without the Arabic article that is joined to it (Almasri); as it is where it has none, or too little would be left."""
    return word[2:] if word.startswith(("al", "el")) and len(word) >= _LONG_ENOUGH else word


def joined(words: Iterable[str]) -> str:
    """Several words as if written as one: Al-Hassan as Alhassan."""
    return "".join(words)


def _spoken(plain: str, spellings: _Spellings) -> frozenset[str]:
    parts = islice(product(*_heard(plain, spellings)), _MOST_SOUNDS)
    return frozenset(_collapsed("".join(each)) for each in parts)


def _heard(plain: str, spellings: _Spellings) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    at = 0
    while at < len(plain):
        length, heard = _heard_at(plain, at, spellings)
        if heard != ("",):
            found.append(heard)
        at += length
    return found


def _heard_at(plain: str, at: int, spellings: _Spellings) -> tuple[int, tuple[str, ...]]:
    """How many letters from `at` on are one sound, and which it may be."""
    for spelt, heard in spellings.get(plain[at], ()):
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
            if following in _VOWELS:
                return 1, ("F",)
            return 1, ("",) if plain[at - 1 : at] in _VOWELS else ("", "F")
    return 1, ("",)


def _collapsed(sounds: str) -> str:
    """Equal neighbours once."""
    return "".join(sound for at, sound in enumerate(sounds) if at == 0 or sounds[at - 1] != sound)

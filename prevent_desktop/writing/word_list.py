"""The words of which passphrases are offered and fingerprints are read out; random words come from `secrets`.

The list is the EFF's for dice, less what a British reader would not spell so (resources/wordlists/README.md). It never
changes: the words of a fingerprint are places in it.
"""

from __future__ import annotations

import math
import secrets
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from prevent_desktop.data_files import resources

OFFERED_WORDS = 5
_FINGERPRINT_WORDS = 6


def offered_words(count: int = OFFERED_WORDS) -> str:
    """`count` random words with a space between: `offered_bits(count)` bits that nobody can guess."""
    words = _words()
    return " ".join(secrets.choice(words) for _ in range(count))


def offered_bits(count: int = OFFERED_WORDS) -> float:
    """How many bits of chance `count` random words hold."""
    return count * math.log2(len(_words()))


def fingerprint_words(digest: bytes) -> tuple[str, ...]:
    """A digest (SHA-256) as six words, to be compared by phone: 76 bits of it."""
    words, number, found = _words(), int.from_bytes(digest), []
    for _ in range(_FINGERPRINT_WORDS):
        number, place = divmod(number, len(words))
        found.append(words[place])
    return tuple(found)


def well_known_phrases() -> tuple[str, ...]:
    """Sayings, rhymes and famous examples, their letters alone: what anybody would try first."""
    return tuple(letters_of(line) for line in _lines("well-known-phrases.txt"))


def letters_of(text: str) -> str:
    """The letters of `text` in small, and nothing else."""
    return "".join(filter(str.isalpha, text.casefold()))


@cache
def _words() -> tuple[str, ...]:
    return tuple(_lines("passphrase-words.txt"))


def _lines(name: str) -> Iterable[str]:
    lines = Path(resources() / "wordlists" / name).read_text(encoding="utf-8").splitlines()
    return (line for line in lines if line and not line.startswith("#"))

"""The initials of a name, in any script: enough to know whom one means, and not the name."""

from __future__ import annotations

import unicodedata

_BEGIN, _END = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_APART = "\N{ZERO WIDTH NON-JOINER}"
_WHOLE_WORDS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL")
"""Scripts where one sign is a syllable or a word, by the beginnings of their signs' Unicode names: two are often the whole name."""


def initials_of(forenames: str, surname: str) -> str:
    """The first letters of both; nothing where there is no name. Letters that would join, as in Arabic, stand apart."""
    signs = [sign for sign in (_first_sign(forenames), _first_sign(surname)) if sign]
    if any(unicodedata.name(sign[0], "").startswith(_WHOLE_WORDS) for sign in signs):
        return signs[-1]
    return (_APART if any(_runs_left(sign) for sign in signs) else "").join(signs)


def isolated(text: str) -> str:
    """`text` so that what stands beside it, such as an age, keeps its place although `text` is read from the right."""
    return f"{_BEGIN}{text}{_END}" if _runs_left(text) else text


def _first_sign(name: str) -> str:
    """The first letter, with the marks that belong to it."""
    letters = name.strip()
    length = 1
    while length < len(letters) and unicodedata.category(letters[length]).startswith("M"):
        length += 1
    return letters[:length].upper()


def _runs_left(text: str) -> bool:
    """Whether anything in it is written from right to left (Unicode's bidirectional classes R and AL)."""
    return any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)

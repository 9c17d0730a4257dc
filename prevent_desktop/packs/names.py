"""Names of people, compared as people compare them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_WORDS: Final = re.compile(r"\w+")


def same_name(one: str, other: str) -> bool:
    """Whether two texts are one name, however its letters are composed, spaced and capitalised."""
    return _plain(one) == _plain(other)


def stands_in(name: str, text: str) -> bool:
    """Whether a name stands in a text, as whole words."""
    return f" {_plain(name)} " in f" {_plain(text)} "


def _plain(name: str) -> str:
    return " ".join(_WORDS.findall(unicodedata.normalize("NFKC", name).casefold()))

"""Whether two words are two Mandarin forenames as pinyin writes them: of its two syllables each counts, so Xiaoling is not Xiaoming."""

from __future__ import annotations

import re

_SYLLABLE = (
    "(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])"
    "(?:iang|iong|uang|iao|ian|ing|uai|uan|ang|eng|ong|ai|ei|ao|ou|an|en|er|ia|ie|iu|in|ua|uo|ui|un|ue|a|o|e|i|u))"
)
_ONE, _TWO = re.compile(_SYLLABLE), re.compile(f"{_SYLLABLE}{{2}}")
_OF_PINYIN = re.compile("x|q|zh|ia|iu|ua|ui|uo|ue|yu|zi|ng")
"""What forenames of other languages that can be cut into such syllables (Hana, Lina) seldom have."""


def are_two_in_pinyin(one: str, other: str) -> bool:
    """Whether both are forenames of two syllables, and not one with a final n for ng, which many speak alike."""
    return (
        _is_of_two_syllables(one)
        and _is_of_two_syllables(other)
        and one.replace("ng", "n") != other.replace("ng", "n")
    )


def _is_of_two_syllables(word: str) -> bool:
    """Whether it is two, and could not be one (Qiang)."""
    return bool(_TWO.fullmatch(word) and _OF_PINYIN.search(word) and not _ONE.fullmatch(word))

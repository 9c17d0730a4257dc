"""Whether two forenames that are alike are yet as different as those of twins, or one name spelt otherwise or with a slip of the pen."""

from __future__ import annotations

import re
from itertools import pairwise

from prevent_desktop.casework.compound_forenames import after_servant, are_two_of_parts
from prevent_desktop.casework.name_forms import BRIEF, LONG, Word
from prevent_desktop.casework.pinyin import are_two_in_pinyin
from prevent_desktop.casework.short_names import is_one_alone_known, is_one_name, of_their_own, short_for

_VOWELS, _SILENT = "aeiou", "cyhw"
_FIRST_VOWEL = re.compile("(?:(ea|[ae][iy](?![aeiou]))|([aeiou])|(y)(?![aeiou]))(h?)")
_VOWEL_BETWEEN = re.compile("[aeiou]+|(?<=[^aeiou])y(?=[^aeiou])")
_KINDS = {"a": "ao", "e": "ei", "i": "i", "y": "i", "o": "ou", "u": "u"}
"""Which vowels may be written for which: Mohammed and Muhammad, Shahidul and Shohidul, Kemar and Kymar."""
_LIKE_I, _LIKE_U = {"i", "ii", "ee", "y"}, {"o", "oo", "u", "uu", "ou"}
_LONG_WITH_ANOTHER_VOWEL = 7
_BEGIN = 3
_SPOKEN_FIRST = re.compile("sh|k(?!h)|c(?=[aolru])|[jhstdpbgfv](?!h)")
_LETTER = {"sh": "s", "c": "k"}
_TWO_BEGINNINGS = {frozenset(both) for both in ("jh", "js", "td", "pb", "kg", "fv")}
"""What tables of sounds hold to be one for another tongue's sake, and whoever speaks English keeps apart: Jayden and Hayden."""
_BESIDE = {
    "q": "wa", "w": "qeas", "e": "wrsd", "r": "etdf", "t": "ryfg", "y": "tugh", "u": "yihj", "i": "uojk", "o": "ipkl", "p": "ol",
    "a": "qwsz", "s": "weadzx", "d": "ersfxc", "f": "rtdgcv", "g": "tyfhvb", "h": "yugjbn", "j": "uihknm", "k": "iojlm", "l": "opk",
    "z": "asx", "x": "sdzc", "c": "dfxv", "v": "fgcb", "b": "ghvn", "n": "hjbm", "m": "njk",
}  # fmt: skip
"""Which keys stand beside each on a British keyboard."""


def are_two_forenames(one: str, other: str) -> bool:
    """Whether two forenames that are alike are yet as different as those of twins: boy and girl, another beginning, or known as two."""
    if one == other:
        return False
    if are_known_as_two(one, other):
        return True
    if short_for(one, other) or is_one_sound(one, other) or has_no_vowels(one, other):
        return False
    return _another_beginning(one, other) or _for_boy_and_girl(one, other)


def are_known_as_two(one: str, other: str) -> bool:
    """Whether two forenames are two however alike: well known, of other parts or syllables, or with a u where the other has an i."""
    if of_their_own(one, other):
        return True
    if is_one_sound(one, other):
        return False
    masters = after_servant(one, other)
    if masters is not None:
        return of_their_own(*masters)
    return are_two_in_pinyin(one, other) or are_two_of_parts(one, other) or _have_u_for_i(one, other)


def is_one_sound(one: str, other: str) -> bool:
    """Whether both are one well known name, or the same once romanised roughly, also after Abdul- and Abdi-."""
    if is_one_name(one, other) or Word(one).rough == Word(other).rough:
        return True
    masters = after_servant(one, other)
    return masters is not None and is_one_sound(*masters)


def _have_u_for_i(one: str, other: str) -> bool:
    """Whether between the same consonants one has an o or u where the other has an i: Manjot and Manjit."""
    ours, theirs = ([Word(part).rough for part in _VOWEL_BETWEEN.split(word)] for word in (one, other))
    if ours != theirs or short_for(one, other) or is_one_alone_known(one, other):
        return False
    both = zip(_VOWEL_BETWEEN.findall(one), _VOWEL_BETWEEN.findall(other), strict=True)
    around = pairwise(ours)
    return any(
        before and after and _is_u_for_i(*vowels) and not _is_vocalic_r(*(before + vowel for vowel in vowels))
        for vowels, (before, after) in zip(both, around, strict=True)
    )


def _is_u_for_i(one: str, other: str) -> bool:
    return (one in _LIKE_U and other in _LIKE_I) or (one in _LIKE_I and other in _LIKE_U)


def _is_vocalic_r(one: str, other: str) -> bool:
    """Whether two beginnings end in what Sanskrit's vowel r after a consonant is written as: ri or ru (Krishna and Krushna)."""
    return {one[-2:], other[-2:]} == {"ri", "ru"} and one[:-2] == other[:-2] != ""


def have_another_vowel(one: str, other: str) -> bool:
    """Whether the first vowels of both are of other kinds: Hassan and Hussein, but not Mohammed and Muhammad.

    Nor Shahidul and Shohidul: the Bengali vowel is written a or o; nor Rehman and Rahman, whose h makes them one in Urdu; nor where
    the first vowel of one is not written at all (Mnindr), or is the only letter that differs in a long name (Deshawn and Dashawn).
    """
    fewer, more = sorted((_consonants_before(one), _consonants_before(other)))
    unwritten = fewer < more > 1 or has_no_vowels(one, other)
    if unwritten or short_for(one, other) or is_one_name(one, other):
        return False
    ours, theirs = _FIRST_VOWEL.search(one), _FIRST_VOWEL.search(other)
    if ours is None or theirs is None or sorted(one) == sorted(other):
        return False
    if is_slip_of_the_pen(one, other) and is_one_alone_known(one, other):
        return False
    if _is_vocalic_r(one[: ours.end()], other[: theirs.end()]):
        return False
    if (
        {ours[2], theirs[2]} == {"a", "e"}
        and len(one) >= _LONG_WITH_ANOTHER_VOWEL
        and _without(ours) == _without(theirs)
    ):
        return False
    return not _kinds_of(ours) & _kinds_of(theirs)


def _without(vowel: re.Match[str]) -> str:
    """The word without this vowel of it."""
    return f"{vowel.string[: vowel.start()]} {vowel.string[vowel.end() :]}"


def _kinds_of(vowel: re.Match[str]) -> set[str]:
    """Which vowels can be meant: ea, ai, ay, ei and ey are an a or an e; so are a and e before an h, which Persian writes as i too."""
    joint, alone, y, breathed = vowel.groups()
    if joint:
        return {"a", "e"}
    if breathed and alone in {"a", "e"}:
        return {"a", "e", *_KINDS[alone]}
    return set(_KINDS[alone or y])


def _consonants_before(word: str) -> int:
    """How many sounds come before the first vowel."""
    rough = Word(word).rough
    return next((at for at, letter in enumerate(rough) if letter in _VOWELS), len(rough))


def is_slip_of_the_pen(one: str, other: str) -> bool:
    """Whether one letter differs alone, and the name is long or both letters stand beside each other on a keyboard."""
    if len(one) != len(other):
        return False
    wrong = [(ours, theirs) for ours, theirs in zip(one, other, strict=True) if ours != theirs]
    return len(wrong) == 1 and (len(one) >= LONG or wrong[0][1] in _BESIDE.get(wrong[0][0], ""))


def _another_beginning(one: str, other: str) -> bool:
    """A vowel and an h (Anna and Hanna), or a consonant before the whole of the other (Priya and Riya, but not Djamal and Jamal)."""
    shorter, longer = sorted((one, other), key=len)
    if _begin_as_two(one, other):
        return True
    if {one[0], other[0]} & set(_VOWELS) and "h" in {one[0], other[0]}:
        return True
    return (
        longer[0] not in _VOWELS + _SILENT
        and longer[1:] == shorter
        and not Word(one).sounds & Word(other).sounds
    )


def _begin_as_two(one: str, other: str) -> bool:
    """Whether two of some length begin with other consonants, and are one after them: Jayden and Hayden, Jayla and Shayla."""
    ours, theirs = _SPOKEN_FIRST.match(one), _SPOKEN_FIRST.match(other)
    if ours is None or theirs is None or min(len(one), len(other)) < BRIEF:
        return False
    letters = frozenset(_LETTER.get(found[0], found[0]) for found in (ours, theirs))
    return letters in _TWO_BEGINNINGS and Word(one[ours.end() :]).rough == Word(other[theirs.end() :]).rough


def _for_boy_and_girl(one: str, other: str) -> bool:
    """One begin, and but one of them ends in an a, which Persian writes eh: Patrick and Patricia, Andrei and Andreea, Jade and Jada.

    The e of a long name is no sign (Gabrielle and Gabriella).
    """
    ours, theirs = one.rstrip("hx"), other.rstrip("hx")
    if sorted(ours) == sorted(theirs):
        return False
    boy, girl = sorted((ours, theirs), key=lambda word: word.endswith("a"))
    if any(word.endswith("eh") for word in (one, other)):
        return False
    if boy.endswith("e") and len(boy) >= LONG:
        return False
    differ = girl.endswith("a") and not boy.endswith(("a", "o")) and ours[:_BEGIN] == theirs[:_BEGIN]
    return differ and boy[:-1] != girl


def has_no_vowels(one: str, other: str) -> bool:
    """Whether one comes from a script that writes few vowels."""
    return any(not set(word) & set(_VOWELS) for word in (one, other))

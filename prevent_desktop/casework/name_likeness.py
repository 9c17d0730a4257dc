"""How alike two people's names are: the same, spelt otherwise, a short form, the other way round, or with one left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from itertools import pairwise

from prevent_desktop.casework.compound_forenames import after_servant, are_two_of_parts
from prevent_desktop.casework.name_forms import Word, joined
from prevent_desktop.casework.pinyin import are_two_in_pinyin
from prevent_desktop.casework.short_names import (
    is_one_alone_known,
    is_one_name,
    of_their_own,
    same_surname,
    short_for,
    without_endings,
)

_LONG = 8
_SHORTEST_WITH_A_SLIP = 4
_BRIEF = 5
_LEAST_LIKE = {0: 0.6, 1: 0.6, 2: 0.55}
_LEAST_LIKE_OF_LONG = 0.45
_LEAST_LIKE_WITHOUT_VOWELS = 0.4
_ENOUGH_WORDS = 2
_ROUGHLY_LIKE, _SOUNDS_THAT_TELL = 75, 2
_FOR_GIRLS = ("a", "le", "ne", "te", "pa", "ina", "ine")
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


class Likeness(IntEnum):
    """How alike two words, or all forenames, or all surnames, are; the more, the greater."""

    OTHER = 0
    NOT_KNOWN = 1
    NEAR = 2
    """One consonant differs: a slip, or a twin with a like name (Amina, Amira)."""
    PART = 3
    SHORT = 4
    SPELT = 5
    SAME = 6

    @property
    def agrees(self) -> bool:
        """Whether both could be one."""
        return self >= Likeness.NEAR


class Order(Enum):
    """How the names of the two stand to each other."""

    STRAIGHT = "straight"
    SWAPPED = "swapped"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of somebody in plain letters; `called` is what else they go by."""

    forenames: tuple[str, ...]
    surname: tuple[str, ...]
    called: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """All words, forenames first."""
        return (*self.forenames, *self.surname)


@dataclass(frozen=True, slots=True)
class NameLikeness:
    """How alike forenames and surnames are, in which order."""

    forenames: Likeness
    surname: Likeness
    order: Order = Order.STRAIGHT

    @property
    def agrees(self) -> bool:
        """Whether both could be the names of one person."""
        return self.forenames.agrees and self.surname.agrees

    @property
    def weight(self) -> int:
        """How much is alike, for the order of a list alone."""
        return self.forenames + self.surname


class NameComparer:
    """Compares names; keeps what it found of two words, so that one is made for each question."""

    def __init__(self) -> None:
        self._words: dict[str, Word] = {}
        self._found: dict[tuple[str, str, bool], Likeness] = {}

    def names(self, one: Names, other: Names) -> NameLikeness:
        """How alike they are, in the order in which they are most alike."""
        found = NameLikeness(self._forenames(one, other), self._field(one.surname, other.surname))
        if found.agrees and found.weight >= Likeness.SHORT * 2:
            return found
        turned = NameLikeness(
            self._field(one.surname, other.forenames),
            self._field(one.forenames, other.surname),
            Order.SWAPPED,
        )
        if turned.agrees and turned.weight > (found.weight if found.agrees else 0):
            return turned
        if (
            not found.agrees
            and len(one.words) != len(other.words)
            and self._one_left_out(one.words, other.words)
        ):
            return NameLikeness(Likeness.PART, Likeness.PART, Order.LEFT_OUT)
        return found

    def _forenames(self, one: Names, other: Names) -> Likeness:
        straight = self._field(one.forenames, other.forenames, given=True)
        if straight.agrees or not (one.called or other.called):
            return straight
        called = (
            self._field(ours, theirs, given=True)
            for ours in (one.forenames[:1], one.called)
            for theirs in (other.forenames[:1], other.called)
            if ours and theirs
        )
        return max(straight, *(Likeness.SHORT if found.agrees else found for found in called), Likeness.OTHER)

    def _field(self, ours: Sequence[str], theirs: Sequence[str], *, given: bool = False) -> Likeness:
        if not ours or not theirs:
            return Likeness.NOT_KNOWN
        if joined(ours) == joined(theirs) or set(ours) == set(theirs):
            return Likeness.SAME
        if not given and self._one_surname(joined(ours), joined(theirs)):
            return Likeness.SPELT
        fewer, more = sorted((ours, theirs), key=len)
        whole = self._whole(ours, theirs, given)
        if whole >= Likeness.SPELT:
            return whole
        found = self._each_found(fewer, more, given)
        if found.agrees and len(fewer) < len(more):
            return min(found, Likeness.PART)
        return found

    def _whole(self, ours: Sequence[str], theirs: Sequence[str], given: bool) -> Likeness:
        """What is not the same in both, as if written as one; a word that is the same hides no other letter of the next."""
        ours_alone = [word for word in ours if word not in theirs]
        theirs_alone = [word for word in theirs if word not in ours]
        if not ours_alone or not theirs_alone:
            return Likeness.OTHER
        return self._words_like(joined(ours_alone), joined(theirs_alone), given)

    def _one_surname(self, one: str, other: str) -> bool:
        """Whether two surnames are one in two languages, or a woman's and a man's."""
        if same_surname(one, other):
            return True
        stems = without_endings(one, other)
        return stems is not None and self._words_like(*stems, given=False) >= Likeness.SPELT

    def _each_found(self, fewer: Sequence[str], more: Sequence[str], given: bool) -> Likeness:
        """The least alike of the `fewer`, each beside the one of `more` that is most like it."""
        left = list(more)
        worst = Likeness.SAME
        for word in fewer:
            best = max(left, key=lambda each: self._words_like(word, each, given))  # used at once
            worst = min(worst, self._words_like(word, best, given))
            left.remove(best)
        return worst

    def _one_left_out(self, ours: Sequence[str], theirs: Sequence[str]) -> bool:
        fewer, more = sorted((ours, theirs), key=len)
        return (
            len(fewer) >= _ENOUGH_WORDS
            and not all(self._word(word).is_common for word in fewer)
            and self._each_found(fewer, more, False) >= Likeness.SPELT
        )

    def _words_like(self, one: str, other: str, given: bool) -> Likeness:
        key = (one, other, given)
        if key not in self._found:
            self._found[key] = self._compared(one, other, given)
        return self._found[key]

    def _compared(self, one: str, other: str, given: bool) -> Likeness:
        from rapidfuzz.distance import OSA
        from rapidfuzz.fuzz import ratio

        if one == other:
            return Likeness.SAME
        if given and _feminine(one, other) and sorted(one) != sorted(other):
            return Likeness.OTHER
        ours, theirs = self._word(one), self._word(other)
        shared = ours.sounds & theirs.sounds
        length = max((len(sound) for sound in shared), default=-1)
        least = (
            _LEAST_LIKE_WITHOUT_VOWELS
            if _has_no_vowels(one, other)
            else _LEAST_LIKE.get(length, _LEAST_LIKE_OF_LONG)
        )
        if shared and max(ratio(one, other), ratio(ours.short_vowels, theirs.short_vowels)) >= 100 * least:
            return Likeness.SPELT
        if _romanised_otherwise(ours, theirs):
            return Likeness.SPELT
        if given and (short_for(one, other) or _is_initial(one, other)):
            return Likeness.SHORT
        return _by_slips(one, other, OSA.distance(one, other), given)

    def _word(self, plain: str) -> Word:
        if plain not in self._words:
            self._words[plain] = Word(plain)
        return self._words[plain]


def _romanised_otherwise(ours: Word, theirs: Word) -> bool:
    """Whether two words are one in two romanisations: Thabit and Sabet, Goncharenko and Honcharenko, Elhaj and Alhag."""
    from rapidfuzz.fuzz import ratio

    if min(len(ours.plain), len(theirs.plain)) < _SHORTEST_WITH_A_SLIP:
        return False
    if ours.rough == theirs.rough:
        return True
    return (
        ratio(ours.rough, theirs.rough) >= _ROUGHLY_LIKE
        and max(map(len, ours.wider_sounds & theirs.wider_sounds), default=0) >= _SOUNDS_THAT_TELL
    )


def _by_slips(one: str, other: str, slips: int, given: bool) -> Likeness:
    """By how many slips of the pen there are between two words, and of which kind; a brief forename with a letter more is another's.

    But where that makes a name that nobody has out of one that many have.
    """
    shorter = min(len(one), len(other))
    if shorter < _SHORTEST_WITH_A_SLIP or slips > (2 if shorter >= _LONG else 1):
        return Likeness.OTHER
    if len(one) == len(other) and sorted(one) != sorted(other):
        return Likeness.NEAR if one[0] == other[0] else Likeness.OTHER
    another = given and len(one) != len(other) and (slips > 1 or shorter <= _BRIEF)
    if another and not is_one_alone_known(one, other):
        return Likeness.NEAR
    return Likeness.SPELT if one[0] == other[0] or len(one) == len(other) else Likeness.NEAR


def are_two_forenames(one: str, other: str) -> bool:
    """Whether two forenames that are alike are yet as different as those of twins: boy and girl, another beginning, or known as two."""
    if one == other:
        return False
    if are_known_as_two(one, other):
        return True
    if short_for(one, other) or is_one_sound(one, other) or _has_no_vowels(one, other):
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
    unwritten = fewer < more > 1 or _has_no_vowels(one, other)
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
    return len(wrong) == 1 and (len(one) >= _LONG or wrong[0][1] in _BESIDE.get(wrong[0][0], ""))


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
    if ours is None or theirs is None or min(len(one), len(other)) < _BRIEF:
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
    if boy.endswith("e") and len(boy) >= _LONG:
        return False
    differ = girl.endswith("a") and not boy.endswith(("a", "o")) and ours[:_BEGIN] == theirs[:_BEGIN]
    return differ and boy[:-1] != girl


def _is_initial(one: str, other: str) -> bool:
    """Whether one is the first letter of the other alone."""
    return min(len(one), len(other)) == 1 and one[0] == other[0]


def _has_no_vowels(one: str, other: str) -> bool:
    """Whether one comes from a script that writes few vowels."""
    return any(not set(word) & set(_VOWELS) for word in (one, other))


def _feminine(one: str, other: str) -> bool:
    """Whether one is the other's form for a girl: Karim and Karima, Daniel and Danielle."""
    plain = (Word(word.rstrip("h")).short_vowels for word in (one, other))
    short, full = sorted(plain, key=len)
    if short.endswith("s") and full == f"{short}e":
        return True
    if short.endswith("o") and full == f"{short[:-1]}ina":
        return True
    return short[-1:] not in {"a", "e"} and any(full == short + ending for ending in _FOR_GIRLS)

"""How alike two people's names are: the same, spelt otherwise, a short form, the other way round, or with one left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum

from prevent_desktop.casework.name_forms import BRIEF, LONG, Word, joined
from prevent_desktop.casework.short_names import (
    is_one_alone_known,
    same_surname,
    short_for,
    without_endings,
)
from prevent_desktop.casework.twin_forenames import has_no_vowels

_SHORTEST_WITH_A_SLIP = 4
_LEAST_LIKE = {0: 0.6, 1: 0.6, 2: 0.55}
_LEAST_LIKE_OF_LONG = 0.45
_LEAST_LIKE_WITHOUT_VOWELS = 0.4
_ENOUGH_WORDS = 2
_ROUGHLY_LIKE, _SOUNDS_THAT_TELL = 75, 2
_FOR_GIRLS = ("a", "le", "ne", "te", "pa", "ina", "ine")


class Likeness(IntEnum):
    """How alike two words, or all forenames, or all surnames, are; the more, the greater."""

    OTHER = 0
    NOT_KNOWN = 1
    NEAR = 2
    """One consonant differs, or a brief forename has a letter more: a slip, or a twin with a like name (Amina, Amira)."""
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
            if has_no_vowels(one, other)
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
    if shorter < _SHORTEST_WITH_A_SLIP or slips > (2 if shorter >= LONG else 1):
        return Likeness.OTHER
    if len(one) == len(other) and sorted(one) != sorted(other):
        return Likeness.NEAR if one[0] == other[0] else Likeness.OTHER
    another = given and len(one) != len(other) and (slips > 1 or shorter <= BRIEF)
    if another and not is_one_alone_known(one, other):
        return Likeness.NEAR
    return Likeness.SPELT if one[0] == other[0] or len(one) == len(other) else Likeness.NEAR


def _is_initial(one: str, other: str) -> bool:
    """Whether one is the first letter of the other alone."""
    return min(len(one), len(other)) == 1 and one[0] == other[0]


def _feminine(one: str, other: str) -> bool:
    """Whether one is the other's form for a girl: Karim and Karima, Daniel and Danielle."""
    plain = (Word(word.rstrip("h")).short_vowels for word in (one, other))
    short, full = sorted(plain, key=len)
    if short.endswith("s") and full == f"{short}e":
        return True
    if short.endswith("o") and full == f"{short[:-1]}ina":
        return True
    return short[-1:] not in {"a", "e"} and any(full == short + ending for ending in _FOR_GIRLS)

"""Who somebody recorded could be, told from what is alike: the person, a twin, or another of their family or home."""

from __future__ import annotations

from enum import IntEnum
from itertools import starmap

from prevent_desktop.casework.birth_likeness import BirthLikeness
from prevent_desktop.casework.name_forms import BRIEF, COMMON, Word, joined
from prevent_desktop.casework.name_likeness import Likeness, Names, Order
from prevent_desktop.casework.person_likeness import Comparison, Facts
from prevent_desktop.casework.place_likeness import PlaceLikeness
from prevent_desktop.casework.short_names import are_two_fathers, same_surname, without_endings
from prevent_desktop.casework.twin_forenames import (
    are_known_as_two,
    are_two_forenames,
    have_another_vowel,
    is_one_sound,
    is_slip_of_the_pen,
)

_A_GENERATION = 15
_LONG_FORENAME = 4
_A_WORD_LIKE = 65
_ONE_DAY = {BirthLikeness.SAME, BirthLikeness.TURNED, BirthLikeness.CENTURY}


class Relation(IntEnum):
    """Who a candidate could be. Those who could be the person come first."""

    SAME_PERSON = 0
    TWIN = 1
    FAMILY = 2
    PARENT_OR_CHILD = 3
    HOUSEHOLD = 4
    """Another name, yet the birth date or forename of somebody at this address."""


def relation_of(found: Comparison, ours: Facts, theirs: Facts) -> Relation | None:
    """Who the other could be; None where too little is alike."""
    if found.numbers:
        return Relation.SAME_PERSON
    if found.names.agrees:
        return _of_one_name(found, ours, theirs)
    if Likeness.NOT_KNOWN in {found.names.forenames, found.names.surname}:
        return _of_half_a_name(found)
    if found.place.agrees:
        return _of_other_names(found, ours, theirs)
    return Relation.TWIN if _twins_apart(found, ours) else None


def _twins_apart(found: Comparison, ours: Facts) -> bool:
    """Whether two who share no home have a surname that tells something, and the day of birth."""
    told = any(word not in COMMON for word in ours.names.surname)
    return told and found.birth == BirthLikeness.SAME and found.names.surname >= Likeness.SPELT


def _of_half_a_name(found: Comparison) -> Relation | None:
    """One of them has no forename or no surname: the other name with birth date or place; without it, both of these."""
    names = found.names
    if names.forenames.agrees or names.surname.agrees:
        if found.birth.agrees or (found.place.agrees and found.birth == BirthLikeness.NOT_KNOWN):
            return Relation.SAME_PERSON
        return Relation.FAMILY if found.place.agrees and names.surname.agrees else None
    if not (found.birth.agrees and found.place.agrees):
        return None
    told = Likeness.OTHER in {names.forenames, names.surname}
    return Relation.HOUSEHOLD if told else Relation.SAME_PERSON


def _of_other_names(found: Comparison, ours: Facts, theirs: Facts) -> Relation | None:
    """Another forename or surname, at one place."""
    if found.names.forenames.agrees:
        if found.birth.agrees:
            two = found.birth == BirthLikeness.SLIP and found.names.forenames < Likeness.PART
            two = two or _are_two_forenames(found, ours, theirs)
            return Relation.HOUSEHOLD if two else Relation.SAME_PERSON
        could_be = found.birth == BirthLikeness.NOT_KNOWN and found.place == PlaceLikeness.ADDRESS
        return Relation.HOUSEHOLD if could_be else None
    if found.names.surname.agrees:
        return _of_one_family(found, ours, theirs)
    if found.birth.agrees and _spelt_far(ours.names, theirs.names):
        return Relation.SAME_PERSON
    return Relation.HOUSEHOLD if found.birth in _ONE_DAY else None


def _of_one_name(found: Comparison, ours: Facts, theirs: Facts) -> Relation | None:
    if found.birth == BirthLikeness.SAME and _are_two_forenames(found, ours, theirs):
        return Relation.TWIN
    if _are_two_of_days_alike(found, ours, theirs) or _are_two_surnames(found, ours, theirs):
        return Relation.FAMILY if found.place.agrees else None
    if found.birth >= BirthLikeness.NOT_KNOWN:
        return (
            _of_one_family(found, ours, theirs)
            if _differ_in_both_names(found, ours, theirs)
            else Relation.SAME_PERSON
        )
    if not found.place.agrees:
        return None
    if _are_one_but_for_the_day(found, ours, theirs):
        return Relation.SAME_PERSON
    return _of_one_family(found, ours, theirs)


def _are_one_but_for_the_day(found: Comparison, ours: Facts, theirs: Facts) -> bool:
    """Whether two born on wholly other days have one name and one home: in one street many have a common name."""
    return (
        found.place == PlaceLikeness.ADDRESS
        and found.names.order is Order.STRAIGHT
        and joined(ours.names.forenames) == joined(theirs.names.forenames)
        and _years_apart(ours, theirs) < _A_GENERATION
    )


def _are_two_forenames(found: Comparison, ours: Facts, theirs: Facts) -> bool:
    """Whether the forenames are alike as those of twins are, no more; the less is known of one home, the more that takes."""
    if found.names.order is not Order.STRAIGHT or found.names.forenames == Likeness.SAME:
        return False
    pairs = _words_that_differ(ours.names.forenames, theirs.names.forenames, found.names.forenames)
    near = found.names.forenames == Likeness.NEAR and not any(
        is_slip_of_the_pen(one, other) or is_one_sound(one, other) for one, other in pairs
    )
    if found.place == PlaceLikeness.OTHER:
        return near or any(starmap(are_known_as_two, pairs))
    other_vowel = any(
        have_another_vowel(one, other) and not _are_spelt_otherwise(ours, theirs, one)
        for one, other in pairs[:1]
    )
    return (found.place.agrees and (near or other_vowel)) or any(starmap(are_two_forenames, pairs))


def _words_that_differ(
    ours: tuple[str, ...], theirs: tuple[str, ...], likeness: Likeness
) -> list[tuple[str, str]]:
    """The words that stand for each other and differ; where some are left out, each of the fewer with the most like it.

    None where they are but written in one word or two.
    """
    if len(ours) == len(theirs):
        return [(one, other) for one, other in zip(ours, theirs, strict=True) if one != other]
    if likeness not in {Likeness.NEAR, Likeness.PART}:
        return []
    from rapidfuzz.fuzz import ratio

    fewer, more = sorted((ours, theirs), key=len)
    return [(one, max(more, key=lambda word: ratio(one, word))) for one in fewer if one not in more]


def _are_spelt_otherwise(ours: Facts, theirs: Facts, word: str) -> bool:
    """Whether more speaks for one who is spelt otherwise than for twins: the surname too, or all but `word` of a long forename is the same.

    Twins of one form share the spelling of their surname; a brother and a sister can have other endings of it. Of a Chinese name, whose
    words are short, brothers and sisters can share one.
    """
    one, other = joined(ours.names.surname), joined(theirs.names.surname)
    if one != other:
        return without_endings(one, other) is None
    same = [each for each in ours.names.forenames if each in theirs.names.forenames]
    first = ours.names.forenames[0]
    told = first in same and first not in COMMON and len(first) >= _LONG_FORENAME
    return len(word) >= _LONG_FORENAME and (told or len(same) > 1)


def _are_two_surnames(found: Comparison, ours: Facts, theirs: Facts) -> bool:
    """Whether the surnames of two homes are alike and yet known as two (fathers' names: Hassan and Hussein)."""
    if found.place != PlaceLikeness.OTHER or found.names.order is not Order.STRAIGHT:
        return False
    if same_surname(joined(ours.names.surname), joined(theirs.names.surname)):
        return False
    pairs = _words_that_differ(ours.names.surname, theirs.names.surname, Likeness.PART)
    return any(starmap(are_two_fathers, pairs))


def _differ_in_both_names(found: Comparison, ours: Facts, theirs: Facts) -> bool:
    """Whether one of two homes has one forename more, which tells something, and another brief surname, though it sounds alike."""
    return (
        found.place == PlaceLikeness.OTHER
        and found.names.order is Order.STRAIGHT
        and found.names.forenames == Likeness.PART
        and found.names.surname != Likeness.SAME
        and _has_a_telling_forename_more(ours.names.forenames, theirs.names.forenames)
        and _are_two_brief_surnames(ours.names.surname, theirs.names.surname)
    )


def _has_a_telling_forename_more(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    fewer, more = sorted((ours, theirs), key=len)
    return any(word not in COMMON for word in more if word not in fewer)


def _are_two_brief_surnames(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Whether surnames of as many words, one of them brief, are more than two spellings of one."""
    one, other = joined(ours), joined(theirs)
    return len(ours) == len(theirs) and min(len(one), len(other)) <= BRIEF and not _is_one_surname(one, other)


def _is_one_surname(one: str, other: str) -> bool:
    """Whether two are known as one surname, differ in their endings, or sound alike but for a last “i”."""
    return (
        same_surname(one, other)
        or without_endings(one, other) is not None
        or Word(one).rough.rstrip("i") == Word(other).rough.rstrip("i")
    )


def _are_two_of_days_alike(found: Comparison, ours: Facts, theirs: Facts) -> bool:
    """Whether two born on days alike have names alike: Hassan and Hussein, and in two homes what is more than another spelling."""
    if found.birth != BirthLikeness.SLIP:
        return False
    if _are_two_forenames(found, ours, theirs):
        return True
    if found.place != PlaceLikeness.OTHER or found.names.forenames not in {Likeness.NEAR, Likeness.SPELT}:
        return False
    return Word(joined(ours.names.forenames)).rough != Word(joined(theirs.names.forenames)).rough


def _of_one_family(found: Comparison, ours: Facts, theirs: Facts) -> Relation:
    if found.birth == BirthLikeness.SAME:
        return Relation.TWIN
    return Relation.PARENT_OR_CHILD if _years_apart(ours, theirs) >= _A_GENERATION else Relation.FAMILY


def _years_apart(ours: Facts, theirs: Facts) -> int:
    if ours.birth is None or theirs.birth is None:
        return 0
    return abs(ours.birth.year - theirs.birth.year)


def _spelt_far(ours: Names, theirs: Names) -> bool:
    """Whether both names are spelt far from the other's and yet alike: with one birth date at one address, that is much."""
    from rapidfuzz.fuzz import ratio

    pairs = ((ours.forenames, theirs.forenames), (ours.surname, theirs.surname))
    return all(ratio(" ".join(one), " ".join(other)) >= _A_WORD_LIKE for one, other in pairs)

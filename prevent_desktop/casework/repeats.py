"""Who is perhaps recorded already: candidates with what speaks for and against it. Nobody is joined, and no figure is shown.

Candidates come from keys that several of a person's facts make (birth date, sounds of two names, postcode, number), so that a
slip in one leaves the others. Each candidate is then compared fact by fact, and either could be the person, or is perhaps one
of their family: a twin has the surname, birth date and address too, and is told apart by the forename.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from itertools import combinations, product, starmap

from prevent_desktop.casework.birth_likeness import CENTURY, BirthLikeness, births
from prevent_desktop.casework.name_forms import (
    BRIEF,
    COMMON,
    Word,
    joined,
    plain_letters,
    without_article,
    words_of,
)
from prevent_desktop.casework.name_likeness import (
    Likeness,
    NameComparer,
    NameLikeness,
    Names,
    Order,
)
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.place_likeness import Place, PlaceLikeness, house, places
from prevent_desktop.casework.short_names import are_two_fathers, same_surname, without_endings
from prevent_desktop.casework.twin_forenames import (
    are_known_as_two,
    are_two_forenames,
    have_another_vowel,
    is_one_sound,
    is_slip_of_the_pen,
)
from prevent_desktop.partial_dates import PartialDate

_FEWEST_DIGITS = 5
_A_GENERATION = 15
_START = 3
_A_WORD_LIKE = 65
_MONTHS = 12


_ONE_DAY = {BirthLikeness.SAME, BirthLikeness.TURNED, BirthLikeness.CENTURY}


class Relation(IntEnum):
    """Who a candidate could be. Those who could be the person come first."""

    SAME_PERSON = 0
    TWIN = 1
    FAMILY = 2
    PARENT_OR_CHILD = 3
    HOUSEHOLD = 4
    """Another name, yet the birth date or forename of somebody at this address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two people fact by fact. `numbers` are the fields of registered numbers that are the same, `other_numbers` that differ."""

    names: NameLikeness
    birth: BirthLikeness
    place: PlaceLikeness
    numbers: tuple[str, ...] = ()
    other_numbers: tuple[str, ...] = ()

    @property
    def order(self) -> int:
        """How much is alike, so that the likeliest come first. Never shown."""
        return (
            60 * len(self.numbers) - 12 * len(self.other_numbers)
            + 3 * self.names.weight * self.names.agrees + self.names.weight + 4 * self.birth + 5 * self.place
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Somebody recorded who is perhaps meant."""

    person_id: str
    relation: Relation
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of a person, in plain letters."""

    names: Names
    birth: PartialDate | None
    place: Place
    numbers: tuple[tuple[str, str], ...]

    @property
    def born_on(self) -> date | None:
        """The birth date where its day is known."""
        return self.birth.earliest if self.birth is not None and self.birth.day else None

    @classmethod
    def of(cls, person: Person) -> Facts:
        """The facts about `person`."""
        numbers = (("nhs_number", person.nhs_number), ("upn", person.upn))
        plain = ((field, plain_letters(number).replace(" ", "")) for field, number in numbers)
        return cls(
            Names(
                words_of(person.forenames),
                words_of(person.surname),
                words_of(person.known_as, person.aliases),
            ),
            person.birth_date,
            Place(plain_letters(person.address), plain_letters(person.postcode).replace(" ", "")),
            tuple((field, number) for field, number in plain if len(number) >= _FEWEST_DIGITS),
        )


class RepeatIndex:
    """The facts about everybody of a vault by keys; it lives as long as the open vault, and never on the disk."""

    def __init__(self) -> None:
        self._facts: dict[str, Facts] = {}
        self._keys: dict[str, tuple[str, ...]] = {}
        self._ids: dict[str, set[str]] = {}
        self._words: dict[str, Word] = {}

    def put(self, person: Person) -> None:
        """Know `person` as they are now."""
        self.remove(person.id)
        facts = Facts.of(person)
        self._facts[person.id] = facts
        self._keys[person.id] = tuple({*self._kept_keys(facts), *self._word_keys(facts)})
        for key in self._keys[person.id]:
            self._ids.setdefault(key, set()).add(person.id)

    def remove(self, person_id: str) -> None:
        """Know nothing of them any more; nothing happens where nothing was known."""
        self._facts.pop(person_id, None)
        for key in self._keys.pop(person_id, ()):
            self._ids[key].discard(person_id)

    def repeats_of(self, person: Person) -> tuple[Repeat, ...]:
        """All who could be `person`, the likeliest first, then those who are perhaps of their family; not themselves."""
        facts, comparer = Facts.of(person), NameComparer()
        candidates = self._candidates(facts) - {person.id}
        found = filter(None, (self._repeat(facts, person_id, comparer) for person_id in candidates))
        return tuple(sorted(found, key=self._place_in_list))

    def _place_in_list(self, repeat: Repeat) -> tuple[object, ...]:
        """Those of equal likeness by their names, surname first."""
        names = self._facts[repeat.person_id].names
        family = repeat.relation != Relation.SAME_PERSON
        return (family, -repeat.comparison.order, names.surname, names.forenames, repeat.person_id)

    def _repeat(self, facts: Facts, person_id: str, comparer: NameComparer) -> Repeat | None:
        theirs = self._facts[person_id]
        if _are_two(facts, theirs):
            return None
        comparison = compare(facts, theirs, comparer)
        relation = relation_of(comparison, facts, theirs)
        return (
            None
            if relation is None
            else Repeat(person_id=person_id, relation=relation, comparison=comparison)
        )

    def _candidates(self, facts: Facts) -> set[str]:
        keys = {*self._kept_keys(facts), *self._asked_keys(facts)}
        return {person_id for key in keys for person_id in self._ids.get(key, ())}

    def _kept_keys(self, facts: Facts) -> Iterator[str]:
        yield from (f"{field}:{number}" for field, number in facts.numbers)
        if facts.place.postcode:
            yield f"p:{facts.place.postcode}"
        if number := house(facts.place.address):
            yield f"h:{number}"
        if facts.born_on:
            yield _birth_key(facts.born_on.year, facts.born_on.month, facts.born_on.day)
        yield from self._pair_keys(facts.names)

    def _asked_keys(self, facts: Facts) -> Iterator[str]:
        """Those that only a question has: the birth date with day and month turned, and one name where there is but one."""
        if facts.born_on and facts.born_on.day <= _MONTHS:
            yield _birth_key(facts.born_on.year, facts.born_on.day, facts.born_on.month)
        marks = ["1"]
        if len(facts.names.words) == 1:
            marks.append("u" if facts.born_on else "w")
        if facts.birth is not None or facts.place.is_known:
            yield from (
                f"{mark}:{sound}"
                for mark in marks
                for word in facts.names.words
                for sound in self._sounds(word)
            )

    def _pair_keys(self, names: Names) -> Iterator[str]:
        words = (*names.words, *names.called)
        for one, other in combinations(dict.fromkeys(map(without_article, words)), 2):
            for sounds in product(self._sounds(one), self._sounds(other)):
                yield "n:" + "+".join(sorted(sounds))
            yield "s:" + "+".join(sorted((one[:_START], other[:_START])))

    def _word_keys(self, facts: Facts) -> Iterator[str]:
        """Each word alone: for all, for those who have but one, and for those whose day of birth is not known."""
        marks = ("w", *("1" * (len(facts.names.words) == 1)), *("u" * (not facts.born_on)))
        for word in (*facts.names.words, *facts.names.called):
            yield from (f"{mark}:{sound}" for mark in marks for sound in self._sounds(word))

    def _sounds(self, plain: str) -> frozenset[str]:
        if plain not in self._words:
            self._words[plain] = Word(plain)
        return self._words[plain].sounds


def _are_two(ours: Facts, theirs: Facts) -> bool:
    """Whether two are told apart with no look at their names, which costs most: another birth date, and another place."""
    return (
        births(ours.birth, theirs.birth) == BirthLikeness.OTHER
        and not places(ours.place, theirs.place).agrees
        and not set(ours.numbers) & set(theirs.numbers)
    )


def compare(ours: Facts, theirs: Facts, comparer: NameComparer) -> Comparison:
    """Two people, fact by fact."""
    their_numbers = dict(theirs.numbers)
    both = tuple((field, number) for field, number in ours.numbers if field in their_numbers)
    return Comparison(
        names=comparer.names(ours.names, theirs.names),
        birth=births(ours.birth, theirs.birth),
        place=places(ours.place, theirs.place),
        numbers=tuple(field for field, number in both if their_numbers[field] == number),
        other_numbers=tuple(field for field, number in both if their_numbers[field] != number),
    )


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
    told = first in same and first not in COMMON and len(first) > _START
    return len(word) > _START and (told or len(same) > 1)


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
    if found.place != PlaceLikeness.OTHER or found.names.order is not Order.STRAIGHT:
        return False
    if found.names.forenames != Likeness.PART or found.names.surname == Likeness.SAME:
        return False
    fewer, more = sorted((ours.names.forenames, theirs.names.forenames), key=len)
    one, other = joined(ours.names.surname), joined(theirs.names.surname)
    return (
        any(word not in COMMON for word in more if word not in fewer)
        and min(len(one), len(other)) <= BRIEF
        and len(ours.names.surname) == len(theirs.names.surname)
        and not same_surname(one, other)
        and without_endings(one, other) is None
        and Word(one).rough.rstrip("i") != Word(other).rough.rstrip("i")
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


def _birth_key(year: int, month: int, day: int) -> str:
    """The century left out: a wrong one is found too."""
    return f"b:{year % CENTURY:02d}{month:02d}{day:02d}"

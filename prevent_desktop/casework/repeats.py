"""Who is perhaps recorded already: candidates with what speaks for and against it. Nobody is joined, and no figure is shown.

Candidates come from keys that several of a person's facts make (birth date, sounds of two names, postcode, number), so that a
slip in one leaves the others. Each candidate is then compared fact by fact, and either could be the person, or is perhaps one
of their family: a twin has the surname, birth date and address too, and is told apart by the forename.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product

from prevent_desktop.casework.birth_likeness import CENTURY
from prevent_desktop.casework.name_forms import Word, without_article
from prevent_desktop.casework.name_likeness import NameComparer, Names
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_likeness import Comparison, Facts, are_two, compare
from prevent_desktop.casework.place_likeness import house
from prevent_desktop.casework.relations import Relation, relation_of

_START = 3
_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """Somebody recorded who is perhaps meant."""

    person_id: str
    relation: Relation
    comparison: Comparison


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
        if are_two(facts, theirs):
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


def _birth_key(year: int, month: int, day: int) -> str:
    """The century left out: a wrong one is found too."""
    return f"b:{year % CENTURY:02d}{month:02d}{day:02d}"

"""Two people compared fact by fact: names, birth date, place and registered numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from prevent_desktop.casework.birth_likeness import BirthLikeness, births
from prevent_desktop.casework.name_forms import plain_letters, words_of
from prevent_desktop.casework.name_likeness import NameComparer, NameLikeness, Names
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.place_likeness import Place, PlaceLikeness, places
from prevent_desktop.partial_dates import PartialDate

_FEWEST_DIGITS = 5


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


def are_two(ours: Facts, theirs: Facts) -> bool:
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

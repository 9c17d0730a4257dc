"""What two people have in common and what differs, in words. No figure: a person decides."""

from __future__ import annotations

from collections.abc import Iterator

from prevent_desktop.casework.birth_likeness import BirthLikeness
from prevent_desktop.casework.name_likeness import Likeness, NameLikeness, Order
from prevent_desktop.casework.person import Person
from prevent_desktop.casework.person_likeness import Comparison
from prevent_desktop.casework.place_likeness import PlaceLikeness
from prevent_desktop.casework.relations import Relation
from prevent_desktop.casework.repeats import Repeat
from prevent_desktop.translation import _


def words_in_common(found: Comparison) -> Iterator[str]:
    """What is the same or alike: numbers, names, birth, place."""
    numbers = {"nhs_number": _("Same NHS number"), "upn": _("Same unique pupil number")}
    yield from (numbers[field] for field in found.numbers)
    yield from _names_in_common(found.names)
    births = {
        BirthLikeness.SAME: _("Same date of birth"),
        BirthLikeness.FITS: _("Could be the same date of birth"),
        BirthLikeness.TURNED: _("Day and month of birth are the other way round"),
        BirthLikeness.CENTURY: _("Same date of birth in another century"),
        BirthLikeness.SLIP: _("The date of birth differs in one place"),
    }
    places = {
        PlaceLikeness.ADDRESS: _("Same address"),
        PlaceLikeness.POSTCODE: _("Same postcode"),
        PlaceLikeness.STREET: _("The address is much alike"),
    }
    yield from filter(None, (births.get(found.birth), places.get(found.place)))


def _names_in_common(names: NameLikeness) -> Iterator[str]:
    if names.agrees:
        yield _whole_name(names)
    elif names.surname.agrees:
        yield _("Same surname") if names.surname == Likeness.SAME else _("A surname much alike")
    elif names.forenames.agrees:
        yield _("Same forename") if names.forenames == Likeness.SAME else _("A forename much alike")


def _whole_name(names: NameLikeness) -> str:
    if names.order is Order.SWAPPED:
        return _("Forename and surname are the other way round")
    least = min(names.forenames, names.surname)
    if least == Likeness.SAME:
        return _("Same name")
    if Likeness.PART in {names.forenames, names.surname}:
        return _("Same name, but a part of it is left out")
    return (
        _("A short or other form of the name")
        if least == Likeness.SHORT
        else _("Same name, spelt another way")
    )


def words_that_differ(repeat: Repeat, person: Person, about: Person) -> Iterator[str]:
    """What speaks against it; who else it could be stands first."""
    others = {
        Relation.TWIN: _("Perhaps a twin, or a brother or a sister"),
        Relation.FAMILY: _("Perhaps a brother, a sister or another relative"),
        Relation.PARENT_OR_CHILD: _("Perhaps a parent or a child"),
        Relation.HOUSEHOLD: _("Perhaps somebody else at this address"),
    }
    found = repeat.comparison
    if repeat.relation in others:
        yield others[repeat.relation]
    yield from _names_that_differ(found.names)
    if found.birth == BirthLikeness.OTHER:
        yield _("Another date of birth")
    numbers = {"nhs_number": _("Another NHS number"), "upn": _("Another unique pupil number")}
    yield from (numbers[field] for field in found.other_numbers)
    if found.place == PlaceLikeness.OTHER:
        yield _("Another postcode") if person.postcode and about.postcode else _("Another address")


def _names_that_differ(names: NameLikeness) -> Iterator[str]:
    if names.forenames == names.surname == Likeness.OTHER:
        yield _("Another name")
    elif names.forenames == Likeness.OTHER:
        yield _("Another forename")
    elif names.surname == Likeness.OTHER:
        yield _("Another surname")
    elif names.forenames == Likeness.NEAR:
        yield _("One letter of the forename differs")

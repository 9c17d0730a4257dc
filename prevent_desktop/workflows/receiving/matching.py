"""Whom the record knows already of those that a pack could be about: reasons in words, for a person to decide. No score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prevent_desktop.casework.case import Case
from prevent_desktop.casework.person import Person
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.translation import _
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.people import find

_MOST = 20
_FEWEST_DIGITS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class LikelyMatch:
    """Somebody in the record whom the pack could be about: what is the same, and what differs, in words."""

    person: Person
    cases: tuple[Case, ...]
    same: tuple[str, ...]
    differs: tuple[str, ...]


def likely_matches(vault: Vault, about: Person) -> tuple[LikelyMatch, ...]:
    """Those with the same number, name and birth, or name and address; by name. Reads only."""
    found = (_match(vault, person, about) for person in _candidates(vault, about))
    return tuple(
        sorted(filter(None, found), key=lambda match: (match.person.surname, match.person.forenames))
    )


def chosen_match(vault: Vault, person_id: str) -> LikelyMatch:
    """Somebody whom a person found in the record: nothing is compared."""
    person = vault.people.get(person_id)
    return LikelyMatch(person=person, cases=_cases_of(vault, person), same=(), differs=())


def _cases_of(vault: Vault, person: Person) -> tuple[Case, ...]:
    """The newest first."""
    return tuple(sorted(vault.cases.of_person(person.id), key=lambda case: case.opened_at, reverse=True))


def _candidates(vault: Vault, about: Person) -> tuple[Person, ...]:
    texts = (
        about.nhs_number,
        about.upn,
        about.surname,
        *about.forenames.split()[:1],
        about.known_as,
        about.postcode,
    )
    people: dict[str, Person] = {}
    for text in dict.fromkeys(filter(None, texts)):
        for each in find.find(vault, text, limit=_MOST).people:
            people[each.person.id] = each.person
    return tuple(people.values())


def _match(vault: Vault, person: Person, about: Person) -> LikelyMatch | None:
    if not _could_be(person, about):
        return None
    return LikelyMatch(
        person=person,
        cases=_cases_of(vault, person),
        same=tuple(_same(person, about)),
        differs=tuple(_differs(person, about)),
    )


def _could_be(person: Person, about: Person) -> bool:
    if _one_number(person.nhs_number, about.nhs_number) or _one_number(person.upn, about.upn):
        return True
    names = _shared_names(person, about)
    born = _births_fit(person, about)
    if names and born:
        return True
    return (bool(names) and (born is None or _one_place(person, about))) or (
        bool(born) and _one_place(person, about)
    )


def _same(person: Person, about: Person) -> Iterator[str]:
    if _one_number(person.nhs_number, about.nhs_number):
        yield _("Same NHS number")
    if _one_number(person.upn, about.upn):
        yield _("Same unique pupil number")
    if _plain(person.full_name) and _plain(person.full_name) == _plain(about.full_name):
        yield _("Same name")
    elif _shared_names(person, about):
        yield _("A name in common")
    if (born := _births_fit(person, about)) is not None and born:
        full = (
            person.birth_date is not None and person.birth_date == about.birth_date and person.birth_date.day
        )
        yield _("Same date of birth") if full else _("Could be the same date of birth")
    if _one_address(person, about):
        yield _("Same address")
    elif _one_place(person, about):
        yield _("Same postcode")


def _differs(person: Person, about: Person) -> Iterator[str]:
    if not _shared_names(person, about):
        yield _("Another name")
    if _births_fit(person, about) is False:
        yield _("Another date of birth")
    if person.nhs_number and about.nhs_number and not _one_number(person.nhs_number, about.nhs_number):
        yield _("Another NHS number")
    if person.upn and about.upn and not _one_number(person.upn, about.upn):
        yield _("Another unique pupil number")
    if person.postcode and about.postcode and not _one_place(person, about):
        yield _("Another postcode")


def _one_number(one: str, other: str) -> bool:
    plain = _plain(one).replace(" ", "")
    return len(plain) >= _FEWEST_DIGITS and plain == _plain(other).replace(" ", "")


def _shared_names(person: Person, about: Person) -> frozenset[str]:
    """Surnames alike, with a forename or the name they go by; or one name that another calls them."""
    ours, theirs = _called(person), _called(about)
    if _plain(person.surname) != _plain(about.surname):
        return frozenset()
    return ours & theirs if ours and theirs else frozenset({_plain(person.surname)} - {""})


def _called(person: Person) -> frozenset[str]:
    first = _plain(person.forenames).split()[:1]
    return frozenset(filter(None, (*first, *_plain(person.known_as).split())))


def _births_fit(person: Person, about: Person) -> bool | None:
    """Whether both dates can be one day; None where either is not known."""
    if person.birth_date is None or about.birth_date is None:
        return None
    return _overlap(person.birth_date, about.birth_date)


def _overlap(one: PartialDate, other: PartialDate) -> bool:
    return one.earliest <= other.latest and other.earliest <= one.latest


def _one_place(person: Person, about: Person) -> bool:
    plain = _plain(person.postcode).replace(" ", "")
    return bool(plain) and plain == _plain(about.postcode).replace(" ", "")


def _one_address(person: Person, about: Person) -> bool:
    return (
        _one_place(person, about) and bool(person.address) and _plain(person.address) == _plain(about.address)
    )


def _plain(text: str) -> str:
    """Letters and digits alone, small, in single spaces: "O'Brien-Łukasz" as "o brien łukasz"."""
    return " ".join("".join(letter if letter.isalnum() else " " for letter in text).casefold().split())

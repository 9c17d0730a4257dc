"""What a pack says of the person and of those around them: from the record, as it is at that moment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from prevent_desktop.casework.person import HouseholdMember, Person
from prevent_desktop.formatting import each_of, long_day
from prevent_desktop.packs.content import PackHousehold, PackMember
from prevent_desktop.translation import _

_GROWN_UP = 18


def person_facts(person: Person) -> Iterator[tuple[str, str]]:
    """What is recorded about the person, with its label; what is not recorded is left out."""
    born = "" if person.birth_date is None else long_day(person.birth_date)
    interpreter = {True: _("Yes"), False: _("No"), None: ""}[person.interpreter_needed]
    facts = (
        (_("Name"), person.full_name),
        (_("Known as"), person.known_as),
        (_("Other names used"), person.aliases),
        (_("Date of birth"), born),
        (_("Approximate age"), "" if person.approximate_age is None else str(person.approximate_age)),
        (_("Gender"), person.gender),
        (_("Address"), each_of((person.address, person.postcode))),
        (_("Phone"), person.phone),
        (_("Email"), person.email),
        (_("Main language"), person.language),
        (_("Interpreter needed"), interpreter),
        (_("NHS number"), person.nhs_number),
        (_("Unique pupil number"), person.upn),
        (_("School"), person.school),
        (_("School’s unique reference number"), person.school_urn),
        (_("Year group"), person.year_group),
        (_("Agencies involved"), each_of(agency.name for agency in person.agencies)),
    )
    return ((label, fact) for label, fact in facts if fact)


def household_of(person: Person, today: date) -> PackHousehold | None:
    """Those who live with the person or belong to the family, with their ages on `today`; None where none is recorded."""
    if not person.household:
        return None
    age = person.age_on(today)
    if age is None:
        words = ""
    elif person.birth_date is None or person.birth_date.day is None:
        words = _("about {age}").format(age=age)
    else:
        words = str(age)
    return PackHousehold(
        person=person.full_name or person.initials,
        age=words,
        members=tuple(_member(member, today) for member in person.household),
    )


def _member(member: HouseholdMember, today: date) -> PackMember:
    return PackMember(
        name=member.name,
        relationship=member.relationship,
        age=_age(member, today),
        child=member.birth_date is not None and member.birth_date.age_on(today) < _GROWN_UP,
        lives_with=member.lives_with,
        school=member.school,
        note=member.note,
    )


def _age(member: HouseholdMember, today: date) -> str:
    born = member.birth_date
    if born is None or born.earliest > today:
        return ""
    age = str(born.age_on(today))
    return age if born.day is not None else _("about {age}").format(age=age)

"""A person as FHIR R4 Patient: for the expressions of forms, and in a pack, so that its receiver types nothing again.

What FHIR has no place for stands in extensions of ours, one for each fact (``…/person/school``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from prevent_desktop.casework.person import Agency, HouseholdMember, Person
from prevent_desktop.casework.person_values import as_text, from_text
from prevent_desktop.questionnaire.extensions import DATA_ABSENT_REASON, OUR
from prevent_desktop.questionnaire.fhir_elements import full, full_text, telecom

NHS_NUMBER = "https://fhir.nhs.uk/Id/nhs-number"
"""NHS England's system of NHS numbers (FHIR UK Core)."""

_UPN = OUR + "unique-pupil-number"
_FACT = OUR + "person/"
_IN_EXTENSIONS = ("approximate_age", "gender", "interpreter_needed", "school", "school_urn", "year_group")
_AGENCY = _FACT + "agency"
_NAME_NOT_KNOWN = {"url": DATA_ABSENT_REASON, "valueCode": "unknown"}
_LONGEST = 1_000
_MOST = 50
_GENDERS = {
    "male": "male",
    "man": "male",
    "boy": "male",
    "female": "female",
    "woman": "female",
    "girl": "female",
}


def as_patient(person: Person) -> dict[str, Any]:
    """The person as FHIR R4 Patient, without an id: what has a place there and is recorded; nothing in it is empty."""
    names = [
        _name("official", person.full_name, family=person.surname, given=person.forenames.split()),
        _name("nickname", person.known_as),
        _name("old", person.aliases),
    ]
    identifiers = (
        (NHS_NUMBER, person.nhs_number.replace(" ", "")),
        (_UPN, person.upn),
    )
    address = full(
        {"text": person.address, "postalCode": person.postcode, "line": person.address.splitlines()}
    )
    return full(
        {
            "resourceType": "Patient",
            "identifier": [
                {"system": system, "value": value} for system, value in identifiers if full_text(value)
            ],
            "name": names,
            "telecom": telecom(person.phone, person.email),
            "gender": _GENDERS.get(person.gender.strip().casefold(), ""),
            "birthDate": "" if person.birth_date is None else person.birth_date.isoformat(),
            "address": [address] if address else [],
            "contact": [_contact(member) for member in person.household],
            "communication": _communication(person.language),
        }
    )


def _name(use: str, text: str, **parts: Any) -> dict[str, Any]:
    """A HumanName; nothing where nobody knows that name."""
    name = full({"text": text, **parts})
    return {"use": use, **name} if name else {}


def _contact(member: HouseholdMember) -> dict[str, Any]:
    """A member of the household. FHIR wants a name there (pat-1): of one without it says that it is not known."""
    relationship, name = full({"text": member.relationship}), full({"text": member.name})
    if not relationship and not name:
        return {}
    return full({"relationship": [relationship], "name": name or {"extension": [_NAME_NOT_KNOWN]}})


def _communication(language: str) -> list[dict[str, Any]]:
    return [{"language": {"text": language}, "preferred": True}] if full_text(language) else []


def packed_person(person: Person) -> str:
    """The person as a pack carries them: what its pages show of them, and no more; neither our id nor anything else."""
    return json.dumps({**as_patient(person), **full({"extension": _extensions(person)})}, ensure_ascii=False)


def _extensions(person: Person) -> list[dict[str, str]]:
    facts = [(_FACT + name, as_text(person, name)) for name in _IN_EXTENSIONS]
    facts += [(_AGENCY, agency.name) for agency in person.agencies]
    return [{"url": url, "valueString": text} for url, text in facts if full_text(text)]


def read_person(untrusted_patient: str, *, now: datetime) -> Person | None:
    """The person whom a pack is about, with no id; None where it makes no sense. What cannot be read is left out."""
    try:
        untrusted = json.loads(untrusted_patient)
        if untrusted["resourceType"] != "Patient":
            return None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    names = {_text(name, "use"): name for name in _objects(untrusted, "name")}
    official, address = names.get("official", {}), next(_objects(untrusted, "address"), {})
    facts = {
        _text(each, "url").removeprefix(_FACT): _text(each, "valueString")
        for each in _objects(untrusted, "extension")
    }
    identifiers = {_text(each, "system"): _text(each, "value") for each in _objects(untrusted, "identifier")}
    reach = {_text(each, "system"): _text(each, "value") for each in _objects(untrusted, "telecom")}
    return Person(
        id="",
        forenames=" ".join(_texts(official, "given")),
        surname=_text(official, "family"),
        known_as=_text(names.get("nickname", {}), "text"),
        aliases=_text(names.get("old", {}), "text"),
        birth_date=_value("birth_date", _text(untrusted, "birthDate")),
        address=_text(address, "text"),
        postcode=_text(address, "postalCode"),
        phone=reach.get("phone", ""),
        email=reach.get("email", ""),
        nhs_number=identifiers.get(NHS_NUMBER, ""),
        upn=identifiers.get(_UPN, ""),
        language=_language(untrusted),
        household=tuple(_members(untrusted)),
        agencies=tuple(
            Agency(name=_text(each, "valueString"))
            for each in _objects(untrusted, "extension")
            if _text(each, "url") == _AGENCY
        ),
        **{name: _value(name, facts.get(name, "")) for name in _IN_EXTENSIONS},
        created_at=now,
        changed_at=now,
    )


def _members(untrusted: Mapping[str, Any]) -> Iterator[HouseholdMember]:
    for contact in _objects(untrusted, "contact"):
        found = contact.get("name")
        name = _text(found, "text") if isinstance(found, dict) else ""
        relationship = _text(next(_objects(contact, "relationship"), {}), "text")
        if name or relationship:
            yield HouseholdMember(name=name, relationship=relationship)


def _language(untrusted: Mapping[str, Any]) -> str:
    spoken = next(_objects(untrusted, "communication"), {}).get("language")
    return _text(spoken, "text") if isinstance(spoken, dict) else ""


def _value(name: str, untrusted_text: str) -> Any:
    try:
        return from_text(name, untrusted_text)
    except ValueError:
        return from_text(name, "")


def _objects(untrusted: Mapping[str, Any], name: str) -> Iterator[dict[str, Any]]:
    found = untrusted.get(name)
    yield from [each for each in found if isinstance(each, dict)][:_MOST] if isinstance(found, list) else ()


def _texts(untrusted: Mapping[str, Any], name: str) -> list[str]:
    found = untrusted.get(name)
    return (
        [_clean(each) for each in found if isinstance(each, str)][:_MOST] if isinstance(found, list) else []
    )


def _text(untrusted: Mapping[str, Any], name: str) -> str:
    found = untrusted.get(name)
    return _clean(found) if isinstance(found, str) else ""


def _clean(untrusted: str) -> str:
    return "".join(letter for letter in untrusted if letter.isprintable() or letter == "\n")[
        :_LONGEST
    ].strip()

"""The person as data in a pack: the receiver reads what the sender recorded, and nothing that makes no sense."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from prevent_desktop.casework.person import Agency, HouseholdMember, Person
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.extensions import OUR
from prevent_desktop.workflows.people.person_resource import packed_person, read_person
from tests.interop.resources_written import odd_people

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)

FULL = Person(
    id="sender-only", forenames="Mary Ann", surname="O'Brien-Łukasz", known_as="Minnie", aliases="M. A. Smith",
    birth_date=PartialDate(2012, 3), approximate_age=14, gender="girl", address="Flat 2\n1 High Street",
    postcode="B1 1AA", phone="07700 900123", email="a@example.org", language="Somali", interpreter_needed=True,
    nhs_number="9434765919", upn="A123456789012", school="Hillside Academy", school_urn="123456", year_group="9",
    household=(HouseholdMember(name="Ngozi", relationship="mother"),),
    agencies=(Agency(name="Early Help"), Agency(name="CAMHS")), created_at=NOW, changed_at=NOW,
)  # fmt: skip


def test_all_that_the_sender_recorded_comes_back_but_for_their_own_id() -> None:
    assert read_person(packed_person(FULL), now=NOW) == replace(FULL, id="")
    assert "sender-only" not in packed_person(FULL)


def test_a_person_of_whom_little_is_known_comes_back_as_little() -> None:
    little = Person(id="", forenames="", surname="", created_at=NOW, changed_at=NOW)
    assert read_person(packed_person(little), now=NOW) == little


def test_what_the_pages_do_not_show_is_not_in_the_data() -> None:
    private = replace(
        FULL,
        nationality="Ruritanian",
        immigration_status="asked for asylum",
        agencies=(Agency(name="CAMHS", worker="Dr Finch", phone="01632 960 555", doing="weekly talks"),),
    )
    packed = packed_person(private)
    assert not {"Ruritanian", "asylum", "Finch", "960 555", "weekly"} & {
        word for word in ("Ruritanian", "asylum", "Finch", "960 555", "weekly") if word in packed
    }


def test_it_is_a_fhir_patient() -> None:
    patient = json.loads(packed_person(FULL))
    assert patient["resourceType"] == "Patient"
    assert patient["gender"] == "female"
    assert patient["birthDate"] == "2012-03"
    assert {each["url"] for each in patient["extension"]} >= {OUR + "person/school", OUR + "person/agency"}


@pytest.mark.parametrize(
    "untrusted",
    ["", "[]", "null", "{", '{"resourceType": "Observation"}', '{"resourceType": 5}', "[" * 100_000],
)
def test_what_is_no_patient_is_nobody(untrusted: str) -> None:
    assert read_person(untrusted, now=NOW) is None


@pytest.mark.parametrize(
    "broken", [None, 5, "text", [5], [[]], {"use": "official"}, [{"use": ["x"], "text": 7}]]
)
def test_parts_of_another_shape_are_left_out(broken: object) -> None:
    parts = ("name", "address", "telecom", "identifier", "contact", "communication", "extension", "birthDate")
    for part in parts:
        patient = {**json.loads(packed_person(FULL)), part: broken}
        read = read_person(json.dumps(patient), now=NOW)
        assert read is not None
        assert read.surname in {"", FULL.surname}


def test_a_long_or_unprintable_text_is_cut_down() -> None:
    patient = {
        "resourceType": "Patient",
        "name": [{"use": "official", "family": "A\u202e\x00" + "b" * 9_000}],
        "birthDate": "2012-13-77",
        "extension": [{"url": OUR + "person/approximate_age", "valueString": "about ten"}],
    }
    read = read_person(json.dumps(patient), now=NOW)
    assert read is not None
    assert read.surname == "A" + "b" * 999
    assert (read.birth_date, read.approximate_age) == (None, None)


def test_nothing_that_is_written_is_empty_at_any_depth() -> None:
    for person in odd_people():
        _no_empty(json.loads(packed_person(person)))


def _no_empty(part: object) -> None:
    assert part not in ("", [], {}, None)
    if isinstance(part, str):
        assert part == part.strip()
        assert not any(letter < " " and letter not in "\t\r\n" for letter in part)
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _no_empty(one)
    if isinstance(part, dict):
        assert set(part) - {"use", "preferred", "system"}, part


def test_a_blank_line_inside_an_address_is_no_line_and_the_text_stays_as_it_was_typed() -> None:
    person = replace(FULL, address="Flat 2\n\n 1 High Street")
    [address] = json.loads(packed_person(person))["address"]
    assert address["line"] == ["Flat 2", "1 High Street"]
    assert address["text"] == "Flat 2\n\n 1 High Street"


def test_a_member_of_the_household_without_a_name_is_kept_and_comes_back() -> None:
    person = replace(FULL, household=(HouseholdMember(name="", relationship="uncle"),))
    [contact] = json.loads(packed_person(person))["contact"]
    assert contact["name"]["extension"][0]["valueCode"] == "unknown"
    assert read_person(packed_person(person), now=NOW) == replace(person, id="")


def test_a_person_without_a_name_has_none() -> None:
    patient = json.loads(packed_person(replace(FULL, forenames=" ", surname="", known_as="", aliases="")))
    assert "name" not in patient

"""Whom a pack could be about: told in words, and nobody is left out whom a person would want to see."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from prevent_desktop.casework.identifiers import new_id
from prevent_desktop.casework.organisation import Practitioner
from prevent_desktop.casework.person import Person
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.vault.vault import Vault
from prevent_desktop.workflows.organisation.settings import save_practitioner
from prevent_desktop.workflows.people.people import open_case
from prevent_desktop.workflows.receiving.matching import LikelyMatch, likely_matches
from tests.unit.workflows.receiving.in_vault import ReceivingVault
from tests.unit.workflows.receiving.packs_in import ABOUT, NOW


@pytest.fixture
def vault(receiving: ReceivingVault) -> Vault:
    return receiving.vault


def somebody(vault: Vault, **differs: object) -> Person:
    """The person of the pack as our record has them, but for what `differs`."""
    person = replace(ABOUT, id=new_id(), **differs)  # type: ignore[arg-type]  # the tests name fields of Person
    vault.people.add(person)
    return person


def reasons(vault: Vault) -> list[tuple[set[str], set[str]]]:
    return [(set(match.same), set(match.differs)) for match in likely_matches(vault, ABOUT)]


def test_the_same_person_is_told_with_every_reason_and_their_cases(vault: Vault) -> None:
    person = somebody(vault)
    case = open_case(vault, person.id, now=NOW)
    (match,) = likely_matches(vault, ABOUT)
    assert (match.person, match.cases) == (person, (case,))
    assert match.same == (
        "Same NHS number", "Same unique pupil number", "Same name", "Same date of birth", "Same address",
    )  # fmt: skip
    assert match.differs == ()


@pytest.mark.parametrize(
    ("differs", "same", "other"),
    [
        ({"nhs_number": "943 476 5919"}, "Same NHS number", None),
        ({"nhs_number": "", "upn": ""}, "Same name", None),
        ({"nhs_number": "4010232137"}, "Same name", "Another NHS number"),
        ({"forenames": "ALI", "surname": "bexample"}, "Same name", None),
        ({"forenames": "Alasdair", "known_as": "Ali"}, "A short or other form of the name", None),
        ({"surname": "Married-Name"}, "Same NHS number", "Another surname"),
        ({"birth_date": PartialDate(2012, 5)}, "Could be the same date of birth", None),
        ({"birth_date": PartialDate(2010)}, "The date of birth differs in one place", None),
        ({"birth_date": PartialDate(1987)}, "Same NHS number", "Another date of birth"),
        ({"address": "9 Other Road"}, "Same postcode", None),
        ({"address": "9 Other Road", "postcode": "M1 1AA"}, "Same name", "Another postcode"),
        ({"birth_date": None, "nhs_number": "", "upn": ""}, "Same name", None),
    ],
)
def test_what_is_the_same_and_what_differs_stands_in_words(
    vault: Vault, differs: dict[str, object], same: str, other: str | None
) -> None:
    somebody(vault, **differs)
    ((told, told_other),) = reasons(vault)
    assert same in told
    assert told_other == ({other} if other else set())


@pytest.mark.parametrize(
    "differs",
    [
        {"nhs_number": "", "upn": "", "surname": "Other", "forenames": "Zoë"},
        {"nhs_number": "", "upn": "", "birth_date": PartialDate(1961), "address": "", "postcode": "M1 1AA"},
        {
            "nhs_number": "",
            "upn": "",
            "surname": "Other",
            "forenames": "Ali",
            "birth_date": PartialDate(1961),
        },
    ],
    ids=["a neighbour with the same birthday", "a namesake of another age", "another Ali"],
)
def test_who_has_little_in_common_is_not_told(vault: Vault, differs: dict[str, object]) -> None:
    if differs.get("surname") == "Other" and differs["forenames"] == "Zoë":
        differs = {**differs, "postcode": "M1 1AA", "address": ""}
    somebody(vault, **differs)
    assert likely_matches(vault, ABOUT) == ()


def test_of_several_as_like_the_order_is_that_of_their_names(vault: Vault) -> None:
    somebody(vault, surname="Zulu")
    somebody(vault, surname="Able")
    assert [match.person.surname for match in likely_matches(vault, ABOUT)] == ["Able", "Zulu"]


@pytest.mark.parametrize(
    ("recorded", "asked", "told"),
    [
        (("Anna", "Kowalczyk"), ("Anna", "Kowalcyk"), "Same name, spelt another way"),
        (("Sami", "Al-Hassan"), ("Sami", "Alhassan"), "Same name"),
        (("Sean", "O'Brien"), ("Sean", "OBrien"), "Same name"),
        (("Łukasz", "Nowak"), ("Lukasz", "Nowak"), "Same name"),
        (("Mohammed", "Khan"), ("Khan", "Muhammad"), "Forename and surname are the other way round"),
        (("Kate", "Byrne"), ("Catherine", "Byrne"), "A short or other form of the name"),
        (("Usman", "Malik"), ("Mohammed Usman", "Malik"), "Same name, but a part of it is left out"),
    ],
)
def test_a_name_written_another_way_is_found_by_the_birth_date(
    vault: Vault, recorded: tuple[str, str], asked: tuple[str, str], told: str
) -> None:
    nowhere = {"nhs_number": "", "upn": "", "address": "", "postcode": ""}
    somebody(vault, forenames=recorded[0], surname=recorded[1], **nowhere)
    about = replace(ABOUT, id="", forenames=asked[0], surname=asked[1])
    (match,) = likely_matches(vault, about)
    assert match.same == (told, "Same date of birth")


@pytest.mark.parametrize(
    ("differs", "perhaps"),
    [
        ({"forenames": "Zoë"}, "Perhaps a twin, or a brother or a sister"),
        (
            {"forenames": "Zoë", "birth_date": PartialDate(2015, 11, 28)},
            "Perhaps a brother, a sister or another relative",
        ),
        ({"birth_date": PartialDate(1975, 11, 28)}, "Perhaps a parent or a child"),
        ({"forenames": "Zoë", "surname": "Other"}, "Perhaps somebody else at this address"),
    ],
)
def test_family_is_told_apart_in_words_and_comes_last(
    vault: Vault, differs: dict[str, object], perhaps: str
) -> None:
    somebody(vault, nhs_number="", upn="", **{"forenames": ABOUT.forenames, **differs})
    somebody(vault, nhs_number="", upn="", address="", postcode="")
    same, family = likely_matches(vault, ABOUT)
    assert same.differs == ()
    assert family.differs[0] == perhaps


def test_a_reporter_never_learns_who_is_known(vault: Vault) -> None:
    somebody(vault)
    vault.database.run("DELETE FROM settings")
    save_practitioner(vault, Practitioner(name="A", role="Teacher", organisation="School"))
    assert likely_matches(vault, ABOUT) == ()
    save_practitioner(vault, Practitioner(name="A", role="Head", organisation="School", kinds=("lead",)))
    assert len(likely_matches(vault, ABOUT)) == 1


def test_what_changes_or_goes_is_known_at_the_next_question(vault: Vault) -> None:
    person = somebody(vault, nhs_number="", upn="", address="", postcode="")
    assert likely_matches(vault, ABOUT)
    vault.people.update(replace(person, forenames="Zoë", surname="Other"))
    assert likely_matches(vault, ABOUT) == ()
    vault.people.update(person)
    assert likely_matches(vault, ABOUT)
    vault.database.run("DELETE FROM person_texts WHERE person_id = ?", (person.id,))
    vault.database.run("DELETE FROM people WHERE id = ?", (person.id,))
    assert likely_matches(vault, ABOUT) == ()


def test_nobody_is_scored() -> None:
    assert {field.name for field in fields(LikelyMatch)} == {
        "person",
        "cases",
        "same",
        "differs",
        "is_family",
    }


def test_a_pack_that_tells_little_finds_nobody(vault: Vault) -> None:
    somebody(vault)
    nobody = Person(id="", forenames="", surname="", created_at=NOW, changed_at=NOW)
    assert likely_matches(vault, nobody) == ()

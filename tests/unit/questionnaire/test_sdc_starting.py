"""What a response starts with: initial, initialExpression, launchContext, itemPopulationContext (HL7 FHIR SDC)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.values import Quantity, Value
from tests.unit.questionnaire.forms import CORE, SDC, coding, extension, group, item, options
from tests.unit.questionnaire.sdc import (
    add,
    clear,
    code,
    extended,
    fhirpath,
    found,
    launch_context,
    opened,
    path,
    problems,
    put,
    reopened,
    said,
    says,
    shown,
    top,
    variable,
)

PATIENT: dict[str, Any] = {
    "resourceType": "Patient",
    "id": "7",
    "birthDate": "2010-05-06",
    "gender": "female",
    "active": True,
    "name": [{"family": "Ünal", "given": ["Ana"]}],
    "telecom": [{"system": "phone", "value": "020 7946 0000"}, {"system": "email", "value": "a@b.example"}],
    "contact": [{"name": {"text": "Mira"}}, {"name": {"text": "Omar"}}],
}
LAUNCH = {
    "patient": PATIENT,
    "user": {"resourceType": "Practitioner", "name": [{"text": "Sam Reed"}]},
    "case": {"resourceType": "EpisodeOfCare", "id": "c-1", "status": "active"},
    "organisation": {"resourceType": "Organization", "name": "Hill School"},
}
CONTEXTS = extended(launch_context("patient", "Patient"), launch_context("user", "Practitioner"))


@pytest.mark.parametrize(
    ("kind", "expression", "answers"),
    [
        ("date", "%patient.birthDate", (PartialDate.parse("2010-05-06"),)),
        ("string", "%patient.name.first().given.first() & ' ' & %patient.name.first().family", ("Ana Ünal",)),
        ("string", "%patient.telecom.where(system = 'phone').value", ("020 7946 0000",)),
        ("string", "%user.name.text", ("Sam Reed",)),
        ("string", "%case.id", ("c-1",)),
        ("string", "%organisation.name", ("Hill School",)),
        ("boolean", "%patient.active", (True,)),
        ("boolean", "%patient.deceased", ()),
        ("string", "%patient.maritalStatus.text", ()),
        ("date", "today()", (PartialDate.of(date.today()),)),  # noqa: DTZ011 - the day of the expressions
        ("date", "today() - 1 year < today()", ()),
        ("integer", "40 + 2", (42,)),
        ("dateTime", "now()", None),
    ],
)
def test_it_starts_with_what_the_expression_gives(
    kind: str, expression: str, answers: tuple[Value, ...] | None
) -> None:
    response = opened(item("x", kind, **says(initial=expression)), launch=LAUNCH, **CONTEXTS)
    if answers is None:
        assert len(found(response, "x")) == 1
    else:
        assert found(response, "x") == answers


def test_a_code_finds_its_option() -> None:
    response = opened(
        item("x", "choice", answerOption=options("male", "female"), **says(initial="%patient.gender")),
        launch=LAUNCH,
        **CONTEXTS,
    )
    assert found(response, "x") == (code("female"),)


def test_several_values_go_into_a_question_that_repeats() -> None:
    response = opened(
        item("x", "string", repeats=True, **says(initial="%patient.contact.name.text")),
        launch=LAUNCH,
        **CONTEXTS,
    )
    assert found(response, "x") == ("Mira", "Omar")


def test_what_was_not_handed_over_leaves_it_empty_and_in_nobodys_way() -> None:
    response = opened(
        item("x", "date", **says(initial="%patient.birthDate")),
        item("y", "string", **says(initial="%user.name.text")),
        **CONTEXTS,
    )
    assert found(response, "x") == found(response, "y") == ()
    assert not [one for one in problems(response) if one.severity == "error"]


def test_it_is_worked_out_once() -> None:
    response = opened(
        item("a", "integer", initial=[{"valueInteger": 3}]),
        item("x", "integer", **says(initial=f"{top('a')} + 1")),
    )
    assert found(response, "x") == (4,)
    put(response, "a", to=9)
    assert found(response, "x") == (4,)
    clear(response, "x")
    assert found(response, "x") == ()
    again = reopened(response)
    assert found(again, "x") == ()
    put(again, "a", to=11)
    assert found(again, "x") == ()


def test_it_waits_until_the_question_is_first_asked() -> None:
    response = opened(
        item("a", "integer"),
        item("x", "integer", **says(enableWhen=f"{top('a')} > 5", initial=f"{top('a')} * 2")),
    )
    assert found(response, "x") == ()
    put(response, "a", to=6)
    assert found(response, "x") == (12,)
    put(response, "x", to=1)
    put(response, "a", to=1)
    put(response, "a", to=7)
    assert found(response, "x") == (1,)


def test_each_new_occurrence_starts_with_it() -> None:
    response = opened(
        group(
            "g",
            item("x", "date", **says(initial="%patient.birthDate")),
            item("y", "integer", initial=[{"valueInteger": 5}]),
            repeats=True,
        ),
        launch=LAUNCH,
        **CONTEXTS,
    )
    add(response, "g")
    for number in (0, 1):
        assert found(response, ("g", number), "x") == (PartialDate.parse("2010-05-06"),)
        assert found(response, ("g", number), "y") == (5,)


def test_an_occurrence_put_back_keeps_what_it_had() -> None:
    response = opened(group("g", item("x", "integer", **says(initial="40 + 2")), repeats=True))
    add(response, "g")
    clear(response, ("g", 1), "x")
    put(response, ("g", 0), "x", to=7)
    removed = response.remove_occurrence(path(("g", 1))).removed
    response.catch_up()
    assert removed is not None
    response.restore(removed)
    response.catch_up()
    assert (found(response, ("g", 0), "x"), found(response, ("g", 1), "x")) == ((7,), ())


def test_an_answer_that_is_there_is_never_replaced() -> None:
    response = opened(item("x", "string", **says(initial="'new'")))
    put(response, "x", to="mine")
    assert found(reopened(response), "x") == ("mine",)


@pytest.mark.parametrize(
    "parts",
    [
        {"type": "choice", "answerOption": options("a", "b"), **says(initial="'zzz'")},
        {
            "type": "choice",
            "answerOption": options("a", "b"),
            **says(initial="%patient.identifier.type.coding"),
        },
        {"type": "integer", **extended(said("initial", "5"), extension(CORE + "minValue", valueInteger=10))},
        {"type": "integer", **extended(said("initial", "50"), extension(CORE + "maxValue", valueInteger=10))},
        {"type": "string", "maxLength": 3, **says(initial="'longer'")},
        {"type": "integer", **says(initial="'no number'")},
    ],
)
def test_a_start_that_the_question_does_not_allow_is_passed_over(parts: dict[str, Any]) -> None:
    """SDC, Form Behavior, initialExpression: values that are not valid for the question's constraints are ignored."""
    elsewhere = {"coding": [{"system": "urn:elsewhere", "code": "a"}]}
    launch = {"patient": {**PATIENT, "identifier": [{"type": elsewhere}]}}
    response = opened({"linkId": "x", **parts}, launch=launch, **CONTEXTS)
    assert found(response, "x") == ()


def test_fixed_values_of_each_occurrence_of_a_question_that_repeats() -> None:
    response = opened(item("x", "string", repeats=True, initial=[{"valueString": "a"}, {"valueString": "b"}]))
    assert found(response, "x") == ("a", "b")


def test_options_selected_by_the_form() -> None:
    offered = [{"valueCoding": coding("a")}, {"valueCoding": coding("b"), "initialSelected": True}]
    assert found(opened(item("x", "choice", answerOption=offered)), "x") == (code("b"),)


def test_a_unit_may_be_there_before_the_number() -> None:
    response = opened(
        item(
            "x",
            "quantity",
            initial=[{"valueQuantity": {"unit": "kg", "code": "kg", "system": "http://unitsofmeasure.org"}}],
        )
    )
    assert found(response, "x") in {(), (Quantity(None, "kg", "http://unitsofmeasure.org", "kg"),)}
    assert not [one for one in problems(response) if one.severity == "error"]


def test_a_variable_of_the_record() -> None:
    response = opened(
        item("x", "string", **says(initial="%names.first()")),
        launch=LAUNCH,
        **extended(launch_context("patient", "Patient"), variable("names", "%patient.contact.name.text")),
    )
    assert found(response, "x") == ("Mira",)


def test_a_named_start_is_known_to_the_items_under_it() -> None:
    response = opened(
        item(
            "x",
            "integer",
            item("y", "integer", **says(initial="%start + 1")),
            **extended(said("initial", "4", "start")),
        )
    )
    assert found(response, "x") == (4,)
    assert found(response, "x", "y") == (5,)


def test_a_group_repeats_for_each_entry_of_its_population_context() -> None:
    context = extension(
        SDC + "sdc-questionnaire-itemPopulationContext", **fhirpath("%patient.contact", "contact")
    )
    response = opened(
        group(
            "g", item("x", "string", **says(initial="%contact.name.text")), repeats=True, **extended(context)
        ),
        launch=LAUNCH,
        **CONTEXTS,
    )
    assert [one.occurrence for one in response.children()] == [0, 1]
    assert [found(response, ("g", number), "x") for number in (0, 1)] == [("Mira",), ("Omar",)]
    add(response, "g")
    assert found(response, ("g", 2), "x") == ()


def test_a_population_context_without_entries_leaves_one_empty_occurrence() -> None:
    context = extension(SDC + "sdc-questionnaire-itemPopulationContext", **fhirpath("%patient.link", "link"))
    response = opened(
        group("g", item("x", "string", **says(initial="%link.type")), repeats=True, **extended(context)),
        launch=LAUNCH,
        **CONTEXTS,
    )
    assert len(response.children()) == 1
    assert found(response, "g", "x") == ()
    assert not problems(response)


def test_what_was_filled_in_may_decide_what_is_shown() -> None:
    response = opened(
        item("born", "date", **says(initial="%patient.birthDate")),
        item("child", "string", **says(enableWhen=f"{top('born')} > @2009-01-01")),
        launch=LAUNCH,
        **CONTEXTS,
    )
    assert shown(response, "child")


def test_read_only_with_a_start_stays_what_it_is() -> None:
    response = opened(item("x", "decimal", readOnly=True, **says(initial="1.5")))
    assert found(response, "x") == (Decimal("1.5"),)
    assert found(reopened(response), "x") == (Decimal("1.5"),)

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.questionnaire.definition import load_questionnaire, reopen_questionnaire
from prevent_desktop.questionnaire.items import EnableBehavior, ItemType, Operator
from prevent_desktop.questionnaire.json_text import json_text
from prevent_desktop.questionnaire.judging.value_problems import Judge
from prevent_desktop.questionnaire.loading.fhir_versions import as_r4
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Coding
from tests.unit.questionnaire.forms import CODES, coding, form, group, item, loaded, options, when


@pytest.mark.parametrize(
    ("constraint", "kind", "answers"),
    [
        ({}, ItemType.CHOICE, {"valueCoding"}),
        ({"answerConstraint": "optionsOnly"}, ItemType.CHOICE, {"valueCoding"}),
        ({"answerConstraint": "optionsOrType"}, ItemType.OPEN_CHOICE, {"valueCoding", "valueString"}),
        ({"answerConstraint": "optionsOrString"}, ItemType.OPEN_CHOICE, {"valueCoding", "valueString"}),
    ],
)
def test_a_coding_of_r5_is_a_choice(constraint: dict[str, str], kind: ItemType, answers: set[str]) -> None:
    one = loaded(item("a", "coding", answerOption=options("x", "y"), **constraint)).items[0]
    assert (one.type, set(one.answer_keys)) == (kind, answers)
    assert one.answer_constraint == constraint.get("answerConstraint", "")


def test_other_types_of_r5_may_be_answered_with_words() -> None:
    offered = [{"valueInteger": 1}, {"valueInteger": 2}]
    one = loaded(item("a", "integer", answerOption=offered, answerConstraint="optionsOrString")).items[0]
    assert one.answer_keys == {"valueInteger", "valueString"}


@pytest.mark.parametrize(
    ("constraint", "valid"),
    [("optionsOnly", [1]), ("optionsOrType", [1, 3]), ("optionsOrString", [1, "words"])],
)
def test_an_answer_beside_the_options_is_judged_by_the_constraint(constraint: str, valid: list[Any]) -> None:
    offered = [{"valueInteger": 1}]
    questionnaire = loaded(item("a", "integer", answerOption=offered, answerConstraint=constraint))
    judge = Judge(questionnaire.patterns, date(2026, 11, 25))
    values: list[Any] = [1, 3, "words"]
    assert [value for value in values if not [*judge.faults(questionnaire.items[0], value)]] == valid


def test_a_question_that_is_not_asked_may_stay_in_sight() -> None:
    assert loaded(item("a", "string", disabledDisplay="protected")).items[0].disabled_display == "protected"


def test_a_form_of_r5_is_filled_and_read_again() -> None:
    questionnaire = loaded(
        group(
            "g", item("a", "coding", answerOption=options("x", "y"), initial=[{"valueCoding": coding("x")}])
        ),
        item("b", "string", enableWhen=[when("a", answerCoding=coding("x"))]),
        versionAlgorithmString="semver",
        copyrightLabel="x",
    )
    response = Response.start(questionnaire)
    assert response.node((("g", 0), ("a", 0))).answers == (Coding(CODES, "x", "x"),)
    assert response.node((("b", 0),)).enabled
    draft = response.to_json(keep_disabled=True)
    assert Response.read(questionnaire, draft).to_json(keep_disabled=True) == draft


def test_options_of_stu3_are_offered() -> None:
    listed = item("a", "choice", option=[{"valueCoding": coding("x")}, {"valueString": "y"}])
    carried = item("b", "choice", options={"reference": "#v"})
    contained = [
        {"resourceType": "ValueSet", "id": "v", "compose": {"include": [{"concept": [{"code": "z"}]}]}}
    ]
    found = loaded(listed, carried, contained=contained)
    assert [[option.label for option in one.answer_options] for one in found.items] == [["x", "y"], ["z"]]


@pytest.mark.parametrize(
    ("kind", "member"),
    [
        ("boolean", {"initialBoolean": True}),
        ("integer", {"initialInteger": 3}),
        ("date", {"initialDate": "2026-11"}),
        ("string", {"initialString": "x"}),
        ("choice", {"initialCoding": coding("x")}),
        ("quantity", {"initialQuantity": {"value": 3}}),
    ],
)
def test_the_initial_value_of_stu3_is_taken(kind: str, member: dict[str, Any]) -> None:
    key, value = next(iter(member.items()))
    r4 = loaded(item("a", kind, initial=[{"value" + key.removeprefix("initial"): value}])).items[0]
    assert loaded(item("a", kind, **member)).items[0].initial == r4.initial != ()


def test_conditions_of_stu3_are_followed() -> None:
    found = loaded(
        item("a", "boolean"),
        item("b", "string"),
        item("c", "string", enableWhen=[{"question": "a", "hasAnswer": False}]),
        item("d", "string", enableWhen=[{"question": "a", "answerBoolean": True}, {"question": "b", "answerString": "x"}]),
    )  # fmt: skip
    third, fourth = found.items[2:]
    assert (third.enable_when[0].operator, third.enable_when[0].answer) == (Operator.EXISTS, False)
    assert [one.operator for one in fourth.enable_when] == [Operator.EQUAL, Operator.EQUAL]
    assert fourth.enable_behavior is EnableBehavior.ANY


def test_what_is_kept_is_the_form_as_it_was_given() -> None:
    raw = form(item("a", "coding", option=[{"valueCoding": coding("x")}]))
    found = load_questionnaire(raw)
    assert json.loads(found.canonical_json) == found.raw == raw
    assert reopen_questionnaire(found.canonical_json).digest == found.digest


def test_a_form_of_r4_is_not_touched() -> None:
    raw = form(item("a", "boolean"), item("b", "string", enableWhen=[when("a", answerBoolean=True)]))
    assert as_r4(raw, json_text(raw)) is raw


@pytest.mark.parametrize(
    "broken",
    [
        item("a", "coding", answerConstraint=1),
        item("a", "choice", option="x"),
        item("a", "choice", option=[1]),
        item("a", "choice", options=[{"reference": "#v"}]),
        item("a", "choice", options={"reference": 1}),
        item("a", "date", initialDate=[]),
        item("a", "string", enableWhen=[{"question": "a", "hasAnswer": "x"}]),
        item("a", "string", enableWhen=["hasAnswer"]),
    ],
)
def test_a_broken_part_of_another_version_is_refused_or_passed_over(broken: dict[str, Any]) -> None:
    raw = form(broken)
    try:
        found = load_questionnaire(raw)
    except QuestionnaireError as refused:
        assert refused.link_id == "a"  # noqa: PT017 - either is right, and no third thing
    else:
        assert found.items[0].answer_options == ()

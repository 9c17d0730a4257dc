"""A form's own rules: targetConstraint and questionnaire-constraint (HL7 FHIR SDC, "Using Expressions")."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from prevent_desktop.questionnaire.validation import validate, validate_json
from prevent_desktop.questionnaire.values import Absent, AbsentReason
from tests.unit.questionnaire.forms import CORE, answered, extension, group, item, loaded, reply
from tests.unit.questionnaire.sdc import (
    add,
    calculated,
    clear,
    constraint,
    extended,
    opened,
    path,
    problems,
    put,
    says,
    top,
    variable,
)

SMALL = "item.where(linkId='a').answer.value < item.where(linkId='b').answer.value"


def test_a_rule_of_the_form() -> None:
    response = opened(
        item("a", "integer"),
        item("b", "integer"),
        **extended(constraint(f"{top('a')} < {top('b')}", "A is less than B")),
    )
    put(response, "a", to=2)
    put(response, "b", to=1)
    [problem] = problems(response)
    assert (problem.severity, problem.code, problem.path) == ("error", "invariant", ())
    assert "A is less than B" in problem.message
    assert problem.expression == "QuestionnaireResponse"
    put(response, "b", to=3)
    assert not problems(response)


def test_a_rule_of_the_form_starts_at_the_response() -> None:
    response = opened(
        item("a", "integer"), item("b", "integer"), **extended(constraint(SMALL, "A is less than B"))
    )
    put(response, "a", to=2)
    put(response, "b", to=1)
    assert len(problems(response)) == 1


def test_a_rule_of_a_group_stands_at_the_group() -> None:
    response = opened(
        group(
            "g",
            item("a", "integer"),
            item("b", "integer"),
            text="Both",
            **extended(constraint(SMALL, "A is less than B")),
        )
    )
    put(response, "g", "a", to=2)
    put(response, "g", "b", to=1)
    [problem] = problems(response)
    assert problem.path == path("g")
    assert "Both" in problem.message
    assert problem.expression == "QuestionnaireResponse.item[0]"


def test_a_rule_of_a_repeating_group_judges_each_occurrence() -> None:
    response = opened(
        group(
            "g",
            item("a", "integer"),
            item("b", "integer"),
            repeats=True,
            **extended(constraint(SMALL, "A is less than B")),
        )
    )
    for number, (a, b) in enumerate([(1, 2), (3, 2), (2, 1)]):
        if number:
            add(response, "g")
        put(response, ("g", number), "a", to=a)
        put(response, ("g", number), "b", to=b)
    assert [one.path for one in problems(response)] == [path(("g", 1)), path(("g", 2))]


def test_a_rule_of_a_question_sees_its_own_answer() -> None:
    response = opened(
        item(
            "a",
            "integer",
            text="Even",
            **extended(constraint("answer.value mod 2 = 0", "The number is even")),
        )
    )
    put(response, "a", to=3)
    [problem] = problems(response, "a")
    assert problem.path == path("a")
    put(response, "a", to=4)
    assert not problems(response)


@pytest.mark.parametrize("severity", ["error", "warning"])
def test_the_severity_is_what_the_form_says(severity: str) -> None:
    response = opened(
        item("a", "integer", **extended(constraint("answer.value > 5", "More than five", severity)))
    )
    put(response, "a", to=3)
    assert [one.severity for one in problems(response)] == [severity]


def test_a_rule_that_gives_nothing_says_nothing() -> None:
    response = opened(
        item("a", "integer"),
        item("b", "integer"),
        **extended(constraint(f"{top('a')} < {top('b')}", "A is less than B")),
    )
    assert not problems(response)
    put(response, "a", to=2)
    assert not problems(response)
    put(response, "b", to=Absent(AbsentReason.UNKNOWN))
    assert not problems(response)


def test_a_rule_of_what_is_not_shown_says_nothing() -> None:
    response = opened(
        item("a", "boolean"),
        group(
            "g",
            item("b", "integer", **extended(constraint("answer.value > 5", "More than five"))),
            **says(enableWhen=f"{top('a')} = true"),
        ),
    )
    put(response, "a", to=True)
    put(response, "g", "b", to=1)
    assert len(problems(response)) == 1
    put(response, "a", to=False)
    assert not problems(response)


def test_a_rule_reads_variables_and_what_is_calculated() -> None:
    response = opened(
        group("g", item("p", "decimal", repeats=True), item("sum", "decimal", **calculated("%parts.sum()")), **extended(variable("parts", "item.where(linkId='p').answer.value"), constraint("%parts.empty() or item.where(linkId='sum').answer.value = 100", "The parts make a hundred"))),
    )  # fmt: skip
    assert not problems(response)
    put(response, "g", "p", to=(Decimal(60), Decimal(30)))
    assert len(problems(response)) == 1
    put(response, "g", "p", to=(Decimal(60), Decimal(30), Decimal(10)))
    assert not problems(response)


def test_a_rule_of_an_older_form() -> None:
    parts = [
        extension("key", valueId="old-1"),
        extension("severity", valueCode="error"),
        extension("expression", valueString="answer.value.length() > 2"),
        extension("human", valueString="More than two letters"),
    ]
    response = opened(
        item("a", "string", extension=[{"url": CORE + "questionnaire-constraint", "extension": parts}])
    )
    put(response, "a", to="ab")
    assert ["More than two letters" in one.message for one in problems(response)] == [True]


def test_what_a_rule_is_about_is_where_it_is_told() -> None:
    rule = constraint(
        f"{top('a')} < {top('b')}", "A is less than B", location="%resource.item.where(linkId='b')"
    )
    response = opened(item("a", "integer"), item("b", "integer", text="The B"), **extended(rule))
    put(response, "a", to=2)
    put(response, "b", to=1)
    [problem] = problems(response)
    assert problem.path == path("b")


def test_what_a_rule_of_an_occurrence_is_about_is_in_that_occurrence() -> None:
    rule = constraint(SMALL, "A is less than B", location="item.where(linkId='b')")
    response = opened(group("g", item("a", "integer"), item("b", "integer"), repeats=True, **extended(rule)))
    put(response, ("g", 0), "a", to=1)
    put(response, ("g", 0), "b", to=2)
    add(response, "g")
    put(response, ("g", 1), "a", to=2)
    put(response, ("g", 1), "b", to=1)
    assert [one.path for one in problems(response)] == [path(("g", 1), "b")]


def test_a_rule_without_words_for_people_is_told_all_the_same() -> None:
    rule = constraint("answer.value > 5", "")
    rule["extension"] = [one for one in rule["extension"] if one["url"] != "human"]
    response = opened(item("a", "integer", text="Number", **extended(rule)))
    put(response, "a", to=3)
    [problem] = problems(response)
    assert "Number" in problem.message


def test_several_rules_of_one_item_are_each_told() -> None:
    rules = (
        constraint("answer.value > 5", "More than five", key="r1"),
        constraint("answer.value mod 2 = 0", "Even", "warning", key="r2"),
    )
    response = opened(item("a", "integer", **extended(*rules)))
    put(response, "a", to=3)
    assert [one.severity for one in problems(response)] == ["error", "warning"]


def test_a_rule_that_cannot_be_worked_out_warns() -> None:
    response = opened(item("a", "string", text="Word", **extended(constraint("answer.value + 1 > 2", "R"))))
    put(response, "a", to="x")
    [problem] = problems(response)
    assert problem.severity == "warning"
    assert "Word" in problem.message


def test_a_rule_that_cannot_be_read_is_told_by_the_form() -> None:
    form = loaded(item("a", "integer", **extended(constraint("answer.value >", "R"))))
    assert any("a" in sentence for sentence in form.not_followed)


def test_a_rule_about_what_repeats() -> None:
    rule = constraint("item.where(linkId='person').count() <= 2", "At most two people")
    response = opened(group("g", group("person", item("name", "string"), repeats=True), **extended(rule)))
    for number in range(3):
        if number:
            add(response, "person", "g")
        put(response, "g", ("person", number), "name", to=f"P{number}")
    assert [one.path for one in problems(response)] == [path("g")]
    response.remove_occurrence(path("g", ("person", 2)))
    assert not problems(response)


def test_an_answer_that_is_taken_away_takes_its_problem_with_it() -> None:
    response = opened(item("a", "integer", **extended(constraint("answer.value > 5", "More than five"))))
    put(response, "a", to=3)
    assert problems(response)
    clear(response, "a")
    assert not problems(response)


def test_a_file_is_judged_by_the_same_rules() -> None:
    form = loaded(
        group(
            "g",
            item("a", "integer"),
            item("b", "integer"),
            repeats=True,
            **extended(constraint(SMALL, "A is less than B")),
        )
    )
    rows = [
        {"linkId": "g", "item": [reply("a", {"valueInteger": a}), reply("b", {"valueInteger": b})]}
        for a, b in [(1, 2), (2, 1)]
    ]
    [problem] = validate_json(form, answered(*rows))
    assert (problem.code, problem.expression) == ("invariant", "QuestionnaireResponse.item[1]")


def test_finished_text_is_valid_by_its_own_rules() -> None:
    response = opened(item("a", "integer", **extended(constraint("answer.value > 5", "More than five"))))
    put(response, "a", to=7)
    response.status = "completed"
    assert not validate(response)
    assert not validate_json(response.questionnaire, json.loads(response.to_json()))

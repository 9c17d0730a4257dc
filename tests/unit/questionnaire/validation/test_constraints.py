"""The form's own rules (questionnaire-constraint, targetConstraint) and expressions that fail, in validation."""

from __future__ import annotations

import json

from prevent_desktop.questionnaire.problems import Problem, Severity
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.validation import validate, validate_json
from prevent_desktop.questionnaire.values import Coding
from tests.unit.questionnaire.forms import CODES, CORE, URL, extension, group, item, loaded, options
from tests.unit.questionnaire.ruled import at, calculated, constraint, of, ready, sdc, toggle, variable


def told(problems: tuple[Problem, ...]) -> list[tuple[str, str, str]]:
    """Where, how bad, and what kind."""
    return [(problem.link_id, problem.severity.value, problem.code) for problem in problems]


def test_a_broken_rule_is_told_in_the_forms_own_words() -> None:
    rule = constraint("answer.value > 3", "It must be more than three.")
    response = ready(item("a", "integer", text="How many?", extension=[rule]))
    response.set_answers(at("a"), [2])
    (problem,) = validate(response)
    assert problem.message == "Look at “How many?” again: It must be more than three."
    assert (problem.path, problem.severity, problem.code) == (at("a"), Severity.ERROR, "invariant")
    assert problem.expression == "QuestionnaireResponse.item[0]"
    response.set_answers(at("a"), [4])
    assert validate(response) == ()


def test_a_rule_that_gives_nothing_is_not_broken() -> None:
    response = ready(item("a", "integer", extension=[constraint("answer.value > 3", "More")]))
    assert validate(response) == ()


def test_rules_of_the_form_and_of_groups_are_judged_with_their_variables() -> None:
    response = ready(
        group("g", item("a", "integer"), extension=[constraint("item.answer.value.sum() < %most", "Too many", "warning"), variable("most", "10")], repeats=True),
        extension=[constraint("item.item.answer.count() != 2", "Not two")],
    )  # fmt: skip
    response.add_occurrence((), "g")
    response.set_answers((("g", 1), ("a", 0)), [10])
    (problem,) = validate(response)
    assert (problem.path, problem.severity) == ((("g", 1),), Severity.WARNING)
    response.set_answers((("g", 0), ("a", 0)), [1])
    assert told(validate(response)) == [("g", "warning", "invariant"), ("", "error", "invariant")]


def test_the_older_extension_with_plain_text_is_followed() -> None:
    parts = [extension("key", valueId="k"), extension("severity", valueCode="error"), extension("expression", valueString="answer.count() = 2"), extension("human", valueString="Two")]  # fmt: skip
    rule = {"url": CORE + "questionnaire-constraint", "extension": parts}
    response = ready(item("a", "string", repeats=True, extension=[rule]))
    response.set_answers(at("a"), ["x"])
    assert told(validate(response)) == [("a", "error", "invariant")]


def test_a_rule_names_the_item_that_it_is_about() -> None:
    rule = constraint(f"{of('b')} = 1", "B must be one", location="%resource.item.where(linkId = 'b')")
    response = ready(item("a", "string"), item("b", "integer"), extension=[rule])
    response.set_answers(at("b"), [2])
    (problem,) = validate(response)
    assert problem.path == at("b")


def test_what_cannot_be_worked_out_is_a_warning_with_item_and_expression() -> None:
    response = ready(
        calculated("a", "integer", "%nowhere + 1", text="Total"),
        item("b", "string", extension=[constraint("%nowhere", "B")]),
        item("c", "string", text="Hidden?", extension=[sdc("enableWhenExpression", "%nowhere")]),
    )
    problems = validate(response)
    assert [problem.link_id for problem in problems] == ["a", "b", "c"]
    assert {problem.severity for problem in problems} == {Severity.WARNING}
    assert "“Total”" in problems[0].message
    assert "%nowhere + 1" in problems[0].message


def test_rules_of_what_is_hidden_do_not_count() -> None:
    response = ready(
        item("a", "string", extension=[sdc("enableWhenExpression", "false"), constraint("false", "A")]),
    )
    assert validate(response) == ()


def test_a_switched_off_answer_stays_and_is_told() -> None:
    off = toggle("false", {"valueCoding": {"system": CODES, "code": "y"}})
    response = ready(item("b", "choice", text="Which?", answerOption=options("x", "y"), extension=[off]))
    response.set_answers(at("b"), [Coding(CODES, "y", "y")])
    (problem,) = validate(response)
    assert problem.message == "Choose one of the answers that are offered now to “Which?”"
    response.set_answers(at("b"), [Coding(CODES, "x", "x")])
    assert validate(response) == ()


def test_answers_that_an_expression_offers_are_right() -> None:
    response = ready(
        item("names", "string", repeats=True),
        item("who", "choice", answerOption=options("x"), extension=[sdc("candidateExpression", "%patient.maritalStatus.coding")]),
        launch={"patient": {"maritalStatus": {"coding": [{"code": "M", "display": "Married"}]}}},
    )  # fmt: skip
    response.set_answers(at("who"), [Coding(None, "M", "Married")])
    assert validate(response) == ()


def test_a_file_is_judged_by_what_is_in_it() -> None:
    questionnaire = loaded(
        item("a", "integer", extension=[constraint("answer.value > 3", "More")]),
        item("b", "string", extension=[constraint("answer.exists()", "B")]),
    )
    written = {"resourceType": "QuestionnaireResponse", "questionnaire": URL, "status": "completed", "item": [{"linkId": "a", "answer": [{"valueInteger": 1}]}]}  # fmt: skip
    assert told(validate_json(questionnaire, json.dumps(written))) == [("a", "error", "invariant")]
    live = Response.read(questionnaire, written)
    assert told(validate(live)) == [("a", "error", "invariant"), ("b", "error", "invariant")]


def test_a_file_is_judged_as_it_is_and_nothing_in_it_is_calculated() -> None:
    questionnaire = loaded(calculated("a", "integer", "2", maxLength=None), item("b", "string"))
    written = {"resourceType": "QuestionnaireResponse", "questionnaire": URL, "status": "in-progress", "item": [{"linkId": "a", "answer": [{"valueString": "x"}]}]}  # fmt: skip
    assert [problem.expression for problem in validate_json(questionnaire, written)] == [
        "QuestionnaireResponse.item[0].answer[0]"
    ]

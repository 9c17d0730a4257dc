"""Which items are shown, by enableWhenExpression (HL7 FHIR SDC, "Form Behavior" and "Using Expressions")."""

from __future__ import annotations

import json

import pytest

from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.values import Absent, AbsentReason
from tests.unit.questionnaire.forms import group, item, loaded, when
from tests.unit.questionnaire.sdc import (
    add,
    calculated,
    clear,
    extended,
    found,
    launch_context,
    opened,
    path,
    problems,
    put,
    reopened,
    says,
    shown,
    top,
    variable,
)


def test_it_is_shown_while_the_expression_is_true() -> None:
    response = opened(item("a", "integer"), item("b", "string", **says(enableWhen=f"{top('a')} > 3")))
    assert not shown(response, "b")
    put(response, "a", to=4)
    assert shown(response, "b")
    put(response, "a", to=3)
    assert not shown(response, "b")
    clear(response, "a")
    assert not shown(response, "b")


@pytest.mark.parametrize(
    ("expression", "is_shown"),
    [
        ("{}", False),
        ("true", True),
        ("false", False),
        ("%resource.item.where(linkId='zzz').answer.value = 1", False),
        ("(%resource.item.where(linkId='zzz').answer.value = 1).not()", False),
        ("%resource.item.where(linkId='zzz').answer.empty()", True),
        ("(%resource.item.where(linkId='zzz').answer.value = 1).allTrue()", True),
    ],
)
def test_an_empty_result_counts_as_false(expression: str, is_shown: bool) -> None:
    assert shown(opened(item("b", "string", **says(enableWhen=expression))), "b") is is_shown


def test_dates_of_unlike_precision_leave_it_hidden() -> None:
    response = opened(item("d", "date"), item("b", "string", **says(enableWhen=f"{top('d')} = @2020-05")))
    put(response, "d", to=PartialDate.parse("2020"))
    assert not shown(response, "b")
    put(response, "d", to=PartialDate.parse("2020-05"))
    assert shown(response, "b")


def test_logic_over_several_questions() -> None:
    expression = f"({top('a')} and {top('b')}.not()) or {top('c')} = 'yes'"
    response = opened(
        item("a", "boolean"), item("b", "boolean"), item("c", "string"), item("x", "display", text="X", **says(enableWhen=expression))
    )  # fmt: skip
    assert not shown(response, "x")
    put(response, "a", to=True)
    assert not shown(response, "x")
    put(response, "b", to=False)
    assert shown(response, "x")
    put(response, "b", to=True)
    assert not shown(response, "x")
    put(response, "c", to="yes")
    assert shown(response, "x")


@pytest.mark.parametrize("expression", ["'text'", "5", "(true | false)"])
def test_a_result_that_is_no_boolean_shows_it_and_warns(expression: str) -> None:
    response = opened(item("b", "string", text="The B", **says(enableWhen=expression)))
    assert shown(response, "b")
    [problem] = problems(response, "b")
    assert problem.severity == "warning"
    assert "The B" in problem.message


def test_an_expression_that_fails_shows_it_and_a_warning_names_it() -> None:
    response = opened(
        item("a", "string"), item("b", "string", text="The B", **says(enableWhen=f"{top('a')} + 1 = 2"))
    )
    put(response, "a", to="x")
    assert shown(response, "b")
    [problem] = problems(response, "b")
    assert problem.severity == "warning"
    assert "The B" in problem.message
    put(response, "a", to=())
    assert not shown(response, "b")
    assert not problems(response, "b")


def test_in_a_repeating_group_each_occurrence_decides_for_itself() -> None:
    row = variable("kind", "item.where(linkId='kind').answer.value")
    response = opened(
        group("row", item("kind", "string"), item("more", "string", **says(enableWhen="%kind = 'other'")), repeats=True, **extended(row))
    )  # fmt: skip
    add(response, "row")
    put(response, ("row", 1), "kind", to="other")
    assert [shown(response, ("row", number), "more") for number in (0, 1)] == [False, True]
    put(response, ("row", 0), "kind", to="other")
    put(response, ("row", 1), "kind", to="none")
    assert [shown(response, ("row", number), "more") for number in (0, 1)] == [True, False]


def test_context_is_the_item_that_says_it() -> None:
    response = opened(
        item("b", "string", **says(enableWhen="%context.empty() or %context.linkId = 'b'")),
        item("c", "string", **says(enableWhen="linkId = 'b'")),
        item("d", "string", **says(enableWhen="%qitem.linkId = 'd'")),
    )
    assert [shown(response, name) for name in "bcd"] == [True, False, True]


def test_a_group_that_hides_what_it_reads_is_refused_by_name() -> None:
    with pytest.raises(QuestionnaireError, match=r"“g”.*circle"):
        loaded(group("g", item("a", "integer"), **says(enableWhen="item.where(linkId='a').answer.exists()")))


def test_a_variable_of_the_form_and_one_of_a_group_are_in_reach() -> None:
    response = opened(
        item("age", "integer"),
        group(
            "g",
            item("b", "string", **says(enableWhen="%adult and %local = 1")),
            **extended(variable("local", "1")),
        ),
        **extended(variable("adult", f"{top('age')} >= 18")),
    )
    put(response, "age", to=17)
    assert not shown(response, "g", "b")
    put(response, "age", to=18)
    assert shown(response, "g", "b")


def test_what_was_handed_over_decides() -> None:
    items = (item("b", "string", **says(enableWhen="%patient.gender = 'female'")),)
    asks = extended(launch_context("patient", "Patient"))
    women, men = ({"patient": {"resourceType": "Patient", "gender": gender}} for gender in ("female", "male"))
    assert shown(opened(*items, launch=women, **asks), "b")
    assert not shown(opened(*items, launch=men, **asks), "b")


def test_what_was_not_handed_over_lets_it_be_answered() -> None:
    asks = extended(launch_context("patient", "Patient"))
    response = opened(item("b", "string", **says(enableWhen="%patient.gender = 'female'")), **asks)
    assert shown(response, "b")


def test_beside_plain_conditions_both_must_hold() -> None:
    """The invariant sdc-behave-2 allows one of both; of a form with both, nothing is shown that one of them forbids."""
    response = opened(
        item("a", "boolean"),
        item("b", "boolean"),
        item(
            "x", "string", enableWhen=[when("a", answerBoolean=True)], **says(enableWhen=f"{top('b')} = true")
        ),
    )
    put(response, "a", to=True)
    assert not shown(response, "x")
    put(response, "b", to=True)
    assert shown(response, "x")
    put(response, "a", to=False)
    assert not shown(response, "x")


def test_under_a_hidden_group_nothing_is_shown() -> None:
    response = opened(
        item("a", "boolean"),
        group("g", item("b", "string", **says(enableWhen="true")), **says(enableWhen=f"{top('a')} = true")),
    )
    assert not shown(response, "g", "b")
    put(response, "a", to=True)
    assert shown(response, "g", "b")


def test_a_hidden_answer_decides_nothing() -> None:
    response = opened(
        item("a", "boolean"),
        item("b", "string", **says(enableWhen=f"{top('a')} = true")),
        item("c", "string", **says(enableWhen=f"{top('b')} = 'x'")),
    )
    put(response, "a", to=True)
    put(response, "b", to="x")
    assert shown(response, "c")
    put(response, "a", to=False)
    assert not shown(response, "b")
    assert not shown(response, "c")
    put(response, "a", to=True)
    assert found(response, "b") == ("x",)
    assert shown(response, "c")


def test_it_follows_what_is_calculated() -> None:
    response = opened(
        item("x", "string", **says(enableWhen=f"{top('total')} >= 10")),
        item("a", "integer"),
        item("total", "integer", **calculated(f"{top('a')} * 2")),
    )
    put(response, "a", to=5)
    assert shown(response, "x")
    put(response, "a", to=4)
    assert not shown(response, "x")


def test_not_known_is_no_value() -> None:
    response = opened(
        item("a", "boolean"),
        item("b", "string", **says(enableWhen=f"{top('a')} = true")),
        item("c", "string", **says(enableWhen=f"{top('a')}.empty()")),
    )
    put(response, "a", to=Absent(AbsentReason.UNKNOWN))
    assert not shown(response, "b")
    assert shown(response, "c")


def test_a_question_under_an_answer() -> None:
    response = opened(
        item("a", "integer", item("why", "string", **says(enableWhen=f"{top('a')} > 5"))),
    )
    put(response, "a", to=6)
    assert shown(response, "a", "why")
    put(response, "a", to=5)
    assert not shown(response, "a", "why")


def test_what_is_hidden_is_not_in_the_finished_text_but_stays_in_the_draft() -> None:
    response = opened(
        item("a", "boolean"), item("b", "string", required=True, **says(enableWhen=f"{top('a')} = true"))
    )
    put(response, "a", to=True)
    put(response, "b", to="kept")
    put(response, "a", to=False)
    finished = json.loads(response.to_json())
    assert [one["linkId"] for one in finished["item"]] == ["a"]
    assert not problems(response)
    again = reopened(response)
    assert not shown(again, "b")
    put(again, "a", to=True)
    assert found(again, "b") == ("kept",)


def test_changes_name_what_was_shown_and_hidden() -> None:
    response = opened(item("a", "boolean"), item("b", "string", **says(enableWhen=f"{top('a')} = true")))
    changes = response.set_answers(path("a"), (True,)) | response.catch_up()
    assert changes.shown == {path("b")}
    changes = response.set_answers(path("a"), (False,)) | response.catch_up()
    assert changes.hidden == {path("b")}


def test_an_answer_with_an_extension_beside_its_value_still_shows_what_depends_on_it() -> None:
    form = loaded(item("a", "boolean"), item("b", "string", **says(enableWhen=f"{top('a')} = true")))
    answer = {"valueBoolean": True, "_valueBoolean": {"extension": [{"url": "urn:x", "valueString": "told"}]}}
    content = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": form.canonical,
        "status": "in-progress",
        "item": [{"linkId": "a", "answer": [answer]}],
    }
    response = Response.read(form, json.dumps(content))
    response.catch_up()
    assert shown(response, "b")
    assert json.loads(response.to_json())["item"][0]["answer"] == [answer]

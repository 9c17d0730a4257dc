"""Expressions that mean harm, or are simply many: refused in a sentence or worked out in time, never a hang."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.loading.expression_reading import MAX_EXPRESSIONS
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.validation import validate
from tests.unit.questionnaire.forms import form, group, item, loaded
from tests.unit.questionnaire.ruled import answers, at, calculated, of, ready, sdc, variable
from tests.unit.questionnaire.test_hostile_forms import soon


def test_a_thousand_calculated_answers_in_a_chain_are_worked_out_in_order() -> None:
    chain = [calculated(f"c{number}", "integer", f"{of(f'c{number - 1}')} + 1") for number in range(1, 1_000)]
    with soon():
        response = Response.start(loaded(*reversed(chain), item("c0", "integer")))
        response.set_answers(at("c0"), [1])
        response.catch_up()
        assert answers(response, "c999") == (1_000,)
        response.set_answers(at("c0"), [2])
        assert response.is_behind
        response.catch_up()
        assert answers(response, "c999") == (1_001,)


def test_too_many_expressions_are_refused() -> None:
    many = [calculated(f"c{number}", "integer", "1") for number in range(10_000)]
    with soon(), pytest.raises(QuestionnaireError, match=f"more than {MAX_EXPRESSIONS} expressions"):
        load_questionnaire(json.dumps(form(*many)))


def test_variables_that_build_on_one_another_without_end_are_refused() -> None:
    deep = [variable(f"v{number}", f"%v{number + 1}") for number in range(4_000)]
    with soon(), pytest.raises(QuestionnaireError, match="build on one another"):
        loaded(calculated("c", "integer", "%v0"), extension=deep)


def test_variables_that_double_are_left_and_told() -> None:
    doubling = [variable(f"v{number}", f"%v{number + 1} & %v{number + 1}") for number in range(50)]
    with soon():
        response = ready(
            calculated("c", "string", "%v0"), extension=[*doubling, variable("v50", "'12345678'")]
        )
        assert answers(response, "c") == ()
        assert [problem.code for problem in validate(response)] == ["exception"]


def test_a_long_circle_is_refused() -> None:
    ring = [calculated(f"c{number}", "integer", of(f"c{(number + 1) % 2_000}")) for number in range(2_000)]
    with soon(), pytest.raises(QuestionnaireError, match="in a circle"):
        loaded(*ring)


def test_many_expressions_that_read_everything_do_not_hold_anybody_up() -> None:
    wide = [calculated(f"w{number}", "integer", f"%resource.descendants().where(linkId != 'w{number}').answer.value.count() + {number}") for number in range(300)]  # fmt: skip
    response = Response.start(loaded(item("a", "integer"), *wide))
    response.set_answers(at("a"), [1])
    begin = time.process_time()
    response.catch_up(0.02)
    assert time.process_time() - begin < 1
    with soon():
        response.catch_up()
        assert not response.is_behind


def test_groups_read_as_a_whole_by_very_many_are_bounded() -> None:
    whole = [calculated(f"c{number}", "integer", "%resource.item.where(linkId = 'g').item.answer.value.count()") for number in range(3_000)]  # fmt: skip
    members = [item(f"q{number}", "integer") for number in range(1_000)]
    with soon():
        questionnaire = loaded(group("g", *members), *whole)
    assert questionnaire.graph.wide.keys() == {f"c{number}" for number in range(3_000)}


def test_a_very_much_repeated_group_costs_little_at_a_keystroke() -> None:
    inside = calculated("b", "integer", f"{of('a')} + 1")
    response = ready(item("a", "integer"), group("g", inside, repeats=True))
    for _number in range(999):
        response.add_occurrence((), "g")
    response.catch_up()
    begin = time.process_time()
    response.set_answers(at("a"), [1])
    assert time.process_time() - begin < 0.5
    response.catch_up()
    assert answers(response, "b", ("g", 999)) == (2,)


NONSENSE: list[Any] = [
    5,
    "no (FHIRPath",
    [],
    {"language": 5},
    {"language": "text/fhirpath", "expression": 7},
    {"name": {}},
]


@pytest.mark.parametrize("nonsense", NONSENSE, ids=str)
@pytest.mark.parametrize("feature", ["calculatedExpression", "enableWhenExpression", "candidateExpression"])
def test_an_expression_of_the_wrong_type_is_refused_or_left_out(feature: str, nonsense: object) -> None:
    carrier = sdc(feature, "1") | {"valueExpression": nonsense}
    try:
        questionnaire = loaded(item("a", "string", extension=[carrier]))
    except QuestionnaireError as error:
        assert "“a”" in error.what_happened  # noqa: PT017 - either is right, and both are told
    else:
        assert questionnaire.not_followed

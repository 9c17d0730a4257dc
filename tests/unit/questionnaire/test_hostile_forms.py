"""Forms that mean harm: each is refused in a sentence, within a second, and never by a RecursionError or a hang."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from prevent_desktop.errors import QuestionnaireError, ResponseError
from prevent_desktop.questionnaire.definition import MAX_DEPTH, MAX_ITEMS, load_questionnaire
from prevent_desktop.questionnaire.live.state import MAX_STATES
from prevent_desktop.questionnaire.problems import MOST_PROBLEMS
from prevent_desktop.questionnaire.response import Response
from prevent_desktop.questionnaire.validation import validate, validate_json
from prevent_desktop.questionnaire.values import Unparsed
from tests.unit.questionnaire.forms import CORE, answered, extension, form, group, item, loaded, started, when

SOON = 10.0
"""Seconds of work that no hostile input may take; each takes far less. Work, not time on the clock: a busy machine fails no test."""


@contextmanager
def soon() -> Iterator[None]:
    begin = time.process_time()
    yield
    assert time.process_time() - begin < SOON


def nested(depth: int) -> dict[str, Any]:
    found = item("leaf", "string")
    for level in range(depth):
        found = group(f"g{level}", found)
    return found


def test_a_form_as_deep_as_allowed_loads_and_one_level_more_is_refused() -> None:
    assert loaded(nested(MAX_DEPTH - 1)).by_link_id["leaf"].depth == MAX_DEPTH - 1
    with pytest.raises(QuestionnaireError, match=r"“leaf”.*nested more than"):
        loaded(nested(MAX_DEPTH))


@pytest.mark.parametrize("depth", [500, 5_000, 100_000, 1_000_000])
def test_deep_items_are_refused(depth: int) -> None:
    opened = '{"linkId":"%d","type":"group","item":['
    text = '{"resourceType":"Questionnaire","item":[' + "".join(
        opened % level for level in range(depth // 20)
    )
    with soon(), pytest.raises(QuestionnaireError):
        load_questionnaire(text + "]}" * (depth // 20) + "]}")


@pytest.mark.parametrize("opened", ["[", '{"a":'])
@pytest.mark.parametrize("depth", [300, 900, 990, 1_000, 3_000, 500_000])
def test_deep_json_never_ends_in_a_recursion_error(opened: str, depth: int) -> None:
    closed = "]" if opened == "[" else "}"
    text = '{"resourceType":"Questionnaire","x":' + opened * depth + "1" + closed * depth + "}"
    with soon():
        try:
            load_questionnaire(text)
        except QuestionnaireError as error:
            assert "nested too deeply" in error.what_happened  # noqa: PT017 - shallow enough ones may well load


def test_a_deep_python_mapping_is_refused() -> None:
    deep: dict[str, Any] = {}
    for _level in range(100_000):
        deep = {"a": deep}
    with pytest.raises(QuestionnaireError, match="nested too deeply"):
        load_questionnaire({"resourceType": "Questionnaire", "x": deep})


def test_too_many_items_are_refused() -> None:
    many = [item(f"q{number}", "string") for number in range(MAX_ITEMS + 1)]
    with soon(), pytest.raises(QuestionnaireError, match="more than 20000 items"):
        load_questionnaire(json.dumps(form(*many)))


def test_a_form_that_is_too_large_is_refused_before_it_is_parsed() -> None:
    with soon(), pytest.raises(QuestionnaireError, match="larger than 4 MB"):
        load_questionnaire(b" " * (4 * 1024 * 1024 + 1))


@pytest.mark.parametrize("length", [2, 3, 50, 5_000])
def test_conditions_in_a_circle_are_refused_whatever_its_length(length: int) -> None:
    ring = [
        item(f"q{number}", "boolean", enableWhen=[when(f"q{(number + 1) % length}", answerBoolean=True)])
        for number in range(length)
    ]
    with soon(), pytest.raises(QuestionnaireError, match="in a circle") as refused:
        loaded(*ring)
    assert refused.value.link_id in {f"q{number}" for number in range(length)}
    assert len(refused.value.what_happened) < 1_000


def test_a_group_that_waits_for_a_question_inside_it_is_refused() -> None:
    inside = group("g", item("q", "boolean"), enableWhen=[when("q", answerBoolean=True)])
    with pytest.raises(QuestionnaireError, match="in a circle") as refused:
        loaded(inside)
    assert refused.value.link_id == "g"


def test_two_groups_that_wait_for_questions_in_each_other_are_refused() -> None:
    with pytest.raises(QuestionnaireError, match="in a circle"):
        loaded(
            group("g", item("a", "boolean"), enableWhen=[when("b", answerBoolean=True)]),
            group("h", item("b", "boolean"), enableWhen=[when("a", answerBoolean=True)]),
        )


def test_a_long_chain_of_conditions_is_followed() -> None:
    chain = [item("q0", "boolean")]
    chain += [
        item(f"q{number}", "boolean", enableWhen=[when(f"q{number - 1}", answerBoolean=True)])
        for number in range(1, 3_000)
    ]
    with soon():
        response = started(*chain)
        for number in range(2_999):
            response.set_answers(((f"q{number}", 0),), [True])
        changes = response.set_answers((("q0", 0),), [False])
    assert len(changes.hidden) == 2_999


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*$", "(.*)*x", "(a*)*b"])
def test_a_pattern_that_would_hang_a_backtracking_engine_answers_at_once(pattern: str) -> None:
    response = started(item("a", "string", extension=[extension(CORE + "regex", valueString=pattern)]))
    response.set_answers((("a", 0),), ["a" * 50_000 + "!"])
    with soon():
        assert [problem.code for problem in validate(response)] == ["value"]


@pytest.mark.parametrize("pattern", ["a{1000}{1000}", "(" * 2_000, "((a{100}){100}){100}"])
def test_a_pattern_that_grows_without_measure_is_refused(pattern: str) -> None:
    with soon(), pytest.raises(QuestionnaireError, match="pattern"):
        loaded(item("a", "string", extension=[extension(CORE + "regex", valueString=pattern)]))


def test_patterns_without_number_are_refused_and_the_same_one_counts_once() -> None:
    def question(number: int, pattern: str) -> dict[str, Any]:
        return item(f"q{number}", "string", extension=[extension(CORE + "regex", valueString=pattern)])

    assert len(loaded(*(question(number, "[a-z]+") for number in range(300))).patterns) == 300
    with soon(), pytest.raises(QuestionnaireError, match="more than 200 patterns"):
        loaded(*(question(number, f"((a{{9}}){{9}}){{9}}{number}") for number in range(3_000)))


def test_conditions_without_number_are_refused() -> None:
    conditions = [when("a", answerBoolean=True)] * 10_001
    with soon(), pytest.raises(QuestionnaireError, match="more than 10000 conditions"):
        loaded(item("a", "boolean"), item("b", "string", enableWhen=conditions, enableBehavior="any"))


def test_answers_offered_without_number_are_refused() -> None:
    concepts = [{"code": str(number)} for number in range(19_000)]
    value_set = {"resourceType": "ValueSet", "id": "v", "compose": {"include": [{"concept": concepts}]}}
    many = [item(f"q{number}", "choice", answerValueSet="#v") for number in range(1_000)]
    with soon(), pytest.raises(QuestionnaireError, match="more than 500000 answers"):
        loaded(*many, contained=[value_set])


def test_a_response_that_repeats_a_large_group_without_end_is_refused() -> None:
    large = group("g", *(item(f"q{number}", "string") for number in range(5_000)), repeats=True)
    questionnaire = loaded(large)
    with soon(), pytest.raises(ResponseError, match="repeated too often"):
        Response.read(questionnaire, answered(*({"linkId": "g"} for _number in range(100_000))))
    assert MAX_STATES < 1_000_000


def test_problems_without_number_are_told_at_once() -> None:
    questionnaire = loaded(*(item(f"q{number}", "string") for number in range(10_000)))
    raw = answered(
        *({"linkId": f"q{number}", "answer": [{"valueBoolean": True}]} for number in range(10_000))
    )
    with soon():
        assert len(validate_json(questionnaire, raw)) == MOST_PROBLEMS + 1


def test_a_response_with_answers_without_end_over_nested_questions_is_refused() -> None:
    under = [item(f"q{number}", "string") for number in range(1_000)]
    questionnaire = loaded(item("top", "string", *under, repeats=True))
    answers = [{"valueString": "x"}] * 100_000
    with soon(), pytest.raises(ResponseError, match="too many answers"):
        Response.read(questionnaire, answered({"linkId": "top", "answer": answers}))


@pytest.mark.parametrize("depth", [300, 990, 100_000])
def test_a_deep_response_never_ends_in_a_recursion_error(depth: int) -> None:
    questionnaire = loaded(item("a", "string"))
    extra = "[" * depth + "]" * depth
    header = '{"resourceType":"QuestionnaireResponse","status":"completed",'
    text = header + '"item":[{"linkId":"a","extension":' + extra + "}]}"
    with soon():
        try:
            response = Response.read(questionnaire, text)
        except ResponseError:
            return
        response.to_json(keep_disabled=True)


def test_half_a_surrogate_pair_in_a_form_and_an_answer_still_makes_text_that_encodes() -> None:
    questionnaire = load_questionnaire(json.dumps(form(item("a", "string", text="x\ud800y"))))
    response = Response.start(questionnaire)
    response.set_answers((("a", 0),), ["left \udc00 right \ud83d\ude00"])
    assert response.node((("a", 0),)).answers == ("left \ufffd right 😀",)
    draft = response.to_json(keep_disabled=True)
    assert Response.read(questionnaire, draft.encode()).to_json(keep_disabled=True) == draft


def test_huge_numbers_are_answers_like_others() -> None:
    questionnaire = loaded(item("a", "decimal", extension=[extension(CORE + "maxValue", valueDecimal=5)]))
    text = '{"resourceType":"QuestionnaireResponse","questionnaire":"https://prevent-desktop.example/forms/test","status":"completed","item":[{"linkId":"a","answer":[{"valueDecimal":1e999999}]}]}'
    with soon():
        assert [problem.code for problem in validate_json(questionnaire, text)] == ["business-rule"]


def test_an_unreadable_date_stays_what_was_typed() -> None:
    questionnaire = loaded(item("a", "date"))
    response = Response.read(
        questionnaire, answered({"linkId": "a", "answer": [{"valueDate": "2026-02-30"}]})
    )
    assert response.node((("a", 0),)).answers == (Unparsed("2026-02-30"),)
    assert [problem.code for problem in validate(response)] == ["value"]

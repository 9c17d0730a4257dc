"""The life of a response with expressions: saved, read again, taken away, put back, finished; circles and faults."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from prevent_desktop.errors import QuestionnaireError
from prevent_desktop.questionnaire.response import Node, Response
from prevent_desktop.questionnaire.validation import validate_json
from tests.unit.questionnaire.forms import group, item, loaded, options, when
from tests.unit.questionnaire.sdc import (
    add,
    calculated,
    code,
    constraint,
    extended,
    found,
    launch_context,
    opened,
    path,
    put,
    reopened,
    said,
    says,
    toggle,
    top,
    variable,
)

LAUNCH = {"patient": {"resourceType": "Patient", "id": "7", "birthDate": "2010-05-06", "gender": "female"}}


def _form() -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A form with an expression of each kind."""
    items = [
        item("born", "date", **says(initial="%patient.birthDate")),
        item("a", "integer"),
        item("own", "integer", **says(calculated=f"{top('a')} + 1")),
        item("b", "choice", answerOption=options("x", "y", "z"), **extended(toggle(f"{top('a')} > 5", "z"))),
        item("c", "choice", **says(answer=top("many"))),
        item("many", "choice", repeats=True, answerOption=options("x", "y")),
        group(
            "row",
            item("n", "integer"),
            item("more", "string", **says(enableWhen="%n > 2", initial="'started'")),
            item("twice", "integer", **calculated("%n * 2")),
            repeats=True,
            **extended(
                variable("n", "item.where(linkId='n').answer.value"),
                constraint("%n.empty() or %n < 100", "Less than a hundred"),
            ),
        ),
        item(
            "total",
            "integer",
            **calculated("%resource.item.where(linkId='row').item.where(linkId='twice').answer.value.sum()"),
        ),
        group("late", item("l", "string", required=True), **says(enableWhen=f"{top('total')} > 10")),
    ]
    return items, extended(launch_context("patient", "Patient"))


def _all(response: Response, below: tuple[tuple[str, int], ...] = ()) -> Iterator[Node]:
    for one in response.children(below):
        yield one
        if one.item.type == "group":
            yield from _all(response, one.path)


def _state(response: Response) -> list[tuple[Any, ...]]:
    return [(one.path, one.answers, one.enabled, one.options, one.label) for one in _all(response)]


@pytest.fixture
def filled() -> Response:
    items, more = _form()
    response = opened(*items, launch=LAUNCH, **more)
    put(response, "a", to=6)
    put(response, "own", to=99)
    put(response, "b", to=code("z"))
    put(response, "many", to=(code("x"), code("y")))
    put(response, "c", to=code("y"))
    put(response, ("row", 0), "n", to=3)
    add(response, "row")
    put(response, ("row", 1), "n", to=1)
    add(response, "row")
    put(response, ("row", 2), "n", to=4)
    put(response, ("row", 2), "more", to="mine")
    return response


def test_saved_half_way_and_read_again_it_is_in_the_same_state(filled: Response) -> None:
    again = reopened(filled, LAUNCH)
    assert _state(again) == _state(filled)
    assert again.to_json() == filled.to_json()
    assert again.to_json(keep_disabled=True) == filled.to_json(keep_disabled=True)


def test_read_again_it_goes_on_in_the_same_way(filled: Response) -> None:
    again = reopened(filled, LAUNCH)
    for response in (filled, again):
        put(response, "a", to=2)
        put(response, ("row", 1), "n", to=50)
        response.remove_occurrence(path(("row", 0)))
        response.catch_up()
    assert _state(again) == _state(filled)


def test_without_what_was_handed_over_a_draft_keeps_what_came_of_it(filled: Response) -> None:
    again = reopened(filled)
    assert found(again, "born") == found(filled, "born")


def test_an_occurrence_taken_away_and_put_back_changes_nothing(filled: Response) -> None:
    before = _state(filled)
    for number in (0, 1, 2):
        removed = filled.remove_occurrence(path(("row", number))).removed
        filled.catch_up()
        assert found(filled, "total") != (16,)
        assert removed is not None
        filled.restore(removed)
        filled.catch_up()
        assert _state(filled) == before


def test_an_answer_changed_there_and_back_changes_nothing(filled: Response) -> None:
    before = _state(filled)
    put(filled, "a", to=1)
    put(filled, ("row", 2), "n", to=0)
    assert _state(filled) != before
    put(filled, ("row", 2), "n", to=4)
    put(filled, "a", to=6)
    assert _state(filled) == before


def test_the_finished_text_holds_what_is_calculated_and_nothing_hidden(filled: Response) -> None:
    put(filled, "late", "l", to="later")
    put(filled, ("row", 2), "n", to=1)
    finished = json.loads(filled.to_json())
    items = {one["linkId"]: one for one in finished["item"] if one["linkId"] != "row"}
    assert items["total"]["answer"] == [{"valueInteger": 10}]
    assert "late" not in items
    rows = [[inner["linkId"] for inner in one["item"]] for one in finished["item"] if one["linkId"] == "row"]
    assert rows == [["n", "more", "twice"], ["n", "twice"], ["n", "twice"]]
    assert '"later"' in filled.to_json(keep_disabled=True)


def test_a_finished_response_is_valid_and_is_not_worked_out_again(filled: Response) -> None:
    put(filled, "late", "l", to="later")
    filled.complete(datetime(2026, 11, 25, 12, tzinfo=UTC))
    text = filled.to_json()
    assert not [one for one in validate_json(filled.questionnaire, text) if one.severity == "error"]
    changed = text.replace('"valueInteger":16', '"valueInteger":17')
    assert changed != text
    again = Response.read(filled.questionnaire, changed)
    again.catch_up()
    assert found(again, "total") == (17,)


@pytest.mark.parametrize(
    ("items", "names"),
    [
        ([item("a", "integer", **calculated(f"{top('b')} + 1")), item("b", "integer", **calculated(f"{top('a')} + 1"))], "ab"),
        ([item("a", "integer", **calculated(f"{top('a')} + 1"))], "a"),
        ([item("a", "string", **says(enableWhen=f"{top('b')} = 'x'")), item("b", "string", **says(enableWhen=f"{top('a')} = 'x'"))], "ab"),
        ([item("a", "string", enableWhen=[when("b", answerString="x")]), item("b", "string", **says(calculated=top("a")))], "ab"),
        ([item("a", "integer", **calculated("%v")), item("b", "string")], "a"),
    ],
)  # fmt: skip
def test_circles_are_refused_by_the_names_of_their_items(items: list[dict[str, Any]], names: str) -> None:
    more = extended(variable("v", f"{top('a')} + 1"))
    with pytest.raises(QuestionnaireError) as caught:
        loaded(*items, **more)
    assert all(name in str(caught.value) for name in names)


@pytest.mark.parametrize(
    "parts",
    [
        calculated("1 +"),
        says(enableWhen="(("),
        says(initial="'open"),
        says(answer="item..x"),
        extended(toggle("&&", "x"), said("calculated", "}")),
    ],
)
def test_an_expression_that_cannot_be_read_is_told_with_its_item_and_the_form_works(
    parts: dict[str, Any],
) -> None:
    form = loaded(item("the-item", "choice", answerOption=options("x"), **parts), item("b", "string"))
    assert any("the-item" in sentence for sentence in form.not_followed)
    response = Response.start(form)
    response.catch_up()
    put(response, "b", to="works")
    assert '"works"' in response.to_json()


def test_an_expression_in_another_language_is_told_and_passed_over() -> None:
    cql = {"url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression", "valueExpression": {"language": "text/cql", "expression": "AgeInYears()"}}  # fmt: skip
    form = loaded(item("x", "integer", extension=[cql]))
    assert any("text/cql" in sentence and "“x”" in sentence for sentence in form.not_followed)


def test_a_total_over_more_rows_than_anybody_types_is_right() -> None:
    response = opened(*_form()[0], launch=LAUNCH, **_form()[1])
    for number in range(60):
        if number:
            response.add_occurrence((), "row")
        response.set_answers(path(("row", number), "n"), (number,))
    response.catch_up()
    assert found(response, "total") == (sum(2 * number for number in range(60)),)
    assert not response.is_behind


def test_removing_the_only_occurrence_starts_a_new_one() -> None:
    response = opened(
        group("g", item("n", "integer"), item("x", "date", **says(initial="today()")), repeats=True),
        item(
            "sum",
            "integer",
            **calculated("%resource.item.where(linkId='g').item.where(linkId='n').answer.value.sum()"),
        ),
    )
    put(response, "g", "n", to=4)
    assert found(response, "sum") == (4,)
    response.remove_occurrence(path("g"))
    response.catch_up()
    assert found(response, "sum") == ()
    assert found(response, "g", "n") == ()


def test_removing_all_that_was_filled_in_does_not_bring_it_back() -> None:
    context = {"url": "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-itemPopulationContext", "valueExpression": {"name": "one", "language": "text/fhirpath", "expression": "'a' | 'b'"}}  # fmt: skip
    response = opened(
        group("g", item("x", "string", **says(initial="%one")), repeats=True, extension=[context])
    )
    assert len(response.children()) == 2
    for _time in range(2):
        response.remove_occurrence(path("g"))
        response.catch_up()
    assert len(response.children()) == 1
    assert found(response, "g", "x") == ()

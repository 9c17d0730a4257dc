"""Expressions in groups that repeat, in groups in them, and under answers (HL7 FHIR SDC, "Using Expressions")."""

from __future__ import annotations

import json
from typing import Any

import pytest

from prevent_desktop.questionnaire.response import Response
from tests.unit.questionnaire.forms import CORE, extension, group, item, options
from tests.unit.questionnaire.sdc import (
    add,
    calculated,
    clear,
    code,
    constraint,
    extended,
    fhirpath,
    found,
    node,
    offers,
    opened,
    path,
    problems,
    put,
    reopened,
    said,
    says,
    shown,
    toggle,
    top,
    variable,
)


def _family() -> Response:
    """Homes with people in them: a sum for each home, and one of all."""
    home = (
        variable("people", "item.where(linkId='person').item.where(linkId='age').answer.value"),
        constraint(
            "item.where(linkId='person').item.where(linkId='name').answer.value.isDistinct()",
            "Each name once",
        ),
    )
    return opened(
        group(
            "home",
            item("street", "string"),
            group("person", item("name", "string"), item("age", "integer"), item("grown", "boolean", **calculated("%age >= 18")), repeats=True, **extended(variable("age", "item.where(linkId='age').answer.value"))),
            item("sum", "integer", **calculated("%people.sum()")),
            item("eldest", "integer", **calculated("%people.max()")),
            repeats=True,
            **extended(*home),
        ),
        item("all", "integer", **calculated("%resource.item.where(linkId='home').item.where(linkId='person').item.where(linkId='age').answer.value.sum()")),
        item("homes", "string", **calculated("%resource.item.where(linkId='home').item.where(linkId='street').answer.value.join('; ')")),
    )  # fmt: skip


def _people(response: Response, home: int, *ages: int) -> None:
    for number, age in enumerate(ages):
        if number:
            add(response, "person", ("home", home))
        put(response, ("home", home), ("person", number), "age", to=age)


def test_sums_at_two_levels() -> None:
    response = _family()
    _people(response, 0, 40, 10)
    add(response, "home")
    _people(response, 1, 20)
    assert [found(response, ("home", number), "sum") for number in (0, 1)] == [(50,), (20,)]
    assert found(response, "all") == (70,)
    assert found(response, ("home", 0), ("person", 1), "grown") == (False,)
    assert found(response, ("home", 1), ("person", 0), "grown") == (True,)


def test_a_whole_home_taken_away_and_put_back() -> None:
    response = _family()
    _people(response, 0, 40, 10)
    add(response, "home")
    _people(response, 1, 20, 30)
    removed = response.remove_occurrence(path(("home", 0))).removed
    response.catch_up()
    assert (found(response, "all"), found(response, ("home", 0), "eldest")) == ((50,), (30,))
    put(response, ("home", 0), ("person", 1), "age", to=31)
    assert found(response, "all") == (51,)
    assert removed is not None
    response.restore(removed)
    response.catch_up()
    assert found(response, "all") == (101,)
    assert [found(response, ("home", number), "sum") for number in (0, 1)] == [(50,), (51,)]
    put(response, ("home", 0), ("person", 0), "age", to=41)
    assert found(response, "all") == (102,)


def test_the_order_of_rows_is_the_order_of_the_words() -> None:
    response = _family()
    for number, street in enumerate(("First", "Second", "Third")):
        if number:
            add(response, "home")
        put(response, ("home", number), "street", to=street)
    assert found(response, "homes") == ("First; Second; Third",)
    removed = response.remove_occurrence(path(("home", 1))).removed
    response.catch_up()
    assert found(response, "homes") == ("First; Third",)
    assert removed is not None
    response.restore(removed)
    response.catch_up()
    assert found(response, "homes") == ("First; Second; Third",)


def test_a_rule_over_the_rows_of_one_home() -> None:
    response = _family()
    add(response, "person", ("home", 0))
    put(response, ("home", 0), ("person", 0), "name", to="Ana")
    put(response, ("home", 0), ("person", 1), "name", to="Ana")
    add(response, "home")
    put(response, ("home", 1), ("person", 0), "name", to="Ana")
    assert [one.path for one in problems(response)] == [path(("home", 0))]


def test_rows_read_again_are_the_same() -> None:
    response = _family()
    _people(response, 0, 40, 10)
    add(response, "home")
    _people(response, 1, 20)
    again = reopened(response)
    assert again.to_json() == response.to_json()
    put(again, ("home", 1), ("person", 0), "age", to=21)
    assert found(again, "all") == (71,)


def test_labels_of_rows_name_who_they_are_about() -> None:
    worked_out = {"extension": [extension(CORE + "cqf-expression", **fhirpath("'About ' & %who"))]}
    response = opened(
        group("row", item("name", "string"), item("more", "text", text="About them", _text=worked_out), repeats=True, **extended(variable("who", "item.where(linkId='name').answer.value")))
    )  # fmt: skip
    add(response, "row")
    put(response, ("row", 0), "name", to="Ana")
    changes = response.set_answers(path(("row", 1), "name"), ("Omar",)) | response.catch_up()
    assert [node(response, ("row", number), "more").label for number in (0, 1)] == ["About Ana", "About Omar"]
    assert changes.labelled == {path(("row", 1), "more")}


def test_toggles_of_rows() -> None:
    response = opened(
        group("row", item("adult", "boolean"), item("x", "choice", answerOption=options("home", "school", "work"), **extended(toggle("%adult = true", "work"))), repeats=True, **extended(variable("adult", "item.where(linkId='adult').answer.value")))
    )  # fmt: skip
    add(response, "row")
    put(response, ("row", 1), "adult", to=True)
    assert offers(response, ("row", 0), "x") == ["home", "school"]
    assert offers(response, ("row", 1), "x") == ["home", "school", "work"]


def test_questions_under_each_answer_of_a_question_that_repeats() -> None:
    response = opened(
        item("lang", "choice", item("well", "integer"), item("note", "string", **says(enableWhen="%resource.item.where(linkId='lang').answer.item.where(linkId='well').answer.value.exists($this < 2)")), repeats=True, answerOption=options("en", "pl")),
        item("sum", "integer", **calculated("%resource.item.where(linkId='lang').answer.item.where(linkId='well').answer.value.sum()")),
    )  # fmt: skip
    put(response, "lang", to=(code("en"), code("pl")))
    put(response, ("lang", 0), "well", to=5)
    put(response, ("lang", 1), "well", to=3)
    assert found(response, "sum") == (8,)
    assert not shown(response, ("lang", 0), "note")
    put(response, ("lang", 1), "well", to=1)
    assert shown(response, ("lang", 1), "note")
    put(response, "lang", to=code("en"))
    assert found(response, "sum") == (5,)


def test_calculated_answers_that_become_fewer() -> None:
    names = "%resource.item.where(linkId='row').item.where(linkId='name').answer.value"
    response = opened(
        group("row", item("name", "string"), repeats=True),
        item("names", "string", repeats=True, **calculated(names)),
        item("count", "integer", **calculated("%resource.item.where(linkId='names').answer.count()")),
    )
    for number, name in enumerate(("Ana", "Omar", "Mira")):
        if number:
            add(response, "row")
        put(response, ("row", number), "name", to=name)
    assert found(response, "names") == ("Ana", "Omar", "Mira")
    response.remove_occurrence(path(("row", 1)))
    response.catch_up()
    assert (found(response, "names"), found(response, "count")) == (("Ana", "Mira"), (2,))
    for number in (0, 1):
        clear(response, ("row", number), "name")
    assert (found(response, "names"), found(response, "count")) == ((), (0,))


def test_each_row_keeps_its_own_overwritten_value() -> None:
    response = opened(
        group("row", item("n", "integer"), item("x", "integer", **says(calculated="%n * 2")), repeats=True, **extended(variable("n", "item.where(linkId='n').answer.value")))
    )  # fmt: skip
    add(response, "row")
    for number in (0, 1):
        put(response, ("row", number), "n", to=number + 1)
    put(response, ("row", 0), "x", to=50)
    for number in (0, 1):
        put(response, ("row", number), "n", to=number + 10)
    assert [found(response, ("row", number), "x") for number in (0, 1)] == [(50,), (22,)]


def test_a_hidden_row_counts_nowhere() -> None:
    response = opened(
        item("with", "boolean"),
        group("row", item("n", "integer"), repeats=True, **says(enableWhen=f"{top('with')} = true")),
        item(
            "sum",
            "integer",
            **calculated("%resource.item.where(linkId='row').item.where(linkId='n').answer.value.sum()"),
        ),
        item(
            "mean",
            "decimal",
            **calculated("%resource.item.where(linkId='row').item.where(linkId='n').answer.value.avg()"),
        ),
    )
    put(response, "with", to=True)
    put(response, "row", "n", to=4)
    assert found(response, "sum") == (4,)
    put(response, "with", to=False)
    assert (found(response, "sum"), found(response, "mean")) == ((), ())
    assert [one["linkId"] for one in json.loads(response.to_json())["item"]] == ["with"]


def test_a_rule_reads_nothing_of_what_is_hidden() -> None:
    response = opened(
        item("with", "boolean"),
        item("a", "integer", **says(enableWhen=f"{top('with')} = true")),
        **extended(constraint(f"{top('a')}.empty() or {top('a')} < 5", "Less than five")),
    )
    put(response, "with", to=True)
    put(response, "a", to=9)
    assert len(problems(response)) == 1
    put(response, "with", to=False)
    assert not problems(response)


@pytest.mark.parametrize(
    ("expression", "answers"),
    [
        ("%resource.descendants().where(linkId='n').answer.value.sum()", (3,)),
        ("%resource.repeat(item).where(linkId='n').answer.value.sum()", (3,)),
        ("%resource.repeat(item).where(linkId.startsWith('n')).answer.value.sum()", (3,)),
        ("%resource.item.where(linkId='row')[1].item.where(linkId='n').answer.value", (2,)),
        ("%resource.item.where(linkId='row').last().item.where(linkId='n').answer.value", (2,)),
        ("%resource.item.where(linkId='row').where(item.where(linkId='n').answer.value > 1).count()", (1,)),
        ("%resource.item.where(linkId='row').item.where(linkId='n').answer.value.aggregate($total + $this, 0)", (3,)),
        ("%resource.item.where(linkId='row').select(item.where(linkId='n').answer.value * 2).sum()", (6,)),
        ("iif(%resource.item.where(linkId='row').count() > 1, 1, 0)", (1,)),
    ],
)  # fmt: skip
def test_ways_to_read_rows(expression: str, answers: tuple[Any, ...]) -> None:
    response = opened(
        group("row", item("n", "integer"), repeats=True), item("x", "integer", **calculated(expression))
    )
    put(response, "row", "n", to=7)
    add(response, "row")
    put(response, ("row", 1), "n", to=2)
    put(response, ("row", 0), "n", to=1)
    assert found(response, "x") == answers


def test_a_start_in_each_row_from_an_answer_above() -> None:
    response = opened(
        item("school", "string"),
        group("row", item("place", "string", **says(initial=top("school"))), repeats=True),
    )
    put(response, "school", to="Hill School")
    add(response, "row")
    assert found(response, ("row", 0), "place") == ()
    assert found(response, ("row", 1), "place") == ("Hill School",)


def test_a_named_expression_of_a_row() -> None:
    response = opened(
        group("row", item("n", "integer", item("x", "integer", **calculated("%twice + 1")), **extended(variable("twice", "answer.value * 2"))), repeats=True)
    )  # fmt: skip
    add(response, "row")
    put(response, ("row", 0), "n", to=1)
    put(response, ("row", 1), "n", to=5)
    assert [found(response, ("row", number), "n", "x") for number in (0, 1)] == [(3,), (11,)]


def test_candidates_of_a_row() -> None:
    response = opened(
        group("row", item("a", "string", repeats=True), item("b", "string", **extended(said("candidate", "%all"))), repeats=True, **extended(variable("all", "item.where(linkId='a').answer.value")))
    )  # fmt: skip
    put(response, "row", "a", to=("x", "y"))
    assert offers(response, "row", "b") == ["x", "y"]

"""Variables: where they are known, what hides them, and what is wrong with them (HL7 FHIR SDC, "Using Expressions")."""

from __future__ import annotations

from typing import Any

import pytest

from prevent_desktop.errors import QuestionnaireError
from tests.unit.questionnaire.forms import group, item, loaded
from tests.unit.questionnaire.sdc import (
    add,
    calculated,
    extended,
    found,
    launch_context,
    opened,
    problems,
    put,
    said,
    top,
    variable,
)


def test_a_variable_of_the_form_is_known_everywhere() -> None:
    response = opened(
        item("a", "integer"),
        group("g", group("h", item("x", "integer", **calculated("%twice + 1")))),
        **extended(variable("twice", f"{top('a')} * 2")),
    )
    put(response, "a", to=4)
    assert found(response, "g", "h", "x") == (9,)


def test_a_variable_of_an_item_is_known_to_itself_and_below() -> None:
    response = opened(
        group("g", item("x", "integer", **calculated("%v")), **extended(variable("v", "5"))),
        item("own", "integer", readOnly=True, **extended(variable("w", "6"), said("calculated", "%w"))),
    )
    assert found(response, "g", "x") == (5,)
    assert found(response, "own") == (6,)


def test_the_nearest_of_one_name_counts() -> None:
    response = opened(
        group("g", item("x", "integer", **calculated("%v")), group("h", item("y", "integer", **calculated("%v")), **extended(variable("v", "3"))), **extended(variable("v", "2"))),
        item("z", "integer", **calculated("%v")),
        **extended(variable("v", "1")),
    )  # fmt: skip
    assert (found(response, "z"), found(response, "g", "x"), found(response, "g", "h", "y")) == (
        (1,),
        (2,),
        (3,),
    )


def test_siblings_may_use_one_name_each_for_itself() -> None:
    response = opened(
        *(
            group(
                name, item(f"{name}x", "string", **calculated("%v")), **extended(variable("v", f"'{name}'"))
            )
            for name in ("g", "h")
        )
    )
    assert (found(response, "g", "gx"), found(response, "h", "hx")) == (("g",), ("h",))


def test_a_variable_may_build_on_one_above_of_its_own_name() -> None:
    response = opened(
        group("g", item("x", "string", **calculated("%p")), **extended(variable("p", "%p & '.b'"))),
        **extended(variable("p", "'a'")),
    )
    assert found(response, "g", "x") == ("a.b",)


def test_variables_build_on_each_other_in_any_order() -> None:
    response = opened(
        item("a", "integer"),
        item("x", "integer", **calculated("%c")),
        **extended(variable("c", "%b + 1"), variable("b", "%a + 1"), variable("a", f"{top('a')} + 1")),
    )
    put(response, "a", to=1)
    assert found(response, "x") == (4,)
    put(response, "a", to=5)
    assert found(response, "x") == (8,)


def test_each_occurrence_of_a_group_has_its_own() -> None:
    response = opened(
        group("g", item("a", "integer"), group("deep", item("x", "integer", **calculated("%mine * 10"))), repeats=True, **extended(variable("mine", "item.where(linkId='a').answer.value")))
    )  # fmt: skip
    add(response, "g")
    put(response, ("g", 0), "a", to=1)
    put(response, ("g", 1), "a", to=2)
    assert [found(response, ("g", number), "deep", "x") for number in (0, 1)] == [(10,), (20,)]
    put(response, ("g", 0), "a", to=3)
    assert [found(response, ("g", number), "deep", "x") for number in (0, 1)] == [(30,), (20,)]


def test_a_variable_of_a_group_sees_all_its_occurrences_through_the_response() -> None:
    response = opened(
        group("g", item("a", "integer"), repeats=True),
        item("x", "integer", **calculated("%all.count()")),
        item("y", "integer", **calculated("%all.answer.value.sum()")),
        **extended(variable("all", "%resource.item.where(linkId='g').item.where(linkId='a')")),
    )
    put(response, ("g", 0), "a", to=1)
    add(response, "g")
    put(response, ("g", 1), "a", to=2)
    assert (found(response, "x"), found(response, "y")) == ((2,), (3,))


def test_a_variable_may_hold_a_resource_a_list_or_nothing() -> None:
    response = opened(
        item("x", "string", **calculated("%who.name.text")),
        item("y", "integer", **calculated("%many.count()")),
        item("z", "boolean", **calculated("%none.exists()")),
        launch={"patient": {"resourceType": "Patient", "name": [{"text": "Ana"}]}},
        **extended(launch_context("patient", "Patient"), variable("who", "%patient"), variable("many", "(1 | 2 | 3)"), variable("none", "{}")),
    )  # fmt: skip
    assert (found(response, "x"), found(response, "y"), found(response, "z")) == (("Ana",), (3,), (False,))


def test_a_calculated_expression_with_a_name_is_a_variable_too() -> None:
    response = opened(
        item("a", "integer"),
        item(
            "q",
            "integer",
            item("x", "integer", **calculated("%score + 1")),
            readOnly=True,
            **extended(said("calculated", f"{top('a')} * 2", "score")),
        ),
    )
    put(response, "a", to=4)
    assert found(response, "q", "x") == (9,)


def test_the_names_of_the_standard_are_known() -> None:
    response = opened(
        item(
            "x",
            "string",
            text="T",
            **calculated("%questionnaire.title & ' ' & %qitem.text & ' ' & %resource.status"),
        ),
        item("y", "url", **calculated("%ucum")),
        title="Form",
    )
    assert found(response, "x") == ("Form T in-progress",)
    assert found(response, "y") == ("http://unitsofmeasure.org",)


def test_a_name_that_nobody_says_is_told_with_its_item() -> None:
    form = loaded(item("x", "integer", text="Total", **calculated("%nobody + 1")))
    assert any("nobody" in sentence and "x" in sentence for sentence in form.not_followed)
    response = opened(item("x", "integer", text="Total", **calculated("%nobody + 1")))
    [problem] = problems(response, "x")
    assert problem.severity == "warning"
    assert "nobody" in problem.message


def test_out_of_its_group_a_variable_is_not_known() -> None:
    form = loaded(
        group("g", item("a", "integer"), **extended(variable("v", "5"))),
        item("x", "integer", **calculated("%v")),
    )
    assert any("%v" in sentence for sentence in form.not_followed)


@pytest.mark.parametrize(
    "parts",
    [
        extended(variable("v", "1"), variable("v", "2")),
        extended(launch_context("patient", "Patient"), variable("patient", "1")),
        extended(variable("resource", "1")),
    ],
)
def test_a_name_given_twice_in_one_place_is_told(parts: dict[str, Any]) -> None:
    """SDC: “It is an error if the same variable name is assigned a value more than once in a single node.”"""
    assert any("%" in sentence for sentence in loaded(item("x", "integer"), **parts).not_followed)


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        (extended(variable("a", "%b"), variable("b", "%a")), ("%a", "%b")),
        (extended(variable("a", "%c + 1"), variable("b", "%a"), variable("c", "%b")), ("%a", "%b", "%c")),
    ],
)
def test_variables_in_a_circle_are_refused_by_their_names(
    parts: dict[str, Any], names: tuple[str, ...]
) -> None:
    with pytest.raises(QuestionnaireError) as caught:
        loaded(item("x", "integer", **calculated("%a")), **parts)
    assert all(name in str(caught.value) for name in names)

"""What calculatedExpression answers (HL7 FHIR SDC, "Using Expressions", calculatedExpression)."""

from __future__ import annotations

import json
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.values import (
    Absent,
    AbsentReason,
    Coding,
    DateTimeValue,
    Quantity,
    Reference,
    Unparsed,
    Value,
)
from tests.unit.questionnaire.forms import CODES, CORE, coding, extension, group, item, options
from tests.unit.questionnaire.sdc import (
    add,
    calculated,
    clear,
    code,
    extended,
    found,
    launch_context,
    node,
    opened,
    path,
    problems,
    put,
    reopened,
    says,
    top,
    variable,
)

UCUM = "http://unitsofmeasure.org"
TODAY = date.today().isoformat()  # noqa: DTZ011 - the same day that the expressions see
KG = extension(CORE + "questionnaire-unit", valueCoding={"system": UCUM, "code": "kg", "display": "kg"})


@pytest.mark.parametrize(
    ("kind", "expression", "answers"),
    [
        ("integer", "1 + 2", (3,)),
        ("integer", "6 / 2", (3,)),
        ("integer", "7 / 2", ()),
        ("integer", "'3'", ()),
        ("integer", "1 / 0", ()),
        ("integer", "{}", ()),
        ("decimal", "7 / 2", (Decimal("3.5"),)),
        ("decimal", "3", (Decimal(3),)),
        ("decimal", "2.345.round(2)", (Decimal("2.35"),)),
        ("decimal", "1.005.round(2)", (Decimal("1.01"),)),
        ("decimal", "(10 / 3).round(1)", (Decimal("3.3"),)),
        ("decimal", "0.1 + 0.2", (Decimal("0.3"),)),
        ("boolean", "1 > 0", (True,)),
        ("boolean", "1 > 2", (False,)),
        ("boolean", "{}", ()),
        ("boolean", "'true'", ()),
        ("string", "'a' & 'b'", ("ab",)),
        ("string", "'a' + {}", ()),
        ("string", "''", ()),
        ("string", "5 'kg'", ()),
        ("string", "true", ()),
        ("choice", "5 'kg'", ()),
        ("text", "'a\\nb'", ("a\nb",)),
        ("date", "today()", (PartialDate.parse(TODAY),)),
        ("date", "@2020-02-29 + 1 year", (PartialDate.parse("2021-02-28"),)),
        ("date", "@2020-05", (PartialDate.parse("2020-05"),)),
        ("date", "'no date'", ()),
        ("dateTime", "@2020-01-01T10:30:00Z", (DateTimeValue("2020-01-01T10:30:00Z"),)),
        ("dateTime", "@2020-01-01", (DateTimeValue("2020-01-01"),)),
        ("time", "@T10:30:00", (time(10, 30),)),
        ("url", "'https://example.org/' & '1'", ("https://example.org/1",)),
        ("quantity", "2 'kg' + 1 'kg'", (Quantity(Decimal(3), "kg", UCUM, "kg"),)),
        ("open-choice", "'other'", ("other",)),
    ],
)
def test_a_result_of_each_type_becomes_an_answer(
    kind: str, expression: str, answers: tuple[Value, ...]
) -> None:
    assert found(opened(item("x", kind, **calculated(expression))), "x") == answers


@pytest.mark.parametrize(
    ("expression", "answers"),
    [
        ("'b'", (code("b"),)),
        ("%resource.item.where(linkId='other').answer.value", (code("a"),)),
        ("%questionnaire.item.where(linkId='x').answerOption.value.where(code='b')", (code("b"),)),
        ("iif(1 > 2, 'a', 'b')", (code("b"),)),
        ("{}", ()),
    ],
)
def test_a_code_or_a_coding_becomes_a_choice(expression: str, answers: tuple[Value, ...]) -> None:
    response = opened(
        item("other", "choice", answerOption=options("a", "b")),
        item("x", "choice", answerOption=options("a", "b"), **calculated(expression)),
    )
    put(response, "other", to=code("a"))
    assert found(response, "x") == answers


def test_a_number_takes_the_unit_of_its_question() -> None:
    parts = calculated("70.5")
    response = opened(item("x", "quantity", readOnly=True, extension=[*parts["extension"], KG]))
    assert found(response, "x") == (Quantity(Decimal("70.5"), "kg", UCUM, "kg"),)


def test_a_resource_that_was_handed_over_becomes_a_reference() -> None:
    patient = {"resourceType": "Patient", "id": "7", "name": [{"text": "Ana"}]}
    response = opened(
        item("x", "reference", **calculated("%patient")),
        launch={"patient": patient},
        **extended(launch_context("patient", "Patient")),
    )
    assert found(response, "x") == (Reference("Patient/7", "Ana"),)


def test_all_results_go_into_a_question_that_repeats_and_one_into_another() -> None:
    response = opened(
        item("many", "integer", repeats=True, **calculated("1 | 2 | 3")),
        item("one", "integer", **calculated("1 | 2 | 3")),
    )
    assert found(response, "many") == (1, 2, 3)
    assert len(found(response, "one")) <= 1


def test_a_chain_is_worked_out_whatever_the_order_of_the_items() -> None:
    response = opened(
        item("d", "integer", **calculated(f"{top('c')} + 1")),
        item("b", "integer", **calculated(f"{top('a')} + 1")),
        item("c", "integer", **calculated(f"{top('b')} + 1")),
        item("a", "integer"),
    )
    put(response, "a", to=1)
    assert [found(response, name) for name in "abcd"] == [(1,), (2,), (3,), (4,)]
    put(response, "a", to=10)
    assert found(response, "d") == (13,)
    clear(response, "a")
    assert [found(response, name) for name in "bcd"] == [(), (), ()]


def test_body_mass_index() -> None:
    response = opened(
        item("weight", "decimal"),
        item("height", "decimal"),
        item("bmi", "decimal", **calculated("(%w / (%h * %h)).round(1)")),
        **extended(variable("w", top("weight")), variable("h", f"{top('height')} / 100")),
    )
    put(response, "weight", to=Decimal("70.5"))
    assert found(response, "bmi") == ()
    put(response, "height", to=Decimal(172))
    assert found(response, "bmi") == (Decimal("23.8"),)
    put(response, "height", to=Decimal(0))
    assert found(response, "bmi") == ()


def test_the_weights_of_answers_are_added_up() -> None:
    def weighed(name: str, weight: int) -> dict[str, Any]:
        return {
            "extension": [extension(CORE + "itemWeight", valueDecimal=weight)],
            "valueCoding": coding(name),
        }

    offered = [weighed("none", 0), weighed("some", 1), weighed("much", 2)]
    response = opened(
        group("q", *(item(f"q{number}", "choice", answerOption=offered) for number in (1, 2, 3))),
        item(
            "sum",
            "integer",
            **calculated("%resource.item.where(linkId='q').item.answer.value.ordinal().sum()"),
        ),
        item("new", "decimal", **calculated("%resource.item.where(linkId='q').item.answer.weight().sum()")),
        item("full", "boolean", **calculated("%resource.item.where(linkId='q').item.answer.count() = 3")),
    )
    put(response, "q", "q1", to=code("some"))
    put(response, "q", "q2", to=code("much"))
    assert found(response, "sum") == (3,)
    assert found(response, "new") == (Decimal(3),)
    assert found(response, "full") == (False,)
    put(response, "q", "q3", to=code("none"))
    assert found(response, "sum") == (3,)
    assert found(response, "full") == (True,)


def _rows() -> list[dict[str, Any]]:
    extensions = (
        variable("count", "item.where(linkId='count').answer.value"),
        variable("price", "item.where(linkId='price').answer.value"),
    )
    return [
        group(
            "row",
            item("count", "integer"),
            item("price", "decimal"),
            item("sum", "decimal", **calculated("%count * %price")),
            repeats=True,
            **extended(*extensions),
        ),
        item("total", "decimal", **calculated("%resource.item.where(linkId='row').item.where(linkId='sum').answer.value.sum()")),
        item("rows", "integer", **calculated("%resource.item.where(linkId='row').count()")),
    ]  # fmt: skip


def test_sums_of_rows_and_the_total_of_all() -> None:
    response = opened(*_rows())
    assert found(response, "total") == ()
    for number, (count, price) in enumerate([(2, "1.50"), (3, "2"), (1, "0.25")]):
        if number:
            add(response, "row")
        put(response, ("row", number), "count", to=count)
        put(response, ("row", number), "price", to=Decimal(price))
    assert [found(response, ("row", number), "sum") for number in range(3)] == [
        (Decimal("3.00"),),
        (Decimal(6),),
        (Decimal("0.25"),),
    ]
    assert found(response, "total") == (Decimal("9.25"),)
    assert found(response, "rows") == (3,)


def test_a_row_taken_away_and_put_back_counts_so() -> None:
    response = opened(*_rows())
    put(response, ("row", 0), "count", to=2)
    put(response, ("row", 0), "price", to=Decimal(5))
    add(response, "row")
    put(response, ("row", 1), "count", to=1)
    put(response, ("row", 1), "price", to=Decimal(7))
    assert found(response, "total") == (Decimal(17),)
    changes = response.remove_occurrence(path(("row", 0)))
    response.catch_up()
    assert found(response, "total") == (Decimal(7),)
    assert found(response, ("row", 0), "sum") == (Decimal(7),)
    assert changes.removed is not None
    response.restore(changes.removed)
    response.catch_up()
    assert found(response, "total") == (Decimal(17),)
    assert [found(response, ("row", number), "sum") for number in (0, 1)] == [(Decimal(10),), (Decimal(7),)]


def test_what_nobody_types_says_so() -> None:
    response = opened(item("x", "integer", **calculated("1")), item("y", "integer", **says(calculated="1")))
    assert node(response, "x").calculated
    assert not node(response, "y").calculated


def test_a_value_of_ones_own_stays_until_it_is_taken_away() -> None:
    response = opened(item("a", "integer"), item("x", "integer", **says(calculated=f"{top('a')} + 1")))
    put(response, "a", to=1)
    assert found(response, "x") == (2,)
    put(response, "x", to=50)
    put(response, "a", to=10)
    assert found(response, "x") == (50,)
    clear(response, "x")
    assert found(response, "x") == (11,)
    put(response, "a", to=20)
    assert found(response, "x") == (21,)


def test_a_value_of_ones_own_is_known_by_its_difference_when_it_is_read_again() -> None:
    response = opened(
        item("a", "integer"),
        item("x", "integer", **says(calculated=f"{top('a')} + 1")),
        item("y", "integer", **says(calculated=f"{top('a')} + 2")),
    )
    put(response, "a", to=1)
    put(response, "x", to=50)
    again = reopened(response)
    put(again, "a", to=10)
    assert found(again, "x") == (50,)
    assert found(again, "y") == (12,)


def test_not_known_in_a_calculated_place_is_a_value_of_ones_own() -> None:
    response = opened(item("a", "integer"), item("x", "integer", **says(calculated=f"{top('a')} + 1")))
    put(response, "a", to=1)
    put(response, "x", to=Absent(AbsentReason.UNKNOWN))
    put(response, "a", to=2)
    assert found(response, "x") == (Absent(AbsentReason.UNKNOWN),)


@pytest.mark.parametrize(
    "nothing", [Absent(AbsentReason.UNKNOWN), Absent(AbsentReason.DECLINED), Unparsed("12 or so")]
)
def test_what_is_not_known_is_no_number(nothing: Value) -> None:
    response = opened(
        item("a", "integer"),
        item("b", "integer"),
        item("plus", "integer", **calculated(f"{top('a')} + {top('b')}")),
        item("sum", "integer", **calculated(f"({top('a')} | {top('b')}).sum()")),
        item(
            "known",
            "integer",
            **calculated("%resource.item.where(linkId in ('a' | 'b')).answer.value.count()"),
        ),
    )
    put(response, "a", to=2)
    put(response, "b", to=nothing)
    assert found(response, "plus") == ()
    assert found(response, "sum") == (2,)
    assert found(response, "known") == (1,)
    assert not problems(response, "plus")


def test_hidden_items_are_worked_out_too() -> None:
    hidden = extension(CORE + "questionnaire-hidden", valueBoolean=True)
    parts = calculated(f"{top('a')} * 2")
    response = opened(
        item("a", "integer"),
        item("h", "integer", readOnly=True, extension=[*parts["extension"], hidden]),
        item("x", "integer", **calculated(f"{top('h')} + 1")),
    )
    put(response, "a", to=4)
    assert found(response, "x") == (9,)
    assert '"h"' in response.to_json()


def test_under_a_group_that_is_not_shown_nothing_is_written() -> None:
    response = opened(
        item("a", "integer"),
        group(
            "g", item("x", "integer", **calculated(f"{top('a')} + 1")), **says(enableWhen=f"{top('a')} > 5")
        ),
        item("y", "integer", **calculated("%resource.item.where(linkId='g').item.answer.value.count()")),
    )
    put(response, "a", to=1)
    assert [one["linkId"] for one in json.loads(response.to_json())["item"]] == ["a", "y"]
    assert found(response, "y") == (0,)
    put(response, "a", to=6)
    assert found(response, "g", "x") == (7,)
    assert found(response, "y") == (1,)


def test_the_finished_text_holds_what_was_calculated_without_a_call() -> None:
    response = opened(item("a", "integer"), item("x", "integer", **calculated(f"{top('a')} + 1")))
    response.set_answers(path("a"), (4,))
    items = {one["linkId"]: one["answer"] for one in json.loads(response.to_json())["item"]}
    assert items == {"a": [{"valueInteger": 4}], "x": [{"valueInteger": 5}]}


def test_changes_name_what_was_calculated() -> None:
    response = opened(item("a", "integer"), item("x", "integer", **calculated(f"{top('a')} + 1")))
    changes = response.set_answers(path("a"), (4,)) | response.catch_up()
    assert path("x") in changes.answered


def test_a_question_under_an_answer_is_calculated() -> None:
    response = opened(item("a", "integer", item("twice", "integer", **calculated(f"{top('a')} * 2"))))
    put(response, "a", to=4)
    assert found(response, "a", "twice") == (8,)
    put(response, "a", to=5)
    assert found(response, "a", "twice") == (10,)


def test_an_age_from_a_date_of_birth() -> None:
    age = f"iif({top('born')}.exists(), today().toString().substring(0, 4).toInteger() - {top('born')}.toString().substring(0, 4).toInteger(), {{}})"
    response = opened(item("born", "date"), item("age", "integer", **calculated(age)))
    put(response, "born", to=PartialDate.parse("2000-01-01"))
    assert found(response, "age") == (int(TODAY[:4]) - 2000,)


def test_an_expression_that_fails_leaves_the_answer_and_is_named_with_its_item() -> None:
    response = opened(
        item("a", "string"), item("x", "integer", text="Total", **calculated(f"{top('a')} + 1"))
    )
    put(response, "a", to="word")
    assert found(response, "x") == ()
    [problem] = problems(response, "x")
    assert problem.severity == "warning"
    assert "Total" in problem.message
    assert "word" not in problem.message


def test_a_calculated_answer_that_is_not_allowed_is_told() -> None:
    least = extension(CORE + "minValue", valueInteger=10)
    parts = calculated(f"{top('a')}")
    response = opened(
        item("a", "integer"), item("x", "integer", readOnly=True, extension=[*parts["extension"], least])
    )
    put(response, "a", to=3)
    assert found(response, "x") == (3,)
    assert [one.severity for one in problems(response, "x")] == ["error"]


def test_the_same_text_at_two_items_reads_each_its_own() -> None:
    rows = [
        group(name, item(f"{name}.a", "integer"), item(f"{name}.x", "integer", **calculated("%mine + 1")), **extended(variable("mine", f"item.where(linkId='{name}.a').answer.value")))
        for name in ("g", "h")
    ]  # fmt: skip
    response = opened(*rows)
    put(response, "g", "g.a", to=1)
    put(response, "h", "h.a", to=5)
    assert (found(response, "g", "g.x"), found(response, "h", "h.x")) == ((2,), (6,))


def test_choices_keep_the_words_of_their_options() -> None:
    response = opened(
        item("x", "choice", answerOption=[{"valueCoding": coding("a", "Words of a")}], **calculated("'a'"))
    )
    assert found(response, "x") == (Coding(CODES, "a", "Words of a"),)
    assert not problems(response)

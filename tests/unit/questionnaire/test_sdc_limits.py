"""What an answer may be: lengths, limits, units, files, patterns, numbers of answers (HL7 FHIR SDC, "Form Behavior")."""

from __future__ import annotations

import base64
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from prevent_desktop.partial_dates import PartialDate
from prevent_desktop.questionnaire.values import AttachmentValue, DateTimeValue, Quantity, Value
from tests.unit.questionnaire.forms import CORE, SDC, extension, group, item
from tests.unit.questionnaire.sdc import add, extended, fhirpath, opened, path, problems, put

UCUM = "http://unitsofmeasure.org"
TODAY = date.today()  # noqa: DTZ011 - the same day that the form's limits see


def amount(number: str, code: str, **more: str) -> Quantity:
    return Quantity(Decimal(number), more.get("unit", code), more.get("system", UCUM), code)


def _limit(name: str, **value: Any) -> dict[str, Any]:
    return extension(CORE + name, **value)


def _quantity(name: str, number: str, code: str) -> dict[str, Any]:
    return extension(
        f"{SDC}sdc-questionnaire-{name}Quantity",
        valueQuantity={"value": float(number), "system": UCUM, "code": code, "unit": code},
    )


def _unit(code: str) -> dict[str, Any]:
    return extension(
        CORE + "questionnaire-unitOption", valueCoding={"system": UCUM, "code": code, "display": code}
    )


def _moving(name: str, text: str) -> dict[str, Any]:
    worked_out = extension(CORE + "cqf-expression", **fhirpath(text))
    return {"url": CORE + name, "_valueDate": {"extension": [worked_out]}}


@pytest.mark.parametrize(
    ("kind", "extensions", "allowed", "refused"),
    [
        ("integer", [_limit("minValue", valueInteger=3)], [3, 4], [2, -5]),
        ("integer", [_limit("maxValue", valueInteger=3)], [3, -4], [4]),
        ("integer", [_limit("minValue", valueInteger=1), _limit("maxValue", valueInteger=2)], [1, 2], [0, 3]),
        ("decimal", [_limit("minValue", valueDecimal=0.5)], [Decimal("0.5"), Decimal(1)], [Decimal("0.49")]),
        ("date", [_limit("minValue", valueDate="2020-01-01")], [PartialDate.parse("2020-01-01")], [PartialDate.parse("2019-12-31"), PartialDate.parse("2019")]),
        ("date", [_limit("maxValue", valueDate="2020-12-31")], [PartialDate.parse("2020"), PartialDate.parse("2020-12")], [PartialDate.parse("2021")]),
        ("date", [_moving("maxValue", "today()")], [PartialDate.of(TODAY)], [PartialDate.of(TODAY + timedelta(days=1))]),
        ("date", [_moving("minValue", "today() - 18 years")], [PartialDate.of(TODAY)], [PartialDate.of(TODAY - timedelta(days=18 * 366))]),
        ("dateTime", [_limit("maxValue", valueDateTime="2020-01-01T12:00:00Z")], [DateTimeValue("2020-01-01T12:00:00Z"), DateTimeValue("2020-01-01T13:00:00+01:00")], [DateTimeValue("2020-01-01T12:00:01Z")]),
        ("time", [_limit("minValue", valueTime="09:00:00")], [time(9), time(23)], [time(8, 59)]),
        ("decimal", [_limit("maxDecimalPlaces", valueInteger=2)], [Decimal("1.25"), Decimal(1)], [Decimal("1.255")]),
        ("string", [_limit("minLength", valueInteger=3)], ["abc"], ["ab"]),
        ("string", [_limit("regex", valueString="[A-Z]{2}[0-9]+")], ["AB1"], ["ab1", "AB", "xAB1", "AB1x"]),
        ("string", [_limit("regex", valueString="(a|b)*c")], ["abac"], ["abd"]),
        ("quantity", [_quantity("min", "50", "kg")], [amount("50", "kg"), amount("60000", "g")], [amount("49.9", "kg"), amount("49999", "g")]),
        ("quantity", [_quantity("max", "2", "m")], [amount("2", "m"), amount("199", "cm")], [amount("201", "cm")]),
        ("quantity", [_quantity("min", "1", "h")], [amount("60", "min")], [amount("59", "min"), amount("5", "kg")]),
        ("quantity", [_unit("kg"), _unit("g")], [amount("1", "kg"), amount("1", "g")], [amount("1", "[lb_av]")]),
        ("quantity", [_unit("kg"), extension(SDC + "sdc-questionnaire-unitOpen", valueCode="optionsOrString")], [amount("1", "kg"), Quantity(Decimal(1), "stone")], []),
        ("attachment", [_limit("maxSize", valueDecimal=10)], [AttachmentValue("text/plain", "a", size=10, data=base64.b64encode(b"x" * 10).decode())], [AttachmentValue("text/plain", "a", size=11, data=base64.b64encode(b"x" * 11).decode())]),
        ("attachment", [_limit("mimeType", valueCode="image/png"), _limit("mimeType", valueCode="application/pdf")], [AttachmentValue("image/png"), AttachmentValue("application/pdf")], [AttachmentValue("text/html"), AttachmentValue(None, "a")]),
    ],
)  # fmt: skip
def test_what_an_answer_may_be(
    kind: str, extensions: list[dict[str, Any]], allowed: list[Value], refused: list[Value]
) -> None:
    response = opened(item("x", kind, extension=extensions))
    for value in allowed:
        put(response, "x", to=value)
        assert not problems(response), value
    for value in refused:
        put(response, "x", to=value)
        assert [one.severity for one in problems(response, "x")] == ["error"], value
        assert response.node(path("x")).answers == (value,)


def test_the_longest_length_counts_characters_and_not_bytes() -> None:
    response = opened(item("x", "string", maxLength=4))
    for text in ("Ünal", "世界你好", "𝄞𝄞𝄞𝄞"):
        put(response, "x", to=text)
        assert not problems(response)
    put(response, "x", to="Ünals")
    assert len(problems(response)) == 1


def test_a_least_length_lets_an_empty_answer_be() -> None:
    response = opened(item("x", "string", **extended(_limit("minLength", valueInteger=3))))
    assert not problems(response)


@pytest.mark.parametrize(("count", "is_right"), [(0, True), (1, False), (2, True), (3, True), (4, False)])
def test_the_number_of_answers(count: int, is_right: bool) -> None:
    bounds = (
        _limit("questionnaire-minOccurs", valueInteger=2),
        _limit("questionnaire-maxOccurs", valueInteger=3),
    )
    response = opened(item("x", "string", repeats=True, **extended(*bounds)))
    put(response, "x", to=tuple(f"a{number}" for number in range(count)))
    assert (not problems(response)) is is_right


@pytest.mark.parametrize(("count", "is_right"), [(1, False), (2, True), (3, True), (4, False)])
def test_the_number_of_occurrences(count: int, is_right: bool) -> None:
    bounds = (
        _limit("questionnaire-minOccurs", valueInteger=2),
        _limit("questionnaire-maxOccurs", valueInteger=3),
    )
    response = opened(group("g", item("x", "string"), repeats=True, required=True, **extended(*bounds)))
    for number in range(count):
        if number:
            add(response, "g")
        put(response, ("g", number), "x", to="a")
    assert (not problems(response)) is is_right


def test_a_required_question_of_a_group_that_is_not_required() -> None:
    """R4: “if a group is not included, there is no need to include items within it, even if marked as required.”

    A person who finishes a form is asked for them all the same (`validate`): the group is on the screen.
    """
    response = opened(group("g", item("x", "string", required=True)))
    assert [one.code for one in problems(response)] == ["required"]


def test_a_required_group_wants_one_answer_anywhere_in_it() -> None:
    response = opened(group("g", item("x", "string"), group("h", item("y", "string")), required=True))
    assert [one.link_id for one in problems(response)] == ["g"]
    put(response, "g", "h", "y", to="a")
    assert not problems(response)


def test_a_fixed_single_answer_for_a_question_that_does_not_repeat() -> None:
    response = opened(item("x", "string"))
    put(response, "x", to=("a", "b"))
    assert len(problems(response)) == 1


def test_a_limit_with_a_least_and_a_greatest_that_cross_allows_nothing() -> None:
    response = opened(
        item(
            "x", "integer", **extended(_limit("minValue", valueInteger=5), _limit("maxValue", valueInteger=3))
        )
    )
    for number in (2, 4, 6):
        put(response, "x", to=number)
        assert problems(response)

"""The matrix of validation, part 1: every type of question with every type of value, right and wrong (FHIR R4, R5)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.questionnaire.forms import answered, group, item, reply
from tests.unit.questionnaire.judged import SYSTEM, UCUM, ask, judged, told

VALUES: dict[str, Any] = {
    "valueBoolean": True,
    "valueDecimal": 1.5,
    "valueInteger": 3,
    "valueDate": "2026-11-24",
    "valueDateTime": "2026-11-24T10:00:00Z",
    "valueTime": "10:00:00",
    "valueString": "words",
    "valueUri": "https://school.example",
    "valueAttachment": {"contentType": "text/plain", "url": "https://school.example/a.txt"},
    "valueCoding": {"system": SYSTEM, "code": "a"},
    "valueQuantity": {"value": 1, "unit": "kg", "system": UCUM, "code": "kg"},
    "valueReference": {"reference": "Patient/1"},
    "valueCode": "a",
    "valueMarkdown": "words",
    "valueInstant": "2026-11-24T10:00:00Z",
    "valuePeriod": {"start": "2026"},
}
TAKES: dict[str, set[str]] = {
    "boolean": {"valueBoolean"},
    "decimal": {"valueDecimal"},
    "integer": {"valueInteger"},
    "date": {"valueDate"},
    "dateTime": {"valueDateTime"},
    "time": {"valueTime"},
    "string": {"valueString"},
    "text": {"valueString"},
    "url": {"valueUri"},
    "choice": {"valueCoding"},
    "open-choice": {"valueCoding", "valueString"},
    "coding": {"valueCoding"},
    "attachment": {"valueAttachment"},
    "reference": {"valueReference"},
    "quantity": {"valueQuantity"},
}
WRONG_TYPE = ["error structure .answer[0]"]
KEY = {kind: min(keys) for kind, keys in TAKES.items()}


@pytest.mark.parametrize("key", VALUES)
@pytest.mark.parametrize("kind", TAKES)
def test_a_question_takes_values_of_its_type_alone(kind: str, key: str) -> None:
    expected = [] if key in TAKES[kind] else WRONG_TYPE
    assert judged(ask(kind), {key: VALUES[key]}) == expected


WRONG_JSON: list[Any] = [None, [], {}, "", ["x"], {"x": 1}, True, -7]
RIGHT_ALL_THE_SAME = {("boolean", 6), ("integer", 7), ("decimal", 7)}


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (kind, wrong)
        for kind in TAKES
        for number, wrong in enumerate(WRONG_JSON)
        if (kind, number) not in RIGHT_ALL_THE_SAME
    ],
)
def test_a_value_is_written_in_the_json_of_its_type(kind: str, wrong: Any) -> None:
    found = judged(ask(kind), {KEY[kind]: wrong})
    assert [line for line in found if line.startswith("error ")]


@pytest.mark.parametrize("kind", TAKES)
def test_an_answer_has_one_value(kind: str) -> None:
    key = KEY[kind]
    other = next(name for name in VALUES if name != key)
    assert judged(ask(kind), {key: VALUES[key], other: VALUES[other]}) == WRONG_TYPE


@pytest.mark.parametrize("kind", TAKES)
@pytest.mark.parametrize("answer", [{}, {"id": "x"}, {"valueX": 1}, {"value": 1}])
def test_an_answer_without_a_value_is_none(kind: str, answer: Any) -> None:
    found = judged(ask(kind), answer)
    assert "error structure .answer[0]" in found


@pytest.mark.parametrize("kind", TAKES)
def test_why_there_is_no_value_deals_with_a_required_question(kind: str) -> None:
    absent = {"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}
    question = ask(kind, required=True)
    assert judged(question, {"extension": [absent]}) == []
    if KEY[kind] not in {"valueAttachment", "valueCoding", "valueQuantity", "valueReference"}:
        assert judged(question, {"_" + KEY[kind]: {"extension": [absent]}}) == []
    refused = {**absent, "valueCode": "no-such-reason"}
    assert judged(question, {"extension": [refused]}) == WRONG_TYPE


@pytest.mark.parametrize("kind", TAKES)
def test_a_required_question_needs_an_answer_in_what_is_finished(kind: str) -> None:
    question = ask(kind, required=True)
    assert told(answered({"linkId": "q"}), question) == ["error required .item[0]"]
    assert told(answered(), question) == ["error required "]
    assert told(answered(status="amended"), question) == ["error required "]
    for status in ("in-progress", "stopped", "entered-in-error"):
        assert told(answered(status=status), question) == ["warning required "]


@pytest.mark.parametrize("kind", TAKES)
def test_two_answers_need_a_question_that_repeats(kind: str) -> None:
    answer = {KEY[kind]: VALUES[KEY[kind]]}
    assert judged(ask(kind), answer, answer) == ["error business-rule"]
    assert judged(ask(kind, repeats=True), answer, answer) == []


@pytest.mark.parametrize("kind", ["group", "display", "question"])
@pytest.mark.parametrize("key", ["valueString", "valueCoding", "valueBoolean"])
def test_what_is_no_question_takes_no_answer(kind: str, key: str) -> None:
    one = group("q", item("x", "string")) if kind == "group" else ask(kind)
    assert told(answered(reply("q", {key: VALUES[key]})), one) == ["error structure .item[0]"]


def test_an_abstract_question_may_be_left_out() -> None:
    assert told(answered(), ask("question")) == []
    assert told(answered({"linkId": "q"}), ask("question")) == ["error structure .item[0]"]


def test_a_display_may_be_there_with_nothing_under_it() -> None:
    shown = item("q", "display", text="Read this")
    assert told(answered({"linkId": "q"}), shown) == []
    below = {"linkId": "q", "item": [reply("x", {"valueString": "x"})]}
    assert told(answered(below), shown) == ["error structure .item[0]"]

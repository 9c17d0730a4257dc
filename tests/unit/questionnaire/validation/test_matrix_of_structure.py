"""The matrix of validation, part 3: the items of a response, its header, and what is FHIR at all.

Sources: FHIR R4 and R5 (QuestionnaireResponse with its invariants, JSON representation, ext-1), HL7 FHIR SDC.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.questionnaire.forms import CORE, OUR, URL, answered, control, group, item, reply, when
from tests.unit.questionnaire.judged import amount, core, sdc, told
from tests.unit.questionnaire.ruled import constraint

X = {"valueString": "x"}
STRUCTURE = "error structure "
REQUIRED = "error required "


def under(link_id: str, *items: Any, **more: Any) -> dict[str, Any]:
    """An item with items right under it."""
    return {"linkId": link_id, **more, "item": list(items)}


def with_item(answer: dict[str, Any], *items: Any) -> dict[str, Any]:
    """An answer with items under it."""
    return {**answer, "item": list(items)}


A, B = item("a", "string"), item("b", "string")
NESTED = item("a", "string", item("b", "string"))
NEEDED = item("b", "string", required=True)
MANY = group("g", B, repeats=True)
LIMITED = [core("questionnaire-minOccurs", valueInteger=2), core("questionnaire-maxOccurs", valueInteger=3)]
G = under("g", reply("b", X))

ITEMS: list[tuple[str, list[Any], list[Any], list[str]]] = [
    ("nothing at all", [A, B], [], []),
    ("in order", [A, B], [reply("a", X), reply("b", X)], []),
    ("out of order", [A, B], [reply("b", X), reply("a", X)], [STRUCTURE + ".item[1]"]),
    ("out of order in a group", [group("g", A, B)], [under("g", reply("b", X), reply("a", X))], [STRUCTURE + ".item[0].item[1]"]),
    ("left out in between", [A, B, item("c", "string")], [reply("a", X), reply("c", X)], []),
    ("unknown link id", [A], [reply("z", X)], [STRUCTURE + ".item[0]"]),
    ("unknown link id in a group", [group("g", A)], [under("g", reply("z", X))], [STRUCTURE + ".item[0].item[0]"]),
    ("link id in another case", [A], [reply("A", X)], [STRUCTURE + ".item[0]"]),
    ("no link id", [A], [{"answer": [X]}], [STRUCTURE + ".item[0]"]),
    ("a link id that is a number", [A], [{"linkId": 1, "answer": [X]}], [STRUCTURE + ".item[0]"]),
    ("an empty link id", [A], [{"linkId": "", "answer": [X]}], [STRUCTURE + ".item[0]"]),
    ("known, but elsewhere", [group("g", A), B], [reply("a", X)], [STRUCTURE + ".item[0]"]),
    ("a child at the top", [NESTED], [reply("a", X), reply("b", X)], [STRUCTURE + ".item[1]"]),
    ("under the answer", [NESTED], [reply("a", with_item(X, reply("b", X)))], []),
    ("under the item of a question", [NESTED], [{**reply("a", X), "item": [reply("b", X)]}], [STRUCTURE + ".item[0]"]),
    ("under the item, with no answer", [NESTED], [under("a", reply("b", X))], [STRUCTURE + ".item[0]"]),
    ("a group with an answer", [group("g", A)], [{"linkId": "g", "answer": [with_item(X, reply("a", X))]}], [STRUCTURE + ".item[0]"]),
    ("under an answer that has no value", [NESTED], [reply("a", {"item": [reply("b", X)]})], []),
    ("a question twice", [A], [reply("a", X), reply("a", X)], [STRUCTURE + ".item[1]"]),
    ("a repeating question twice", [item("a", "string", repeats=True)], [reply("a", X), reply("a", X)], [STRUCTURE + ".item[1]"]),
    ("a group twice", [group("g", B)], [G, G], [STRUCTURE]),
    ("a repeating group twice", [MANY], [G, G], []),
    ("a repeating group with others in between", [MANY, item("c", "string")], [G, reply("c", X), G], [STRUCTURE + ".item[2]"]),
    ("too few groups", [group("g", B, repeats=True, extension=LIMITED)], [G], ["error business-rule "]),
    ("enough groups", [group("g", B, repeats=True, extension=LIMITED)], [G] * 3, []),
    ("too many groups", [group("g", B, repeats=True, extension=LIMITED)], [G] * 4, ["error business-rule "]),
    ("an empty group", [group("g", B)], [{"linkId": "g"}], []),
    ("required at the top", [NEEDED], [], [REQUIRED]),
    ("required, with no answer", [NEEDED], [{"linkId": "b"}], [REQUIRED + ".item[0]"]),
    ("required, with answers that are none", [NEEDED], [{"linkId": "b", "answer": []}], [STRUCTURE + ".item[0].answer", REQUIRED + ".item[0]"]),
    ("required in a group that is not there", [group("g", NEEDED)], [], []),
    ("required in a group that is there", [group("g", A, NEEDED)], [under("g", reply("a", X))], [REQUIRED + ".item[0]"]),
    ("required in each of two groups", [group("g", A, NEEDED, repeats=True)], [under("g", reply("a", X)), under("g", reply("b", X))], [REQUIRED + ".item[0]"]),
    ("a required group is not there", [group("g", NEEDED, required=True)], [], [REQUIRED]),
    ("a required group in one that is not there", [group("f", group("g", A, required=True))], [], []),
    ("a required group is there", [group("g", A, required=True)], [under("g", reply("a", X))], []),
    ("required under an answer", [item("a", "string", NEEDED)], [reply("a", X)], [REQUIRED + ".item[0].answer[0]"]),
    ("required under a question with no answer", [item("a", "string", NEEDED)], [], []),
    ("required and hidden", [{**NEEDED, "extension": [core("questionnaire-hidden", valueBoolean=True)]}], [], [REQUIRED]),
    ("help of a question", [item("a", "string", item("h", "display", extension=[control("help")]))], [reply("a", with_item(X, {"linkId": "h"}))], []),
    ("text as in the form", [item("a", "string", text="A?")], [{**reply("a", X), "text": "A?"}], []),
    ("text in other words", [item("a", "string", text="A?")], [{**reply("a", X), "text": "B?"}], ["warning invalid .item[0].text"]),
    ("text where the form has none", [A], [{**reply("a", X), "text": "B?"}], []),
    ("text of a group in other words", [group("g", A, text="G")], [under("g", reply("a", X), text="H")], ["warning invalid .item[0].text"]),
    ("another definition", [item("a", "string", definition="http://d.example#a")], [{**reply("a", X), "definition": "http://d.example#b"}], ["warning invalid .item[0].definition"]),
    ("the same definition", [item("a", "string", definition="http://d.example#a")], [{**reply("a", X), "definition": "http://d.example#a"}], []),
    ("an answer that the form fixes", [item("a", "string", readOnly=True, initial=[X])], [reply("a", {"valueString": "y"})], ["information informational .item[0]"]),
    ("the answer that the form fixes", [item("a", "string", readOnly=True, initial=[X])], [reply("a", X)], []),
    ("an initial answer that was changed", [item("a", "string", initial=[X])], [reply("a", {"valueString": "y"})], []),
    ("an initial answer that is not there", [item("a", "string", initial=[X], required=True)], [], [REQUIRED]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("items", "replies", "expected"), [one[1:] for one in ITEMS], ids=[one[0] for one in ITEMS]
)
def test_items_are_judged_by_their_places(items: list[Any], replies: list[Any], expected: list[str]) -> None:
    assert told(answered(*replies), *items) == expected


def asking(operator: str, kind: str = "integer", **answer: Any) -> list[Any]:
    """A question, and another that is asked on a condition."""
    return [item("a", kind), item("b", "string", enableWhen=[when("a", operator, **answer)])]


NOT_ASKED = ["error invalid .item[1]"]
CODE = {"system": "http://c.example", "code": "x"}

CONDITIONS: list[tuple[str, list[Any], dict[str, Any] | None, bool]] = [
    ("exists", asking("exists", answerBoolean=True), {"valueInteger": 0}, True),
    ("exists", asking("exists", answerBoolean=True), None, False),
    ("exists not", asking("exists", answerBoolean=False), {"valueInteger": 0}, False),
    ("exists not", asking("exists", answerBoolean=False), None, True),
    ("=", asking("=", answerInteger=3), {"valueInteger": 3}, True),
    ("=", asking("=", answerInteger=3), {"valueInteger": 4}, False),
    ("=", asking("=", answerInteger=3), None, False),
    ("!=", asking("!=", answerInteger=3), {"valueInteger": 4}, True),
    ("!=", asking("!=", answerInteger=3), {"valueInteger": 3}, False),
    ("!= of nothing", asking("!=", answerInteger=3), None, True),
    (">", asking(">", answerInteger=3), {"valueInteger": 4}, True),
    (">", asking(">", answerInteger=3), {"valueInteger": 3}, False),
    (">=", asking(">=", answerInteger=3), {"valueInteger": 3}, True),
    (">=", asking(">=", answerInteger=3), {"valueInteger": 2}, False),
    ("<", asking("<", answerInteger=3), {"valueInteger": 2}, True),
    ("<", asking("<", answerInteger=3), {"valueInteger": 3}, False),
    ("<=", asking("<=", answerInteger=3), {"valueInteger": 3}, True),
    ("<=", asking("<=", answerInteger=3), {"valueInteger": 4}, False),
    ("boolean", asking("=", "boolean", answerBoolean=False), {"valueBoolean": False}, True),
    ("decimal", asking("=", "decimal", answerDecimal=1.50), {"valueDecimal": 1.5}, True),
    ("string", asking("=", "string", answerString="x"), {"valueString": "X"}, False),
    ("date", asking(">", "date", answerDate="2026-01-01"), {"valueDate": "2026-01-02"}, True),
    ("time", asking(">", "time", answerTime="10:00:00"), {"valueTime": "11:00:00"}, True),
    ("coding", asking("=", "choice", answerCoding=CODE), {"valueCoding": {**CODE, "display": "X"}}, True),
    ("coding", asking("=", "choice", answerCoding=CODE), {"valueCoding": {**CODE, "system": "http://d.example"}}, False),
    ("quantity", asking(">", "quantity", answerQuantity=amount(1)), {"valueQuantity": amount(1500, "g")}, True),
    ("quantity", asking(">", "quantity", answerQuantity=amount(1)), {"valueQuantity": amount(5, "m")}, False),
    ("reference", asking("=", "reference", answerReference={"reference": "Patient/1"}), {"valueReference": {"reference": "Patient/1"}}, True),
]  # fmt: skip


@pytest.mark.parametrize(("items", "answer", "asked"), [one[1:] for one in CONDITIONS])
def test_an_answer_to_what_is_not_asked_is_told(
    items: list[Any], answer: dict[str, Any] | None, asked: bool
) -> None:
    first = [{"linkId": "a"}] if answer is None else [reply("a", answer)]
    assert told(answered(*first, reply("b", X)), *items) == ([] if asked else NOT_ASKED)
    begun = told(answered(*first, reply("b", X), status="in-progress"), *items)
    assert begun == ([] if asked else ["warning invalid .item[1]"])
    needed = [items[0], {**items[1], "required": True}]
    assert told(answered(*first), *needed) == ([REQUIRED] if asked else [])


@pytest.mark.parametrize(
    ("behavior", "first", "second", "asked"),
    [("all", 1, 1, True), ("all", 1, 0, False), ("any", 1, 0, True), ("any", 0, 0, False)],
)
def test_all_conditions_hold_or_any(behavior: str, first: int, second: int, asked: bool) -> None:
    conditions = [when("a", answerInteger=1), when("b", answerInteger=1)]
    items = [item("a", "integer"), item("b", "integer"), item("c", "string", enableWhen=conditions, enableBehavior=behavior)]  # fmt: skip
    replies = [reply("a", {"valueInteger": first}), reply("b", {"valueInteger": second}), reply("c", X)]
    assert told(answered(*replies), *items) == ([] if asked else ["error invalid .item[2]"])


def test_what_lies_under_something_not_asked_is_not_asked() -> None:
    items = [item("a", "boolean"), group("g", NEEDED, enableWhen=[when("a", answerBoolean=True)])]
    no, yes = reply("a", {"valueBoolean": False}), reply("a", {"valueBoolean": True})
    assert told(answered(no), *items) == []
    assert told(answered(no, {"linkId": "g"}), *items) == []
    assert told(answered(no, under("g", reply("b", X))), *items) == ["error invalid .item[1].item[0]"]
    assert told(answered(yes, {"linkId": "g"}), *items) == [REQUIRED + ".item[1]"]


def test_what_an_expression_does_not_ask_for_is_told() -> None:
    asked = sdc("enableWhenExpression", valueExpression={"language": "text/fhirpath", "expression": "%resource.item.where(linkId = 'a').answer.value > 3"})  # fmt: skip
    items = [item("a", "integer"), item("b", "string", extension=[asked])]
    assert told(answered(reply("a", {"valueInteger": 2}), reply("b", X)), *items) == NOT_ASKED
    assert told(answered(reply("a", {"valueInteger": 4}), reply("b", X)), *items) == []


RULES: list[tuple[str, str, list[str]]] = [
    ("answer.count() = 2", "error", []),
    ("answer.count() = 3", "error", ["error invariant .item[0]"]),
    ("answer.count() = 3", "warning", ["warning invariant .item[0]"]),
    ("answer.count() = 3 asdf aqwe", "error", ["information not-supported Questionnaire"]),
    ("answer.count() = 3 asdf aqwe", "warning", ["information not-supported Questionnaire"]),
    ("answer.count() = %unknown", "error", ["information exception .item[0]"]),
    ("answer.count() = %unknown", "warning", ["information exception .item[0]"]),
    ("answer.nothing()", "error", ["information exception .item[0]"]),
    ("answer.value.first() + 1 = 2", "error", ["information exception .item[0]"]),
    ("{}", "error", []),
    ("answer.where(value = 'nobody').value = 'x'", "error", []),
    ("%resource.status = 'completed'", "error", []),
    ("%resource.item.answer.count() > 2", "error", ["error invariant .item[0]"]),
    ("%context.answer.value.first() = 'a1'", "error", []),
    ("%qitem.repeats", "error", []),
]


@pytest.mark.parametrize(("expression", "severity", "expected"), RULES)
def test_a_rule_of_the_form_is_judged_and_a_rule_that_is_broken_itself_is_told_as_such(
    expression: str, severity: str, expected: list[str]
) -> None:
    rule = constraint(expression, "Must have three answers", severity)
    question = item("q", "string", repeats=True, extension=[rule])
    replies = [reply("q", {"valueString": "a1"}, {"valueString": "a2"})]
    assert told(answered(*replies), question) == expected


def test_a_rule_of_the_whole_form_is_told_of_the_whole_response() -> None:
    rule = constraint("item.answer.count() = 2", "Two answers")
    assert told(answered(reply("a", X)), A, B, extension=[rule]) == ["error invariant "]
    assert told(answered(reply("a", X), reply("b", X)), A, B, extension=[rule]) == []


def test_a_rule_of_an_item_that_is_not_there_is_not_judged() -> None:
    rule = constraint("answer.exists()", "Answer it")
    assert told(answered(), item("q", "string", extension=[rule])) == []


TOP = [
    ({"status": "in-progress"}, []),
    ({"status": "completed"}, []),
    ({"status": "amended"}, []),
    ({"status": "stopped"}, []),
    ({"status": "entered-in-error"}, []),
    ({"status": "final"}, ["error code-invalid .status"]),
    ({"status": "Completed"}, ["error code-invalid .status"]),
    ({"status": ""}, ["error code-invalid .status", STRUCTURE + ".status"]),
    ({"status": {}}, ["error code-invalid .status", "error value .status"]),
    ({"status": ["completed"]}, ["error code-invalid .status", STRUCTURE + ".status"]),
    ({"subject": {"reference": ["x"], "type": {}}}, [STRUCTURE + ".subject.reference", "error value .subject.type"]),
    ({"status": 1}, ["error code-invalid .status", "error value .status"]),
    ({"status": None}, ["error code-invalid .status", STRUCTURE + ".status"]),
    ({"questionnaire": URL}, []),
    ({"questionnaire": URL + "|1"}, []),
    ({"questionnaire": URL + "|2"}, ["warning not-found .questionnaire"]),
    ({"questionnaire": "https://elsewhere.example/forms/test"}, ["warning not-found .questionnaire"]),
    ({"questionnaire": "https://prevent-desktop.example/forms/other"}, ["error not-found .questionnaire"]),
    ({"questionnaire": "Questionnaire/test"}, ["warning not-found .questionnaire"]),
    ({"questionnaire": "#q"}, ["error not-found .questionnaire"]),
    ({"questionnaire": "#q", "contained": [{"resourceType": "Questionnaire", "id": "q"}]}, []),
    ({"questionnaire": 1}, ["error value .questionnaire"]),
    ({"questionnaire": {"reference": URL}}, ["error value .questionnaire"]),
    ({"questionnaire": "a b"}, ["warning not-found .questionnaire", "error value .questionnaire"]),
    ({"authored": "2026-11-24"}, []),
    ({"authored": "2026-11-24T10:00:00Z"}, []),
    ({"authored": "2026"}, []),
    ({"authored": "yesterday"}, ["error value .authored"]),
    ({"authored": "2026-11-24T10:00:00"}, ["error value .authored"]),
    ({"authored": 2026}, ["error value .authored"]),
    ({"subject": {"reference": "Patient/1"}}, []),
    ({"subject": {"reference": "Medication/1"}}, []),
    ({"subject": "Patient/1"}, [STRUCTURE + ".subject"]),
    ({"subject": []}, [STRUCTURE + ".subject"]),
    ({"subject": {}}, [STRUCTURE + ".subject"]),
    ({"subject": {"reference": 1}}, ["error value .subject.reference"]),
    ({"author": {"reference": "Practitioner/1"}}, []),
    ({"author": {"reference": "https://a.example/fhir/Medication/1"}}, [STRUCTURE + ".author"]),
    ({"author": {"reference": "https://a.example/somebody"}}, []),
    ({"author": {"display": "A. Teacher"}}, []),
    ({"source": {"reference": "RelatedPerson/1"}}, []),
    ({"source": {"reference": "Observation/1"}}, [STRUCTURE + ".source"]),
    ({"source": {"type": "Observation", "identifier": {"value": "1"}}}, [STRUCTURE + ".source"]),
    ({"encounter": {"reference": "Encounter/1"}}, []),
    ({"encounter": {"reference": "Patient/1"}}, [STRUCTURE + ".encounter"]),
    ({"basedOn": [{"reference": "CarePlan/1"}, {"reference": "ServiceRequest/1"}]}, []),
    ({"basedOn": [{"reference": "Patient/1"}]}, [STRUCTURE + ".basedOn"]),
    ({"basedOn": {"reference": "CarePlan/1"}}, [STRUCTURE + ".basedOn"]),
    ({"partOf": [{"reference": "Procedure/1"}]}, []),
    ({"partOf": [{"reference": "Encounter/1"}]}, [STRUCTURE + ".partOf"]),
    ({"identifier": {"value": "1"}}, []),
    ({"identifier": [{"value": "1"}]}, []),
    ({"identifier": {"use": "official", "type": {"text": "x"}, "period": {"start": "2026"}, "value": "1"}}, []),
    ({"identifier": {"number": "1"}}, [STRUCTURE + ".identifier"]),
    ({"identifier": {"period": {"start": "soon"}}}, ["error value .identifier.period.start"]),
    ({"id": "a-1.b"}, []),
    ({"id": "a b"}, ["error value .id"]),
    ({"id": "x" * 65}, ["error value .id"]),
    ({"meta": {"profile": ["http://a.example/p"], "lastUpdated": "2026-11-24T10:00:00Z"}}, []),
    ({"meta": {"lastUpdated": "2026-11-24"}}, ["error value .meta.lastUpdated"]),
    ({"meta": {"profile": "http://a.example/p"}}, [STRUCTURE + ".meta.profile"]),
    ({"language": "en-GB"}, []),
    ({"language": " en"}, ["error value .language"]),
    ({"implicitRules": "http://a.example"}, []),
    ({"text": {"status": "generated", "div": "<div xmlns='http://www.w3.org/1999/xhtml'>x</div>"}}, []),
    ({"text": {"status": "generated"}}, ["error required .text"]),
    ({"text": {"status": "generated", "div": "x"}}, ["error value .text.div"]),
    ({"text": "x"}, [STRUCTURE + ".text"]),
    ({"contained": [{"resourceType": "Patient", "id": "p"}]}, []),
    ({"contained": [{"resourceType": "Patient"}]}, ["error invariant .contained[0]"]),
    ({"contained": [{"id": "p"}]}, [STRUCTURE + ".contained[0]"]),
    ({"contained": [1]}, [STRUCTURE + ".contained[0]"]),
    ({"contained": []}, [STRUCTURE + ".contained"]),
    ({"foo": "bar"}, [STRUCTURE]),
    ({"_foo": {}}, [STRUCTURE]),
    ({"answer": [X]}, [STRUCTURE]),
    ({"_status": {"extension": [{"url": "http://e.example", "valueString": "x"}]}}, []),
    ({"_status": {"foo": 1}}, [STRUCTURE + ".status"]),
    ({"_status": {}}, [STRUCTURE + ".status"]),
    ({"_subject": {"id": "x"}}, [STRUCTURE]),
    ({"extension": [{"url": "http://e.example", "valueString": "x"}]}, []),
    ({"extension": [{"url": "http://e.example", "valueMoney": {"value": 1}}]}, []),
    ({"extension": [{"url": "http://e.example", "extension": [{"url": "a", "valueCode": "b"}]}]}, []),
    ({"extension": [{"url": "http://e.example"}]}, ["error invariant .extension[0]"]),
    ({"extension": [{"url": "http://e.example", "valueString": "x", "extension": [{"url": "a", "valueCode": "b"}]}]}, ["error invariant .extension[0]"]),
    ({"extension": [{"url": "http://e.example", "valueString": "x", "valueCode": "y"}]}, ["error invariant .extension[0]"]),
    ({"extension": [{"valueString": "x"}]}, ["error required .extension[0]"]),
    ({"extension": [{"url": "http://e.example", "valueInteger": "1"}]}, ["error value .extension[0].value"]),
    ({"extension": [{"url": "http://e.example", "value": "1", "valueCode": "x"}]}, [STRUCTURE + ".extension[0]"]),
    ({"extension": {"url": "http://e.example", "valueString": "x"}}, [STRUCTURE + ".extension"]),
    ({"extension": [{"url": OUR + "questionnaire-digest", "valueString": "x"}]}, ["error not-found .extension"]),
    ({"modifierExtension": [{"url": "http://e.example", "valueString": "x"}]}, ["warning not-supported .modifierExtension"]),
    ({"item": {}}, [STRUCTURE]),
    ({"item": "x"}, [STRUCTURE]),
    ({"item": []}, [STRUCTURE + ".item"]),
    ({"item": [1]}, [STRUCTURE + ".item[0]"]),
    ({"item": [{}]}, [STRUCTURE + ".item[0]"]),
    ({"item": [{"linkId": "a", "foo": 1}]}, [STRUCTURE + ".item[0]"]),
    ({"item": [{"linkId": "a", "subject": {"reference": "Patient/1"}}]}, [STRUCTURE + ".item[0]"]),
    ({"item": [{"linkId": "a", "text": ""}]}, [STRUCTURE + ".item[0].text"]),
    ({"item": [{"linkId": "a", "text": 1}]}, ["error value .item[0].text"]),
    ({"item": [{"linkId": "a", "definition": "a b"}]}, ["error value .item[0].definition"]),
    ({"item": [{"linkId": "a", "answer": {}}]}, [STRUCTURE + ".item[0]"]),
    ({"item": [{"linkId": "a", "answer": X}]}, [STRUCTURE + ".item[0]"]),
    ({"item": [{"linkId": "a", "answer": ["x"]}]}, [STRUCTURE + ".item[0].answer[0]"]),
    ({"item": [{"linkId": "a", "answer": [{**X, "foo": 1}]}]}, [STRUCTURE + ".item[0].answer[0]"]),
    ({"item": [{"linkId": "a", "answer": [{**X, "_valueString": {"id": "x"}}]}]}, []),
    ({"item": [{"linkId": "a", "answer": [{**X, "id": "x"}]}]}, []),
    ({"item": [{"linkId": "a", "answer": [{**X, "item": {}}]}]}, [STRUCTURE + ".item[0].answer[0]"]),
    ({"item": [{"linkId": "a", "item": [reply("b", X)]}]}, [STRUCTURE + ".item[0]"]),
    ({"item": [{"linkId": "a", "extension": [{"url": "http://e.example"}]}]}, ["error invariant .item[0].extension[0]"]),
    ({"item": [{"linkId": "a", "modifierExtension": [{"url": "http://e.example", "valueCode": "x"}]}]}, []),
]  # fmt: skip


@pytest.mark.parametrize(("members", "expected"), TOP)
def test_a_response_is_judged_as_fhir(members: dict[str, Any], expected: list[str]) -> None:
    assert told({**answered(), **members}, A) == expected


def test_what_a_response_must_say_is_missed() -> None:
    bare = {"resourceType": "QuestionnaireResponse", "questionnaire": URL}
    assert told(bare, A) == ["error required .status"]
    del bare["questionnaire"]
    assert told({**bare, "status": "completed"}, A) == ["warning incomplete .questionnaire"]


@pytest.mark.parametrize(
    ("form", "authored", "expected"),
    [
        ({"effectivePeriod": {"end": "2021-12-11"}}, "2021-12-12", True),
        ({"effectivePeriod": {"end": "2021-12-11"}}, "2021-12-11T23:00:00Z", False),
        ({"effectivePeriod": {"start": "2021-12-11"}}, "2021-12-10", True),
        ({"effectivePeriod": {"start": "2021-12-11"}}, "2021-12", False),
        ({"effectivePeriod": {"start": "2021", "end": "2022"}}, "2022-12-31", False),
        ({"effectivePeriod": {"start": "2021", "end": "2022"}}, "2023", True),
        ({}, "1990", False),
    ],
)
def test_a_form_has_its_time(form: dict[str, Any], authored: str, expected: bool) -> None:
    outside = ["warning business-rule .authored"] if expected else []
    assert told(answered(authored=authored), A, **form) == outside


def test_a_form_says_more_about_its_responses() -> None:
    assert told(answered(), A, status="retired") == ["warning business-rule .questionnaire"]
    assert told(answered(), A, status="draft") == []
    about = {"subject": {"reference": "Group/1"}}
    assert told(answered(**about), A, subjectType=["Patient"]) == ["warning business-rule .subject"]
    assert told(answered(**about), A, subjectType=["Patient", "Group"]) == []


def test_a_signature_that_the_form_asks_for_is_missed() -> None:
    asked = {"url": CORE + "questionnaire-signatureRequired", "valueCodeableConcept": {"text": "Author"}}
    signature = {
        "url": CORE + "questionnaireresponse-signature",
        "valueSignature": {"when": "2026-11-24T10:00:00Z"},
    }
    followed = "information not-supported Questionnaire"
    assert told(answered(), A, extension=[asked]) == ["warning required .extension", followed]
    assert told(answered(extension=[signature]), A, extension=[asked]) == [followed]
    assert told(answered(status="in-progress"), A, extension=[asked]) == [followed]


def test_more_problems_than_anybody_reads_are_cut_short() -> None:
    found = told(answered(*[reply(f"x{number}", X) for number in range(5_000)]), A)
    assert len(found) == 1_001
    assert found[-1] == "error too-costly "

"""The matrix of validation, part 2: limits, lengths, patterns, options, units, files and references.

Sources: FHIR R4 and R5 (datatypes, Questionnaire, extension definitions), HL7 FHIR SDC.
"""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.unit.questionnaire.forms import answered, item, options, reply
from tests.unit.questionnaire.judged import SYSTEM, UCUM, amount, ask, coded, core, judged, sdc, told

Case = tuple[dict[str, Any], dict[str, Any], list[str]]

LIMIT = "error business-rule .answer[0]"
VALUE = "error value .answer[0]"
ODD = "warning value .answer[0]"


def limits(kind: str, low: Any, high: Any, key: str) -> dict[str, Any]:
    return ask(kind, core("minValue", **{key: low}), core("maxValue", **{key: high}))


def at_most_places(kind: str, places: int) -> dict[str, Any]:
    return ask(kind, core("maxDecimalPlaces", valueInteger=places))


def pattern(regex: str, kind: str = "string") -> dict[str, Any]:
    return ask(kind, core("regex", valueString=regex))


def text(words: str) -> dict[str, Any]:
    return {"valueString": words}


TEXTS: list[Case] = [
    (ask("string"), text("a"), []),
    (ask("string"), text("\ta b"), [ODD]),
    (ask("string"), text(" a"), [ODD]),
    (ask("string"), text("a "), [ODD]),
    (ask("string"), text("   "), ["error structure .answer[0]"]),
    (ask("string"), text("a\nb"), [VALUE]),
    (ask("string"), text("a\rb"), [VALUE]),
    (ask("text"), text("a\nb\r\nc\td"), []),
    (ask("text"), text("\n\n"), ["error structure .answer[0]"]),
    (ask("text"), text("a\x01b"), [VALUE]),
    (ask("text"), text("a\x1fb"), [VALUE]),
    (ask("text"), text("a" * (1024 * 1024)), []),
    (ask("text"), text("a" * (1024 * 1024 + 1)), ["error too-long .answer[0]"]),
    (ask("text"), text("שלום 你好 🌍"), []),
    (ask("string", maxLength=3), text("abc"), []),
    (ask("string", maxLength=3), text("abcd"), [LIMIT]),
    (ask("string", maxLength=3), text("ééé"), []),
    (ask("string", maxLength=1), text("🌍"), []),
    (ask("text", maxLength=2), text("abc"), [LIMIT]),
    (ask("url", maxLength=9), {"valueUri": "https://a.example"}, [LIMIT]),
    (ask("integer", maxLength=2), {"valueInteger": 99}, []),
    (ask("integer", maxLength=2), {"valueInteger": 100}, [LIMIT]),
    (ask("decimal", maxLength=3), {"valueDecimal": 1.25}, [LIMIT]),
    (ask("string", core("minLength", valueInteger=3)), text("abc"), []),
    (ask("string", core("minLength", valueInteger=3)), text("ab"), [LIMIT]),
    (ask("text", core("minLength", valueInteger=3)), text("ab"), [LIMIT]),
    (ask("string", core("minLength", valueInteger=20), maxLength=2), text("abc"), [LIMIT, LIMIT]),
    (pattern("[A-Z]{2}"), text("AB"), []),
    (pattern("[A-Z]{2}"), text("ABC"), [VALUE]),
    (pattern("[A-Z]{2}"), text("xABx"), [VALUE]),
    (pattern("^[A-Z]{2}$"), text("AB"), []),
    (pattern("[0-9]{3}", "integer"), {"valueInteger": 123}, []),
    (pattern("[0-9]{3}", "integer"), {"valueInteger": 1234}, [VALUE]),
    (pattern("2026-.*", "date"), {"valueDate": "2025-01-01"}, [VALUE]),
    (pattern("https://.*", "url"), {"valueUri": "http://a.example"}, [VALUE]),
    (pattern("(?=a)a"), text("b"), ["information not-supported Questionnaire"]),
]  # fmt: skip

URLS: list[Case] = [
    (ask("url"), {"valueUri": address}, expected)
    for address, expected in [
        ("https://school.example/a?b=c#d", []),
        ("http://localhost:8080", []),
        ("ftp://files.example/a", []),
        ("mailto:a@school.example", []),
        ("urn:oid:2.16.840.1", []),
        ("urn:uuid:c757873d-ec9a-4326-a141-556f43239520", []),
        ("urn:uuid:not-one", [VALUE]),
        ("urn:oid:9.1", [VALUE]),
        ("https://", [VALUE]),
        ("http:///path", [VALUE]),
        ("http:school", [VALUE]),
        ("https://a.example/%zz", [VALUE]),
        ("https://a.example/<script>", [VALUE]),
        ("https://a b.example", [VALUE]),
        ("a\tb", [VALUE]),
        ("school.example", [ODD]),
        ("no address", [VALUE]),
        ("   ", ["error structure .answer[0]", VALUE]),
    ]
]

NUMBERS: list[Case] = [
    (ask("integer"), {"valueInteger": 2147483647}, []),
    (ask("integer"), {"valueInteger": 2147483648}, [VALUE]),
    (ask("integer"), {"valueInteger": -2147483648}, []),
    (ask("integer"), {"valueInteger": -2147483649}, [VALUE]),
    (ask("decimal"), {"valueDecimal": 3}, []),
    (ask("decimal"), {"valueDecimal": 1e30}, []),
    (limits("integer", 2, 8, "valueInteger"), {"valueInteger": 2}, []),
    (limits("integer", 2, 8, "valueInteger"), {"valueInteger": 8}, []),
    (limits("integer", 2, 8, "valueInteger"), {"valueInteger": 1}, [LIMIT]),
    (limits("integer", 2, 8, "valueInteger"), {"valueInteger": 9}, [LIMIT]),
    (limits("integer", 2.5, 8.5, "valueDecimal"), {"valueInteger": 2}, [LIMIT]),
    (limits("decimal", 2.5, 8.5, "valueDecimal"), {"valueDecimal": 2.5}, []),
    (limits("decimal", 2.5, 8.5, "valueDecimal"), {"valueDecimal": 8.51}, [LIMIT]),
    (limits("decimal", 2, 8, "valueInteger"), {"valueDecimal": 1.9}, [LIMIT]),
    (limits("decimal", 20, 2, "valueInteger"), {"valueDecimal": 5.6}, [LIMIT, LIMIT]),
    (at_most_places("decimal", 2), {"valueDecimal": 1.25}, []),
    (at_most_places("decimal", 2), {"valueDecimal": 1.255}, [LIMIT]),
    (at_most_places("decimal", 0), {"valueDecimal": 1.5}, [LIMIT]),
    (at_most_places("decimal", 0), {"valueDecimal": 15}, []),
    (at_most_places("quantity", 1), {"valueQuantity": amount(1.25)}, [LIMIT]),
]

DATES: list[Case] = [
    (ask("date"), {"valueDate": written}, expected)
    for written, expected in [
        ("2026", []),
        ("2026-11", []),
        ("2026-11-24", []),
        ("2024-02-29", []),
        ("2026-02-29", [VALUE]),
        ("2026-13", [VALUE]),
        ("2026-11-31", [VALUE]),
        ("2026-1-1", [VALUE]),
        ("24/11/2026", [VALUE]),
        ("2026-11-24T10:00:00Z", [VALUE]),
        ("0000", [VALUE]),
        ("26", [VALUE]),
        (" 2026", [VALUE]),
        ("yesterday", [VALUE]),
    ]
] + [
    (ask("dateTime"), {"valueDateTime": written}, expected)
    for written, expected in [
        ("2026", []),
        ("2026-11", []),
        ("2026-11-24", []),
        ("2026-11-24T10:00:00Z", []),
        ("2026-11-24T10:00:00.123+01:00", []),
        ("2026-11-24T10:00:60Z", []),
        ("2026-11-24T10:00:00", [VALUE]),
        ("2026-11-24T10:00Z", [VALUE]),
        ("2026-11-24T24:00:00Z", [VALUE]),
        ("2026-11-24 10:00:00Z", [VALUE]),
        ("2026-11-24T10:00:00+15:00", [VALUE]),
        ("2026-11T10:00:00Z", [VALUE]),
    ]
] + [
    (ask("time"), {"valueTime": written}, expected)
    for written, expected in [
        ("10:00:00", []),
        ("23:59:59.999", []),
        ("10:00", [VALUE]),
        ("24:00:00", [VALUE]),
        ("10:60:00", [VALUE]),
        ("10:00:00Z", [VALUE]),
        ("T10:00:00", [VALUE]),
    ]
] + [
    (limits("date", "2020-01-15", "2026-06", "valueDate"), {"valueDate": written}, expected)
    for written, expected in [
        ("2020-01-15", []),
        ("2020-01-14", [LIMIT]),
        ("2020-01", []),
        ("2019-12", [LIMIT]),
        ("2019", [LIMIT]),
        ("2020", []),
        ("2026-06-30", []),
        ("2026-07-01", [LIMIT]),
        ("2027", [LIMIT]),
    ]
] + [
    (limits("dateTime", "2026-01-01T10:00:00Z", "2026-12-31T10:00:00Z", "valueDateTime"), {"valueDateTime": written}, expected)
    for written, expected in [
        ("2026-01-01T10:00:00Z", []),
        ("2026-01-01T10:30:00+01:00", [LIMIT]),
        ("2026-12-31T09:59:59-00:30", [LIMIT]),
        ("2025", [LIMIT]),
        ("2026-01-01", []),
    ]
] + [
    (limits("time", "09:00:00", "17:00:00", "valueTime"), {"valueTime": "08:59:59"}, [LIMIT]),
    (limits("time", "09:00:00", "17:00:00", "valueTime"), {"valueTime": "17:00:00"}, []),
    (limits("time", "09:00:00", "17:00:00", "valueTime"), {"valueTime": "17:00:00.5"}, [LIMIT]),
]  # fmt: skip

KILOS = ask(
    "quantity", sdc("minQuantity", valueQuantity=amount(5)), sdc("maxQuantity", valueQuantity=amount(50))
)
METRES = {"system": UCUM, "code": "m", "display": "metre"}
UNIT = core("questionnaire-unitOption", valueCoding=METRES)
OPEN = [UNIT, sdc("unitOpen", valueCode="optionsOrType")]
WORDS = [UNIT, sdc("unitOpen", valueCode="optionsOrString")]

QUANTITIES: list[Case] = [
    (question, {"valueQuantity": value}, expected)
    for question, value, expected in [
        (ask("quantity"), amount(1), []),
        (ask("quantity"), {"value": 1}, []),
        (ask("quantity"), {"unit": "kg"}, [VALUE]),
        (ask("quantity"), {"value": 1, "code": "kg"}, ["error invariant .answer[0]"]),
        (ask("quantity"), amount(1, comparator="<"), []),
        (ask("quantity"), amount(1, comparator="about"), ["error code-invalid .answer[0]"]),
        (ask("quantity"), {"value": "1"}, ["error structure .answer[0]"]),
        (ask("quantity"), amount(1, weight=1), ["error structure .answer[0].value"]),
        (KILOS, amount(5), []),
        (KILOS, amount(50), []),
        (KILOS, amount(4.99), [LIMIT]),
        (KILOS, amount(51), [LIMIT]),
        (KILOS, amount(6000, "g"), []),
        (KILOS, amount(600, "g"), [LIMIT]),
        (KILOS, amount(10, "[lb_av]"), [LIMIT]),
        (KILOS, amount(20, "[lb_av]"), []),
        (KILOS, amount(1, "t"), [LIMIT]),
        (KILOS, amount(10, "[mi_i]"), [VALUE, VALUE]),
        (KILOS, {"value": 10}, [VALUE, VALUE]),
        (KILOS, {"value": 10, "unit": "kg"}, []),
        (KILOS, amount(5, comparator="<"), [LIMIT]),
        (KILOS, amount(5, comparator="<="), []),
        (KILOS, amount(60, comparator="<"), []),
        (KILOS, amount(50, comparator=">"), [LIMIT]),
        (KILOS, amount(50, comparator=">="), []),
        (KILOS, amount(40, comparator=">"), []),
        (ask("quantity", core("minValue", valueInteger=5)), amount(4), [LIMIT]),
        (ask("quantity", sdc("minQuantity", valueQuantity={"value": 5})), amount(4), [LIMIT]),
        (ask("quantity", UNIT), amount(1, "m"), []),
        (ask("quantity", UNIT), {"value": 1, "unit": "metre"}, []),
        (ask("quantity", UNIT), {"value": 1, "unit": "m"}, []),
        (ask("quantity", UNIT), amount(1, "km"), [VALUE]),
        (ask("quantity", UNIT), {"value": 1}, [VALUE]),
        (ask("quantity", UNIT), {"value": 1, "system": "urn:other", "code": "m"}, [VALUE]),
        (ask("quantity", *OPEN), amount(1, "km"), []),
        (ask("quantity", *WORDS), {"value": 1, "unit": "stone"}, []),
        (ask("quantity", *WORDS), amount(1, "km"), [VALUE]),
        (ask("quantity", core("questionnaire-unit", valueCoding=METRES)), amount(1, "km"), []),
        (ask("quantity", core("questionnaire-unitValueSet", valueCanonical="http://example.org/units")), amount(1), ["information not-supported Questionnaire"]),
    ]
]  # fmt: skip

ABC = base64.b64encode(b"abc").decode()
PLAIN = {"contentType": "text/plain"}
SMALL = core("maxSize", valueDecimal=3)
PICTURES = [core("mimeType", valueCode="image/png"), core("mimeType", valueCode="application/pdf")]

FILES: list[Case] = [
    (question, {"valueAttachment": value}, expected)
    for question, value, expected in [
        (ask("attachment"), {**PLAIN, "data": ABC}, []),
        (ask("attachment"), {**PLAIN, "data": ABC, "size": 3}, []),
        (ask("attachment"), {**PLAIN, "data": ABC, "size": "3"}, []),
        (ask("attachment"), {**PLAIN, "data": ABC, "size": 4}, ["error invalid .answer[0]"]),
        (ask("attachment"), {**PLAIN, "data": "YW\nJj"}, []),
        (ask("attachment"), {**PLAIN, "data": "no base64!"}, ["error invalid .answer[0]"]),
        (ask("attachment"), {**PLAIN, "data": "YWJ"}, ["error invalid .answer[0]"]),
        (ask("attachment"), {"data": ABC}, ["error invariant .answer[0]"]),
        (ask("attachment"), {**PLAIN, "data": ABC, "hash": "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="}, []),
        (ask("attachment"), {**PLAIN, "data": ABC, "hash": "AAAA"}, ["warning invalid .answer[0]"]),
        (ask("attachment"), {**PLAIN, "url": "https://a.example/b.txt", "size": 3}, []),
        (ask("attachment"), {**PLAIN, "url": "a b"}, [VALUE, "error value .answer[0].value.url"]),
        (ask("attachment"), {**PLAIN, "url": "https://a.example", "size": -1}, [VALUE]),
        (ask("attachment"), {"title": "A letter"}, ["warning incomplete .answer[0]"]),
        (ask("attachment"), {"contentType": "text", "url": "https://a.example"}, [ODD]),
        (ask("attachment"), {**PLAIN, "url": "https://a.example", "size": 1.5}, ["error structure .answer[0]"]),
        (ask("attachment"), {**PLAIN, "url": "https://a.example", "pages": 3}, []),
        (ask("attachment"), {**PLAIN, "url": "https://a.example", "pages": 0}, ["error value .answer[0].value.pages"]),
        (ask("attachment"), {**PLAIN, "url": "https://a.example", "creation": "soon"}, ["error value .answer[0].value.creation"]),
        (ask("attachment", SMALL), {**PLAIN, "data": ABC}, []),
        (ask("attachment", SMALL), {**PLAIN, "data": base64.b64encode(b"abcd").decode()}, [LIMIT]),
        (ask("attachment", SMALL), {**PLAIN, "url": "https://a.example", "size": 4}, [LIMIT]),
        (ask("attachment", SMALL), {**PLAIN, "url": "https://a.example"}, []),
        (ask("attachment", *PICTURES), {"contentType": "image/png", "data": ABC}, []),
        (ask("attachment", *PICTURES), {"contentType": "application/pdf", "data": ABC}, []),
        (ask("attachment", *PICTURES), {"contentType": "IMAGE/PNG; a=b", "data": ABC}, []),
        (ask("attachment", *PICTURES), {"contentType": "image/jpeg", "data": ABC}, [LIMIT]),
        (ask("attachment", *PICTURES), {"url": "https://a.example"}, [LIMIT]),
        (ask("attachment", core("mimeType", valueCode="image/*")), {"contentType": "image/jpeg", "data": ABC}, []),
    ]
]  # fmt: skip

FOR = [core("questionnaire-referenceResource", valueCode=kind) for kind in ("Patient", "Group")]

REFERENCES: list[Case] = [
    (question, {"valueReference": value}, expected)
    for question, value, expected in [
        (ask("reference"), {"reference": "Patient/1"}, []),
        (ask("reference"), {"reference": "Patient/1/_history/2"}, []),
        (ask("reference"), {"reference": "https://a.example/fhir/Patient/1"}, []),
        (ask("reference"), {"reference": "https://a.example/something"}, []),
        (ask("reference"), {"reference": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"}, []),
        (ask("reference"), {"display": "her aunt"}, []),
        (ask("reference"), {"identifier": {"system": "https://a.example", "value": "1"}}, []),
        (ask("reference"), {"type": "Patient", "identifier": {"value": "1"}}, []),
        (ask("reference"), {"reference": "her aunt"}, [VALUE]),
        (ask("reference"), {"reference": "Patient"}, [VALUE]),
        (ask("reference"), {"reference": "Patient/"}, [VALUE]),
        (ask("reference"), {"reference": "Aunt/1"}, [VALUE]),
        (ask("reference"), {"reference": "fhir/Patient/1"}, [VALUE]),
        (ask("reference"), {"reference": "Patient/a b"}, [VALUE]),
        (ask("reference"), {"reference": "Patient/" + "x" * 65}, [VALUE]),
        (ask("reference"), {"reference": "https:///Patient/1"}, [VALUE]),
        (ask("reference"), {"reference": "#nobody"}, ["error not-found .answer[0]"]),
        (ask("reference"), {"reference": "Patient/1", "type": "Group"}, ["error structure .answer[0]"]),
        (ask("reference"), {"reference": 1}, ["error structure .answer[0]"]),
        (ask("reference"), {"reference": "Patient/1", "age": 1}, ["error structure .answer[0].value"]),
        (ask("reference", *FOR), {"reference": "Patient/1"}, []),
        (ask("reference", *FOR), {"reference": "Group/1"}, []),
        (ask("reference", *FOR), {"reference": "Device/1"}, [LIMIT]),
        (ask("reference", *FOR), {"reference": "https://a.example/fhir/Device/1"}, [LIMIT]),
        (ask("reference", *FOR), {"reference": "https://a.example/something"}, []),
        (ask("reference", *FOR), {"type": "Device", "identifier": {"value": "1"}}, [LIMIT]),
        (ask("reference", *FOR), {"type": "Patient", "identifier": {"value": "1"}}, []),
    ]
]  # fmt: skip

NOT_OFFERED = [LIMIT]
AB = options("a", "b")
MINE = {"answerOption": [{"valueCoding": {"system": SYSTEM, "code": "a", "display": "Apple"}}, {"valueCoding": {"system": SYSTEM, "code": "b"}}]}  # fmt: skip
DISPLAY = "warning code-invalid .answer[0]"


def offers(key: str, *values: Any) -> dict[str, Any]:
    return {"answerOption": [{key: value} for value in values]}


CHOICES: list[Case] = [
    (ask("choice"), coded("a"), []),
    (ask("choice"), coded("a", system=None), [DISPLAY]),
    (ask("choice"), coded(None, "Apple", None), []),
    (ask("choice"), coded("a", system="fruit"), [DISPLAY]),
    (ask("choice"), coded(None), [DISPLAY]),
    (ask("choice"), coded("a b  c"), ["error value .answer[0].value.code"]),
    (ask("choice"), coded("a", system="http://a b"), ["error value .answer[0].value.system"]),
    (ask("choice"), {"valueCoding": {"system": SYSTEM, "code": "a", "colour": "red"}}, ["error structure .answer[0].value"]),
    (ask("choice"), {"valueCoding": {"system": SYSTEM, "code": "a", "userSelected": "yes"}}, ["error value .answer[0].value.userSelected"]),
    (ask("choice", **MINE), coded("a"), []),
    (ask("choice", **MINE), coded("a", "Apple"), []),
    (ask("choice", **MINE), coded("a", "APPLE "), []),
    (ask("choice", **MINE), coded("a", "Pear"), [DISPLAY]),
    (ask("choice", **MINE), coded("b", "Pear"), []),
    (ask("choice", **MINE), coded("c"), NOT_OFFERED),
    (ask("choice", **MINE), coded("a", system="http://other.example"), NOT_OFFERED),
    (ask("choice", **MINE), coded("a", system=None), [DISPLAY, LIMIT]),
    (ask("choice", **MINE), text("Apple"), ["error structure .answer[0]"]),
    (ask("open-choice", **MINE), coded("a"), []),
    (ask("open-choice", **MINE), text("my own"), []),
    (ask("open-choice", **MINE), coded(None, "my own", None), []),
    (ask("open-choice", **MINE), coded("c"), NOT_OFFERED),
    (ask("coding", **MINE), coded("c"), NOT_OFFERED),
    (ask("coding", answerConstraint="optionsOrType", **MINE), coded("c"), []),
    (ask("coding", answerConstraint="optionsOrString", **MINE), text("own"), []),
    (ask("coding", answerConstraint="optionsOrString", **MINE), coded("c"), NOT_OFFERED),
    (ask("coding", answerConstraint="optionsOnly", **MINE), coded("c"), NOT_OFFERED),
    (ask("string", **offers("valueString", "x", "y")), text("x"), []),
    (ask("string", **offers("valueString", "x", "y")), text("z"), NOT_OFFERED),
    (ask("string", **offers("valueString", "x", "y")), text("X"), NOT_OFFERED),
    (ask("integer", **offers("valueInteger", 1, 2)), {"valueInteger": 2}, []),
    (ask("integer", **offers("valueInteger", 1, 2)), {"valueInteger": 3}, NOT_OFFERED),
    (ask("date", **offers("valueDate", "2026-01-01")), {"valueDate": "2026-01-01"}, []),
    (ask("date", **offers("valueDate", "2026-01-01")), {"valueDate": "2026-01"}, NOT_OFFERED),
    (ask("time", **offers("valueTime", "10:00:00")), {"valueTime": "10:00:00"}, []),
    (ask("time", **offers("valueTime", "10:00:00")), {"valueTime": "11:00:00"}, NOT_OFFERED),
    (ask("choice", **offers("valueString", "x")), text("x"), []),
    (ask("choice", **offers("valueString", "x")), text("z"), NOT_OFFERED),
    (ask("choice", **offers("valueInteger", 1)), {"valueInteger": 1}, []),
    (ask("choice", **offers("valueInteger", 1)), {"valueInteger": 2}, NOT_OFFERED),
    (ask("choice", **offers("valueReference", {"reference": "Patient/1"})), {"valueReference": {"reference": "Patient/1", "display": "A"}}, []),
    (ask("choice", **offers("valueReference", {"reference": "Patient/1"})), {"valueReference": {"reference": "Patient/2"}}, NOT_OFFERED),
    (ask("reference", **offers("valueReference", {"reference": "Patient/1"})), {"valueReference": {"reference": "Patient/2"}}, NOT_OFFERED),
]  # fmt: skip


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [*TEXTS, *URLS, *NUMBERS, *DATES, *QUANTITIES, *FILES, *REFERENCES, *CHOICES],
)
def test_an_answer_is_judged_by_itself(
    question: dict[str, Any], answer: dict[str, Any], expected: list[str]
) -> None:
    assert sorted(judged(question, answer)) == sorted(expected)


def test_the_matrix_is_large() -> None:
    assert len([*TEXTS, *URLS, *NUMBERS, *DATES, *QUANTITIES, *FILES, *REFERENCES, *CHOICES]) > 240


VALUE_SET: dict[str, Any] = {
    "resourceType": "ValueSet",
    "id": "v",
    "compose": {
        "include": [{"system": SYSTEM, "concept": [{"code": "a", "display": "Apple"}, {"code": "b"}]}]
    },
}
EXPANDED: dict[str, Any] = {
    "resourceType": "ValueSet",
    "id": "v",
    "expansion": {"contains": [{"system": SYSTEM, "code": "a", "display": "Apple"}]},
}
FILTERED: dict[str, Any] = {
    "resourceType": "ValueSet",
    "id": "v",
    "compose": {
        "include": [{"system": SYSTEM, "filter": [{"property": "concept", "op": "is-a", "value": "x"}]}]
    },
}
WHOLE: dict[str, Any] = {"resourceType": "ValueSet", "id": "v", "compose": {"include": [{"system": SYSTEM}]}}
GENDERS = "http://hl7.org/fhir/ValueSet/administrative-gender"
GENDER_CODES = "http://hl7.org/fhir/administrative-gender"
GENDER: dict[str, Any] = {
    "resourceType": "ValueSet",
    "url": GENDERS,
    "compose": {"include": [{"system": GENDER_CODES, "concept": [{"code": "male", "display": "Male"}]}]},
}
UNCHECKED = ["warning not-supported .item[0]", "information not-supported Questionnaire"]
INVALID = ["error code-invalid .item[0].answer[0]"]

OF_VALUE_SETS: list[tuple[str, str, dict[str, Any] | None, dict[str, Any], list[str]]] = [
    ("choice", "#v", VALUE_SET, coded("a"), []),
    ("choice", "#v", VALUE_SET, coded("a", "Apple"), []),
    ("choice", "#v", VALUE_SET, coded("a", "Pear"), ["warning code-invalid .item[0].answer[0]"]),
    ("choice", GENDERS, GENDER, coded("male", "Male", GENDER_CODES), []),
    ("choice", GENDERS, GENDER, coded("male", None, GENDER_CODES), []),
    ("choice", GENDERS, GENDER, coded("male", "Australia", GENDER_CODES), INVALID),
    ("choice", GENDERS, GENDER, coded("men", "Male", GENDER_CODES), INVALID),
    ("open-choice", GENDERS, GENDER, coded("male", "Australia", GENDER_CODES), INVALID),
    ("choice", "#v", VALUE_SET, coded("b", "anything"), []),
    ("choice", "#v", VALUE_SET, coded("c"), INVALID),
    ("choice", "#v", VALUE_SET, coded("a", system="http://other.example"), INVALID),
    ("choice", "#v", EXPANDED, coded("a"), []),
    ("choice", "#v", EXPANDED, coded("b"), INVALID),
    ("open-choice", "#v", VALUE_SET, text("own"), []),
    ("open-choice", "#v", VALUE_SET, coded("c"), INVALID),
    ("string", "#v", VALUE_SET, text("a"), []),
    ("string", "#v", VALUE_SET, text("Apple"), INVALID),
    ("choice", "#v", FILTERED, coded("c"), UNCHECKED),
    ("choice", "#v", WHOLE, coded("c"), UNCHECKED),
    ("choice", "#nowhere", VALUE_SET, coded("c"), UNCHECKED),
    ("choice", "http://example.org/far-away", None, coded("c"), UNCHECKED),
    ("string", "http://example.org/far-away", None, text("c"), UNCHECKED),
]


@pytest.mark.parametrize(("kind", "address", "value_set", "answer", "expected"), OF_VALUE_SETS)
def test_an_answer_is_judged_by_a_value_set_that_is_at_hand(
    kind: str, address: str, value_set: dict[str, Any] | None, answer: dict[str, Any], expected: list[str]
) -> None:
    contained = {} if value_set is None else {"contained": [value_set]}
    question = ask(kind, answerValueSet=address)
    assert told(answered(reply("q", answer)), question, **contained) == expected


def test_a_reference_may_point_to_what_the_response_holds() -> None:
    person = {"resourceType": "Patient", "id": "p"}
    answer = {"valueReference": {"reference": "#p"}}
    assert judged(ask("reference"), answer, contained=[person]) == []
    assert judged(ask("reference"), answer, contained=[{**person, "id": "other"}]) == [
        "error not-found .answer[0]"
    ]


ALONE = {"valueCoding": {"system": SYSTEM, "code": "none"}, "extension": [core("questionnaire-optionExclusive", valueBoolean=True)]}  # fmt: skip
COUNTED = [core("questionnaire-minOccurs", valueInteger=2), core("questionnaire-maxOccurs", valueInteger=3)]


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, []), (1, ["error business-rule"]), (2, []), (3, []), (4, ["error business-rule"])],
)
def test_the_number_of_answers_has_limits(count: int, expected: list[str]) -> None:
    question = ask("string", *COUNTED, repeats=True)
    answers = [text(str(number)) for number in range(count)]
    given = judged(question, *answers) if answers else told(answered(), question)
    assert given == expected
    softened = judged(question, *answers, status="in-progress") if answers else []
    assert softened == ["warning business-rule" if count == 1 else line for line in expected]


def test_an_exclusive_answer_stands_alone() -> None:
    question = ask(
        "choice", repeats=True, answerOption=[{"valueCoding": {"system": SYSTEM, "code": "a"}}, ALONE]
    )
    assert judged(question, coded("none")) == []
    assert judged(question, coded("none"), coded("a")) == ["error business-rule"]


def test_each_answer_is_told_at_its_own_place() -> None:
    question = item("q", "string", repeats=True, maxLength=2)
    assert judged(
        question, text("ok"), {"valueBoolean": True}, text("far too long"), text("ok"), text("xxx")
    ) == [
        "error structure .answer[1]",
        "error business-rule .answer[2]",
        "error business-rule .answer[4]",
    ]

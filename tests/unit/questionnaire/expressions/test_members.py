"""A primitive and what stands beside it under an underscore are one element: over every primitive type of FHIR R4."""

from __future__ import annotations

from typing import Any

import pytest

from prevent_desktop.questionnaire.expressions import Surroundings, compile_expression
from prevent_desktop.questionnaire.validation.fhir_types import PRIMITIVES

NOTE = {"url": "http://example.org/note", "valueString": "as told"}
BESIDE = {"id": "i1", "extension": [NOTE, {**NOTE, "valueString": "twice"}]}
VALUES: dict[str, tuple[Any, str]] = {
    "base64Binary": ("QUJD", "'QUJD'"),
    "boolean": (True, "true"),
    "canonical": ("http://example.org/a", "'http://example.org/a'"),
    "code": ("a", "'a'"),
    "date": ("1974-12-25", "@1974-12-25"),
    "dateTime": ("1974-12-25T10:00:00Z", "@1974-12-25T10:00:00Z"),
    "decimal": (5.5, "5.5"),
    "id": ("a-1", "'a-1'"),
    "instant": ("1974-12-25T10:00:00Z", "@1974-12-25T10:00:00Z"),
    "integer": (5, "5"),
    "markdown": ("**a**", "'**a**'"),
    "oid": ("urn:oid:1.2.3", "'urn:oid:1.2.3'"),
    "positiveInt": (5, "5"),
    "string": ("words", "'words'"),
    "time": ("10:00:00", "@T10:00:00"),
    "unsignedInt": (0, "0"),
    "uri": ("urn:a", "'urn:a'"),
    "url": ("https://example.org", "'https://example.org'"),
    "uuid": ("urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "'urn:uuid:c757873d-ec9a-4326-a141-556f43239520'"),
}  # fmt: skip
PATIENT = {
    "resourceType": "Patient",
    "birthDate": "1974-12-25",
    "_birthDate": {"extension": [{"url": "http://example.org/time", "valueDateTime": "1974-12-25T14:35:45Z"}]},
    "active": False,
    "_active": {"id": "x"},
    "name": [{
        "given": ["Amy", None, "Lou"],
        "_given": [None, {"extension": [NOTE]}, BESIDE],
        "_family": {"extension": [NOTE]},
    }],
}  # fmt: skip


def evaluate(expression: str, resource: dict[str, Any]) -> list[Any]:
    return compile_expression(expression).evaluate(Surroundings(resource))


def test_every_primitive_type_is_tried() -> None:
    assert set(PRIMITIVES) - {"xhtml", "integer64"} == VALUES.keys()


@pytest.mark.parametrize("kind", VALUES)
def test_a_value_with_extensions_is_one_element_and_equals_what_it_says(kind: str) -> None:
    value, literal = VALUES[kind]
    name = f"value{kind[0].upper()}{kind[1:]}"
    resource = {
        "resourceType": "Basic",
        "extension": [{"url": "http://example.org/of", name: value, f"_{name}": BESIDE}],
    }
    holds = [
        f"extension.value = {literal}",
        f"extension.where(value = {literal}).exists()",
        "extension.value.count() = 1",
        "extension.value.hasValue()",
        "extension.value.extension.count() = 2",
        "extension.value.id = 'i1'",
        "extension.value.extension('http://example.org/note').value.first() = 'as told'",
        "extension.children().count() = 2",
        "(extension.value | extension.value).count() = 1",
        "extension.value.children().count() = 3",
    ]
    assert [text for text in holds if evaluate(text, resource) != [True]] == []
    assert evaluate("extension.value", resource) == evaluate(
        "extension.value",
        {"resourceType": "Basic", "extension": [{"url": "http://example.org/of", name: value}]},
    )


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("birthDate = @1974-12-25", [True]),
        ("birthDate < @1980", [True]),
        ("birthDate + 1 year", ["1975-12-25"]),
        ("birthDate.toString() & '!'", ["1974-12-25!"]),
        ("birthDate.extension.value", ["1974-12-25T14:35:45Z"]),
        ("active", [False]),
        ("active.not()", [True]),
        ("iif(active, 1, 2)", [2]),
        ("name.given", ["Amy", "Lou"]),
        ("name.given.count()", [3]),
        ("name.given[1].extension.value", ["as told"]),
        ("name.given[2].extension.value", ["as told", "twice"]),
        ("name.given.first() & ' ' & name.given.last()", ["Amy Lou"]),
        ("name.family.hasValue()", [False]),
        ("name.family.exists()", [True]),
        ("name.family = 'Smith'", []),
        ("name.family & '!'", ["!"]),
        ("name.family + '!'", []),
        ("name.family.length() > 3", []),
        ("name.family.startsWith('S')", []),
        ("name.family.extension('http://example.org/note').exists()", [True]),
        ("descendants().where($this = 'Lou').count()", [1]),
        ("descendants().ofType(Extension).where(value = 'twice').count()", [1]),
    ],
)
def test_members_of_a_patient_are_read_once(expression: str, expected: list[Any]) -> None:
    assert evaluate(expression, PATIENT) == expected


def test_what_is_no_extension_is_no_element_to_look_into() -> None:
    assert evaluate("extension('http://example.org/note')", {"resourceType": "Basic", "extension": ["x", 5, NOTE]}) == [NOTE]  # fmt: skip


def test_a_translated_title_is_one_text() -> None:
    form = {
        "resourceType": "Questionnaire",
        "title": "A form",
        "_title": {"extension": [{"url": "http://hl7.org/fhir/StructureDefinition/translation"}]},
    }
    surroundings = Surroundings({"resourceType": "QuestionnaireResponse"}, questionnaire=form)
    assert compile_expression("%questionnaire.title & '!'").evaluate(surroundings) == ["A form!"]

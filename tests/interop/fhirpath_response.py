"""The response, the form and the variables over which both sides evaluate the expressions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

CODES = "https://prevent-desktop.example/codes"
UCUM = "http://unitsofmeasure.org"


def _answered(link_id: str, *answers: dict[str, Any]) -> dict[str, Any]:
    return {"linkId": link_id, "answer": list(answers)}


def _coding(code: str, display: str) -> dict[str, Any]:
    return {"valueCoding": {"system": CODES, "code": code, "display": display}}


def _plan(row: int, label: str, cost: str) -> dict[str, Any]:
    return {
        "linkId": "plan",
        "item": [
            _answered("row", {"valueInteger": row}),
            _answered("label", {"valueString": label}),
            _answered("cost", {"valueDecimal": Decimal(cost)}),
        ],
    }


RESPONSE: dict[str, Any] = {
    "resourceType": "QuestionnaireResponse",
    "questionnaire": "https://prevent-desktop.example/forms/judged|1",
    "status": "in-progress",
    "item": [
        _answered("name", {"valueString": "Ana Ünal"}),
        _answered("agreed", {"valueBoolean": True, "item": [_answered("why", {"valueString": "She asked."})]}),
        _answered("refused", {"valueBoolean": False}),
        _answered("children", {"valueInteger": 3}),
        _answered("height", {"valueDecimal": Decimal("1.72")}),
        _answered("weight", {"valueQuantity": {"value": Decimal("70.5"), "unit": "kg", "system": UCUM, "code": "kg"}}),
        _answered("born", {"valueDate": "1990-02-28"}),
        _answered("year", {"valueDate": "1990"}),
        _answered("seen", {"valueDateTime": "2026-11-24T14:30:00+00:00"}),
        _answered("at", {"valueTime": "10:30:00"}),
        _answered("site", {"valueUri": "https://example.org/a"}),
        _answered("mood", _coding("low", "Low")),
        _answered("languages", _coding("en", "English"), _coding("pl", "Polish")),
        _answered("file", {"valueAttachment": {"contentType": "image/png", "title": "A", "size": 1200}}),
        _answered("who", {"valueReference": {"reference": "Patient/7", "display": "Ana"}}),
        _answered("unicode", {"valueString": "𝄞 世界 שלום"}),
        {"linkId": "nothing"},
        _plan(1, "first", "2.5"),
        _plan(2, "second", "4"),
        {
            "linkId": "phq",
            "item": [_answered("phq1", _coding("some", "Some")), _answered("phq2", _coding("much", "Much"))],
        },
    ],
}  # fmt: skip


def _option(code: str, weight: int) -> dict[str, Any]:
    url = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
    return {"extension": [{"url": url, "valueDecimal": weight}], **_coding(code, code.title())}


_OPTIONS = [_option("none", 0), _option("some", 1), _option("much", 2)]
_TYPES = {"phq": "group", "plan": "group", "mood": "choice", "languages": "choice"}
FORM: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "url": "https://prevent-desktop.example/forms/judged",
    "title": "Judged",
    "status": "active",
    "item": [
        *(
            {"linkId": link_id, "type": _TYPES.get(link_id, "string")}
            for link_id in dict.fromkeys(one["linkId"] for one in RESPONSE["item"])
            if link_id != "phq"
        ),
        {
            "linkId": "phq",
            "type": "group",
            "item": [
                {"linkId": name, "type": "choice", "text": f"Question {name}", "answerOption": _OPTIONS}
                for name in ("phq1", "phq2")
            ],
        },
    ],
}
VARIABLES: dict[str, Any] = {
    "score": [1, 2, 3],
    "none": [],
    "low": {"system": CODES, "code": "low", "display": "Low"},
    "patient": {
        "resourceType": "Patient",
        "active": True,
        "birthDate": "1990-02-28",
        "gender": "female",
        "deceasedBoolean": False,
        "name": [
            {"use": "official", "family": "Ünal", "given": ["Ana", "Maria"]},
            {"use": "nickname", "given": ["Annie"]},
        ],
        "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "9434765919"}],
        "telecom": [{"system": "phone", "value": "020 7946 0000"}, {"system": "email", "value": "a@b.example"}],
        "address": [{"line": ["1 High Street", "Flat 2"], "postalCode": "SW1A 1AA"}],
        "contact": [{"name": {"text": "Mira"}}],
        "extension": [{"url": "https://prevent-desktop.example/fhir/x", "valueInteger": 4}],
    },
}  # fmt: skip


def item_at(link_id: str) -> dict[str, Any]:
    """The first item of the response with that link id."""
    return next(one for one in RESPONSE["item"] if one["linkId"] == link_id)

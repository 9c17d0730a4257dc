"""Small forms for the tests, as plain JSON objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from prevent_desktop.questionnaire.definition import load_questionnaire
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.response import Response

CODES = "https://prevent-desktop.example/codes"
CORE = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
OUR = "https://prevent-desktop.example/fhir/"
URL = "https://prevent-desktop.example/forms/test"


def form(*items: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A Questionnaire with these items."""
    return {
        "resourceType": "Questionnaire",
        "url": URL,
        "version": "1",
        "status": "active",
        "item": list(items),
        **more,
    }


def item(link_id: str, kind: str, *children: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """An item; what is nested under it comes last."""
    base = {"linkId": link_id, "type": kind, **more}
    return {**base, "item": list(children)} if children else base


def group(link_id: str, *children: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A group."""
    return item(link_id, "group", *children, **more)


def extension(url: str, **value: Any) -> dict[str, Any]:
    """An extension with its value."""
    return {"url": url, **value}


def control(code: str) -> dict[str, Any]:
    """An item control."""
    concept = {"coding": [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": code}]}
    return extension(CORE + "questionnaire-itemControl", valueCodeableConcept=concept)


def when(question: str, operator: str = "=", **answer: Any) -> dict[str, Any]:
    """A condition."""
    return {"question": question, "operator": operator, **answer}


def coding(code: str, display: str | None = None) -> dict[str, Any]:
    """A coding of our own system."""
    return {"system": CODES, "code": code, "display": display or code}


def options(*codes: str) -> list[dict[str, Any]]:
    """Offered codings."""
    return [{"valueCoding": coding(code)} for code in codes]


def loaded(*items: Mapping[str, Any], **more: Any) -> Questionnaire:
    """A loaded form with these items."""
    return load_questionnaire(form(*items, **more))


def started(*items: Mapping[str, Any], **more: Any) -> Response:
    """A fresh response to a form with these items."""
    return Response.start(loaded(*items, **more))


def answered(*items: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A QuestionnaireResponse to such a form, with these items."""
    there = {"item": list(items)} if items else {}
    return {"resourceType": "QuestionnaireResponse", "questionnaire": URL + "|1", "status": "completed", **there, **more}  # fmt: skip


def reply(link_id: str, *answers: Mapping[str, Any]) -> dict[str, Any]:
    """An answered item."""
    return {"linkId": link_id, "answer": list(answers)}

"""The bundled forms as plain JSON, for tests that judge them without the engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from prevent_desktop import data_files

OUR = "https://prevent-desktop.example/fhir/"
ITEM_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
FORM_IDS = ("screening-tool", "national-referral", "lead-check", "sharing-decision")
ASIDES = frozenset({"help", "prompt", "flyover"})

Json = dict[str, Any]


def form_text(form_id: str) -> str:
    return (data_files.forms() / form_id / "1.0.0.json").read_text(encoding="utf-8")


def form(form_id: str) -> Json:
    loaded: Json = json.loads(form_text(form_id))
    return loaded


def walk(items: list[Json]) -> Iterator[Json]:
    for item in items:
        yield item
        yield from walk(item.get("item", []))


def items_of(form_id: str) -> dict[str, Json]:
    return {item["linkId"]: item for item in walk(form(form_id)["item"])}


def is_question(item: Json) -> bool:
    return item["type"] not in {"group", "display"}


def questions_of(form_id: str) -> dict[str, Json]:
    return {link_id: item for link_id, item in items_of(form_id).items() if is_question(item)}


def ours(element: Json, name: str) -> list[Any]:
    """The values of our own extension `name` on an element."""
    return [
        value
        for extension in element.get("extension", [])
        if extension["url"] == OUR + name
        for key, value in extension.items()
        if key != "url"
    ]


def control(item: Json) -> str:
    """The item control's code, or empty text."""
    for extension in item.get("extension", []):
        if extension["url"] == ITEM_CONTROL:
            return str(extension["valueCodeableConcept"]["coding"][0]["code"])
    return ""


def aside(item: Json, code: str) -> str:
    """The words of the help, prompt or flyover that belongs to an item, or empty text."""
    return " ".join(child["text"] for child in item.get("item", []) if control(child) == code)


def codes(item: Json) -> list[str]:
    return [option["valueCoding"]["code"] for option in item.get("answerOption", [])]


def all_texts(form_id: str) -> Iterator[str]:
    """Each text of a form that a person can see."""
    whole = form(form_id)
    yield from (whole["title"], whole["description"], whole["purpose"], whole["copyright"])
    for item in walk(whole["item"]):
        yield item["text"]
        yield from (option["valueCoding"]["display"] for option in item.get("answerOption", []))

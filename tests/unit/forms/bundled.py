"""The bundled forms as plain JSON, for tests that judge them without the engine.

A form is named by its id, which means its newest version, or by an edition: ``screening-tool/1.0.0``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from prevent_desktop import data_files

HIDDEN = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden"
OUR = "https://prevent-desktop.example/fhir/"
ITEM_CONTROL = "http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl"
FORM_IDS = tuple(sorted(folder.name for folder in data_files.forms().iterdir() if folder.is_dir()))
EDITIONS = tuple(sorted(f"{path.parent.name}/{path.stem}" for path in data_files.forms().glob("*/*.json")))
ASIDES = frozenset({"help", "prompt", "flyover"})

Json = dict[str, Any]


def newest(form_id: str) -> str:
    """The edition of the newest version of a form."""
    return max(
        (edition for edition in EDITIONS if edition.split("/")[0] == form_id),
        key=lambda edition: [int(part) for part in edition.split("/")[1].split(".")],
    )


NEWEST = tuple(newest(form_id) for form_id in FORM_IDS)


def form_text(name: str) -> str:
    edition = name if "/" in name else newest(name)
    return (data_files.forms() / f"{edition}.json").read_text(encoding="utf-8")


@cache
def _loaded(edition: str) -> Json:
    loaded: Json = json.loads(form_text(edition))
    return loaded


def form(name: str) -> Json:
    return _loaded(name if "/" in name else newest(name))


def walk(items: list[Json]) -> Iterator[Json]:
    for item in items:
        yield item
        yield from walk(item.get("item", []))


def items_of(name: str) -> dict[str, Json]:
    return {item["linkId"]: item for item in walk(form(name)["item"])}


def is_question(item: Json) -> bool:
    return item["type"] not in {"group", "display"}


def questions_of(name: str) -> dict[str, Json]:
    """Every question that somebody can see."""
    return {
        link_id: item
        for link_id, item in items_of(name).items()
        if is_question(item) and not any(mark["url"] == HIDDEN for mark in item.get("extension", []))
    }


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


def is_tick(item: Json) -> bool:
    """Whether it is one tick box, for which blank means no."""
    return item["type"] == "boolean" and control(item) == "check-box"


def expressions(element: Json, kind: str) -> list[str]:
    """The expressions of an extension of SDC (``calculatedExpression``, ``variable``)."""
    return [
        extension["valueExpression"]["expression"]
        for extension in element.get("extension", [])
        if extension["url"].endswith((f"/sdc-questionnaire-{kind}", f"/StructureDefinition/{kind}"))
    ]


def codes(item: Json) -> list[str]:
    return [option["valueCoding"]["code"] for option in item.get("answerOption", [])]


def all_texts(name: str) -> Iterator[str]:
    """Each text of a form that a person can see."""
    whole = form(name)
    yield from (whole["title"], whole["description"], whole["purpose"], whole["copyright"])
    yield from item_texts(name)


def item_texts(name: str) -> Iterator[str]:
    """The words of each item and option of a form, and of those as a receiver reads them."""
    for item in walk(form(name)["item"]):
        yield item["text"]
        yield from ours(item, "pack-text")
        for option in item.get("answerOption", []):
            yield option["valueCoding"]["display"]
            yield from ours(option, "pack-text")

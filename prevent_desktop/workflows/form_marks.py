"""What a form says about its answers' use outside the form: which belong on a pack's first page, and in the record.

`pack-part` is an extension of our own; where an answer goes in the record is FHIR R4's `Questionnaire.item.definition`
(as in SDC's definition-based extraction), with fragments such as ``#event.what``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any

from prevent_desktop.questionnaire.extensions import OUR
from prevent_desktop.questionnaire.items import Questionnaire
from prevent_desktop.questionnaire.response import Node, Response

_PACK_PART = OUR + "pack-part"
_RECORD = OUR + "StructureDefinition/record#"


class PackPart(StrEnum):
    """The parts of a pack's first page."""

    IN_SHORT = "in-short"
    WHAT_HAPPENED = "what-happened"
    WHAT_ELSE = "what-else"
    WHAT_PROTECTS = "what-protects"
    ASK = "ask"
    ANSWER_BY = "answer-by"


def pack_parts(questionnaire: Questionnaire) -> dict[str, PackPart]:
    """The part of the first page that each marked question fills, by link id."""
    return {
        item["linkId"]: PackPart(extension["valueCode"])
        for item in _items(questionnaire.raw)
        for extension in item.get("extension", ())
        if extension.get("url") == _PACK_PART and extension.get("valueCode") in set(PackPart)
    }


def record_fields(questionnaire: Questionnaire) -> dict[str, str]:
    """The field of the record that each marked item fills, by link id: ``event``, ``event.what``, ``decision.reason``."""
    return {
        item["linkId"]: item["definition"].removeprefix(_RECORD)
        for item in _items(questionnaire.raw)
        if item.get("definition", "").startswith(_RECORD)
    }


def enabled_nodes(response: Response, path: tuple[tuple[str, int], ...] = ()) -> Iterator[Node]:
    """Every item that is shown below `path`, in reading order, with those under an answer."""
    for node in response.children(path):
        if node.enabled:
            yield node
            yield from enabled_nodes(response, node.path)


def _items(parent: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for item in parent.get("item", ()):
        yield item
        yield from _items(item)

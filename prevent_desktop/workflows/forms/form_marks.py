"""What a form says about its answers' use outside the form: which belong on a pack's first page, and in the record.

`pack-part` is an extension of our own; where an answer goes in the record is FHIR R4's `Questionnaire.item.definition`
(as in SDC's definition-based extraction), with fragments such as ``#event.what``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum

from prevent_desktop.questionnaire.extensions import OUR
from prevent_desktop.questionnaire.items import Item, ItemType, Questionnaire
from prevent_desktop.questionnaire.live.state import walk
from prevent_desktop.questionnaire.population import fact_of
from prevent_desktop.questionnaire.response import Node, Path, Response

_RECORD = OUR + "StructureDefinition/record#"
_WRITER = "practitioner.name"


class PackPart(StrEnum):
    """The parts of a pack's first page."""

    IN_SHORT = "in-short"
    WHAT_HAPPENED = "what-happened"
    WHAT_ELSE = "what-else"
    WHAT_PROTECTS = "what-protects"
    ASK = "ask"
    ANSWER_BY = "answer-by"
    DANGER = "danger"


def pack_parts(questionnaire: Questionnaire) -> dict[str, PackPart]:
    """The part of the first page that each marked question fills, by link id."""
    known = set(PackPart)
    return {
        link_id: PackPart(item.pack_part)
        for link_id, item in questionnaire.by_link_id.items()
        if item.pack_part in known
    }


def record_fields(questionnaire: Questionnaire) -> dict[str, str]:
    """The field of the record that each marked item fills, by link id: ``event``, ``event.what``, ``sharing.reason``."""
    return {
        link_id: item.definition.removeprefix(_RECORD)
        for link_id, item in questionnaire.by_link_id.items()
        if item.definition.startswith(_RECORD)
    }


def enabled_nodes(response: Response, path: tuple[tuple[str, int], ...] = ()) -> Iterator[Node]:
    """Every item that is shown below `path`, in reading order, with those under each answer."""
    for node in response.children(path):
        if not node.enabled:
            continue
        yield node
        if node.item.type is ItemType.GROUP:
            yield from enabled_nodes(response, node.path)
            continue
        for number in range(len(node.answers) if node.item.items else 0):
            yield from enabled_nodes(response, (*node.path[:-1], (node.item.link_id, number)))


def name_of_view(response: Response, path: Path) -> str:
    """The name of whoever has the view that is answered at `path`, as the form says it; empty where it says none."""
    asked = response.node(path).item.view_of
    return _first_text(response, lambda item: item.link_id == asked) if asked else ""


def writer_of(response: Response) -> str:
    """The name of whoever wrote the form, where it asks for that; empty elsewhere."""
    return _first_text(response, lambda item: fact_of(item) == _WRITER)


def _first_text(response: Response, wanted: Callable[[Item], bool]) -> str:
    said = (state.answers[0] for state in walk([response.root]) if wanted(state.item) and state.answers)
    return next((text.strip() for text in said if isinstance(text, str)), "")

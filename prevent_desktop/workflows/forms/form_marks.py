"""What a form says about its answers' use outside the form: which belong on a pack's first page, and in the record.

`pack-part` is an extension of our own; where an answer goes in the record is FHIR R4's `Questionnaire.item.definition`
(as in SDC's definition-based extraction), with fragments such as ``#event.what``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from prevent_desktop.questionnaire.extensions import OUR
from prevent_desktop.questionnaire.items import Item, ItemType, Questionnaire
from prevent_desktop.questionnaire.live.state import walk
from prevent_desktop.questionnaire.population import fact_of
from prevent_desktop.questionnaire.response import Node, Path, Response
from prevent_desktop.questionnaire.values import Absent, Coding, Unparsed, Value

_RECORD = OUR + "StructureDefinition/record#"
_EVENT = "event"
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


def record_field(item: Item) -> str:
    """The field of the record that an item fills: ``event``, ``event.what``, ``sharing.reason``; empty where it is not marked."""
    return item.definition.removeprefix(_RECORD) if item.definition.startswith(_RECORD) else ""


def recorded(response: Response, path: Path = ()) -> Iterator[tuple[str, Node]]:
    """The field of the record and the item, for each that is shown below `path` and is marked, in reading order."""
    return ((field, node) for node in enabled_nodes(response, path) if (field := record_field(node.item)))


@dataclass(frozen=True, slots=True)
class MarkedAnswers:
    """The first answer for each field of the record, and the same as the record keeps it in words."""

    values: Mapping[str, Value]
    texts: Mapping[str, str]


def marked_answers(response: Response, path: Path = ()) -> MarkedAnswers:
    """What a form says for the record below `path`."""
    values = {field: node.answers[0] for field, node in recorded(response, path) if node.answers}
    return MarkedAnswers(values, {field: _text(value) for field, value in values.items()})


def told_events(response: Response) -> list[MarkedAnswers]:
    """What a form says of each event."""
    return [marked_answers(response, node.path) for field, node in recorded(response) if field == _EVENT]


def _text(value: Value) -> str:
    if isinstance(value, Absent | Unparsed):
        return ""
    return (value.display or value.code or "") if isinstance(value, Coding) else str(value)


def enabled_nodes(response: Response, path: Path = ()) -> Iterator[Node]:
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
